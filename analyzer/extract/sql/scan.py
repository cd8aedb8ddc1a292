"""Tables of SQL that no parser reads (fragments, broken templates, huge texts), found by walking its words.

This is the last resort: it knows where a table may stand (after FROM, JOIN, INTO, UPDATE, ...), keeps the
nesting of brackets, and leaves out what is named by WITH or followed by a bracket.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analyzer.extract.sql.names import is_computed, table_name
from analyzer.model.meaning import TableOp
from analyzer.model.sql import Sql, SqlUse

_TOKENS = re.compile(
    r"--[^\n]*|/\*.*?(?:\*/|\Z)|'[^'\\]*(?:(?:''|\\.)[^'\\]*)*(?:'|\Z)|\$(\w*)\$.*?(?:\$\1\$|\Z)"
    r"|(?P<quoted>\"[^\"\n]*\"|`[^`\n]*`|\[[A-Za-z_][^\]\n]*\])|(?P<word>[^\W\d][\w$]*)|(?P<sign>[(),.;*=])"
    r"|(?<![@:])[@:][A-Za-z_]\w*|\S",  # `@from` is a parameter, whatever it is called
    re.DOTALL,
)
_END_OF_FROM = frozenset(
    [
        "where",
        "group",
        "order",
        "having",
        "limit",
        "union",
        "except",
        "intersect",
        "set",
        "on",
        "using",
        "returning",
        "values",
        "select",
        "for",
        "window",
        "when",
        "offset",
        "fetch",
        "then",
    ]
)
_QUERIES = frozenset(("select", "with", "values", "(", ")", ""))
_JOIN_WORDS = frozenset(
    [
        "ignore",
        "low_priority",
        "delayed",
        "concurrently",
        "left",
        "right",
        "inner",
        "outer",
        "full",
        "cross",
        "natural",
        "lateral",
        "straight_join",
        "only",
        "join",
        "as",
    ]
)
_NOT_BEFORE_UPDATE = frozenset(["do", "for", "on", "key"])
_NOT_BEFORE_FROM = frozenset(["distinct"])
_FROM_FUNCTIONS = frozenset(["extract", "substring", "trim", "overlay", "position"])


class Token(NamedTuple):
    """A word, quoted name or sign; `low` is "" for a quoted name."""

    text: str
    low: str
    depth: int


def scan(text: str) -> Sql:
    """The tables of a text that is SQL for certain."""
    walk = _Walk(list(_tokens(text)))
    walk.run()
    uses = {SqlUse(table, op): None for table, op in walk.found}
    reads = tuple(dict.fromkeys(use.table for use in uses if use.op is TableOp.READ))
    joined = (reads,) if len(reads) > 1 else ()
    return Sql(tuple(uses), joined, computed=walk.computed, named=tuple(sorted(walk.named)))


def _tokens(text: str) -> Iterator[Token]:
    depth = 0
    for found in _TOKENS.finditer(text):
        if found["word"]:
            yield Token(found["word"], found["word"].lower(), depth)
        elif found["quoted"]:
            yield Token(found["quoted"][1:-1], "", depth)
        elif sign := found["sign"]:
            depth = max(0, depth - (sign == ")"))
            yield Token(sign, sign, depth)
            depth += sign == "("


def _named(tokens: Sequence[Token]) -> Iterator[str]:
    """Names given by WITH: `paid AS (`, also with columns: `paid (id, at) AS (`."""
    for at in range(len(tokens) - 2):
        if tokens[at + 1].low == "as" and tokens[at + 2].low in ("(", "materialized", "not"):
            start = at
            while tokens[at].low == ")" and start > 0 and tokens[start].low != "(":
                start -= 1
            yield tokens[start - (start < at)].text


class _Walk:
    """One pass over the words; `found` are tables with what is done to them.

    `lists` says for each depth of brackets whether a list of tables is open there, and whether it
    belongs to a DELETE; `opened` are the places of the brackets that are open.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.found: list[tuple[str, TableOp]] = []
        self.computed = 0
        self.lists: dict[int, str] = {}
        self.opened: list[int] = []
        self.named = set(_named(tokens))

    def run(self) -> None:
        for at, token in enumerate(self.tokens):
            low = token.low
            step = _STEPS.get(low)
            if step is not None:
                step(self, at)
            elif low in _END_OF_FROM or low == ";":
                self.end_of_list(at)

    def low(self, at: int) -> str:
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def open_bracket(self, at: int) -> None:
        self.opened.append(at)
        self.lists.pop(self.tokens[at].depth + 1, None)

    def close_bracket(self, at: int) -> None:
        if self.opened:
            self.opened.pop()

    def from_clause(self, at: int) -> None:
        if self.low(at - 1) in _NOT_BEFORE_FROM or self._in_function():
            return
        deleting = self.low(at - 1) == "delete"
        self.lists[self.tokens[at].depth] = "delete" if deleting else "from"
        self._table(at + 1, TableOp.WRITE if deleting else TableOp.READ)

    def comma(self, at: int) -> None:
        if self.tokens[at].depth in self.lists:
            self._table(at + 1, TableOp.READ)

    def end_of_list(self, at: int) -> None:
        held = self.lists.pop(self.tokens[at].depth, "")
        if held == "delete" and self.low(at) == "using":
            self.lists[self.tokens[at].depth] = "from"
            self._table(at + 1, TableOp.READ)

    def _in_function(self) -> bool:
        return bool(self.opened) and self.low(self.opened[-1] - 1) in _FROM_FUNCTIONS

    def join(self, at: int) -> None:
        self._table(at + 1, TableOp.READ)

    def into(self, at: int) -> None:
        if any(self.low(at - back) in ("insert", "replace", "merge", "upsert") for back in (1, 2, 3)):
            self._table(at + 1, TableOp.WRITE)
        elif self.low(at + 1) == "table":
            self._table(at + 2, TableOp.WRITE)  # LOAD DATA INFILE 'x' INTO TABLE t

    def update(self, at: int) -> None:
        if self.low(at - 1) not in _NOT_BEFORE_UPDATE:
            self._table(at + 1, TableOp.WRITE)

    def table(self, at: int) -> None:
        if any(self.low(at - back) in ("create", "alter", "drop") for back in (1, 2, 3)):
            at += 1
            while self.low(at) in ("if", "not", "exists", "only"):
                at += 1
            self._table(at, TableOp.DDL)

    def truncate(self, at: int) -> None:
        self._table(at + 1 + (self.low(at + 1) == "table"), TableOp.WRITE)

    def _table(self, at: int, op: TableOp) -> int:
        while self.low(at) in _JOIN_WORDS or (self.low(at) == "(" and self.low(at + 1) not in _QUERIES):
            at += 1
        parts: list[str] = []
        while at < len(self.tokens) and self.tokens[at].low not in ("(", ")", ",", ";", "*", "=", "."):
            if not parts and self.tokens[at].low in _END_OF_FROM:
                return at  # nothing stands where a table should
            parts.append(self.tokens[at].text)
            at += 1
            if self.low(at) != ".":
                break
            at += 1
        if parts and (self.low(at) != "(" or op is not TableOp.READ):
            self._add(parts, op)
        return at

    def _add(self, parts: list[str], op: TableOp) -> None:
        name, schema = parts[-1], parts[-2] if len(parts) > 1 else ""
        if is_computed(name):
            self.computed += 1
        elif (table := table_name(schema, name)) and (schema or name not in self.named):
            self.found.append((table, op))


_STEPS = {
    "(": _Walk.open_bracket,
    ")": _Walk.close_bracket,
    ",": _Walk.comma,
    "from": _Walk.from_clause,
    "join": _Walk.join,
    "into": _Walk.into,
    "update": _Walk.update,
    "truncate": _Walk.truncate,
    "table": _Walk.table,
}
