"""Other ways to cut the code, with the same counts for each."""

from collections.abc import Sequence

from msgspec import Struct

from analyzer.model.boundary import Partition
from analyzer.render.words import number


class AlternativeTable(Struct, frozen=True):
    """One column a partition, one row a count; rows of zeros only are left out."""

    labels: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    reasons: tuple[str, ...]


def alternative_table(partitions: Sequence[Partition]) -> AlternativeTable | None:
    """None where there is nothing to compare."""
    if len(partitions) < 2:
        return None
    names = dict.fromkeys(name for one in partitions for name in one.numbers)
    rows = [
        (name.replace("_", " "), tuple(_shown(name, one.numbers.get(name, 0)) for one in partitions))
        for name in names
        if any(one.numbers.get(name) for one in partitions)
    ]
    labels = tuple((one.label, one.recommended) for one in partitions)
    return AlternativeTable(labels, tuple(rows), tuple(one.reason for one in partitions))


def _shown(name: str, value: float) -> str:
    if value != int(value) or name.endswith(("share", "exclusivity")):
        return f"{100 * value:.0f}%" if 0 <= value <= 1 else f"{value:.2f}"
    return number(int(value))
