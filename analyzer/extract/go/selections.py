"""Selections: `a.b.c` as one access path."""

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.reader import HOLE, UNKNOWN, Operand, Reader
from analyzer.model.values import Name, Select


def operand(reader: Reader, node: Node) -> Operand:
    """The left of a selection: names in it are referred to by the whole path, not one by one."""
    number = node.kind_id
    if number == kind("identifier"):
        text = reader.slice(node)
        return reader.env.get(text, text) or UNKNOWN, reader.name(text)
    if number == kind("selector_expression"):
        return selection(reader, node)
    return reader.expression(node)


def selection(reader: Reader, node: Node) -> Operand:
    """`of.field` without noting the reference."""
    children = node.named_children
    if len(children) != 2:
        children = [child for child in children if child.kind_id != kind("comment")]
        if len(children) != 2:
            return UNKNOWN, HOLE
    path, value = operand(reader, children[0])
    field = reader.slice(children[1])
    if isinstance(value, Name):
        return f"{path}.{field}", reader.name(f"{value.path}.{field}")
    return f"{path}.{field}", Select(value, field)
