"""What an import statement stands in, from the lines that open blocks: function, condition, type check."""

from collections.abc import Sequence

from msgspec import Struct

from analyzer.extract.python.tokens import BRACKETS, COMMENT, IMPORT, INSIDE, STRING, WORD_END, pattern
from analyzer.model.facts import ImportKind

_BLOCK = rb"(?:if|elif|else|try|except|finally|for|while|match|case|def|class|with|async)" + WORD_END
_SKIP = pattern(
    rb"(?:[^'\"#\n\\()\[\]{}]++|\n(?![ \t\f]*+(?:" + IMPORT + rb"|" + _BLOCK + rb"))|"
    + STRING + rb"|" + COMMENT + rb"|\\\n|" + BRACKETS + rb")*+"
)  # fmt: skip
_HEADER = pattern(rb"\n([ \t\f]*+)(?:async[ \t]++)?+(\w++)")
_INSIDE = pattern(INSIDE)
_CONDITION = pattern(rb"((?:[^'\"#\n\\()\[\]{}:]++|:(?==)|" + STRING + rb"|\\\n|" + BRACKETS + rb")*+):")
_CLAUSES = (b"elif", b"else", b"except", b"finally")
_CONDITIONAL = (b"if", b"try", b"while", b"for", b"match")
_STAYS = (ImportKind.LAZY, ImportKind.TYPING)

Blocks = list[tuple[int, ImportKind]]
"""The blocks that are open: how far the header is indented, and the kind of an import inside."""


class Statement(Struct, frozen=True, array_like=True, gc=False):
    """An import statement: `start` is the line break before it, or the semicolon after another statement."""

    start: int
    end: int
    indent: bytes
    written: bytes


class Lost(Exception):
    """The text is not followed any further: here is a form that only the parser knows."""


def kinds_of(text: bytes, statements: Sequence[Statement], outside: ImportKind) -> list[ImportKind]:
    """The kind of each import statement, `outside` of all blocks. Raises Lost."""
    if outside == ImportKind.TEST:
        return [outside] * len(statements)
    kinds: list[ImportKind] = []
    blocks: Blocks = []
    position = 0
    for each in statements:
        if text[each.start] == ord(";"):
            kinds.append(kinds[-1])
        elif each.indent:
            _follow(text, position, each.start, blocks, outside)
            _, kind = _closed(blocks, _width(each.indent), outside)
            kinds.append(kind)
        else:
            blocks.clear()
            kinds.append(outside)
        position = each.end
    return kinds


def _follow(text: bytes, position: int, end: int, blocks: Blocks, outside: ImportKind) -> None:
    """Open and close the blocks whose headers stand between two places."""
    while True:
        skipped = _SKIP.match(text, position)
        position = skipped.end() if skipped else position
        if position < end and text[position] in b"([{":
            position = _behind_brackets(text, position)
            continue
        if position >= end:
            break
        header = _HEADER.match(text, position)
        if header is None:
            raise Lost
        position = header.end()
        width, word = _width(header[1]), header[2]
        sibling, outer = _closed(blocks, width, outside)
        if word in _CLAUSES:
            if sibling is None:
                raise Lost
            typing_only = sibling == ImportKind.TYPING != outer
            blocks.append((width, ImportKind.CONDITIONAL if typing_only else sibling))
        else:
            blocks.append((width, _inside(word, text, position, outer)))
    if position > end:
        raise Lost


def _behind_brackets(text: bytes, position: int) -> int:
    """Where brackets end that are nested too deep for the expression."""
    depth = 0
    while True:
        inside = _INSIDE.match(text, position)
        position = inside.end() + 1 if inside else position + 1
        sign = text[position - 1 : position]
        if sign not in (b"(", b"[", b"{", b")", b"]", b"}"):
            raise Lost
        depth += 1 if sign in b"([{" else -1
        if depth == 0:
            return position


def _closed(blocks: Blocks, width: int, outside: ImportKind) -> tuple[ImportKind | None, ImportKind]:
    """The kind inside the block just before a line of this indentation, if any; and around the line."""
    sibling = None
    while blocks and blocks[-1][0] >= width:
        level, inside = blocks.pop()
        sibling = inside if level == width else None
    return sibling, blocks[-1][1] if blocks else outside


def _inside(word: bytes, text: bytes, position: int, outer: ImportKind) -> ImportKind:
    """The kind of an import inside the block that `word` opens."""
    if outer in _STAYS:
        return outer
    if word == b"def":
        return ImportKind.LAZY
    if word == b"if":
        condition = _CONDITION.match(text, position)
        if condition is None or condition[1].endswith(b"\\\n"):
            raise Lost
        if condition[1].rstrip().endswith(b"TYPE_CHECKING"):
            return ImportKind.TYPING
    return ImportKind.CONDITIONAL if word in _CONDITIONAL else outer


def _width(indent: bytes) -> int:
    """How far a line is indented, as the parser counts; a form feed begins the line anew."""
    indent = indent.rpartition(b"\f")[2]
    tabs = indent.count(b"\t")
    if tabs not in (0, len(indent)):
        raise Lost
    return 8 * tabs or len(indent)
