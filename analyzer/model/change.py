"""What differs between two analyses of the same code."""

from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """New and gone speak of now; moved is what is in both, elsewhere."""

    NEW = "new"
    GONE = "gone"
    MOVED = "moved"


class ChangeKind(StrEnum):
    """What a change is about."""

    BOUNDARY = "boundary"
    UNIT = "unit"
    DEPENDENCY = "dependency"
    CYCLE = "cycle"
    ROUTE = "entry point"
    TABLE = "table"


class Change(Struct, frozen=True):
    """One difference. `subject` is the identity, free of lines; `before` and `after` say what moved."""

    kind: ChangeKind
    status: Status
    subject: tuple[str, ...]
    before: str = ""
    after: str = ""
