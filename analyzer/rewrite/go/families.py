"""Types that have to do with each other: what one embeds gives it its members."""

from collections.abc import Collection
from itertools import pairwise

from analyzer.model.facts import DefinitionKind
from analyzer.rewrite.go.world import Name, World


def family(world: World, types: Collection[Name]) -> frozenset[Name]:
    """The types with all that embed them or are embedded in them, at any distance; and those of which one is
    made of the other, or could be converted into it. Names with a dot are those of other packages."""
    near: dict[Name, set[Name]] = {}
    shapes: dict[tuple[str, ...], list[Name]] = {}
    for source in world.of_packages():
        fields: dict[str, list[str]] = {}
        for each in source.surface.definitions:
            owner, _, last = each.name.partition(".")
            if each.kind is DefinitionKind.FIELD and "." not in last:
                fields.setdefault(owner, []).append(last)
            bases = each.bases if each.scope < 0 else ()
            if each.scope < 0 and each.kind in (DefinitionKind.TYPE, DefinitionKind.ALIAS):
                bases = (*bases, each.type)
            for base in bases:
                plain = base.lstrip("*").partition("[")[0]
                _join(near, Name(source.package, each.name), Name(source.package, plain))
        for owner, names in fields.items():
            shapes.setdefault(tuple(names), []).append(Name(source.package, owner))
    for alike in shapes.values():
        for one, other in pairwise(alike):
            _join(near, one, other)
    found, todo = set(types), list(types)
    while todo:
        for other in near.get(todo.pop(), set()) - found:
            found.add(other)
            todo.append(other)
    return frozenset(found)


def _join(near: dict[Name, set[Name]], one: Name, other: Name) -> None:
    near.setdefault(one, set()).add(other)
    near.setdefault(other, set()).add(one)
