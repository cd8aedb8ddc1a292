"""Members of classes, also inherited ones."""

from analyzer.link.python_values import Either, Meaning, Outside
from analyzer.link.python_world import World
from analyzer.model.facts import DefinitionKind

ENUMS = ("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag")


def own_members(world: World, owner: int) -> dict[str, int]:
    """Symbols of the members that a class itself defines, by name."""
    file = world.file_of[owner]
    if owner not in world.members:
        _collect(world, file)
    return world.members.get(owner, {})


def _collect(world: World, file: int) -> None:
    first = world.first[file]
    definitions = world.surfaces[file].definitions
    for number, definition in enumerate(definitions):
        if definition.kind == DefinitionKind.CLASS:
            world.members.setdefault(first + number, {})
        if definition.scope < 0 or definitions[definition.scope].kind != DefinitionKind.CLASS:
            continue
        members = world.members.setdefault(first + definition.scope, {})
        name = definition.name.rpartition(".")[2]
        other = members.get(name)
        if other is None or (
            definition.kind != DefinitionKind.FIELD
            and definitions[other - first].kind == DefinitionKind.FIELD
        ):
            members[name] = first + number


def ancestry(world: World, owner: int) -> tuple[Meaning, ...]:
    """The class and its bases in the order Python asks them; outside ones as `Outside`, unknown as None."""
    if owner not in world.ancestors:
        world.ancestors[owner] = (owner,)
        world.ancestors[owner] = _ancestry(world, owner)
    return world.ancestors[owner]


def _ancestry(world: World, owner: int) -> tuple[Meaning, ...]:
    found: list[Meaning] = [owner]
    for base in world.definition(owner).bases:
        for ancestor in _base(world, owner, base):
            if ancestor in found[1:]:
                found.remove(ancestor)
            if ancestor != owner:
                found.append(ancestor)
    return tuple(found)


def _base(world: World, owner: int, base: str) -> tuple[Meaning, ...]:
    path = base.partition("[")[0] if base[:1] not in "[{" else ""
    meaning = world.evaluate(world, world.file_of[owner], path) if path and path != "?" else None
    if isinstance(meaning, int) and world.definition(meaning).kind != DefinitionKind.CLASS:
        meaning = world.values.get(meaning)
    if isinstance(meaning, Either):
        meaning = meaning.options[0]
    if isinstance(meaning, int) and world.definition(meaning).kind == DefinitionKind.CLASS:
        return ancestry(world, meaning)
    return (meaning,) if isinstance(meaning, Outside) else (None,)


def member(world: World, owner: int, name: str, skip: int = 0) -> Meaning:
    """The member `name` of a class; of an outside base when no class in the repository has it.

    `skip` leaves out the first classes in the order (`super()`).
    """
    beyond: Outside | None = None
    for ancestor in ancestry(world, owner)[skip:]:
        if isinstance(ancestor, Outside):
            beyond = beyond or ancestor
        elif isinstance(ancestor, int):
            found = own_members(world, ancestor).get(name)
            if found is not None:
                return found
    if beyond is not None and beyond.name not in ("object", "builtins.object", "abc.ABC", "typing.Generic"):
        return Outside(f"{beyond.name}.{name}")
    return None


def is_enum(world: World, owner: int) -> bool:
    """Whether the class is an enumeration: its fields are instances of it."""
    return any(
        isinstance(each, Outside) and each.name.rpartition(".")[2] in ENUMS for each in ancestry(world, owner)
    )
