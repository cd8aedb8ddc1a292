"""The imports of Python text without parsing it; where the parser might find others, none at all."""

import re
from collections.abc import Iterator
from functools import lru_cache

from analyzer.extract.python.nesting import Lost, Statement, kinds_of
from analyzer.extract.python.tokens import (
    BETWEEN,
    COMMENT,
    GAP,
    IMPORT,
    NAME,
    NO_BRACKETS,
    STRING,
    WORD_END,
    pattern,
)
from analyzer.model.facts import Import, ImportKind

_LIST = rb"\((?:[^()#'\"\\]++|" + COMMENT + rb")*+\)"
_BODY = IMPORT + rb"(?:[^\n;#'\"()\\]++|\\\n|" + _LIST + rb")*+"
_STATEMENT = pattern(rb"\n([ \t\f]*+)(" + _BODY + rb")(?=[\n;#]|\Z)")
_NEXT = pattern(rb";" + GAP + rb"()(" + _BODY + rb")(?=[\n;#]|\Z)")
_SKIP = pattern(
    rb"(?:[^'\"#\n\\:;]++|\n(?![ \t\f]*+" + IMPORT + rb")|[:;](?!" + GAP + IMPORT + rb")|"
    + STRING + rb"|" + COMMENT + rb"|\\\n)*+"
)  # fmt: skip

_DOTTED = NAME + rb"(?:[ \t]*+\.[ \t]*+" + NAME + rb")*+"
_APART = rb"(?:[ \t]++|\\\n)++"
_AS = rb"(?:" + _APART + rb"as" + _APART + NAME + rb")?+"
_ALIAS = pattern(rb"(" + _APART + rb")as(" + _APART + rb")(" + NAME + rb")")
_SPACE = rb"(?:[ \t\f\n]++|" + COMMENT + rb"|\\\n)*+"
_MODULE = _DOTTED + _AS + GAP
_MODULES = pattern(rb"import[ \t\f\\]" + GAP + _MODULE + rb"(?:," + GAP + _MODULE + rb")*+")
_MEMBER = NAME + _AS + _SPACE
_MEMBERS = _MEMBER + rb"(?:," + _SPACE + _MEMBER + rb")*+"
_FROM = pattern(
    rb"from[ \t]*+((?:\.[. \t]*+)?+(?:(?!import" + WORD_END + rb")" + _DOTTED + rb")?+)" + GAP
    + rb"import" + WORD_END + GAP
    + rb"(?:(\*)" + GAP + rb"|\(" + _SPACE + _MEMBERS + rb"(?:," + _SPACE + rb")?+\)" + GAP
    + rb"|" + _MEMBERS + rb")"
)  # fmt: skip


def scan(text: bytes, kind: ImportKind) -> tuple[Import, ...] | None:
    """What the parser would find in this text (UTF-8 without a mark of its order); None if not certain."""
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
    text = b"\n" + text
    if b"\r" in text or b"\n<<<<<<< " in text or not _closes(text):
        return None
    try:
        statements = tuple(_statements(text))
        return tuple(_imports(text, statements, kinds_of(text, statements, kind)))
    except Lost:
        return None


def _closes(text: bytes) -> bool:
    """Whether all brackets close. (Whatever else is wrong with a text, it does not hide an import.)"""
    return _is_even(text) or _is_even(b"".join(BETWEEN.findall(text)))


def _is_even(text: bytes) -> bool:
    count = text.translate(None, NO_BRACKETS).count
    return count(b"(") == count(b")") and count(b"[") == count(b"]") and count(b"{") == count(b"}")


def _statements(text: bytes) -> Iterator[Statement]:
    """All import statements. `import` is a keyword: where it begins a line outside strings and comments, it
    begins a statement, so brackets need not be followed."""
    last = text.rfind(b"import")
    end = text.find(b"\n", last)
    end = len(text) if end < 0 else end
    position, indent = 0, b""
    while position < last:
        reached = _skipped(text, position, end)
        if reached >= last:
            break
        found = _STATEMENT.match(text, reached)
        if found:
            indent = found[1]
        elif position and reached == position:
            found = _NEXT.match(text, reached)  # a further one on the line
        if found is None:
            raise Lost
        position = found.end()
        yield Statement(reached, position, indent, found[2])


def _skipped(text: bytes, position: int, end: int) -> int:
    """Where the next import may begin; a string that goes on beyond `end` is followed to its own end."""
    skipped = _SKIP.match(text, position, end)
    reached = skipped.end() if skipped else position
    if reached < end and text[reached] in b"'\"":
        skipped = _SKIP.match(text, position)
        reached = skipped.end() if skipped else position
    return reached


def _imports(text: bytes, statements: tuple[Statement, ...], kinds: list[ImportKind]) -> Iterator[Import]:
    line = counted = 0
    for each, kind in zip(statements, kinds, strict=True):
        line += text.count(b"\n", counted, each.start + 1)
        counted = each.start + 1
        for below, target, member, alias in _named(each.written):
            yield Import(line + below, target, member, alias, kind)


@lru_cache(maxsize=50_000)
def _named(statement: bytes) -> tuple[tuple[int, str, str, str], ...]:
    """What a statement imports: lines below its first, target, member, alias. Files repeat each other's."""
    found = _FROM.fullmatch(statement)
    if found is None:
        if _MODULES.fullmatch(statement) is None:
            raise Lost
        modules = statement[len(b"import") :].replace(b"\\\n", b" ").split(b",")
        return tuple((0, name, "", alias) for name, alias in map(_aliased, modules))
    target = _joined(found[1])
    if found[2]:
        return ((0, target, "*", ""),)
    start = found.end(1)
    above = statement.count(b"\n", 0, start)
    members = _ALIAS.sub(_on_one_line, statement[start:]).replace(b"import", b"", 1)
    lines = members.translate(None, b"()\\").split(b"\n")
    return tuple(
        (above + below, target, *_aliased(name))
        for below, line in enumerate(lines)
        for name in line.partition(b"#")[0].split(b",")
        if name.strip()
    )


def _on_one_line(alias: re.Match[bytes]) -> bytes:
    """A name and its alias together; line breaks between them behind both."""
    return b" as " + alias[3] + b"\n" * (alias[1] + alias[2]).count(b"\n")


def _aliased(name: bytes) -> tuple[str, str]:
    """`a.b as c` as name and alias."""
    words = name.split()
    if len(words) == 1:
        return words[0].decode("utf-8", "replace"), ""
    if len(words) > 2 and words[-2] == b"as":
        return _joined(b"".join(words[:-2])), _joined(words[-1])
    return _joined(name), ""


def _joined(name: bytes) -> str:
    return "".join(name.decode("utf-8", "replace").split())
