"""Blockers with one cause, told by a few of them."""

from collections.abc import Sequence

from msgspec.structs import replace

from analyzer.model.plan import Blocker

FOLDER_CAP = 6
"""So many places with one cause are told of one by one; the last says how many more there are."""


def in_brief(group: Sequence[Blocker], rest: str, most: int = FOLDER_CAP) -> list[Blocker]:
    """The first `most` of a group; the last of them says how many more there are, and what (`rest`)."""
    told = list(group[:most])
    if len(group) > most:
        told[-1] = replace(told[-1], why=f"{told[-1].why}; {len(group) - most} more {rest}")
    return told
