"""Columns as gofmt keeps them: where an edit makes a cell longer or shorter, the gaps behind it follow.

gofmt writes cells and lets a tab writer align them: a column goes through lines that follow each other
as long as each has a further cell. The rows here are read with that rule; where it does not reproduce
the text as it stands, somebody else has formatted it, and nothing is touched.
"""

from collections.abc import Iterator
from itertools import groupby, pairwise

from tree_sitter import Node

from analyzer.rewrite.edits import Edit, apply
from analyzer.rewrite.go.names import descendants
from analyzer.rewrite.go.one_liners import body_of, head_end, opened

Cell = tuple[int, int]
Row = list[Cell | None]
"""The cells of one line by their bytes; None for an empty one."""


def aligned(root: Node, text: bytes, edits: list[Edit]) -> list[Edit]:
    """The edits, and those of the gaps that move with them."""
    changed = {text.count(b"\n", 0, edit.start) for edit in edits}
    rows = _rows(root, text)
    long = dict(opened(root, text, edits))
    gaps = [edit for breaks in long.values() for edit in breaks]
    for group in _groups(rows, text):
        if not changed.isdisjoint(group):
            gaps += _gaps([rows[line] for line in group], text, edits, frozenset(long))
    return edits + gaps


def _groups(rows: dict[int, Row], text: bytes) -> Iterator[list[int]]:
    """Lines that follow each other at one depth: they may share columns."""
    lines = sorted(rows)
    depths = [_depth(rows[line], text) for line in lines]
    for _, run in groupby(range(len(lines)), lambda number: (lines[number] - number, depths[number])):
        yield [lines[number] for number in run]


def _depth(row: Row, text: bytes) -> int:
    start = next(cell[0] for cell in row if cell)
    return start - text.rfind(b"\n", 0, start)


def _gaps(rows: list[Row], text: bytes, edits: list[Edit], long: frozenset[int]) -> Iterator[Edit]:
    """The gaps of rows that gofmt aligned, as they must be after the edits; at `long` ones a group ends."""
    if _written(rows, [_texts(row, text, []) for row in rows]) != {
        gap: text[gap[0] : gap[1]] for row in rows for gap in _spaces(row)
    }:
        # Parts of a group that do not share their columns, such as the sections of a long literal.
        for _, part in groupby(rows, lambda row: _column(row, text)):
            alone = list(part)
            if len(alone) < len(rows):
                yield from _gaps(alone, text, edits, long)
        return
    for is_long, part in groupby(rows, lambda row: next(cell[0] for cell in row if cell) in long):
        if not is_long:
            alone = list(part)
            new = _written(alone, [_texts(row, text, edits) for row in alone])
            yield from (Edit(*gap, space) for gap, space in new.items() if text[gap[0] : gap[1]] != space)


def _column(row: Row, text: bytes) -> int:
    """Where the second cell stands in its line."""
    start = next((cell[0] for cell in row[1:] if cell), 0)
    return len(text[text.rfind(b"\n", 0, start) + 1 : start].decode("utf-8", "replace"))


def _spaces(row: Row) -> list[tuple[int, int]]:
    """The gaps between the cells of a row."""
    cells = [cell for cell in row if cell]
    return [(left[1], right[0]) for left, right in pairwise(cells)]


def _texts(row: Row, text: bytes, edits: list[Edit]) -> list[str]:
    """The text of each cell after the edits."""
    found = []
    for cell in row:
        start, end = cell or (0, 0)
        inner = [
            Edit(e.start - start, e.end - start, e.text) for e in edits if start <= e.start < e.end <= end
        ]
        found.append(apply(text[start:end], inner).decode("utf-8", "replace"))
    return found


def _written(rows: list[Row], texts: list[list[str]]) -> dict[tuple[int, int], bytes]:
    """The gap behind each cell, as the tab writer makes it."""
    result: dict[tuple[int, int], bytes] = {}
    for number, row in enumerate(rows):
        pending, start = 0, None
        for column, cell in enumerate(row):
            if cell and start is not None:
                result[start, cell[0]] = b" " * pending
                pending = 0
            if cell:
                start = cell[1]
            if column + 1 < len(row):
                pending += _width(texts, number, column) - len(texts[number][column])
    return result


def _width(texts: list[list[str]], number: int, column: int) -> int:
    """The width of a column where it goes through a row: its longest text and a space, 0 if all are empty."""
    first = last = number
    while first and len(texts[first - 1]) > column + 1:
        first -= 1
    while last + 1 < len(texts) and len(texts[last + 1]) > column + 1:
        last += 1
    longest = max(len(row[column]) for row in texts[first : last + 1])
    return longest + 1 if longest else 0


