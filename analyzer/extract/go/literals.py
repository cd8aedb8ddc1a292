"""Composite and function literals."""

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.reader import HOLE, UNKNOWN, Operand, Reader
from analyzer.extract.go.signatures import function_text, signature
from analyzer.extract.go.types import line_of
from analyzer.model.facts import Definition, DefinitionKind, Parameter, Reference, ReferenceKind
from analyzer.model.values import Closure, Composite, Item, Name, Value

MOST_ITEMS = 1000
"""Longer literals are tables of data; the rest of their items has no value."""


def composite_literal(reader: Reader, node: Node) -> Operand:
    """`T{…}`: keys of a struct are references to its fields."""
    children = node.named_children
    text = reader.type(children[0])
    if children[-1].kind_id != kind("literal_value"):
        return UNKNOWN, HOLE
    path = f"<{text}>" if text else UNKNOWN
    return path, Composite(text, _items(reader, children[-1], path), node.start_point[0] + 1)


def literal_value(reader: Reader, node: Node) -> Operand:
    """`{…}` where the type is left out and not known here."""
    return UNKNOWN, Composite("", _items(reader, node, UNKNOWN), node.start_point[0] + 1)


def _items(reader: Reader, node: Node, path: str) -> tuple[Item, ...]:
    items: list[Item] = []
    keyed, comment = kind("keyed_element"), kind("comment")
    for child in node.named_children:
        number = child.kind_id
        if number == keyed:
            children = child.named_children
            key = _key(reader, children[0], path)
            field = _field_path(path, key)
            value = _element(reader, children[-1], field)
            if len(items) < MOST_ITEMS:
                items.append(Item(key, value))
        elif number != comment:
            value = _element(reader, child, path + "@e")
            if len(items) < MOST_ITEMS:
                items.append(Item(None, value))
    return tuple(items)


def _field_path(path: str, key: Value) -> str:
    """The type of what stands behind a key: of that field, or of an element."""
    return f"{path}:{key.path}" if isinstance(key, Name) and "." not in key.path else path + "@e"


def _key(reader: Reader, node: Node, path: str) -> Value:
    inner = node.named_children[0] if node.named_child_count == 1 else node
    if inner.kind_id == kind("identifier"):
        text = reader.slice(inner)
        sign = ";" if text in reader.env else ":"
        reader.references.append(
            Reference(inner.start_point[0] + 1, reader.scope, path + sign + text, ReferenceKind.WRITE)
        )
        return reader.name(text)
    return _element(reader, node, path + "@k")


def _element(reader: Reader, node: Node, path: str) -> Value:
    """A value of a literal; `path` says its type where braces stand alone."""
    if node.kind_id == kind("literal_element") and node.named_child_count:
        node = next((c for c in node.named_children if c.kind_id != kind("comment")), node.named_children[0])
    if node.kind_id == kind("literal_value"):
        if len(path) > 200:
            path = UNKNOWN
        return Composite("", _items(reader, node, path), node.start_point[0] + 1)
    return reader.expression(node)[1]


def function_literal(reader: Reader, node: Node) -> Operand:
    """A closure: a definition without a name, that sees the names around it."""
    parameters, results = signature(reader, node)
    body = node.child_by_field_name("body")
    line, end = node.start_point[0] + 1, node.end_point[0] + 1
    definition = Definition(
        line, end, "", DefinitionKind.CLOSURE, reader.scope, parameters, results, exported=False,
        signature=line_of(reader, node, body.start_byte if body else 0),
    )  # fmt: skip
    number = reader.define(definition)
    if body is not None:
        read_body(reader, number, parameters + results, body)
    return f"<{function_text(parameters, results)}>", Closure(number)


def read_body(reader: Reader, number: int, parameters: tuple[Parameter, ...], body: Node) -> None:
    """Reads the body of function `number` with its parameters in scope."""
    before = reader.scope, reader.env, reader.outer, reader.types, reader.flags, reader.naming, reader.owner
    block, reader.end = reader.end, 0
    reader.scope, reader.outer, reader.env = number, reader.env, dict(reader.env)
    reader.types, reader.flags, reader.naming, reader.owner = dict(reader.types), 0, "", ""
    for each in parameters:
        if each.name:
            text = each.type
            reader.env[each.name] = f"<[]{text[3:]}>" if text.startswith("...") else f"<{text}>"
    for statement in body.named_children:
        reader.statement(statement)
    reader.scope, reader.env, reader.outer, reader.types, reader.flags, reader.naming, reader.owner = before
    reader.end = block
