"""Import statements, and the quick reading of imports alone."""

from collections.abc import Iterator

from tree_sitter import Node

from analyzer.extract.python.grammar import field, kinds
from analyzer.model.facts import Import, ImportKind


def imported(node: Node, text: bytes, kind: ImportKind, scope: int) -> Iterator[Import]:
    """The facts of one import statement of any form."""
    line = node.start_point[0] + 1
    names = node.children_by_field_name("name")
    if node.type == "import_statement":
        for name, alias in (_named(each, text) for each in names):
            yield Import(line, name, "", alias, kind, scope)
        return
    module = node.child_by_field_id(field("module_name"))
    target = "__future__" if module is None else _cut(module, text)
    if any(child.kind_id in kinds("wildcard_import") for child in node.named_children):
        yield Import(line, target, "*", "", kind, scope)
    for each in names:
        name, alias = _named(each, text)
        yield Import(each.start_point[0] + 1, target, name, alias, kind, scope)


def _named(node: Node, text: bytes) -> tuple[str, str]:
    if node.kind_id not in kinds("aliased_import"):
        return _cut(node, text), ""
    name, alias = node.child_by_field_id(field("name")), node.child_by_field_id(field("alias"))
    return _cut(name, text) if name else "", _cut(alias, text) if alias else ""


def _cut(node: Node, text: bytes) -> str:
    return "".join(text[node.start_byte : node.end_byte].decode("utf-8", "replace").split())


def checks_types(condition: Node | None, text: bytes) -> bool:
    """Whether an `if` asks for TYPE_CHECKING."""
    return condition is not None and text[condition.start_byte : condition.end_byte].endswith(
        b"TYPE_CHECKING"
    )


def inner_kind(kind: ImportKind, node: Node, text: bytes) -> ImportKind:
    """The kind of an import that stands inside the compound statement `node`, itself in `kind`."""
    if kind in (ImportKind.TEST, ImportKind.LAZY, ImportKind.TYPING):
        return kind
    if node.kind_id in kinds("function_definition"):
        return ImportKind.LAZY
    if node.kind_id in kinds("if_statement"):
        typing = checks_types(node.child_by_field_id(field("condition")), text)
        return ImportKind.TYPING if typing else ImportKind.CONDITIONAL
    if node.kind_id in kinds("try_statement", "while_statement", "for_statement", "match_statement"):
        return ImportKind.CONDITIONAL
    return kind
