"""What one SQL text says: tables read, written and changed, free of any parser's types."""

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from analyzer.model.meaning import Column, ForeignKey, TableOp


class SqlUse(Struct, frozen=True):
    """A table that a statement touches, with the columns it names there (in order of name)."""

    table: str
    op: TableOp
    columns: tuple[str, ...] = ()


class SchemaAction(StrEnum):
    """What a schema statement does to a table."""

    CREATE = "create"
    DROP = "drop"
    RENAME = "rename"
    ADD_COLUMN = "add column"
    DROP_COLUMN = "drop column"
    RENAME_COLUMN = "rename column"
    CHANGE_COLUMN = "change column"
    ADD_KEY = "add key"
    ADD_INDEX = "add index"


class SchemaChange(Struct, frozen=True):
    """One step of a schema's history.

    `new_name` belongs to the renames, `names` to dropped, renamed and indexed columns;
    `keep` says that the step does nothing when the table is already there.
    """

    action: SchemaAction
    table: str
    columns: tuple[Column, ...] = ()
    names: tuple[str, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    new_name: str = ""
    keep: bool = False


class Sql(Struct, frozen=True):
    """One SQL text understood. `computed` counts tables whose name is only known at run time.

    `named` are names given by WITH, `joined` the sets of tables that one statement reads together.
    `parsed` is false where the parser gave up and the words alone were walked (tables are found,
    columns and changes are not); `problem` says so where size or nesting was the reason.
    """

    uses: tuple[SqlUse, ...] = ()
    joined: tuple[tuple[str, ...], ...] = ()
    changes: tuple[SchemaChange, ...] = ()
    computed: int = 0
    named: tuple[str, ...] = ()
    parsed: bool = True
    problem: str = ""


SqlReader = Callable[[str, tuple[str, ...]], Sql]
"""Text (holes as `HOLE`) and likely dialects -> what it says; an empty `Sql` if it is no SQL."""

HOLE = "\x00"
"""Stands in a text for a part that is not known."""
