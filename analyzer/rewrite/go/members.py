"""Fields and methods without a capital letter: who would use them from another package.

Such a member is seen in its own package only. Where several types have one of that name, the graph says
which type is meant; where it does not know, the move is refused.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from analyzer.model.graph import Evidence
from analyzer.rewrite.go.names import descendants
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.scopes import text
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.world import Name, World

_DECLARING = frozenset({"field_declaration", "method_elem", "method_declaration"})


class Member(NamedTuple):
    """A member where it is declared or used: its package of then, and the type where it is declared."""

    source: Source
    declaration: Declaration
    node: Node
    here: str
    is_declared: bool

    @property
    def place(self) -> Evidence:
        """The line."""
        return Evidence(self.source.path, self.node.start_point[0] + 1, text(self.node))


def members(world: World, placing: Placing) -> dict[Name, list[Member]]:
    """Every member without a capital letter, by package of today and name, in order."""
    found: dict[Name, list[Member]] = defaultdict(list)
    for source in world.of_packages():
        for declaration in source.declarations:
            here = placing.package(source, declaration)
            for node, is_declared in _members(declaration.node):
                name = Name(source.package, text(node))
                found[name].append(Member(source, declaration, node, here, is_declared))
    return found


def out_of_sight(world: World, placing: Placing, found: dict[Name, list[Member]]) -> dict[Name, list[Member]]:
    """The members of which some use, or some method that an interface asks for, would lie elsewhere."""
    known = _known(world)
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
            and not (each.here in homes and _meant(world, placing, each, known) == {each.here})
        ]
        asked = [each for each in all_ if each.is_declared and _type(each.node) == "method_elem"]
        if lost or (asked and len(homes) > 1):
            split[name] = lost or asked
    return split


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


def _meant(
    world: World, placing: Placing, use: Member, known: dict[tuple[str, int], Counter[Name]]
) -> set[str]:
    """The packages of then of the members that a use may mean, none where that is not known."""
    line, written = use.node.start_point[0], text(use.node)
    there = known.get((use.source.path, line + 1), Counter())
    types = [name for name in there if name.name.rpartition(".")[2] == written]
    uses = [
        node
        for node, is_declared in _members(use.declaration.node)
        if not is_declared and node.start_point[0] == line and text(node) == written
    ]
    if sum(there[name] for name in types) < len(uses):
        return set()
    owners = [Name(name.package, name.name.partition(".")[0]) for name in types]
    return {placing.of(world, owner) if owner in world.regions else "" for owner in owners}


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
