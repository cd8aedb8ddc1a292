"""Uses of declarations that move: which cross from one package to another, and how each is written then."""

from typing import NamedTuple

from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.composites import KEY, UNKNOWN
from analyzer.rewrite.go.imports import Spec
from analyzer.rewrite.go.literals import role_of
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.scopes import Use
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.world import Name, World
from analyzer.rewrite.request import Part


class Meant(NamedTuple):
    """A use of a top-level name: where it stands, and the packages of use and name afterwards."""

    source: Source
    declaration: Declaration
    use: Use
    name: Name
    here: str
    there: str
    qualified: bool

    @property
    def place(self) -> Evidence:
        """The line of the use."""
        return Evidence(self.source.path, self.use.node.start_point[0] + 1, self.name.name)

    @property
    def changes(self) -> bool:
        """Whether the use or the name moves."""
        return self.here != self.source.package or self.there != self.name.package

    def stays(self, placing: Placing) -> bool:
        """Whether the use goes on by the alias that is left."""
        return self.name in placing.aliased and self.there == self.name.package


def meant(world: World, placing: Placing, part: Part) -> list[Meant]:
    """All uses of the packages' names, in order; keys that may be fields are refused where it matters."""
    found = []
    for source in world.sources.values():
        bindings = world.bindings(source)
        for declaration in source.declarations:
            here = placing.package(source, declaration)
            for use in declaration.uses.uses:
                name = world.meaning(source, use, bindings)
                if name is None:
                    continue
                there = placing.meant_by(world, name, here, source.package)
                qualified = use.member is not None and use.name in bindings
                each = Meant(source, declaration, use, name, here, there, qualified)
                if use.key:
                    role = _key(world, source, declaration, use, bindings) if each.changes else KEY
                    if role == UNKNOWN:
                        part.refuse("a key may be a field or a value", [each.place])
                    if role == KEY:
                        continue
                found.append(each)
    return found


def _key(world: World, source: Source, declaration: Declaration, use: Use, bindings: dict[str, Spec]) -> str:
    """What the key of a literal is."""
    element = use.node.parent
    pair = element.parent if element is not None else None
    return role_of(world, source, declaration, pair, bindings)[0] if pair is not None else UNKNOWN


def written(each: Meant, placing: Placing, alias: str) -> Edit | None:
    """The edit of one use; `alias` is what the package of then is called in the file."""
    new = each.name.name if each.stays(placing) else placing.renamed.get(each.name, each.name.name)
    qualified = new if each.here == each.there else f"{alias}.{new}"
    last = each.use.member if each.qualified and each.use.member else each.use.node
    before = each.source.text[each.use.node.start_byte : last.end_byte].decode("utf-8", "replace")
    return Edit(each.use.node.start_byte, last.end_byte, qualified.encode()) if before != qualified else None
