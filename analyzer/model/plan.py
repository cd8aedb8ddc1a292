"""What an extraction meets: blockers, and who should own each table."""

from msgspec import Struct


class Blocker(Struct, frozen=True, order=True):
    """Something that stops or complicates an extraction; `remedy` says what to do about it.

    `kind` is one of BLOCKER_KINDS in plan/blockers/. `more` holds the other lines of the same file
    where the same thing shows, so that one cause is told once.
    """

    kind: str
    file: str
    line: int
    why: str
    remedy: str = ""
    more: tuple[int, ...] = ()


class TableOwner(Struct, frozen=True):
    """Who should own a table: the role or boundary with most weight of statements.

    `uses` counts (user, reads, writes); `contested` says that several write it.
    """

    table: str
    owner: str
    contested: bool
    uses: tuple[tuple[str, int, int], ...]
