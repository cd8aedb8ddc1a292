"""Each kind of crossing on a few lines, and the agreement of all counts."""

import pytest

from analyzer.measure.crossing import cuts, pairs
from analyzer.model.plan import REFERENCE_KINDS
from analyzer.plan.ledger import by_kind, ledger
from tests.plan.splits import split

STORE = """package store
import "database/sql"
var Pool *sql.DB
type Base struct{ ID int }
type Keeper interface{ Keep() }
func Add(db *sql.DB) { db.Exec("INSERT INTO users (name) VALUES ('a')") }
"""
WEB = 'package web\nimport "example.org/m/store"\n'

CASES = {
    "a call": (
        {"store/s.go": STORE, "web/a.go": WEB + "func F() { store.Add(nil) }\n"},
        [
            ("import", "web", "store", "example.org/m/store", 0, 2),
            ("call", "web", "store", "example.org/m/store.Add", 1, 3),
        ],
    ),
    "a variable": (
        {"store/s.go": STORE, "web/a.go": WEB + "func F() { store.Pool = nil }\n"},
        [
            ("import", "web", "store", "example.org/m/store", 0, 2),
            ("state", "web", "store", "example.org/m/store.Pool", 1, 3),
        ],
    ),
    "an embedded type": (
        {"store/s.go": STORE, "web/a.go": WEB + "type User struct{ store.Base }\n"},
        [
            ("import", "web", "store", "example.org/m/store", 0, 2),
            ("inherit", "web", "store", "example.org/m/store.Base", 1, 3),
        ],
    ),
    "a type that is named": (
        {"store/s.go": STORE, "web/a.go": WEB + "func F(b store.Base) {}\n"},
        [
            ("import", "web", "store", "example.org/m/store", 0, 2),
            ("use", "web", "store", "example.org/m/store.Base", 1, 3),
        ],
    ),
    "an import without a use": (
        {"store/s.go": STORE, "web/a.go": 'package web\nimport _ "example.org/m/store"\n'},
        [("import", "web", "store", "example.org/m/store", 1, 2)],
    ),
    "shared code may be used": (
        {"shared/s.go": "package shared\nfunc F() {}\n",
         "web/a.go": 'package web\nimport "example.org/m/shared"\nfunc F() { shared.F() }\n'},
        [],
    ),
    "shared code that comes back": (
        {"web/s.go": "package web\nfunc F() {}\n",
         "shared/a.go": 'package shared\nimport "example.org/m/web"\nfunc F() { web.F() }\n'},
        [
            ("import", "shared", "web", "example.org/m/web", 0, 2),
            ("call", "shared", "web", "example.org/m/web.F", 1, 3),
        ],
    ),
    "a table of another": (
        {"web/a.py": 'def f(db):\n    db.execute("INSERT INTO users (a) VALUES (1)")\n'
                     '    db.execute("DELETE FROM users")\n',
         "ai/a.py": 'def f(db):\n    db.execute("UPDATE users SET a = 2")\n'},
        [("table", "ai", "web", "users", 1, 2)],
    ),
    "a join and a foreign key": (
        {"web/a.py": 'def f(db):\n    db.execute("INSERT INTO users (a) VALUES (1)")\n',
         "ai/a.py": 'def f(db):\n    db.execute("INSERT INTO jobs (a) VALUES (1)")\n'
                    '    db.execute("SELECT * FROM jobs j JOIN users u ON u.id = j.user_id")\n',
         "ai/s.sql": "CREATE TABLE jobs (id int, user_id int REFERENCES users (id));\n"
                     "CREATE TABLE users (id int);\n"},
        [
            ("table", "ai", "web", "users", 1, 3),
            ("foreign-key", "ai", "web", "jobs(user_id) -> users", 1, 1),
            ("join", "ai", "web", "jobs, users", 1, 3),
        ],
    ),
    "a key of a cache": (
        {"web/a.py": 'def f(redis):\n    redis.set("job:state", 1)\n',
         "ai/a.py": 'def f(redis):\n    redis.get("job:state")\n'},
        [("literal", "web", "ai", "job:state", 2, 2)],
    ),
    "a key of a plain dictionary": (
        {"web/a.py": 'def f(row):\n    row.get("name")\n', "ai/a.py": 'def f(row):\n    row.get("name")\n'},
        [],
    ),
    "a variable of the environment": (
        {"web/a.py": 'import os\nX = os.getenv("TOKEN")\n', "ai/a.py": 'import os\nX = os.getenv("TOKEN")\n'},
        [("literal", "web", "ai", "TOKEN", 2, 2)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_kind(name):
    sources, expected = CASES[name]
    found = ledger(split(sources))
    rows = [
        (one.kind, one.dependent, one.dependency, one.subject, one.count, one.evidence[0].line)
        for one in found
    ]
    assert rows == expected


@pytest.mark.parametrize("name", CASES)
def test_the_references_are_those_to_cut(name):
    """The plan, the matrix and the headline count the same."""
    cut = split(CASES[name][0])
    counts = by_kind(one for one in ledger(cut) if one.kind in REFERENCE_KINDS)
    assert sum(counts.values()) == sum(edge.count for edge in cuts(cut.edges, cut.home))
    assert sum(counts.values()) == sum(pair.count for pair in pairs(cut.edges, cut.home) if pair.cut)


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        ("app/s.py", "DATA = [1]\nUSED = DATA + [2]\n", 2),
        ("app/s.go", "package app\nvar D = 1\nvar U = D\n", 1),
    ],
)
def test_a_variable_that_goes_elsewhere_refers_to_what_stays(path, text, count):
    """In Python the import of the name counts, too, as it will when the code has moved."""
    cut = split({path: text, "web/s.py": ""})
    (number,) = (n for n, symbol in enumerate(cut.program.graph.symbols) if symbol.name[0] == "U")
    found = ledger(cut.moved({}, {number: "web"}))
    assert [(one.dependent, one.count) for one in found] == [("web", count)]
