"""An SQL file to its statements: quotes, comments, named queries and the halves of a migration respected."""

import re
from collections.abc import Iterator

from msgspec import Struct

_PIECE = re.compile(
    r"(?P<comment>--[^\n]*)|/\*.*?(?:\*/|\Z)|'[^'\\]*(?:(?:''|\\.)[^'\\]*)*(?:'|\Z)|\"[^\"]*(?:\"|\Z)|`[^`]*(?:`|\Z)"
    r"|\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z)|(?P<end>;)",
    re.DOTALL,
)
_NAMED = re.compile(r"--\s*:?name:?\s+([A-Za-z_][\w.-]*)")
_DOWN = re.compile(r"--\s*(?:\+\w+|migrate:)\s*down\b", re.IGNORECASE)
_UP = re.compile(r"--\s*(?:\+\w+|migrate:)\s*up\b", re.IGNORECASE)
_SPACE = re.compile(r"(?:\s+|--[^\n]*(?:\n|\Z)|/\*(?!\s*TEMPLATE).*?(?:\*/|\Z))*", re.DOTALL)
_COPY = re.compile(r"copy\s.*\sfrom\s+stdin", re.IGNORECASE | re.DOTALL)
_ROWS = re.compile(r"insert\b.{0,300}?\bvalues\b", re.IGNORECASE | re.DOTALL)


class Statement(Struct, frozen=True):
    """One statement of a file; `undoes` it stands in the part of a migration that takes it back."""

    line: int
    text: str
    name: str = ""
    undoes: bool = False


def split(text: str) -> Iterator[Statement]:
    """The statements in order; of rows inserted one by one into the same table the first stands for all."""
    start, name, undoes, head = 0, "", False, ""
    line, counted = 1, 0
    for end, comment in _ends(text):
        begin = min(_after_space(text, start), end)
        if begin < end:
            rows = _ROWS.match(text, begin, min(end, begin + 400))
            if rows is None or rows[0] != head or name:
                line, counted = line + text.count("\n", counted, begin), begin
                yield Statement(line, text[begin:end].rstrip(), name, undoes)
            head = rows[0] if rows is not None else ""
        start = end + 1 if comment is None else end + len(comment)
        if comment is not None:
            found = _NAMED.match(comment)
            name = found[1] if found else name
            undoes = bool(_DOWN.match(comment)) or (undoes and not _UP.match(comment))


def _ends(text: str) -> Iterator[tuple[int, str | None]]:
    """Where statements end: at `;`, and before comments that name a query or turn a migration."""
    at, begun = 0, 0
    while found := _PIECE.search(text, at):
        at = found.end()
        if found["end"]:
            yield found.start(), None
            if _COPY.match(text, _after_space(text, begun), found.start()):
                at = _after_data(text, at)
                yield found.end(), text[found.end() : at]
            begun = at
        elif (comment := found["comment"]) and any(p.match(comment) for p in (_NAMED, _DOWN, _UP)):
            yield found.start(), comment
            begun = at
    yield len(text), None


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _after_data(text: str, at: int) -> int:
    """The place after the rows of a COPY in a dump."""
    end = text.find("\n\\.", at)
    return len(text) if end < 0 else end + 3
