"""Expressions: what each means, and the references and calls in it."""

from tree_sitter import Node

from analyzer.extract.python.draft import (
    DEEPEST,
    HOLE,
    NONE,
    NOTHING,
    UNKNOWN,
    Draft,
    Seen,
    cut,
    hidden,
    one_of,
    too_deep,
    visit,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.extract.python.strings import is_textual, joined, note_sql, percent, plain
from analyzer.extract.python.targets import bind
from analyzer.model.facts import CallFlag
from analyzer.model.values import Composite, Constant, Index, Item, Name, Result, Text, Value

MOST_TERMS = 500
LITERALS = ("<str>", "<int>", "<float>", "<list>", "<dict>")


def subscript(draft: Draft, node: Node) -> Seen:
    """`value[key]`."""
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    parts = node.named_children
    value, path = visit(draft, parts[0])
    keys = [(key.type, visit(draft, key)[0]) for key in parts[1:]]
    draft.depth -= 1
    if len(keys) != 1:
        return Index(value, HOLE), hidden(path, "[]")
    kind, key = keys[0]
    if kind == "slice":
        return Index(value, HOLE), hidden(path, "[:]")
    step = f"[{key.text}]" if isinstance(key, Constant) and len(key.text) < 3 else "[]"
    return Index(value, key), hidden(path, step)


def constant(draft: Draft, node: Node) -> Seen:
    """A number, True, False, None or an ellipsis."""
    kind = node.type
    if kind == "none":
        return NONE, UNKNOWN
    return Constant(cut(draft, node)), ("<float>" if kind == "float" else "<int>", "")


def inner(draft: Draft, node: Node) -> Seen:
    """Something round an expression that does not change what it means."""
    if not node.named_child_count:
        return NOTHING
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    children = node.named_children
    for child in children[:-1]:
        visit(draft, child)
    value, path = visit(draft, children[-1])
    draft.depth -= 1
    return value, hidden(path)


def awaited(draft: Draft, node: Node) -> Seen:
    """`await value`: the call says that it is awaited."""
    child = node.named_children[-1] if node.named_child_count else None
    if child is not None and child.kind_id in kinds("call"):
        draft.pending |= CallFlag.AWAITED
    return inner(draft, node)


def binary(draft: Draft, node: Node) -> Seen:
    """An operator; strings that are added or formatted stay strings."""
    left, operands = node, []
    while left.kind_id in kinds("binary_operator"):
        operator, right = left.child_by_field_id(field("operator")), left.child_by_field_id(field("right"))
        operands.append((operator.type if operator is not None else "", right))
        below = left.child_by_field_id(field("left"))
        if below is None:
            break
        left = below
    terms = [plain(draft, left)]
    for operator_name, right in reversed(operands):
        if right is None:
            continue
        if operator_name == "+":
            terms.append(plain(draft, right))
            continue
        value = _sum(terms)
        if operator_name == "%" and isinstance(value, Text):
            terms = [_percent(draft, value, right)]
        else:
            visit(draft, right)
            terms = [HOLE]
    value = _sum(terms)
    if not is_textual(value):
        return value, UNKNOWN
    note_sql(draft, node, value)
    return value, ("<str>", "")


def _sum(terms: list[Value]) -> Value:
    """Strings or lists put together; names that may be either are taken for strings."""
    if len(terms) == 1:
        return terms[0]
    if len(terms) > MOST_TERMS:
        return HOLE
    if any(map(is_textual, terms)):
        return joined(terms)
    literal = next((term for term in terms if isinstance(term, Composite)), None)
    if literal is not None:
        return Composite(literal.type, tuple(item for term in terms for item in _items(term)), literal.line)
    return joined(terms) if isinstance(terms[0], Name | Result) else HOLE


def _items(term: Value) -> tuple[Item, ...]:
    return term.items if isinstance(term, Composite) else (Item(Constant("*"), term),)


def _percent(draft: Draft, template: Text, right: Node) -> Value:
    value = plain(draft, right)
    if isinstance(value, Composite) and value.type == "dict":
        named = {item.key.value: item.value for item in value.items if isinstance(item.key, Text)}
        return percent(template, [], named)
    values: list[Value] = [item.value for item in value.items] if isinstance(value, Composite) else [value]
    return percent(template, values, {})


def either(draft: Draft, node: Node) -> Seen:
    """`a or b`, `a and b`, `a if c else b`: one of the operands."""
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    seen = [(child, visit(draft, child)) for child in node.named_children]
    draft.depth -= 1
    if node.kind_id in kinds("conditional_expression") and len(seen) == 3:
        del seen[1]
    elif node.child_count == 3 and node.children[1].type == "and":
        seen = seen[1:]
    known = [path for _, (_, path) in seen if path[0] not in LITERALS]
    return HOLE, one_of(known)


def walrus(draft: Draft, node: Node) -> Seen:
    """`name := value`."""
    name, right = node.child_by_field_id(field("name")), node.child_by_field_id(field("value"))
    if name is None or right is None:
        return NOTHING
    value, path = visit(draft, right)
    bind(draft, name, value, hidden(path))
    return value, hidden(path)


def splat(draft: Draft, node: Node) -> Seen:
    """`*x` or `**x`."""
    value, path = inner(draft, node)
    return value, hidden(path, "[*]")


def keyword(draft: Draft, node: Node) -> Seen:
    """A keyword argument outside a call."""
    value = node.child_by_field_id(field("value"))
    return visit(draft, value) if value is not None else NOTHING
