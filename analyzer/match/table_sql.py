"""SQL in texts: every candidate of the front-ends, read in the dialect the program speaks."""

from collections import Counter

from msgspec import Struct, field

from analyzer.match.external import enclosing
from analyzer.match.lookup import Lookup
from analyzer.match.table_texts import Texts
from analyzer.model.facts import SqlText, Surface
from analyzer.model.graph import Evidence
from analyzer.model.meaning import Join, TableOp, TableUse
from analyzer.model.source import Language, Problem
from analyzer.model.sql import SchemaChange, Sql, SqlReader

UNDONE = "(down)"
"""The name that the front-end gives to statements which take a migration back."""
DRIVERS: dict[str, str] = {
    "github.com/lib/pq": "postgres",
    "github.com/jackc/pgx": "postgres",
    "gorm.io/driver/postgres": "postgres",
    "psycopg": "postgres",
    "psycopg2": "postgres",
    "asyncpg": "postgres",
    "github.com/go-sql-driver/mysql": "mysql",
    "gorm.io/driver/mysql": "mysql",
    "pymysql": "mysql",
    "MySQLdb": "mysql",
    "aiomysql": "mysql",
    "github.com/mattn/go-sqlite3": "sqlite",
    "modernc.org/sqlite": "sqlite",
    "sqlite3": "sqlite",
    "aiosqlite": "sqlite",
}
"""Database drivers by import, and the dialect of SQL they speak."""
LONGEST_STATEMENT = 400
COMPUTED_TABLE = "table: name known at run time"
"""Why a table of a statement is not seen."""


class Dated(Struct, frozen=True):
    """A schema change with its place."""

    change: SchemaChange
    at: Evidence


class SqlFound(Struct):
    """What the SQL of a program says, growing."""

    uses: list[TableUse] = []
    joins: list[Join] = []
    changes: list[Dated] = []
    problems: list[Problem] = []
    unseen: Counter[str] = field(default_factory=Counter)


def dialects(surfaces: tuple[Surface, ...]) -> tuple[str, ...]:
    """Dialects by the number of files that import a driver, the most frequent first."""
    count: Counter[str] = Counter()
    for surface in surfaces:
        for item in surface.imports:
            for driver in (item.target, "/".join(item.target.split("/")[:3])):
                if driver in DRIVERS:
                    count[DRIVERS[driver]] += 1
                    break
    return tuple(sorted(count, key=lambda dialect: (-count[dialect], dialect)))


class SqlTexts:
    """Reads candidates and notes what they say."""

    def __init__(self, lookup: Lookup, reader: SqlReader) -> None:
        self.lookup = lookup
        self.texts = Texts(lookup)
        self.reader = reader
        self.dialects = dialects(lookup.program.surfaces)
        self.found = SqlFound()
        self.named: dict[tuple[int, int], frozenset[str]] = {}
        self.queries: dict[str, Sql] = {}
        self.computed: list[tuple[int, SqlText]] = []
        self.templates: dict[tuple[int, str], Sql] = {}

    def run(self) -> None:
        """All candidates outside tests."""
        program = self.lookup.program
        for file, surface in enumerate(program.surfaces):
            if not surface.is_test:
                candidates = program.body(file).sql
                self._find_named(file, candidates)
                for candidate in candidates:
                    self._candidate(file, surface, candidate)

    def read(self, text: str) -> Sql:
        """What a text says in the program's dialect."""
        return self.reader(text, self.dialects)

    def add(
        self, file: int, line: int, function: str, table: str, op: TableOp, statement: str, rule: str
    ) -> None:
        """Keeps one use without columns."""
        path = self.lookup.program.surfaces[file].path
        self.found.uses.append(TableUse(path, line, function, table, op, statement, rule=rule))

    def note(
        self,
        sql: Sql,
        file: int,
        line: int,
        function: str,
        statement: str,
        rule: str,
        without: frozenset[str],
    ) -> None:
        """Keeps what one text says; `without` are names given by WITH elsewhere in the function."""
        path = self.lookup.program.surfaces[file].path
        short = " ".join(statement.replace("\x00", "…").split())[:LONGEST_STATEMENT]
        for use in sql.uses:
            if use.table not in without:
                self.found.uses.append(
                    TableUse(path, line, function, use.table, use.op, short, use.columns, rule)
                )
        for joined in sql.joined:
            tables = tuple(table for table in joined if table not in without)
            if len(tables) > 1:
                self.found.joins.append(Join(path, line, function, tables, short))
        self.found.changes.extend(Dated(change, Evidence(path, line)) for change in sql.changes)
        if sql.problem:
            self.found.problems.append(Problem(path, line, "sql", sql.problem))
        if sql.computed:
            self.found.unseen[COMPUTED_TABLE] += sql.computed
        if not sql.parsed:
            self.found.unseen["sql: read word by word"] += 1

    def _find_named(self, file: int, candidates: tuple[SqlText, ...]) -> None:
        """Names given by WITH, by scope: a builder may bring them in another text of the same function."""
        for candidate in candidates:
            names = self.read(self._text(file, candidate)).named if candidate.scope >= 0 else ()
            if names:
                key = (file, candidate.scope)
                self.named[key] = self.named.get(key, frozenset()) | frozenset(names)

    def _text(self, file: int, candidate: SqlText) -> str:
        return self.texts.text(file, candidate.scope, candidate.line, candidate.value)

    def _candidate(self, file: int, surface: Surface, candidate: SqlText) -> None:
        if candidate.name == UNDONE:
            return
        text = self._text(file, candidate)
        sql = self.read(text)
        if candidate.name and surface.language == Language.SQL:
            self._keep_query(candidate.name, sql)
        function = enclosing(surface.definitions, candidate.scope) or candidate.name
        if sql.computed and candidate.scope >= 0:
            self.computed.append((file, candidate))
        elif sql.computed and candidate.name:
            self.templates[file, candidate.name] = sql
        without = self.named.get((file, candidate.scope), frozenset())
        self.note(sql, file, candidate.line, function, text, "sql", without)

    def _keep_query(self, name: str, sql: Sql) -> None:
        """A query with a name; a name given to several statements means all of them."""
        held = self.queries.get(name)
        if held is not None:
            sql = Sql(tuple(dict.fromkeys((*held.uses, *sql.uses))), (*held.joined, *sql.joined))
        self.queries[name] = sql
