"""Where a package holds a value of a type of another package, and what it does with it."""

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from analyzer.model.graph import Evidence
from analyzer.rewrite.go.names import descendants
from analyzer.rewrite.go.scopes import text
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.world import Name, World


class Holder(NamedTuple):
    """Parameters or fields of the type: their names, and the node that says the type."""

    source: Source
    declaration: Declaration
    node: Node
    names: tuple[str, ...]
    is_field: bool

    @property
    def place(self) -> Evidence:
        """The line of the type."""
        return Evidence(self.source.path, self.node.start_point[0] + 1, text(self.node))


class Held(NamedTuple):
    """A place where a holder is used, and what for: `member`, `kept` (as one of the type goes on being known
    by its interface), or `lost` (the type itself is wanted)."""

    source: Source
    node: Node
    what: str
    member: str = ""

    @property
    def place(self) -> Evidence:
        """The line of the use."""
        return Evidence(self.source.path, self.node.start_point[0] + 1, self.member or text(self.node))


def holders(world: World, package: str, type_: Name) -> list[Holder]:
    """The parameters of functions and the fields of structs in a package that are pointers to a type."""
    found = []
    for source in world.of_packages():
        bindings = world.bindings(source) if source.package == package else {}
        names = {key for key, spec in bindings.items() if spec.path == type_.package}
        for declaration in source.declarations if names else ():
            for node in descendants(declaration.node):
                if _is_pointer_to(node, names, type_.name) and (held := _holder(source, declaration, node)):
                    found.append(held)
    return found


def _is_pointer_to(node: Node, packages: set[str], name: str) -> bool:
    if node.type != "pointer_type" or node.named_children[0].type != "qualified_type":
        return False
    first, last = node.named_children[0].named_children
    return text(first) in packages and text(last) == name


def _holder(source: Source, declaration: Declaration, node: Node) -> Holder | None:
    around = node.parent
    if around is None or around.parent is None:
        return None
    names = tuple(text(name) for name in around.children_by_field_name("name") if name.is_named)
    listed = declaration.node.child_by_field_name("parameters")
    if around.type == "parameter_declaration" and around.parent == listed:
        return Holder(source, declaration, node, names, False)
    if around.type == "field_declaration" and names and declaration.node.type == "type_declaration":
        struct = around.parent.parent
        if struct is not None and struct.parent is not None and struct.parent.type == "type_spec":
            return Holder(source, declaration, node, names, True)
    return None


def uses_of(world: World, package: str, found: list[Holder]) -> Iterator[Held]:
    """Every use of the holders: of parameters in their function, of fields in all files that see them."""
    fields = {name for each in found if each.is_field for name in each.names}
    for each in found:
        body = each.declaration.node.child_by_field_name("body")
        if each.is_field or body is None:
            continue
        for node in descendants(body):
            if node.type == "identifier" and text(node) in each.names and not _is_field_key(node):
                yield _held(world, package, each.source, node, found)
    for source in world.sources.values():
        for declaration in source.declarations:
            for node in descendants(declaration.node):
                around = node.parent
                if node.type != "field_identifier" or text(node) not in fields or around is None:
                    continue
                is_seen = source.package == package or text(node)[:1].isupper()
                if around.type == "selector_expression" and is_seen:
                    yield _held(world, package, source, around, found)


def _is_field_key(node: Node) -> bool:
    element = node.parent
    pair = element.parent if element is not None and element.type == "literal_element" else None
    return pair is not None and pair.type == "keyed_element" and pair.children[0] == element


def _held(world: World, package: str, source: Source, node: Node, found: list[Holder]) -> Held:
    around = node.parent
    assert around is not None
    if around.type == "selector_expression" and around.children[0] == node and source.package == package:
        return Held(source, node, "member", text(around.named_children[-1]))
    return Held(source, node, "kept" if _is_kept(around, node, package, source, found) else "lost")


def _is_kept(around: Node, node: Node, package: str, source: Source, found: list[Holder]) -> bool:
    """Whether the place takes the interface as well as the type."""
    fields = {name for each in found if each.is_field for name in each.names}
    if around.type == "binary_expression":
        return any(child.type == "nil" for child in around.children)
    if around.type == "literal_element" and around.parent is not None:
        pair = around.parent
        return pair.type == "keyed_element" and text(pair.children[0]) in fields and source.package == package
    if around.type == "argument_list" and around.parent is not None:
        function = around.parent.child_by_field_name("function")
        place = around.named_children.index(node)
        return function is not None and place in _places(text(function), found)
    if around.type == "expression_list" and around.parent is not None:
        assignment = around.parent
        left, right = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
        if assignment.type != "assignment_statement" or left is None or right is None:
            return False
        if around == left:
            return True
        target = left.named_children[right.named_children.index(node)]
        return target.type == "selector_expression" and text(target.named_children[-1]) in fields
    return False


def _places(function: str, found: list[Holder]) -> set[int]:
    """The places of the parameters that become the interface, of a function of the package."""
    places = set()
    for each in found:
        name = each.declaration.node.child_by_field_name("name")
        listed = each.declaration.node.child_by_field_name("parameters")
        if each.is_field or name is None or listed is None or text(name) != function:
            continue
        number = 0
        for parameter in listed.named_children:
            count = max(1, len(parameter.children_by_field_name("name")))
            if parameter == each.node.parent:
                places |= set(range(number, number + count))
            number += count
    return places
