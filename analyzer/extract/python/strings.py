"""String literals: plain, joined, f-strings, `%` and `.format`; and the cheap test for SQL."""

import re
import string as templates

from tree_sitter import Node

from analyzer.extract.python.draft import (
    DEEPEST,
    HOLE,
    NOTHING,
    Draft,
    Path,
    Seen,
    cut,
    line_of,
    too_deep,
    visit,
    visit_all,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.model.facts import SqlText
from analyzer.model.values import Concat, Text, Value

SQL = re.compile(
    r"(?:^|[\n;(])[ \t\r]*"
    r"(?:SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|REPLACE|MERGE|TRUNCATE|BEGIN|CALL|EXEC|UPSERT"
    r"|(?-i:FROM|JOIN|COPY)|(?:LEFT|RIGHT|INNER|FULL|CROSS)\s+(?:OUTER\s+)?JOIN)\s",
    re.IGNORECASE,
)
SHORTEST_SQL = 10
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", "'": "'", '"': '"', "\n": ""}
ESCAPE = re.compile(r"\\(\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|.)", re.DOTALL)
PERCENT = re.compile(r"%(?:\((\w+)\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[a-zA-Z%]")
QUOTES = ('"""', "'''", '"', "'")
STR: Path = ("<str>", "")


def string(draft: Draft, node: Node) -> Seen:
    """A literal or f-string: its text with holes, noted as SQL when it may be."""
    value = _literal(draft, node)
    note_sql(draft, node, value)
    return value, STR


def strings(draft: Draft, node: Node) -> Seen:
    """Adjacent literals."""
    value = joined([_literal(draft, child) for child in node.named_children if child.type == "string"])
    note_sql(draft, node, value)
    return value, STR


def plain(draft: Draft, node: Node) -> Value:
    """A string expression's value without noting SQL; other expressions are visited."""
    if node.kind_id in kinds("string"):
        return _literal(draft, node)
    if node.kind_id in kinds("concatenated_string"):
        return joined([_literal(draft, child) for child in node.named_children if child.type == "string"])
    if node.kind_id in kinds("parenthesized_expression") and node.named_child_count == 1:
        inside = node.named_children[0]
        if inside.kind_id in kinds("string", "concatenated_string"):
            return plain(draft, inside)
    return visit(draft, node)[0]


def _literal(draft: Draft, node: Node) -> Value:
    text = cut(draft, node)
    if "\\" not in text:
        for quote in QUOTES:
            if text.startswith(quote) and text.endswith(quote) and len(text) >= 2 * len(quote):
                return Text(text[len(quote) : -len(quote)])
    return _in_parts(draft, node)


def _in_parts(draft: Draft, node: Node) -> Value:
    """A literal with a prefix, escapes or interpolations."""
    parts = node.children
    if not parts:
        return Text("")
    opening = cut(draft, parts[0])
    raw = "r" in opening or "R" in opening
    pieces: list[Value] = []
    for part in parts[1:]:
        if part.kind_id in kinds("string_content"):
            text = cut(draft, part)
            pieces.append(Text(text if raw or "\\" not in text else ESCAPE.sub(_unescaped, text)))
        elif part.kind_id in kinds("interpolation"):
            pieces.append(_interpolated(draft, part))
    if len(pieces) == 1 and isinstance(pieces[0], Text):
        return pieces[0]
    return joined(pieces) if pieces else Text("")


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if code in ESCAPES:
        return ESCAPES[code]
    if code[0] in "xuU" and len(code) > 1:
        point = int(code[1:], 16)
        return chr(point) if point < 0xD800 or 0xDFFF < point < 0x110000 else "\ufffd"
    if code[0] in "01234567":
        return chr(int(code, 8))
    return "" if code == "\r\n" else found[0]


def _interpolated(draft: Draft, node: Node) -> Value:
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)[0]
    draft.depth += 1
    expression = node.child_by_field_id(field("expression"))
    value = visit(draft, expression)[0] if expression is not None else HOLE
    specifier = node.child_by_field_id(field("format_specifier"))
    if specifier is not None and specifier.named_child_count:
        visit_all(draft, specifier)
    draft.depth -= 1
    return value


def joined(parts: list[Value]) -> Value:
    """One value out of several parts of a string; neighbouring texts become one."""
    flat: list[Value] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Concat) else (part,):
            if isinstance(piece, Text) and not piece.value:
                continue
            if isinstance(piece, Text) and flat and isinstance(flat[-1], Text):
                flat[-1] = Text(flat[-1].value + piece.value)
            else:
                flat.append(piece)
    if not flat:
        return Text("")
    return flat[0] if len(flat) == 1 and isinstance(flat[0], Text) else Concat(tuple(flat))


def is_textual(value: Value) -> bool:
    """Whether a value is a string for certain."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    return any(isinstance(part, Text) for part in parts)


def percent(template: Text, values: list[Value], named: dict[str, Value]) -> Value:
    """`template % values` as text with holes."""
    parts: list[Value] = []
    at, used = 0, 0
    for found in PERCENT.finditer(template.value):
        parts.append(Text(template.value[at : found.start()]))
        at = found.end()
        if found[0] == "%%":
            parts.append(Text("%"))
        elif found[1]:
            parts.append(named.get(found[1], HOLE))
        else:
            parts.append(values[used] if used < len(values) else HOLE)
            used += 1
    parts.append(Text(template.value[at:]))
    return joined(parts)


def formatted(template: Text, values: list[Value], named: dict[str, Value]) -> Value:
    """`template.format(...)` as text with holes; a broken template stays as it is."""
    parts: list[Value] = []
    used = 0
    try:
        for text, name, _, _ in templates.Formatter().parse(template.value):
            parts.append(Text(text))
            if name is None:
                continue
            key = str(used) if name == "" else name
            used += name == ""
            if key.isdigit():
                parts.append(values[int(key)] if int(key) < len(values) else HOLE)
            else:
                parts.append(named.get(key, HOLE))
    except ValueError:
        return template
    return joined(parts)


def note_sql(draft: Draft, node: Node, value: Value, name: str = "") -> None:
    """Keep the value as a candidate for SQL when a text of it starts a statement."""
    parts = value.parts if isinstance(value, Concat) else (value,)
    texts = [part.value for part in parts if isinstance(part, Text)]
    if sum(map(len, texts)) >= SHORTEST_SQL and any(map(SQL.search, texts)):
        draft.sql.append(SqlText(line_of(node), draft.scope.definition, value, name))


def bare_string(draft: Draft, node: Node) -> Seen:
    """A string as a statement: a docstring or a comment, never SQL."""
    if node.child_count > 3:
        visit_all(draft, node)
    return NOTHING
