"""What the code does: entry points, tables, transactions, external systems, roles."""

import re
from enum import StrEnum

from msgspec import Struct

from analyzer.model.graph import Evidence

_SECRET = re.compile(r"KEY|SECRET|TOKEN|PASSWORD|PASSWD|CREDENTIAL", re.IGNORECASE)


class EntryPointKind(StrEnum):
    """How work comes in."""

    HTTP = "http"
    GRPC = "grpc"
    MESSAGE = "message"
    JOB = "job"
    SCHEDULE = "schedule"
    COMMAND = "command"
    MAIN = "main"


class EntryPoint(Struct, frozen=True):
    """A way into the program.

    `method` is the HTTP verb (ANY where none is named) or "" for other kinds; `path` the full path
    a client calls (parts known only at run time read `{computed}`), the queue, topic, schedule or
    command; `handler` is the qualified name of the innermost named function, "" for a closure;
    `handler_file` and `handler_line` say where that is defined, if it is in the repository.
    """

    kind: EntryPointKind
    method: str
    path: str
    handler: str
    file: str
    line: int
    rule: str
    handler_file: str = ""
    handler_line: int = 0
    middleware: tuple[str, ...] = ()


class TableOp(StrEnum):
    """What is done to a table; `declare` is a model class, `ddl` a schema statement."""

    READ = "read"
    WRITE = "write"
    DECLARE = "declare"
    DDL = "ddl"


class TableUse(Struct, frozen=True):
    """A statement, builder call or ORM call that touches a table."""

    file: str
    line: int
    function: str
    table: str
    op: TableOp
    statement: str = ""
    columns: tuple[str, ...] = ()
    rule: str = ""


def order_of_use(use: TableUse) -> tuple[str, int, str, str, str, str, tuple[str, ...], str]:
    """The one order of table uses: two that differ in anything never change places."""
    return use.file, use.line, use.table, use.op, use.function, use.statement, use.columns, use.rule


class Column(Struct, frozen=True):
    """A column of the last schema state."""

    name: str
    type: str = ""
    nullable: bool = True


class ForeignKey(Struct, frozen=True):
    """`columns` of a table refer to `other_columns` of `other`."""

    columns: tuple[str, ...]
    other: str
    other_columns: tuple[str, ...]


class Table(Struct, frozen=True):
    """A table as the migrations, DDL or models leave it; `evidence` is where it is declared."""

    name: str
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Join(Struct, frozen=True):
    """Two or more tables that one statement reads together."""

    file: str
    line: int
    function: str
    tables: tuple[str, ...]
    statement: str = ""


class Transaction(Struct, frozen=True):
    """A span from begin to commit, with the tables touched inside, also through calls."""

    file: str
    line: int
    end_line: int
    function: str
    rule: str
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    uses: tuple[TableUse, ...] = ()


class ExternalUse(Struct, frozen=True):
    """Use of a system outside the program: `kind` is llm, vector-store, http, storage, cache, ..."""

    kind: str
    system: str
    file: str
    line: int
    function: str
    detail: str = ""
    rule: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether it reads an environment variable whose name says that it holds a secret."""
        return self.kind == "environment" and _SECRET.search(self.system) is not None


class SideEffect(Struct, frozen=True):
    """Something that happens behind the caller's back: `subject` is the variable or function concerned.

    `kind` is global-write (package-level state changed at run time), init (a function that runs on
    import), import-call (a call made while a module is imported) or import-spawn (a goroutine or
    thread started then).
    """

    kind: str
    file: str
    line: int
    function: str
    subject: str


class RoleEvidence(Struct, frozen=True):
    """A signal that spoke for a role, how much, and where."""

    signal: str
    weight: float
    path: str
    line: int


class FileRole(Struct, frozen=True):
    """The role of a file; `margin` is its lead over the second best, 0 to 1."""

    path: str
    role: str
    margin: float
    evidence: tuple[RoleEvidence, ...] = ()


class Meaning(Struct, frozen=True):
    """All framework facts of a program, each in order of file and line. `unseen` counts by reason.

    `migrations` are the files that are steps of the schema's history.
    """

    entry_points: tuple[EntryPoint, ...] = ()
    table_uses: tuple[TableUse, ...] = ()
    tables: tuple[Table, ...] = ()
    migrations: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    external: tuple[ExternalUse, ...] = ()
    side_effects: tuple[SideEffect, ...] = ()
    roles: tuple[FileRole, ...] = ()
    unseen: dict[str, int] = {}

    @property
    def uses_at_run_time(self) -> tuple[TableUse, ...]:
        """Reads and writes of tables by code that runs: migrations, declarations and DDL left out."""
        steps = frozenset(self.migrations)
        wanted = (TableOp.READ, TableOp.WRITE)
        return tuple(use for use in self.table_uses if use.op in wanted and use.file not in steps)
