"""Small pieces of libcst trees: dotted names and string literals."""

import re

import libcst as cst

_LITERAL = re.compile(r"([A-Za-z]*(\"\"\"|'''|\"|'))(.*)(\2)", re.DOTALL)


def chain(node: cst.CSTNode) -> str:
    """`a.b.c` for a chain of plain names, "" for anything else."""
    parts = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return ""
    return ".".join([node.value, *reversed(parts)])


def dotted_node(name: str) -> cst.Attribute | cst.Name:
    """The node of a dotted name."""
    first, *rest = name.split(".")
    node: cst.Attribute | cst.Name = cst.Name(first)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def from_text(node: cst.ImportFrom) -> str:
    """The module of a from-import as written, dots included."""
    return "." * len(node.relative) + (chain(node.module) if node.module else "")


def literal(text: str) -> tuple[str, str, str]:
    """A string literal in its opening, its text, and its closing."""
    found = _LITERAL.fullmatch(text)
    return (found[1], found[3], found[4]) if found else (text, "", "")
