"""The front-end of .sql files: every statement is a text that holds SQL; no parser runs here."""

from analyzer.extract.sql.split import Statement, split
from analyzer.model.facts import Body, FileFacts, SqlText, Surface
from analyzer.model.source import Problem, SourceFile
from analyzer.model.values import Text

LONGEST_STATEMENT = 200_000
UNDONE = "(down)"
"""The name of statements that take a migration back: they are no part of the schema's history."""


def extract(source: SourceFile, content: bytes) -> FileFacts:
    """The statements of a file, named queries under their names."""
    text, problems = _decoded(source, content)
    sql = tuple(
        SqlText(found.line, -1, Text(found.text[:LONGEST_STATEMENT]), _name(found)) for found in split(text)
    )
    return FileFacts(_surface(source, text, problems), Body(sql=sql))


def imports(source: SourceFile, content: bytes) -> Surface:
    """An SQL file imports nothing."""
    text, problems = _decoded(source, content)
    return _surface(source, text, problems)


def _name(statement: Statement) -> str:
    return UNDONE if statement.undoes else statement.name


def _decoded(source: SourceFile, content: bytes) -> tuple[str, tuple[Problem, ...]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = Problem(source.path, line, "encoding", "not UTF-8; undecodable bytes are shown as U+FFFD")
        return content.decode("utf-8", "replace").replace("\x00", " "), (problem,)
    if "\x00" not in text:
        return text, ()
    line = text.count("\n", 0, text.index("\x00")) + 1
    return text.replace("\x00", " "), (Problem(source.path, line, "nul", "NUL in the text, read as a blank"),)


def _surface(source: SourceFile, text: str, problems: tuple[Problem, ...]) -> Surface:
    return Surface(
        path=source.path,
        module=source.module,
        language=source.language,
        lines=text.count("\n") + (not text.endswith("\n") and bool(text)),
        is_test=source.is_test,
        is_generated=source.is_generated,
        problems=problems,
    )
