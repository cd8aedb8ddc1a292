"""Who owns which table, what crosses between owners with a pattern for each, and what a table split takes."""

from msgspec import Struct

from analyzer.model.graph import Evidence
from analyzer.model.measures import TableAccess

PATTERNS = {
    "api-composition": "ask each owner, and join the rows in code",
    "read-model": "keep a read copy that events of the owner fill",
    "loose-key": "keep the value without the constraint, and check it where it is used",
    "split-table": "give each side a table of the columns that it writes",
    "ask-owner": "let the owner write: call it, or send it an event",
    "outbox": "commit the own rows with an event in an outbox; the other owners handle it",
    "saga": "commit owner by owner, with a compensation for each step before the pivot",
}
"""What to do about data that two services touch."""

COMPENSATABLE, PIVOT, RETRIABLE = "compensatable", "pivot", "retriable"
"""A step that can be undone, one after which there is no way back, one that is repeated until it holds."""


UNOWNED = "unowned"
"""The schema of tables that no boundary touches."""


class SagaStep(Struct, frozen=True):
    """A write of a transaction that crosses: `kind` as above, `undo` what takes it back."""

    table: str
    owner: str
    kind: str
    place: Evidence
    undo: str = ""


class DataCrossing(Struct, frozen=True):
    """A statement, constraint or transaction over tables of several owners; `pattern` is one of PATTERNS.

    `kind` is join, view, foreign-key, transaction, or write: into a table of another owner, outside any
    transaction. `boundary` is where it stands.
    """

    kind: str
    boundary: str
    tables: tuple[str, ...]
    owners: tuple[str, ...]
    place: Evidence
    pattern: str
    why: str
    statement: str = ""
    steps: tuple[SagaStep, ...] = ()


class ColumnUse(Struct, frozen=True):
    """The columns of a table that a boundary's statements name. `whole` says that it also writes whole rows,
    or columns that cannot be read from the code."""

    boundary: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    whole: bool = False


class SharedTable(Struct, frozen=True):
    """A table that several boundaries touch: who does what, and how it could be split.

    `split` gives each boundary the columns that it alone writes; it is empty where several write the same
    columns, or whole rows.
    """

    table: str
    owner: str
    access: tuple[TableAccess, ...]
    contested: bool
    columns: tuple[ColumnUse, ...] = ()
    split: tuple[ColumnUse, ...] = ()
    key: tuple[str, ...] = ()


class Schema(Struct, frozen=True):
    """The names of the tables of one owner; `loose` are foreign keys out of it, held no more."""

    owner: str
    tables: tuple[str, ...]
    loose: tuple[str, ...] = ()


class DataPlan(Struct, frozen=True):
    """Who owns which table, and what to do where that crosses.

    `dialect` is what the program's database speaks, "" if unknown. `unwritten` are tables that boundaries
    read and none writes, `alone` counts crossing writes outside any transaction.
    """

    dialect: str = ""
    shared_tables: tuple[SharedTable, ...] = ()
    unwritten: tuple[str, ...] = ()
    crossings: tuple[DataCrossing, ...] = ()
    alone: int = 0
    schemas: tuple[Schema, ...] = ()
