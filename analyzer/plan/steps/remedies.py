"""What to do about a crossing that is cut where it is: one remedy, why, and the one not taken."""

from analyzer.measure.crossing import is_cut
from analyzer.model.boundary import SHARED
from analyzer.model.plan import REFERENCE_KINDS, Crossing
from analyzer.plan.split import Split
from analyzer.plan.steps.change import Remedy

CALL, COPY = "call", "duplicate"

TO_SERVICE = {
    "import": Remedy("call", "the import goes with its uses"),
    "call": Remedy(
        "call", "the operation becomes part of the contract", "move: the code works for its own side"
    ),
    "implement": Remedy(
        "call", "the contract stands where the interface stood", "keep: it would link both sides"
    ),
    "use": Remedy(
        "duplicate", "the contract's types take its place", "move-to-shared: costs more than it saves"
    ),
    "inherit": Remedy("duplicate", "a service cannot inherit from another", "move-to-shared: it has a home"),
    "state": Remedy("call", "state has one process: ask it", "duplicate: the copies would differ"),
}
"""References of a boundary into one that becomes a service, or that it must leave."""

INVERTED = {
    "import": Remedy("invert", "the import goes with its uses"),
    "call": Remedy("invert", "an interface at the dependent; the start hands the implementation over"),
    "implement": Remedy("invert", "the interface moves to the dependent"),
    "use": Remedy("duplicate", "a type of its own stands in for the other side's"),
    "inherit": Remedy("duplicate", "a base class of its own"),
    "state": Remedy("invert", "the value is handed over at the start", "call: too fine for a network"),
}
"""References against the direction of all others."""

DATA = {
    "foreign-key": Remedy("split-table", "keep the column, drop the constraint, check when writing"),
    "join": Remedy("call", "compose in code, or keep a read model that events fill"),
    "transaction": Remedy("event", "commit the owner's part, and an outbox row for the rest"),
}


def of_reference(crossing: Crossing, inverted: bool) -> Remedy:
    """The remedy of a reference that must be cut; `inverted` where it runs against the others."""
    return (INVERTED if inverted else TO_SERVICE)[crossing.kind]


def of_data(split: Split, crossing: Crossing) -> Remedy:
    """The remedy of a crossing table, key, join or transaction."""
    if crossing.kind != "table":
        return DATA[crossing.kind]
    writes = not crossing.why.startswith("read")
    if crossing.dependent == SHARED:
        return Remedy("split-table", f"the statements belong to {crossing.dependency}, which owns the table")
    return (
        Remedy("call", "the owner writes for it")
        if writes
        else Remedy("call", "the owner answers, or a read model that events fill")
    )


def of_kept(crossing: Crossing, staying: frozenset[str]) -> Remedy:
    """Why a crossing is left."""
    if crossing.kind == "literal":
        return Remedy("keep", f"name it once in the contract ({crossing.why})")
    if crossing.kind not in REFERENCE_KINDS:
        return Remedy("keep", "both stay in the monolith")
    inside = {crossing.dependent, crossing.dependency} <= staying
    cut = is_cut(crossing.dependent, crossing.dependency)
    return Remedy("keep", "both stay in the monolith" if inside and cut else "nothing has to be done")
