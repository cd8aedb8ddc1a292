"""Expressions for what hides imports in Python text: strings, comments, brackets.

They run in C over bytes with `\\n` as line break, with possessive quantifiers throughout: no text makes
them go back, so what they cost grows with its length alone. What they cannot follow they refuse, and then
the parser reads the file: strings whose `{fields}` hold their own quotes or braces three deep.
"""

import re

WORD_END = rb"(?![\w\x80-\xff])"
NAME = rb"[A-Za-z_\x80-\xff][\w\x80-\xff]*+"
IMPORT = rb"(?:import|from)" + WORD_END
GAP = rb"(?:[ \t\f]++|\\\n)*+"
COMMENT = rb"#[^\n]*+"
BLANK = rb"(?:[ \t\f\n\r\\]++|" + COMMENT + rb")*+"
NO_BRACKETS = bytes(set(range(256)) - set(b"()[]{}"))


def _strings(quote: bytes) -> tuple[bytes, bytes]:
    """Strings with this quote, one or three of them: plain ones, and those with fields."""
    inside = rb"[^{}Q\n]++"
    field = rb"\{(?:" + inside + rb"|\{(?:" + inside + rb"|\{" + inside + rb"\})*+\})*+\}"
    part = rb"|\{\{|\}\}|" + field + rb"|\\(?:[^{}]|(?=[{}]))"
    plain = rb"QQQ(?:[^Q\\]++|\\.|Q(?!QQ))*+QQQ|Q(?!QQ)(?:[^Q\\\n]++|\\.)*+Q"
    formatted = rb"QQQ(?:[^Q\\{}]++" + part + rb"|Q(?!QQ))*+QQQ|Q(?!QQ)(?:[^Q\\{}\n]++" + part + rb")*+Q"
    return plain.replace(b"Q", quote), formatted.replace(b"Q", quote)


_SINGLE, _DOUBLE = _strings(b"'"), _strings(b'"')
STRING = (
    rb"(?=['\"])(?:(?<![fFtT])(?<![fFtT][rR])(?:" + _SINGLE[0] + rb"|" + _DOUBLE[0] + rb")"
    rb"|(?:(?<=[fFtT])|(?<=[fFtT][rR]))(?:" + _SINGLE[1] + rb"|" + _DOUBLE[1] + rb"))"
)


def _brackets(depth: int) -> bytes:
    """A bracket and all that stands in it, `depth` deep at most."""
    deeper = rb"|" + _brackets(depth - 1) if depth > 1 else b""
    return rb"[(\[{](?:[^()\[\]{}'\"#]++|" + STRING + rb"|" + COMMENT + deeper + rb")*+[)\]}]"


BRACKETS = _brackets(3)


def pattern(expression: bytes) -> re.Pattern[bytes]:
    """The compiled expression; its dots match line breaks."""
    return re.compile(expression, re.DOTALL)


INSIDE = rb"(?:[^()\[\]{}'\"#]++|" + STRING + rb"|" + COMMENT + rb")*+"
BETWEEN = pattern(rb"([^'\"#]*+)(?:" + STRING + rb"|" + COMMENT + rb"|['\"])?+")
"""Text up to a string or comment, and that."""
