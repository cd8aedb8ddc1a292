"""Tables that a loop takes from a list."""

import pytest

from tests.match.table_program import shown, tables_of

HEAD = 'package store\nimport ("database/sql"; "fmt")\n'
WIPE = '  db.Exec(fmt.Sprintf("DELETE FROM %s WHERE id = 1", t))\n }\n}\n'
BOTH = ["store/a.go:6 write teams", "store/a.go:6 write users"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            'var all = []string{"users", "teams"}\nfunc wipe(db *sql.DB) {\n for _, t := range all {\n'
            + WIPE,
            BOTH,
            id="of the package",
        ),
        pytest.param(
            'func wipe(db *sql.DB) {\n all := []string{"users", "teams"}\n for _, t := range all {\n' + WIPE,
            BOTH,
            id="of the function",
        ),
        pytest.param(
            'func wipe(db *sql.DB) {\n\n for _, t := range []string{"users", "teams"} {\n' + WIPE,
            BOTH,
            id="in the loop itself",
        ),
        pytest.param(
            'func wipe(db *sql.DB) {\n all := []struct{ name, key string }{{"users", "a"}, {name: "teams"}}\n'
            " for _, t := range all {\n" + WIPE.replace(", t)", ", t.name)"),
            BOTH,
            id="a field of structs",
        ),
        pytest.param(
            "func wipe(db *sql.DB, all []string) {\n\n for _, t := range all {\n" + WIPE,
            [],
            id="known only at run time",
        ),
    ],
)
def test_each_table_of_a_list_is_a_use(code: str, expected: list[str]) -> None:
    assert shown(tables_of({"store/a.go": HEAD + code}, "go/database-sql")) == expected


def test_each_loop_of_python_has_its_own_variable() -> None:
    source = (
        'import sqlite3\nALL = ("users", "teams")\ndef wipe(db):\n    for t in ALL:\n'
        '        db.execute(f"DELETE FROM {t}")\n    for t in ["jobs"]:\n'
        '        db.execute("SELECT * FROM " + t)\n'
    )
    found = shown(tables_of({"a.py": source}, "python/postgres-drivers"))
    assert found == ["a.py:5 write teams", "a.py:5 write users", "a.py:7 read jobs"]
