"""Fields and methods without a capital letter: who would use them from another package.

Such a member is seen in its own package only. Where several types have one of that name, literals and the
graph say which type is meant; where they do not know, all of them are taken together.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from analyzer.model.graph import Evidence
from analyzer.rewrite.go.composites import KEY, UNKNOWN
from analyzer.rewrite.go.families import family
from analyzer.rewrite.go.imports import Spec
from analyzer.rewrite.go.literals import role_of
from analyzer.rewrite.go.names import descendants
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.scopes import text
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.world import Name, World

VALUE = "value"
_DECLARING = frozenset({"field_declaration", "method_elem", "method_declaration"})


class Member(NamedTuple):
    """A member where it is declared or used: its package of then, and the types whose member it may be, none
    where that is not known; `key` is what the key of a literal is, "" for everything else."""

    source: Source
    declaration: Declaration
    node: Node
    here: str
    is_declared: bool
    owners: frozenset[Name] = frozenset()
    key: str = ""

    @property
    def place(self) -> Evidence:
        """The line."""
        return Evidence(self.source.path, self.node.start_point[0] + 1, text(self.node))


def members(world: World, placing: Placing) -> dict[Name, list[Member]]:
    """Every member without a capital letter, by package of today and name, in order."""
    found: dict[Name, list[Member]] = defaultdict(list)
    known = _known(world)
    for source in world.of_packages():
        bindings = world.bindings(source)
        for declaration in source.declarations:
            here = placing.package(source, declaration)
            for node, is_declared in _members(declaration.node):
                each = Member(source, declaration, node, here, is_declared)
                if is_declared:
                    each = each._replace(owners=_declaring(each))
                elif node.type == "identifier":
                    each = _key(world, each, bindings)
                else:
                    each = each._replace(owners=_meant(each, known))
                if each.is_declared or each.key != VALUE:
                    found[Name(source.package, text(node))].append(each)
    return found


def _key(world: World, each: Member, bindings: dict[str, Spec]) -> Member:
    """The key of a literal, with the struct whose field it is."""
    element = each.node.parent
    pair = element.parent if element is not None else None
    if pair is None:
        return each._replace(key=UNKNOWN)
    role, owner = role_of(world, each.source, each.declaration, pair, bindings)
    return each._replace(key=role or VALUE, owners=frozenset({owner} if owner and role == KEY else ()))


def _declaring(each: Member) -> frozenset[Name]:
    """The type at the top level of its file that declares a member."""
    if each.declaration.receiver:
        return frozenset({Name(each.source.package, each.declaration.receiver)})
    body = each.node.parent
    while body is not None and body.type not in ("struct_type", "interface_type"):
        body = body.parent
    spec = body.parent if body is not None else None
    name = spec.child_by_field_name("name") if spec is not None and spec.type == "type_spec" else None
    if spec is None or name is None or spec.parent != each.declaration.node:
        return frozenset()
    return frozenset({Name(each.source.package, text(name))})


def out_of_sight(world: World, placing: Placing, found: dict[Name, list[Member]]) -> dict[Name, list[Member]]:
    """The members of which some use, or some method that an interface asks for, would lie elsewhere."""
    split: dict[Name, list[Member]] = {}
    for name, all_ in found.items():
        homes = {each.here for each in all_ if each.is_declared}
        if len({each.here for each in all_}) == 1 or not homes:
            continue
        lost = [
            each
            for each in all_
            if not each.is_declared
            and homes != {each.here}
            and not (each.here in homes and _homes(world, placing, each) == {each.here})
        ]
        asked = [each for each in all_ if each.is_declared and _type(each.node) == "method_elem"]
        if lost or (asked and len(homes) > 1):
            split[name] = lost or asked
    return split


def of_types(world: World, placing: Placing, all_: list[Member]) -> list[Member] | None:
    """The fields, of those of one name, of the types that are used from another package, with their uses;
    None where a member is a method, or where the type of one is not known."""
    if any(not each.owners or (each.is_declared and not is_field(each)) for each in all_):
        return None
    lost = [each for each in all_ if _homes(world, placing, each) != {each.here}]
    types = frozenset().union(*(each.owners for each in lost))
    found = [each for each in all_ if each.owners & types]
    if any(not each.owners <= types for each in found):
        return None
    near = family(world, types) - types
    return None if any(each.owners & near for each in all_) else found


def is_field(member: Member) -> bool:
    """Whether a member stands where a field is declared."""
    return _type(member.node) == "field_declaration"


def _homes(world: World, placing: Placing, each: Member) -> set[str]:
    """The packages of then of the types that a use may mean."""
    return {placing.of(world, owner) if owner in world.regions else "" for owner in each.owners}


def _type(node: Node) -> str:
    return node.parent.type if node.parent is not None else ""


def _known(world: World) -> dict[tuple[str, int], Counter[Name]]:
    """The members that the graph knows each line to refer to, by path and line; names are `Type.member`."""
    graph = world.request.program.graph
    columns = graph.references
    found: dict[tuple[str, int], Counter[Name]] = defaultdict(Counter)
    ours = {i: node.path for i, node in enumerate(graph.files) if node.path in world.sources}
    for file, line, number in zip(columns.file, columns.line, columns.symbol, strict=True):
        symbol = graph.symbols[number]
        if file in ours and symbol.file in ours and "." in symbol.name:
            package = world.sources[ours[symbol.file]].package
            found[ours[file], line][Name(package, symbol.name)] += 1
    return found


def _meant(use: Member, known: dict[tuple[str, int], Counter[Name]]) -> frozenset[Name]:
    """The types of the members that a use may mean, none where that is not known."""
    line, written = use.node.start_point[0], text(use.node)
    there = known.get((use.source.path, line + 1), Counter())
    types = [name for name in there if name.name.rpartition(".")[2] == written]
    uses = [
        node
        for node, is_declared in _members(use.declaration.node)
        if not is_declared and node.start_point[0] == line and text(node) == written
    ]
    if sum(there[name] for name in types) < len(uses):
        return frozenset()
    return frozenset(Name(name.package, name.name.partition(".")[0]) for name in types)


def _members(root: Node) -> Iterator[tuple[Node, bool]]:
    """Fields and methods without a capital letter, and whether this is where they are declared."""
    for node in descendants(root):
        if node.type == "field_identifier":
            if not text(node)[:1].isupper():
                yield node, _type(node) in _DECLARING
        elif node.type == "keyed_element":
            key = node.children[0].named_children[:1]
            if key and key[0].type == "identifier" and not text(key[0])[:1].isupper():
                yield key[0], False
        elif node.type == "field_declaration" and not node.children_by_field_name("name"):
            embedded = [each for each in descendants(node) if each.type == "type_identifier"]
            if embedded and not text(embedded[0])[:1].isupper():
                yield embedded[0], True
