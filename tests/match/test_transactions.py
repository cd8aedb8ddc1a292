"""Transactions: where they begin and end, and what is touched inside, also through calls."""

import pytest

from tests.match.table_program import tables_of

GO = 'package store\n\nimport "database/sql"\n\n'
INSERT = 'func insert(tx *sql.Tx) { tx.Exec("INSERT INTO jobs (a) VALUES (1)") }\n'

CASES = {
    "up to the commit": (
        GO + 'func use(db *sql.DB) {\n\ttx, _ := db.Begin()\n\ttx.Exec("UPDATE a SET b = 1")\n\ttx.Commit()\n'
        '\tdb.Exec("UPDATE z SET b = 1")\n}\n',
        ["6-8 a"],
    ),
    "through a call that gets the transaction": (
        GO + INSERT + "func use(db *sql.DB) {\n\ttx, _ := db.Begin()\n\tinsert(tx)\n\ttx.Commit()\n}\n",
        ["7-9 jobs"],
    ),
    "not through a call that does not": (
        GO + 'func log(db *sql.DB) { db.Exec("INSERT INTO logs (a) VALUES (1)") }\n'
        "func use(db *sql.DB) {\n\ttx, _ := db.Begin()\n\tlog(db)\n\ttx.Commit()\n}\n",
        ["7-9 "],
    ),
    "through a wrapper that runs a function": (
        GO + INSERT + "func inTx(db *sql.DB, fn func(tx *sql.Tx) error) error {\n\ttx, _ := db.Begin()\n"
        "\tfn(tx)\n\treturn tx.Commit()\n}\n"
        "func use(db *sql.DB) error {\n\treturn inTx(db, func(tx *sql.Tx) error {\n\t\tinsert(tx)\n"
        "\t\treturn nil\n\t})\n}\n",
        ["12-15 jobs"],
    ),
    "through a wrapper that gives one": (
        GO + "type conn struct{ db *sql.DB }\nfunc (c *conn) Begin() (*sql.Tx, error) {\n"
        "\ttx, err := c.db.Begin()\n\treturn tx, err\n}\n"
        'func use(c *conn) {\n\ttx, _ := c.Begin()\n\ttx.Exec("DELETE FROM a")\n\ttx.Commit()\n}\n',
        ["11-13 a"],
    ),
}


@pytest.mark.parametrize(("source", "expected"), CASES.values(), ids=CASES.keys())
def test_go(source: str, expected: list[str]) -> None:
    found = tables_of({"store/a.go": source}, "go/database-sql").transactions
    assert [f"{each.line}-{each.end_line} {' '.join(each.writes)}" for each in found] == expected


PYTHON = """\
from contextlib import contextmanager
from sqlalchemy import create_engine, text
engine = create_engine("url")

@contextmanager
def scope():
    with engine.begin() as connection:
        yield connection

def use(user):
    with scope() as connection:
        connection.execute(text("UPDATE a SET b = 1"))
    engine.execute(text("UPDATE z SET b = 1"))
"""


def test_a_context_manager_of_the_repository() -> None:
    found = tables_of({"app.py": PYTHON}, "python/sqlalchemy-orm").transactions
    assert [(each.function, each.line, each.end_line, each.writes) for each in found] == [
        ("use", 11, 12, ("a",))
    ]


def test_a_decorated_function() -> None:
    source = (
        "from django.db import connection, transaction\n\n"
        "def inner():\n    connection.cursor().execute('DELETE FROM a')\n\n"
        "@transaction.atomic\ndef use():\n    inner()\n"
    )
    found = tables_of({"app.py": source}, "python/django-models").transactions
    assert [(each.function, each.writes) for each in found] == [("use", ("a",))]
