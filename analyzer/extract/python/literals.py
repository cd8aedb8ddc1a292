"""Lists, tuples, sets and dicts, as literals and as comprehensions."""

from tree_sitter import Node

from analyzer.extract.python.draft import (
    DEEPEST,
    HOLE,
    NOTHING,
    Draft,
    Path,
    Scope,
    Seen,
    hidden,
    line_of,
    too_deep,
    visit,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.extract.python.targets import bind
from analyzer.model.values import Composite, Constant, Element, Item

MOST_PARTS = 5
MOST_ITEMS = 2000
"""Entries kept of one literal; longer ones are tables of data."""


def sequence(draft: Draft, node: Node) -> Seen:
    """A list, tuple or set literal."""
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    items: list[Item] = []
    paths: list[str] = []
    for child in node.named_children:
        if child.kind_id in kinds("comment"):
            continue
        value, path = visit(draft, child)
        paths.append("?" if child.kind_id in kinds("list_splat") else hidden(path)[0])
        if len(items) < MOST_ITEMS:
            items.append(Item(Constant("*") if child.type == "list_splat" else None, value))
    draft.depth -= 1
    kind = node.type if node.type in ("list", "set") else "tuple"
    path = (
        tuple_of(paths) if kind == "tuple" and 1 < len(paths) <= MOST_PARTS else wrapped("[", set(paths), "]")
    )
    return Composite(kind, tuple(items), line_of(node)), path


def wrapped(opening: str, paths: set[str], closing: str) -> Path:
    """A collection whose values are all the same path; of different values nothing is known."""
    inner = _plain(next(iter(paths))) if len(paths) == 1 else "?"
    if inner == "?":
        return ("<list>" if opening == "[" else "<dict>", "")
    return (f"{opening}{inner}{closing}", "")


def tuple_of(paths: list[str]) -> Path:
    """A tuple, each part with its own path."""
    return (f"[{';'.join(_plain(path) for path in paths)}]", "")


def _plain(path: str) -> str:
    """A path that can stand inside brackets, else "?"."""
    return "?" if not path or "/" in path else path


def dictionary(draft: Draft, node: Node) -> Seen:
    """A dict literal."""
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    items: list[Item] = []
    paths: set[str] = set()
    for child in node.named_children:
        if child.kind_id in kinds("pair"):
            key, value = child.child_by_field_id(field("key")), child.child_by_field_id(field("value"))
            name = visit(draft, key)[0] if key is not None else HOLE
            content, path = visit(draft, value) if value is not None else NOTHING
            paths.add(hidden(path)[0])
            item = Item(name, content)
        else:
            item = Item(Constant("**"), visit(draft, child)[0])
        if len(items) < MOST_ITEMS and child.kind_id not in kinds("comment"):
            items.append(item)
    draft.depth -= 1
    return Composite("dict", tuple(items), line_of(node)), wrapped("{", paths, "}")


def comprehension(draft: Draft, node: Node) -> Seen:
    """A comprehension or generator: a list of one entry, whose variables live in it alone."""
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    outside = draft.scope
    draft.scope = _comprehension_scope(outside)
    body, rest = node.named_children[0], node.named_children[1:]
    for child in rest:
        visit(draft, child)
    seen = [visit(draft, child) for child in (body.named_children if body.type == "pair" else [body])]
    content, path = seen[-1]
    draft.scope = outside
    draft.depth -= 1
    if body.type == "pair":
        return Composite("dict", (Item(seen[0][0], content),), line_of(node)), wrapped(
            "{", {hidden(path)[0]}, "}"
        )
    return Composite("list", (Item(None, content),), line_of(node)), wrapped("[", {hidden(path)[0]}, "]")


def _comprehension_scope(outside: Scope) -> Scope:
    return Scope(
        outside.definition,
        outside.prefix,
        outside,
        owner=outside.owner,
        in_function=True,
        receiver=outside.receiver,
        loops=outside.loops + 1,
        returned=outside.returned,
        yielded=outside.yielded,
    )


def for_in(draft: Draft, node: Node) -> Seen:
    """`for x in y` of a comprehension."""
    left, right = node.child_by_field_id(field("left")), node.child_by_field_id(field("right"))
    if left is not None and right is not None:
        value, path = visit(draft, right)
        bind(draft, left, Element(value), hidden(path, "[*]"))
    return NOTHING
