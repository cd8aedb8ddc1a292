"""Why a dependency cannot be inverted, each reason with every place."""

from collections.abc import Iterable, Iterator

from tree_sitter import Node

from analyzer.model.facts import Definition, DefinitionKind
from analyzer.model.graph import Evidence
from analyzer.rewrite.go.held import Held, Holder
from analyzer.rewrite.go.layout import go_files
from analyzer.rewrite.go.names import descendants
from analyzer.rewrite.go.scopes import text
from analyzer.rewrite.go.world import Name, Region, World
from analyzer.rewrite.request import Part


def refuse_type(world: World, package: str, type_: Name, part: Part) -> None:
    """What the packages and the type say against it."""
    if type_ not in world.regions:
        part.refuse(f"{type_.package} declares no {type_.name}")
    elif world.kinds(type_) & {DefinitionKind.INTERFACE, DefinitionKind.ALIAS}:
        part.refuse(f"{type_.name} is an interface or an alias already")
    if package not in world.names or package == type_.package:
        part.refuse("the package that uses the type is another one, and there")
    broken = [Evidence(each.path, 1) for each in world.sources.values() if each.root.has_error]
    if broken:
        part.refuse("a file cannot be read whole", broken)


def refuse_holders(
    world: World, package: str, found: list[Holder], uses: list[Held], methods: dict[str, Region], part: Part
) -> None:
    """What the code that holds values of the type says against it."""
    fields = {name for each in found if each.is_field for name in each.names}
    _if_any(part, "the type itself is wanted here", (use.place for use in uses if use.what == "lost"))
    _if_any(
        part,
        "an interface has no fields, nor the methods of embedded types here",
        (use.place for use in uses if use.what == "member" and use.member not in methods),
    )
    _if_any(part, "something else has the name of the field", _same_names(world, package, found, fields))
    _if_any(part, "the name is declared twice in the function", _twice(found))
    _if_any(part, "the function is used as a value, or an interface asks for it", _values(world, found))


def _if_any(part: Part, reason: str, places: Iterable[Evidence]) -> None:
    spots = sorted(set(places))
    if spots:
        part.refuse(reason, spots)


def _same_names(world: World, package: str, found: list[Holder], fields: set[str]) -> Iterator[Evidence]:
    lines = {(each.source.path, each.node.start_point[0] + 1) for each in found if each.is_field}
    for source in world.sources.values():
        if source.package == package:
            for node in descendants(source.root):
                place = Evidence(source.path, node.start_point[0] + 1, text(node))
                declared = node.type == "field_identifier" and _declares(node)
                if declared and place.symbol in fields and (place.path, place.line) not in lines:
                    yield place


def _declares(node: Node) -> bool:
    kinds = ("field_declaration", "method_declaration", "method_elem")
    return node.parent is not None and node.parent.type in kinds


_LEFT = frozenset({"short_var_declaration", "range_clause", "receive_statement"})


def _twice(found: list[Holder]) -> Iterator[Evidence]:
    for each in found:
        body = each.declaration.node.child_by_field_name("body")
        if each.is_field or body is None:
            continue
        for node in descendants(body):
            if node.type == "identifier" and text(node) in each.names and _is_declared(node):
                yield Evidence(each.source.path, node.start_point[0] + 1, text(node))


def _is_declared(node: Node) -> bool:
    around = node.parent
    if around is None:
        return False
    if around.type in ("parameter_declaration", "variadic_parameter_declaration", "var_spec", "const_spec"):
        return node in around.children_by_field_name("name")
    listed = around.parent
    if around.type == "expression_list" and listed is not None and listed.type in _LEFT:
        return around == listed.child_by_field_name("left")
    return False


def _values(world: World, found: list[Holder]) -> Iterator[Evidence]:
    """Functions with such a parameter where they are not called; methods that an interface names."""
    functions = {}
    for each in found:
        name = each.declaration.node.child_by_field_name("name")
        if not each.is_field and name is not None:
            functions[text(name)] = bool(each.declaration.receiver)
    asked = {
        definition.name.rpartition(".")[2]: Evidence(surface.path, definition.line, definition.name)
        for surface in go_files(world.request)
        for definition in _of_interfaces(surface.definitions)
    }
    yield from (asked[name] for name, is_method in functions.items() if is_method and name in asked)
    for source in world.sources.values():
        for declaration in source.declarations:
            for node in descendants(declaration.node):
                named = node.type in ("identifier", "field_identifier") and text(node) in functions
                if named and not _is_called(node) and not _names_declaration(node):
                    yield Evidence(source.path, node.start_point[0] + 1, text(node))


def _of_interfaces(definitions: tuple[Definition, ...]) -> Iterator[Definition]:
    interfaces = {each.name for each in definitions if each.kind == DefinitionKind.INTERFACE}
    return (each for each in definitions if each.name.rpartition(".")[0] in interfaces)


def _is_called(node: Node) -> bool:
    around = node.parent
    if around is not None and around.type == "selector_expression" and around.children[-1] == node:
        node, around = around, around.parent
    return (
        around is not None
        and around.type == "call_expression"
        and around.child_by_field_name("function") == node
    )


def _names_declaration(node: Node) -> bool:
    around = node.parent
    return around is not None and around.child_by_field_name("name") == node
