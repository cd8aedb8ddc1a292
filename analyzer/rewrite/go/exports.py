"""Names that are used from another package afterwards: they get a capital letter, with all their uses."""

from collections.abc import Iterable

from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.members import Member, members, out_of_sight
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.scopes import text
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
        reason = _why_not(world, name, new, found[name])
        if reason:
            _refuse(part, name.name, reason, (each.place for each in spots))
            continue
        fields = [each.place for each in found[name] if each.is_declared and _is_field(each)]
        part.note(f"a field becomes exported ({new}): encoders and printers see it now", fields)
        for each in found[name]:
            edit = Edit(each.node.start_byte, each.node.end_byte, new.encode())
            edits.setdefault(each.source.path, []).append(edit)
    return edits


def _refuse(part: Part, name: str, reason: str, places: Iterable[Evidence]) -> None:
    part.refuse(f"{name} would have to be exported, but {reason}", places)


def _is_field(member: Member) -> bool:
    return member.node.parent is not None and member.node.parent.type == "field_declaration"


def _why_not(world: World, name: Name, new: str, found: list[Member]) -> str:
    """Why a member cannot become exported, "" if it can."""
    homes = {each.here for each in found if each.is_declared}
    if len(homes) > 1:
        return "types on both sides have a field or method of that name"
    if not new or any(text_of == new for text_of in _exported_members(world, name.package)):
        return "that is no free name"
    if new in _CALLED_BY_OTHERS:
        return "the standard library calls methods of that name"
    if any(not _is_field(each) and each.node.type == "type_identifier" for each in found):
        return "an embedded type gives it its name"
    if Name(name.package, name.name) in world.regions or any(_is_local_key(each) for each in found):
        return "a key may be a field or a value"
    if any(_has_tags(each) for each in found):
        return "its struct is read or written by encoders"
    return ""


def _exported_members(world: World, package: str) -> Iterable[str]:
    return (
        definition.name.rpartition(".")[2]
        for source in world.of_packages()
        if source.package == package
        for definition in source.surface.definitions
        if "." in definition.name
    )


def _is_local_key(member: Member) -> bool:
    return member.node.type == "identifier" and text(member.node) in member.declaration.uses.local


def _has_tags(member: Member) -> bool:
    """Whether a field of the same struct has a tag."""
    field = member.node.parent
    if field is None or field.type != "field_declaration" or field.parent is None:
        return False
    return any(each.child_by_field_name("tag") for each in field.parent.named_children)
