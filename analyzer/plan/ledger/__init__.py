"""The cut ledger: everything through which one boundary touches another, each thing once."""

from collections import Counter
from collections.abc import Iterable

from analyzer.model.plan import CROSSING_KINDS, Crossing
from analyzer.plan.ledger.data import data_crossings
from analyzer.plan.ledger.literals import literal_crossings
from analyzer.plan.ledger.references import reference_crossings
from analyzer.plan.split import Split

FAMILIES = (reference_crossings, data_crossings, literal_crossings)
"""Each finds the crossings of some kinds; remedies are given later."""

_ORDER = {kind: place for place, kind in enumerate(CROSSING_KINDS)}


def ledger(split: Split) -> tuple[Crossing, ...]:
    """All crossings by pair of boundaries, kind and weight."""
    return ordered(crossing for family in FAMILIES for crossing in family(split))


def ordered(crossings: Iterable[Crossing]) -> tuple[Crossing, ...]:
    """By pair of boundaries, then by kind, the heaviest first."""
    return tuple(
        sorted(
            crossings,
            key=lambda one: (one.dependent, one.dependency, _ORDER[one.kind], -one.count, one.subject),
        )
    )


def by_kind(crossings: Iterable[Crossing]) -> dict[str, int]:
    """The counts of each kind that occurs, in the order of CROSSING_KINDS."""
    counts: Counter[str] = Counter()
    for one in crossings:
        counts[one.kind] += one.count
    return {kind: counts[kind] for kind in CROSSING_KINDS if counts[kind]}
