"""What a definition says to people: signature and first sentence of the docstring."""

from tree_sitter import Node

from analyzer.extract.python.draft import (
    Draft,
    cut,
)
from analyzer.extract.python.grammar import kinds

LONGEST_SIGNATURE = 200


def signature_of(draft: Draft, node: Node, body: Node | None) -> str:
    """The header of a definition in one line."""
    end = body.start_byte if body is not None else node.end_byte
    text = draft.text[node.start_byte : min(end, node.start_byte + 4 * LONGEST_SIGNATURE)]
    if not text.isascii():
        text = text.encode("latin-1").decode("utf-8", "replace")
    return " ".join(text.split()).rstrip(":")[:LONGEST_SIGNATURE]


def doc_of(draft: Draft, body: Node | None) -> str:
    """The first sentence of the docstring."""
    if body is None or not body.named_child_count:
        return ""
    first = body.named_children[0]
    if first.kind_id not in kinds("expression_statement") or not first.named_child_count:
        return ""
    text = first.named_children[0]
    if text.kind_id not in kinds("string"):
        return ""
    content = " ".join(
        "".join(cut(draft, part) for part in text.named_children[1:-1]).strip().split("\n\n")[0].split()
    )
    end = content.find(". ")
    return (content[: end + 1] if end >= 0 else content)[:LONGEST_SIGNATURE]
