"""Names that are used from another package afterwards: they get a capital letter, with all their uses."""

from collections.abc import Iterable

from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.composites import UNKNOWN
from analyzer.rewrite.go.families import family
from analyzer.rewrite.go.members import Member, is_field, members, of_types, out_of_sight
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.uses import Meant
from analyzer.rewrite.go.world import Name, World
from analyzer.rewrite.request import Part

_CALLED_BY_OTHERS = frozenset({
    "Close", "Error", "Format", "GoString", "Is", "Len", "Less", "Lock", "MarshalJSON", "MarshalText",
    "Read", "Scan", "ServeHTTP", "String", "Swap", "Unlock", "UnmarshalJSON", "UnmarshalText", "Unwrap",
    "Value", "Write",
})  # fmt: skip
"""Methods by which the standard library treats a value differently."""


def exported(name: str) -> str:
    """The name with a capital letter, "" where it cannot have one."""
    return name[0].upper() + name[1:] if name[0].upper() != name[0] else ""


def export_names(world: World, placing: Placing, uses: list[Meant], part: Part) -> None:
    """Top-level names that cross; `placing` keeps the new ones."""
    crossing: dict[Name, list[Meant]] = {}
    for each in uses:
        if each.here != each.there and each.changes and not each.name.name[0].isupper():
            crossing.setdefault(each.name, []).append(each)
    for name in sorted(placing.aliased):
        if not name.name[0].isupper():
            crossing.setdefault(name, [])
    for name, places in crossing.items():
        new = exported(name.name)
        packages = {name.package, placing.of(world, name)}
        used = (each.declaration.uses.local for each in uses if each.name == name)
        if (
            not new
            or any(Name(each, new) in world.regions for each in packages)
            or any(new in n for n in used)
        ):
            _refuse(part, name.name, "that is no free name", (each.place for each in places))
        placing.renamed[name] = new


def export_members(world: World, placing: Placing, part: Part) -> dict[str, list[Edit]]:
    """Fields and methods that cross: the edits of each file, for every type that has one of that name."""
    found = members(world, placing)
    edits: dict[str, list[Edit]] = {}
    for name, spots in out_of_sight(world, placing, found).items():
        new = exported(name.name)
        one = of_types(world, placing, found[name])
        reason = _why_not(world, name, new, found[name] if one is None else one, one is not None)
        if reason:
            _refuse(part, name.name, reason, (each.place for each in spots))
            continue
        crossing = found[name] if one is None else one
        fields = [each.place for each in crossing if each.is_declared and is_field(each)]
        part.note(f"a field becomes exported ({new}): encoders and printers see it now", fields)
        for each in crossing:
            edit = Edit(each.node.start_byte, each.node.end_byte, new.encode())
            edits.setdefault(each.source.path, []).append(edit)
    return edits


def _refuse(part: Part, name: str, reason: str, places: Iterable[Evidence]) -> None:
    part.refuse(f"{name} would have to be exported, but {reason}", places)


def _why_not(world: World, name: Name, new: str, found: list[Member], known: bool) -> str:
    """Why members cannot become exported, "" if they can; `known` says that these are all of their types."""
    homes = {each.here for each in found if each.is_declared}
    if len(homes) > 1 and not known:
        return "types on both sides have a field or method of that name"
    if not new or not _is_free(world, name.package, new, found, known):
        return "that is no free name"
    if new in _CALLED_BY_OTHERS and not known:
        return "the standard library calls methods of that name"
    if any(not is_field(each) and each.node.type == "type_identifier" for each in found):
        return "an embedded type gives it its name"
    if any(_is_unclear(world, name, each) for each in found):
        return "a key may be a field or a value"
    if any(_has_tags(each) for each in found):
        return "its struct is read or written by encoders"
    return ""


def _is_free(world: World, package: str, new: str, found: list[Member], known: bool) -> bool:
    """Whether no type of the package, or none that has to do with those of the members, has one called so."""
    types = family(world, frozenset().union(*(each.owners for each in found))) if known else None
    open_ = types is not None and any("." in each.name for each in types)
    if open_ and (new in _CALLED_BY_OTHERS or _is_selected(world, package, new)):
        return False
    taken = (
        Name(package, definition.name.partition(".")[0])
        for source in world.of_packages()
        if source.package == package
        for definition in source.surface.definitions
        if "." in definition.name and definition.name.rpartition(".")[2] == new
    )
    return not any(types is None or owner in types for owner in taken)


def _is_selected(world: World, package: str, name: str) -> bool:
    """Whether the package names any member called so: one of an embedded type of another package, perhaps."""
    use = f".{name}".encode()
    return any(source.package == package and use in source.text for source in world.of_packages())


def _is_unclear(world: World, name: Name, member: Member) -> bool:
    """Whether a key may be a value: a name of its function or package."""
    is_name = name in world.regions or name.name in member.declaration.uses.local
    return member.key == UNKNOWN and is_name


def _has_tags(member: Member) -> bool:
    """Whether a field of the same struct has a tag."""
    field = member.node.parent
    if field is None or field.type != "field_declaration" or field.parent is None:
        return False
    return any(each.child_by_field_name("tag") for each in field.parent.named_children)
