"""Data ownership: what crosses between owners and the pattern for it, on a few lines each."""

import pytest

from analyzer.plan.data import data_plan
from analyzer.plan.ledger import by_kind, ledger
from tests.plan.splits import split

SCHEMA = (
    "CREATE TABLE users (id BIGINT PRIMARY KEY, name TEXT NOT NULL, score INT);\n"
    "CREATE TABLE jobs (id BIGINT PRIMARY KEY, user_id BIGINT NOT NULL REFERENCES users(id), note TEXT);\n"
)
OWN = {
    "m/0001.sql": SCHEMA,
    "web/own.py": "def own(c):\n    c.execute('INSERT INTO users (id, name) VALUES (1, 2)')\n"
    "    c.execute('UPDATE users SET name = 1')\n",
    "work/own.py": "def own(c):\n    c.execute('INSERT INTO jobs (id, note) VALUES (1, 2)')\n"
    "    c.execute('UPDATE jobs SET note = 1')\n    c.execute('DELETE FROM jobs')\n",
}


def transaction(*statements: str) -> str:
    """Go that runs statements in one transaction."""
    inside = "".join(f'\ttx.Exec("{statement}")\n' for statement in statements)
    head = 'package web\nimport "database/sql"\nfunc run(db *sql.DB) {\n\ttx, _ := db.Begin()\n'
    return f"{head}{inside}\ttx.Commit()\n}}\n"


KEY = ("foreign-key", "work", "loose-key", "must be set: check when it is written")
CASES = {
    "a join of two tables": (
        {"web/a.py": "def f(c):\n    c.execute('SELECT * FROM users JOIN jobs ON user_id = users.id')\n"},
        [("join", "web", "api-composition", "two tables, row by row")],
    ),
    "a join that counts": (
        {"web/a.py": "def f(c):\n    c.execute('SELECT count(*) FROM users JOIN jobs USING (id)')\n"},
        [("join", "web", "read-model", "it sorts, counts or gathers (count) over rows of several owners")],
    ),
    "a view": (
        {"m/0002.sql": "CREATE VIEW v AS SELECT name, note FROM users JOIN jobs ON user_id = users.id;\n"},
        [("view", "web", "read-model", "a view is read like a table")],
    ),
    "a write into a table of the other": (
        {"web/a.py": "def f(c):\n    c.execute('UPDATE jobs SET note = 1')\n"},
        [("write", "web", "ask-owner", "in no transaction")],
    ),
    "a write of columns that only this side writes": (
        {"work/a.py": "def f(c):\n    c.execute('UPDATE users SET score = 1')\n"},
        [("write", "work", "split-table", "work alone writes score")],
    ),
    "a transaction whose own writes come first": (
        {"web/a.go": transaction("UPDATE users SET name = 1", "UPDATE jobs SET note = 1")},
        [("transaction", "web", "outbox", "all that other owners write comes after the pivot")],
    ),
    "a transaction that others begin": (
        {"web/a.go": transaction("INSERT INTO jobs (id) VALUES (1)", "UPDATE users SET name = 1")},
        [("transaction", "web", "saga",
          "1 of 2 steps come before the pivot and must be undone if it fails")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sources", "expected"), CASES.values(), ids=CASES)
def test_what_crosses_gets_its_pattern(sources: dict[str, str], expected: list[tuple[str, ...]]) -> None:
    found = data_plan(split({**OWN, **sources})).crossings
    assert [(one.kind, one.boundary, one.pattern, one.why) for one in found] == [KEY, *expected]


@pytest.mark.parametrize(("sources", "expected"), CASES.values(), ids=CASES)
def test_the_ledger_counts_the_same(sources: dict[str, str], expected: list[tuple[str, ...]]) -> None:
    cut = split({**OWN, **sources})
    kinds = ["join" if one.kind == "view" else one.kind for one in data_plan(cut).crossings]
    counts = by_kind(ledger(cut))
    for kind in ("join", "foreign-key", "transaction"):
        assert kinds.count(kind) == counts.get(kind, 0)


def test_the_steps_of_a_saga_say_what_takes_them_back() -> None:
    statements = "INSERT INTO jobs (id) VALUES (1)", "UPDATE users SET name = 1", "DELETE FROM jobs"
    sources = {"web/a.go": transaction(*statements)}
    (saga,) = (one for one in data_plan(split({**OWN, **sources})).crossings if one.kind == "transaction")
    assert [(step.table, step.kind, step.undo) for step in saga.steps] == [
        ("jobs", "compensatable", "delete the new row of jobs"),
        ("users", "pivot", ""),
        ("jobs", "retriable", ""),
    ]


def test_a_table_is_split_only_where_each_side_writes_columns_of_its_own() -> None:
    reads = "    c.execute('SELECT name FROM users')\n"
    other = {"work/a.py": f"def f(c):\n    c.execute('UPDATE users SET score = 1')\n{reads}"}
    (found,) = data_plan(split({**OWN, **other})).shared_tables
    assert [(one.boundary, one.reads, one.writes) for one in found.columns] == [
        ("web", (), ("id", "name")),
        ("work", ("name",), ("score",)),
    ]
    assert [(one.boundary, one.writes) for one in found.split] == [("web", ("name",)), ("work", ("score",))]
    same = {"work/a.py": "def f(c):\n    c.execute('UPDATE users SET name = 1')\n"}
    whole = {"work/a.py": "def f(c):\n    c.execute('DELETE FROM users')\n"}
    for sources in (same, whole):
        (found,) = data_plan(split({**OWN, **sources})).shared_tables
        assert (found.contested, found.split) == (True, ())


def test_each_owner_gets_its_tables_and_loses_keys_to_others() -> None:
    plan = data_plan(split({**OWN, "m/0002.sql": "CREATE TABLE idle (id INT);\n"}))
    assert [(one.owner, one.tables, one.loose) for one in plan.schemas] == [
        ("unowned", ("idle",), ()),
        ("web", ("users",), ()),
        ("work", ("jobs",), ("jobs(user_id) -> users",)),
    ]


def test_a_table_that_is_only_read_is_named() -> None:
    reads = {"web/a.py": "def f(c):\n    c.execute('SELECT id FROM idle')\n"}
    plan = data_plan(split({**OWN, **reads, "m/0002.sql": "CREATE TABLE idle (id INT);\n"}))
    assert plan.unwritten == ("idle",)
