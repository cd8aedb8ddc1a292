"""String constants, what they are joined to, and whether they may hold SQL."""

import re

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.reader import HOLE, Operand, Reader
from analyzer.model.facts import SqlText
from analyzer.model.values import Concat, Constant, Name, Result, Select, Text, Value

LONGEST_TEXT = 65_536
"""Longer strings are embedded files, not text that means something to a program."""

_VERB = re.compile(
    r"(?:^|[\n;(])\s*(?:--[^\n]*\n\s*|/\*.*?\*/\s*)*"
    r"(?:select\s|insert\s|update\s|delete\s+from\s|with\s|replace\s+into\s|merge\s+into\s|truncate\s"
    r"|create\s|alter\s|drop\s|upsert\s|(?-i:FROM|JOIN|COPY)\s|(?:left|right|inner|full|cross)\s+(?:outer\s+)?join\s)",
    re.IGNORECASE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\'\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))"
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_VERBS_OF_FORMAT = re.compile(r"%%|%[-+# 0]*(?:\[\d+\])?(?:\d+|\*)?(?:\.(?:\d+|\*)?)?[a-zA-Z]")


def interpreted_string(reader: Reader, node: Node) -> Operand:
    """A string in double quotes."""
    text = reader.text[node.start_byte + 1 : node.end_byte - 1].decode("utf-8", "replace")
    return _string(reader, node, unescape(text) if "\\" in text else text)


def raw_string(reader: Reader, node: Node) -> Operand:
    """A string in backquotes."""
    text = reader.text[node.start_byte + 1 : node.end_byte - 1]
    return _string(reader, node, text.decode("utf-8", "replace").replace("\r", ""))


def _string(reader: Reader, node: Node, text: str) -> Operand:
    if len(text) > LONGEST_TEXT:
        return "<string>", HOLE
    value = Text(text)
    if len(text) > 9 and reader.naming != "-" and may_be_sql(text):
        note_sql(reader, node, value)
    return "<string>", value


def may_be_sql(text: str) -> bool:
    """Whether a verb of SQL, or a FROM or JOIN left over from one, starts a line or a statement."""
    return _VERB.search(text) is not None


def note_sql(reader: Reader, node: Node, value: Value) -> None:
    """Keeps a candidate, under the name of the constant or variable that takes it."""
    reader.sql.append(SqlText(node.start_point[0] + 1, reader.scope, value, reader.naming))


def unescape(text: str) -> str:
    """The text that a Go string literal stands for."""
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(found: re.Match[str]) -> str:
    simple, byte, short, long, octal = found.groups()
    if simple:
        return _SIMPLE.get(simple, simple)
    code = int(octal, 8) if octal else int(byte or short or long, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def binary(reader: Reader, node: Node) -> Operand:
    """Operators; a chain of `+` with a string in it is a text with holes."""
    plus: list[Node] = []
    left = node
    first = node
    while (
        left.kind_id == kind("binary_expression") and left.child_count == 3 and left.children[1].type == "+"
    ):
        first, _, right = left.children
        plus.append(right)
        left = first
    if not plus:
        return _operator(reader, node)
    naming, reader.naming = reader.naming, "-"
    operands = [reader.expression(each) for each in (first, *reversed(plus))]
    reader.naming = naming
    path = next((path for path, value in operands if not isinstance(value, Constant)), "<int>")
    if not any(isinstance(value, Text | Concat) for _, value in operands):
        named = all(isinstance(value, Name | Result | Select) for _, value in operands)
        return path, concat([value for _, value in operands]) if named else HOLE
    joined = concat([value for _, value in operands])
    if naming != "-" and any(isinstance(p, Text) and may_be_sql(p.value) for p in joined.parts):
        note_sql(reader, node, joined)
    return "<string>", joined


def _operator(reader: Reader, node: Node) -> Operand:
    if node.child_count != 3:
        for child in node.named_children:
            reader.expression(child)
        return "?", HOLE
    left, sign, right = node.children
    first, value = reader.expression(left)
    second, _ = reader.expression(right)
    if sign.type in ("==", "!=", "<", "<=", ">", ">=", "&&", "||"):
        return "<bool>", HOLE
    return (second if isinstance(value, Constant) else first), HOLE


def concat(values: list[Value]) -> Concat:
    """One text with holes: inner concatenations are opened, neighbouring texts joined."""
    parts: list[Value] = []
    for value in values:
        for part in value.parts if isinstance(value, Concat) else (value,):
            if isinstance(part, Text) and parts and isinstance(parts[-1], Text):
                parts[-1] = Text(parts[-1].value + part.value)
            else:
                parts.append(part)
    return Concat(tuple(parts))


def formatted(template: str, values: list[Value]) -> Concat:
    """What `fmt.Sprintf` makes: the template with the arguments in place of its verbs."""
    parts: list[Value] = []
    position = used = 0
    for found in _VERBS_OF_FORMAT.finditer(template):
        parts.append(Text(template[position : found.start()]))
        position = found.end()
        if found[0] == "%%":
            parts.append(Text("%"))
        else:
            parts.append(values[used] if used < len(values) and "[" not in found[0] else HOLE)
            used += 1
    parts.append(Text(template[position:]))
    return concat([part for part in parts if part != Text("")])
