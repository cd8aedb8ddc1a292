"""The last state of a schema: migrations replayed, folders apart, models added."""

import pytest

from tests.match.table_program import tables_of


def columns(statements: dict[str, str], *names: str) -> dict[str, str]:
    found = tables_of(statements, *names)
    return {table.name: " ".join(column.name for column in table.columns) for table in found.tables}


CASES = [
    ("CREATE TABLE a (id int, b text); ALTER TABLE a ADD COLUMN c int", {"a": "id b c"}),
    ("CREATE TABLE a (id int, b text); ALTER TABLE a DROP COLUMN b", {"a": "id"}),
    ("CREATE TABLE a (id int, b text); ALTER TABLE a RENAME COLUMN b TO c", {"a": "id c"}),
    ("CREATE TABLE a (id int); ALTER TABLE a RENAME TO b", {"b": "id"}),
    ("CREATE TABLE a (id int); DROP TABLE a", {}),
    ("CREATE TABLE n (id int, x int); DROP TABLE IF EXISTS a; ALTER TABLE n RENAME TO a", {"a": "id x"}),
    ("CREATE TABLE IF NOT EXISTS a (id int); CREATE TABLE IF NOT EXISTS a (id int, b int)", {"a": "id b"}),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_statements_in_order(text: str, expected: dict[str, str]) -> None:
    assert columns({"m/1.sql": text}) == expected


def test_files_are_ordered_by_number_and_down_files_are_left_out() -> None:
    files = {
        "m/2_b.up.sql": "ALTER TABLE a ADD COLUMN b int",
        "m/2_b.down.sql": "DROP TABLE a",
        "m/10_c.up.sql": "ALTER TABLE a DROP COLUMN b",
        "m/1_a.up.sql": "CREATE TABLE a (id int)",
    }
    assert columns(files) == {"a": "id"}


def test_folders_are_histories_of_their_own() -> None:
    files = {"m/mysql/1.sql": "CREATE TABLE a (id int)", "m/postgres/1.sql": "CREATE TABLE a (id int, b int)"}
    assert columns(files) == {"a": "id b"}


def test_keys_and_indexes() -> None:
    text = (
        "CREATE TABLE a (id int PRIMARY KEY, b int NOT NULL REFERENCES c (id), UNIQUE (b));"
        "CREATE INDEX i ON a (b, id);"
        "ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES d (x);"
        "ALTER TABLE c RENAME TO e;"
    )
    (table, _) = tables_of({"m/1.sql": "CREATE TABLE c (id int);" + text}).tables
    assert table.primary_key == ("id",)
    assert [(key.columns, key.other) for key in table.foreign_keys] == [(("b",), "e"), (("id",), "d")]
    assert table.indexes == (("b",), ("b", "id"))
    assert [column.nullable for column in table.columns] == [False, False]


def test_models_fill_what_no_migration_says() -> None:
    source = (
        "from sqlalchemy import Column, ForeignKey, Integer\n"
        "from sqlalchemy.orm import declarative_base\n"
        "Base = declarative_base()\n"
        "class User(Base):\n"
        "    __tablename__ = 'users'\n"
        "    id = Column(Integer, primary_key=True)\n"
        "    team_id = Column('team', ForeignKey('teams.id'), nullable=False)\n"
    )
    (table,) = tables_of({"models.py": source}, "python/sqlalchemy-orm").tables
    assert [column.name for column in table.columns] == ["id", "team"]
    assert [(key.columns, key.other, key.other_columns) for key in table.foreign_keys] == [
        (("team",), "teams", ("id",))
    ]
