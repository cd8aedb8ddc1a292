"""A function that is called across a cut to an operation: who calls it, and what travels."""

from collections import defaultdict
from collections.abc import Sequence

from analyzer.model.contract import Caller, Operation
from analyzer.model.graph import Evidence
from analyzer.plan.calls import CallSite
from analyzer.plan.contract.judge import Types
from analyzer.plan.contract.signature import signature_of
from analyzer.plan.contract.sites import Crossed, side
from analyzer.plan.split import Split

PLACES = 5


def operation(split: Split, types: Types, name: str, function: int, crossed: Crossed) -> Operation:
    """The operation `name` for a function and the calls of it that cross."""
    symbol = split.program.graph.symbols[function]
    node = split.program.graph.files[symbol.file]
    signature = signature_of(split, types, function)
    return Operation(
        name,
        f"{node.module}.{symbol.name}",
        node.path,
        symbol.line,
        tuple(signature.parameters),
        tuple(signature.results),
        _callers(split, crossed.sites),
        tuple(split.program.graph.symbols[one].name for one in crossed.implementations),
        signature.fails,
        tuple(signature.dropped),
    )


def _callers(split: Split, sites: Sequence[CallSite]) -> tuple[Caller, ...]:
    groups: defaultdict[str, list[CallSite]] = defaultdict(list)
    for site in sites:
        groups[side(split, site)].append(site)
    return tuple(
        Caller(
            boundary,
            len(groups[boundary]),
            sum(site.in_loop for site in groups[boundary]),
            tuple(place(split, site) for site in groups[boundary][:PLACES]),
        )
        for boundary in sorted(groups)
    )


def place(split: Split, site: CallSite) -> Evidence:
    """Where a call stands, and the function around it."""
    graph = split.program.graph
    around = graph.symbols[site.caller].name if site.caller >= 0 else ""
    return Evidence(graph.files[site.file].path, site.line, around)