def _rows(root: Node, text: bytes) -> dict[int, Row]:
    """The rows of a file by line number, from 0."""
    rows: dict[int, Row] = {}
    for node in descendants(root):
        line = node.start_point[0]
        read = _READERS.get(node.type)
        if read is not None and line not in rows and _opens_line(node, text):
            row = read(node)
            end = text.find(b"\n", node.start_byte)
            if row:
                rows[line] = _first_line(row, end if end >= 0 else len(text))
        elif node.type == "comment" and not _opens_line(node, text):
            _add_comment(rows, node, text)
    return rows


def _first_line(row: Row, end: int) -> Row:
    """The cells up to the end of the line in which the row begins."""
    cells = [cell and (cell[0], min(cell[1], end)) for cell in row if cell is None or cell[0] < end]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _opens_line(node: Node, text: bytes) -> bool:
    before = text[text.rfind(b"\n", 0, node.start_byte) + 1 : node.start_byte]
    return not before.strip()


def _add_comment(rows: dict[int, Row], node: Node, text: bytes) -> None:
    start = text.rfind(b"\n", 0, node.start_byte) + 1
    code = text[start : node.start_byte]
    row = rows.setdefault(node.start_point[0], [(start + len(code) - len(code.lstrip()), 0)])
    filled = [number for number, cell in enumerate(row) if cell]
    first = row[filled[-1]]
    assert first is not None
    row[filled[-1]] = (first[0], start + len(code.rstrip()))
    if node.prev_sibling is not None and node.prev_sibling.type in ("const_spec", "var_spec"):
        row += [None] * (3 - len(row))
    row.append((node.start_byte, node.start_byte + len((node.text or b"").split(b"\n")[0].rstrip(b"\r"))))


def _span(nodes: list[Node]) -> Cell:
    return nodes[0].start_byte, nodes[-1].end_byte


def _field(node: Node) -> Row:
    """Names, type and tag; where there is no tag, what follows the type stands in the tag's place."""
    names = node.children_by_field_name("name")
    tag = node.child_by_field_name("tag")
    inner = [child for child in node.children if child not in names and child != tag and child.type != ","]
    if not names:
        return [_span(inner), _span([tag])] if tag else [_span(inner), None]
    row: Row = [_span(names), _span(inner)]
    return [*row, None, _span([tag])] if tag else row


def _value(node: Node) -> Row:
    """Names, type and value of a constant or variable; a neighbour's type keeps its column."""
    names = node.children_by_field_name("name")
    kind, value = node.child_by_field_name("type"), node.child_by_field_name("value")
    equals = next((child for child in node.children if child.type == "="), None)
    row: Row = [_span(names)]
    if kind or _neighbours_have_type(node):
        row.append(_span([kind]) if kind else None)
    if value and equals:
        row.append((equals.start_byte, value.end_byte))
    return row


def _neighbours_have_type(node: Node) -> bool:
    """Whether a spec of the same run (all have values) has a type."""
    siblings = [each for each in node.parent.named_children if each.type == node.type] if node.parent else []
    if node.child_by_field_name("value") is None:
        return False
    place = siblings.index(node)
    first = last = place
    while first and siblings[first - 1].child_by_field_name("value"):
        first -= 1
    while last + 1 < len(siblings) and siblings[last + 1].child_by_field_name("value"):
        last += 1
    return any(each.child_by_field_name("type") for each in siblings[first : last + 1])


def _pair(node: Node) -> Row:
    key, colon = node.children[0], node.children[1]
    comma = node.next_sibling
    end = comma.end_byte if comma is not None and comma.type == "," else node.end_byte
    return [(key.start_byte, colon.end_byte), (node.children[2].start_byte, end)]


def _function(node: Node) -> Row:
    """Head and body of a function on one line; others have no columns."""
    body = body_of(node)
    return [(node.start_byte, head_end(node, body)), _span([body])] if body is not None else []


def _type(node: Node) -> Row:
    name = node.children[0]
    return [_span([name]), (node.children[1].start_byte, node.end_byte)]


_READERS = {
    "field_declaration": _field,
    "const_spec": _value,
    "var_spec": _value,
    "keyed_element": _pair,
    "type_spec": _type,
    "type_alias": _type,
    "function_declaration": _function,
    "method_declaration": _function,
}
