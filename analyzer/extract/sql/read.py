"""SQL text to what it says: tables, joins, schema changes. The only door to the SQL parser."""

import logging
import re
from functools import lru_cache

import sqlglot
from msgspec.structs import replace
from sqlglot import expressions as exp
from sqlglot.errors import SqlglotError

from analyzer.extract.sql.fill import fill
from analyzer.extract.sql.scan import scan
from analyzer.extract.sql.schema import changes_of
from analyzer.extract.sql.sniff import shape_of
from analyzer.extract.sql.split import split
from analyzer.extract.sql.tables import tables_of
from analyzer.model.sql import Sql

LONGEST = 30_000
"""Longer texts are walked word by word only: a parser needs time and stack for each word."""
TAIL = 2_000
"""So much of the end of a long text is looked at too, to know whether it is SQL."""
DEEPEST = 60
DEEPEST_LIST = 6
"""Brackets within brackets; the time of the parser doubles with each `[`."""
DIALECTS = ("postgres", "mysql", "sqlite")

_STUMBLES = (SqlglotError, RecursionError, ValueError, IndexError, AttributeError, TypeError, KeyError)
"""Whatever the parser trips over in hostile text is no trouble of the user's."""
_NESTING = re.compile(r"'(?:[^']|'')*'|([(\[{]|\bcase\b)|([)\]}]|\bend\b)", re.IGNORECASE)
_BLOCK = re.compile(r"\s*do\s+\$(\w*)\$(.*)\$\1\$", re.IGNORECASE | re.DOTALL)
_SQLITE_OPTIONS = re.compile(r"\)\s*(?:(?:without\s+rowid|strict)\s*,?\s*)+;?\s*\Z", re.IGNORECASE)
_RENAME = re.compile(
    r"(\balter\s+table\s+(?:if\s+exists\s+)?\S+\s+rename)\s+(?=[\w\"`]+\s+to\b)(?!to\b|column\b)",
    re.IGNORECASE,
)
_CONFLICT = re.compile(r"\bupdate\s+or\s+(?:rollback|abort|replace|fail|ignore)\b", re.IGNORECASE)
_MYSQL = re.compile(
    r"`|\bon\s+duplicate\s+key\b|\b(?:insert|update)\s+ignore\b|\bauto_increment\b", re.IGNORECASE
)
_POSTGRES = re.compile(r"\$\d|::|\bilike\b|\breturning\b|\bon\s+conflict\b|\bjsonb\b", re.IGNORECASE)


def read_sql(text: str, dialects: tuple[str, ...] = ()) -> Sql:
    """What the text says, an empty `Sql` if it is none. `dialects` are tried first, in order.

    Holes are `HOLE`. Never fails: what cannot be parsed is scanned for tables, with a `problem`.
    """
    shape = shape_of(text if len(text) <= LONGEST else f"{text[:LONGEST]} {text[-TAIL:]}")
    if not shape:
        return Sql()
    return _read(text, shape, dialects)


@lru_cache(maxsize=20_000)
def _read(text: str, shape: str, dialects: tuple[str, ...]) -> Sql:
    if len(text) > LONGEST:
        return _scanned(fill(text[:LONGEST]), f"statement of {len(text):,} characters, the head was read")
    filled = fill(text)
    if _too_deep(filled):
        return _scanned(filled, "statement nested too deep")
    complete = _completed(filled, shape)
    if body := _BLOCK.match(complete):
        return _scanned(body[2], "")
    for dialect in _order(filled, dialects):
        trees = _parse(complete, dialect)
        if trees:
            return _together(trees)
    return _one_by_one(complete, dialects)


def _one_by_one(text: str, dialects: tuple[str, ...]) -> Sql:
    """Each statement of a text by itself, so that one that is not parsed does not hide the others."""
    parts = [statement.text for statement in split(text)]
    if len(parts) < 2:
        return _scanned(text, "")
    return _merged([read_sql(part, dialects) for part in parts])


def _scanned(text: str, problem: str) -> Sql:
    found = scan(text)
    return Sql(found.uses, found.joined, (), found.computed, found.named, False, problem)


def _completed(text: str, shape: str) -> str:
    """A fragment as a statement that parses."""
    if shape == "fragment":
        start = text.lstrip()[:5].lower()
        if start.startswith("from"):
            return f"SELECT 1 {text}"
        if start.startswith("union"):
            return f"SELECT 1 {text}"
        return f"SELECT 1 FROM zz_hole {text}"
    return _CONFLICT.sub("UPDATE", _SQLITE_OPTIONS.sub(")", _RENAME.sub(r"\1 COLUMN ", text)))


def _order(text: str, dialects: tuple[str, ...]) -> tuple[str, ...]:
    first: tuple[str, ...] = ()
    if _MYSQL.search(text):
        first = ("mysql",)
    elif _POSTGRES.search(text):
        first = ("postgres",)
    return tuple(dict.fromkeys((*first, *dialects, *DIALECTS)))


def _parse(text: str, dialect: str) -> list[exp.Expr]:
    logging.getLogger("sqlglot").setLevel(logging.CRITICAL)
    try:
        trees = sqlglot.parse(text, read=dialect)
    except _STUMBLES:
        return []
    good = [tree for tree in trees if tree is not None]
    return [] if any(isinstance(tree, exp.Command) for tree in good) else good


def _together(trees: list[exp.Expr]) -> Sql:
    return _merged([replace(tables_of(tree), changes=tuple(changes_of(tree))) for tree in trees])


def _merged(found: list[Sql]) -> Sql:
    if len(found) == 1:
        return found[0]
    return Sql(
        tuple(dict.fromkeys(use for each in found for use in each.uses)),
        tuple(joined for each in found for joined in each.joined),
        tuple(change for each in found for change in each.changes),
        sum(each.computed for each in found),
        tuple(sorted({name for each in found for name in each.named})),
        all(each.parsed for each in found),
        next((each.problem for each in found if each.problem), ""),
    )


def _too_deep(text: str) -> bool:
    if text.count("(") < DEEPEST and text.count("[") <= DEEPEST_LIST and len(text) < 20_000:
        return False
    depth = deepest = lists = 0
    for found in _NESTING.finditer(text):
        depth = max(0, depth + bool(found[1]) - bool(found[2]))
        lists = max(0, lists + (found[1] == "[") - (found[2] == "]"))
        if depth > DEEPEST or lists > DEEPEST_LIST:
            return True
        deepest = max(deepest, depth)
    return False
