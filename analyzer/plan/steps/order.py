"""Which boundaries become services, in which order, and what of them should stay in the monolith."""

from collections import Counter
from collections.abc import Collection, Mapping

from analyzer.measure.crossing import is_cut
from analyzer.model.boundary import OTHER, SHARED
from analyzer.model.plan import EXTRACTIONS, REFERENCE_KINDS, Extraction
from analyzer.plan.split import Split
from analyzer.plan.steps.moves import references_inside
from analyzer.plan.steps.state import State

GATEWAY = "gateway"
EXTRACT, STAY = EXTRACTIONS

LOOSE, FEW = 1.0, 20
"""References across its border for each inside it, above which a boundary is no unit; few are cheap to cut
whatever stays inside."""
TRANSACTIONS = 5
"""Places where one transaction writes tables of it and of others, above which data must be parted first."""
TORN = 0.5
"""Share of its tables that others write, above which it does not own its data."""


def stays(split: Split) -> str:
    """The boundary that remains the monolith: the gateway, which is the facade, else the largest."""
    if GATEWAY in split.boundaries:
        return GATEWAY
    lines = Counter({name: 0 for name in split.boundaries if name not in (SHARED, OTHER)})
    for node, home in zip(split.program.graph.files, split.boundary, strict=True):
        if home in lines:
            lines[home] += node.lines
    return max(sorted(lines), key=lambda name: lines[name], default="")


def extractions(state: State) -> tuple[Extraction, ...]:
    """For each boundary but the one that remains, whether it should become a service."""
    split = state.split
    names = [name for name in split.boundaries if name not in (SHARED, OTHER)]
    core = stays(split)
    return tuple(_extraction(state, name) for name in names if name != core)


def ranked(state: State, names: Collection[str], staying: Collection[str]) -> tuple[str, ...]:
    """The boundaries in the order of extraction: always the one with the least coming back into what is
    left; among equals the one that least leads into."""
    counts = Counter({(pair.dependent, pair.dependency): pair.count for pair in state.pairs})
    left = sorted(names)
    order: list[str] = []
    while left:
        rest = [*left, *staying]
        order.append(
            min(
                left,
                key=lambda name: (
                    sum(counts[name, other] for other in rest),
                    sum(counts[other, name] for other in rest),
                    name,
                ),
            )
        )
        left.remove(order[-1])
    return tuple(order)


def _extraction(state: State, name: str) -> Extraction:
    split = state.split
    inside = references_inside(split, name)
    touching = [one for one in state.crossings if name in (one.dependent, one.dependency)]
    border = sum(
        one.count
        for one in touching
        if one.kind in REFERENCE_KINDS and one.kind != "implement" and is_cut(one.dependent, one.dependency)
    )
    owned = [one for one in split.tables if one.owner == name]
    counts = {
        "references inside": inside,
        "references across": border,
        "transactions across": sum(one.count for one in touching if one.kind == "transaction"),
        "tables": len(owned),
        "tables others write": sum(one.contested for one in owned),
    }
    limits = _limits(name, counts)
    return Extraction(name, STAY if limits else EXTRACT, limits, counts)


def _limits(name: str, counts: Mapping[str, int]) -> tuple[str, ...]:
    inside, border = counts["references inside"], counts["references across"]
    transactions, torn = counts["transactions across"], counts["tables others write"]
    found = []
    if border > max(FEW, LOOSE * inside):
        found.append(f"{border} references cross its border and {inside} stay inside: it is no unit")
    if transactions > TRANSACTIONS:
        found.append(
            f"{transactions} transactions write its tables and those of others, of {TRANSACTIONS} allowed"
        )
    if torn > TORN * counts["tables"]:
        found.append(f"others write {torn} of its {counts['tables']} tables")
    return tuple(found)
