"""Patterns: what `with`, `except` and `case` take apart."""

from tree_sitter import Node

from analyzer.extract.python.draft import (
    NOTHING,
    UNKNOWN,
    Draft,
    Path,
    Seen,
    cut,
    hidden,
    look_up,
    one_of,
    refer,
    visit,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.extract.python.names import chain
from analyzer.extract.python.targets import bind
from analyzer.model.facts import ReferenceKind


def as_pattern(draft: Draft, node: Node, step: str = "") -> Seen:
    """`value as target` of `with`, `except` and `case`."""
    target = node.child_by_field_id(field("alias"))
    children = node.named_children
    value, path = visit(draft, children[0])
    if target is None:
        target = children[-1]
    if step == "()" and children[0].kind_id in kinds("tuple"):
        known = [_of_class(draft, each) for each in children[0].named_children]
        bind(draft, target, value, one_of(known))
    else:
        bind(draft, target, value, hidden(path, step))
    return NOTHING


def _of_class(draft: Draft, node: Node) -> Path:
    return (
        hidden(chain(draft, node)[1], "()") if node.kind_id in kinds("identifier", "attribute") else UNKNOWN
    )


def class_pattern(draft: Draft, node: Node) -> Seen:
    """`case C(x=1)`: refers to C."""
    children = node.named_children
    if children and children[0].kind_id in kinds("dotted_name"):
        _dotted(draft, children[0], ReferenceKind.TYPE)
    for child in children[1:]:
        visit(draft, child)
    return NOTHING


def dotted_pattern(draft: Draft, node: Node) -> Seen:
    """A dotted name in a pattern is a value; a bare one catches what is there."""
    if node.named_child_count > 1:
        _dotted(draft, node, ReferenceKind.USE)
    elif draft.scope.definition >= 0:
        draft.scope.names[cut(draft, node)] = UNKNOWN
    return NOTHING


def _dotted(draft: Draft, node: Node, kind: ReferenceKind) -> None:
    head, dot, rest = cut(draft, node).partition(".")
    before, here = look_up(draft, head)
    if before != "?":
        refer(draft, node, (before, here + dot + rest), kind)


def keyword_pattern(draft: Draft, node: Node) -> Seen:
    """`name=pattern`: the name is an attribute of what is matched."""
    for child in node.named_children[1:]:
        visit(draft, child)
    return NOTHING
