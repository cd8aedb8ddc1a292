"""Schemas and migrations as databases see them: SQLite and PostgreSQL load them and run every statement."""

import sqlite3
from pathlib import Path

import pytest
import sqlglot
from msgspec.structs import replace

from analyzer.model.analysis import Analysis
from analyzer.model.data import DataPlan, Schema
from analyzer.model.graph import Evidence
from analyzer.model.meaning import Column, ForeignKey, Meaning, Table
from analyzer.model.plan import Plan
from analyzer.render.drafts import schema_files
from analyzer.render.sql_types import sql_type
from tests.render.made import analysis
from tests.render.postgres import Server, postgres

__all__ = ["postgres"]

PLACE = (Evidence("migrations/1.sql", 1),)
USERS = Table(
    "users",
    (Column("id", "bigserial", False), Column("order", "varchar(20)"), Column("Tags", "array<text>")),
    ("id",),
    (),
    (("order",), ("order",), ("gone",)),
    PLACE,
)
JOBS = Table(
    "a jobs",
    (
        Column("id", "UUIDField", False),
        Column("user_id", "ForeignKey"),
        Column("before", ""),
        Column("payload", "JSONField"),
        Column("embedding", "vector(3)"),
        Column("done", "tinyint(1)"),
        Column("price", "decimal(10, 2)"),
        Column("raw", "LargeBinary"),
        Column("at", "datetime"),
        Column("ID", "uuid"),
    ),
    ("id",),
    (
        ForeignKey(("user_id",), "users", ("id",)),
        ForeignKey(("before",), "a jobs", ()),
        ForeignKey(("price",), "users", ("order",)),
        ForeignKey(("user_id",), "elsewhere", ("id",)),
    ),
    (("user_id", "at"), ("payload",)),
    PLACE,
)
BARE = Table("bare", (), (), (), (), PLACE)
TABLES = (JOBS, USERS, BARE)
OWNER = "web\n-- 'x"


def made(dialect: str) -> Analysis:
    """An analysis with hostile names and every kind of column, in one schema."""
    schema = Schema(OWNER, tuple(table.name for table in TABLES), ("a jobs(user_id) -> elsewhere",))
    plan = Plan(data=DataPlan(dialect=dialect, schemas=(schema,)))
    return replace(analysis(), meaning=Meaning(tables=TABLES), plan=plan)


def files(dialect: str) -> tuple[str, str]:
    """The schema and the migration."""
    found = schema_files(made(dialect))
    assert list(found) == ["web-x.sql", "web-x.migration.sql"]
    return found["web-x.sql"], found["web-x.migration.sql"]


@pytest.mark.parametrize("dialect", ["sqlite", "postgres", "mysql", ""])
def test_every_file_parses(dialect: str) -> None:
    for text in files(dialect):
        assert [one for one in sqlglot.parse(text, read=dialect or "postgres") if one]


def test_sqlite_loads_the_schema_and_runs_the_migration(tmp_path: Path) -> None:
    schema, migration = files("sqlite")
    with sqlite3.connect(tmp_path / "old.db") as old:
        old.executescript(schema)
        old.execute("INSERT INTO users (id, \"order\") VALUES (1, 'a'), (2, 'b')")
    old.close()
    new = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    new.execute("PRAGMA foreign_keys = ON")
    new.executescript(schema)
    new.execute("ATTACH ? AS monolith", (str(tmp_path / "old.db"),))
    for statement in sqlglot.parse(migration, read="sqlite"):
        if statement is not None:
            rows = new.execute(statement.sql(dialect="sqlite")).fetchall()
            assert rows == []
    assert new.execute("SELECT count(*) FROM main.users").fetchone() == (2,)
    assert new.execute("SELECT count(*) FROM monolith.users_retired").fetchone() == (2,)
    new.close()


def test_postgresql_loads_the_schema_and_runs_the_migration(postgres: Server) -> None:
    schema, migration = files("postgres")
    old = f"CREATE SCHEMA monolith; SET search_path = monolith;\n{schema}\n"
    rows = "INSERT INTO users (\"order\") VALUES ('a'), ('b');\nSET search_path = public;\n"
    printed = postgres.run(f"{old}{rows}{schema}{migration}SELECT count(*) FROM users;\n")
    assert printed == "2\n"


def test_a_key_has_the_type_of_what_it_names_and_leaves_no_constraint_outside() -> None:
    schema, _ = files("postgres")
    assert '"user_id" BIGINT' in schema and '"before" UUID' in schema
    assert schema.count("FOREIGN KEY") == 2
    assert "-- no constraint any more: a jobs(user_id) -> elsewhere" in schema
    assert '"embedding" JSONB, -- type: vector(3)' in schema
    assert "-- bare: its columns are not stated in the code" in schema


@pytest.mark.parametrize(
    ("written", "dialect", "expected"),
    [
        ("varchar(20)", "postgres", "VARCHAR(20)"),
        ("decimal(10, 2)", "mysql", "DECIMAL(10, 2)"),
        ("int(11)", "postgres", "INT"),
        ("ubigint", "mysql", "BIGINT"),
        ("timestamptz", "postgres", "TIMESTAMPTZ"),
        ("DateTimeField", "postgres", "TIMESTAMP"),
        ("CharField", "mysql", "VARCHAR(255)"),
        ("tinyint(1)", "mysql", "BOOLEAN"),
        ("json", "postgres", "JSONB"),
        ("uuid", "sqlite", "TEXT(36)"),
        ("bigserial", "mysql", "BIGINT"),
        ("*time.Time", "postgres", "TIMESTAMP"),
        ("[]byte", "postgres", "BYTEA"),
        ("Strange", "postgres", "TEXT"),
    ],
)
def test_types_of_any_source_become_types_of_the_dialect(written: str, dialect: str, expected: str) -> None:
    assert sql_type(written, dialect)[0] == expected
