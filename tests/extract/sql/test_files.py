"""SQL files to statements: quotes, named queries, halves of migrations, dumps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.extract.sql import extract
from analyzer.extract.sql.split import split
from analyzer.model.source import Language, SourceFile
from analyzer.model.values import Text

SOURCE = SourceFile("db/a.sql", Language.SQL, "")

CASES = [
    ("SELECT 1;\nSELECT 2", [(1, "SELECT 1", ""), (2, "SELECT 2", "")]),
    ("SELECT ';' , \"a;b\", $$ ; $$;", [(1, "SELECT ';' , \"a;b\", $$ ; $$", "")]),
    ("-- a; b\n/* ; */ SELECT 1;", [(2, "SELECT 1", "")]),
    (
        "-- name: get-user\nSELECT 1;\n-- name: Add :exec\nSELECT 2;",
        [(2, "SELECT 1", "get-user"), (4, "SELECT 2", "Add")],
    ),
    ("INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);", [(1, "INSERT INTO t VALUES (1)", "")]),
    (
        "COPY t (a) FROM stdin;\n1;\n2\n\\.\nSELECT 1;",
        [(1, "COPY t (a) FROM stdin", ""), (5, "SELECT 1", "")],
    ),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_statements_of_a_file(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert [(each.line, each.text, each.name) for each in split(text)] == expected


@pytest.mark.parametrize("mark", ["-- +goose Down", "-- migrate:down", "-- +migrate Down"])
def test_the_half_that_takes_a_migration_back_is_marked(mark: str) -> None:
    statements = list(split(f"CREATE TABLE a (id int);\n{mark}\nDROP TABLE a;"))
    assert [each.undoes for each in statements] == [False, True]


def test_facts_of_a_file() -> None:
    facts = extract(SOURCE, b"\xef\xbb\xbf-- name: one\nSELECT 1 FROM a;\n")
    assert [(each.line, each.value, each.name) for each in facts.body.sql] == [
        (2, Text("SELECT 1 FROM a"), "one")
    ]
    assert (facts.surface.lines, facts.surface.problems) == (2, ())


@pytest.mark.parametrize(
    ("content", "kind"), [(b"SELECT '\xff' FROM a", "encoding"), (b"SELECT \0 FROM a", "nul")]
)
def test_bytes_that_are_no_text_are_a_problem(content: bytes, kind: str) -> None:
    assert [problem.kind for problem in extract(SOURCE, content).surface.problems] == [kind]


@given(st.text(alphabet="abc;'\"`$-/*\n \\", max_size=60))
def test_every_statement_stands_in_the_file(text: str) -> None:
    for each in split(text):
        assert each.text in text and text.split("\n")[each.line - 1 :]
