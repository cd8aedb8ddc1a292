"""Names and attributes: what they stand for, and the reference when they are used."""

from tree_sitter import Node

from analyzer.extract.python.draft import (
    DEEPEST,
    Draft,
    Seen,
    cut,
    hidden,
    look_up,
    refer,
    too_deep,
)
from analyzer.extract.python.grammar import kinds
from analyzer.model.values import Name, Select, Value


def identifier(draft: Draft, node: Node) -> Seen:
    """A bare name that is used."""
    name = cut(draft, node)
    path = look_up(draft, name)
    if path[1]:
        refer(draft, node, path)
    return Name(name), path


def attribute_use(draft: Draft, node: Node) -> Seen:
    """An attribute that is used (not called)."""
    seen = chain(draft, node)
    if seen[1][1]:
        refer(draft, node, seen[1])
    return seen


def chain(draft: Draft, node: Node) -> Seen:
    """A name or attribute before it is used, called or written: no reference yet."""
    kind = node.kind_id
    if kind in kinds("identifier"):
        name = cut(draft, node)
        return Name(name), look_up(draft, name)
    if kind not in kinds("attribute"):
        value, path = draft.on[kind](draft, node)
        return value, hidden(path)
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    parts = node.named_children
    value, path = chain(draft, parts[0])
    draft.depth -= 1
    name = cut(draft, parts[-1])
    selected: Value = Name(f"{value.path}.{name}") if isinstance(value, Name) else Select(value, name)
    return selected, (path[0], f"{path[1]}.{name}")
