"""Functions that stand on one line, which gofmt lets them do as long as they are short."""

from collections.abc import Iterator

from tree_sitter import Node

from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.names import descendants

FUNCTIONS = ("function_declaration", "method_declaration")
_MOST = 100
"""How long head and body may be together."""


def opened(root: Node, text: bytes, edits: list[Edit]) -> Iterator[tuple[int, list[Edit]]]:
    """The functions that get too long by edits, by their first byte, and the edits that open them."""
    end = 0
    for node in descendants(root):
        if node.type in (*FUNCTIONS, "func_literal") and node.start_byte >= end:
            body = body_of(node)
            inner = [edit for edit in edits if node.start_byte <= edit.start < edit.end <= node.end_byte]
            if body is not None and inner:
                end = node.end_byte
                if _length(node, body, inner) > _MOST >= _length(node, body, []):
                    yield node.start_byte, list(_opening(node, body, text))


def body_of(node: Node) -> Node | None:
    """The body of a function that stands on one line, None for all others."""
    body = node.child_by_field_name("body")
    is_one = body is not None and node.start_point[0] == node.end_point[0]
    return body if is_one else None


def _length(node: Node, body: Node, edits: list[Edit]) -> int:
    """Head and statements, without the gap between them, as gofmt counts them: the blank behind
    the `func` of a declaration twice."""
    parts = _statements(body)
    head = (node.start_byte, head_end(node, body))
    inner = (parts[0].start_byte, parts[-1].end_byte) if parts else (0, 0)
    longer = sum(len(each.text) - (each.end - each.start) for each in edits)
    return head[1] - head[0] + (node.type in FUNCTIONS) + inner[1] - inner[0] + longer


def head_end(node: Node, body: Node) -> int:
    """Where the head of a function ends."""
    before = body.prev_sibling
    return before.end_byte if before is not None else node.start_byte


def _statements(body: Node) -> list[Node]:
    listed = [each for each in body.named_children if each.type == "statement_list"]
    return [part for each in listed or [body] for part in each.named_children]


def _opening(node: Node, body: Node, text: bytes) -> Iterator[Edit]:
    """The line breaks of a function over several lines."""
    start = text.rfind(b"\n", 0, node.start_byte) + 1
    line = text[start : node.start_byte]
    margin = b"\n" + line[: len(line) - len(line.lstrip())]
    parts = _statements(body)
    yield Edit(head_end(node, body), body.start_byte, b" ")
    places = [body.start_byte + 1, *(place for each in parts for place in (each.start_byte, each.end_byte))]
    ends = [*places[1:], body.end_byte - 1]
    for number in range(0, len(places), 2):
        last = number + 2 > len(parts) * 2
        yield Edit(places[number], ends[number], margin if last else margin + b"\t")
