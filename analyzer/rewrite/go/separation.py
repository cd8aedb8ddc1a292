"""Why a Go file or declaration cannot leave its package safely, each reason with every place."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import line_of
from analyzer.rewrite.go.composites import VALUE, literal_type
from analyzer.rewrite.go.layout import home
from analyzer.rewrite.go.literals import role_of
from analyzer.rewrite.go.names import descendants
from analyzer.rewrite.go.obstacles import LINKNAME, bad_part, visible
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.registered import registrations_of
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.uses import Meant
from analyzer.rewrite.go.world import Name, World
from analyzer.rewrite.request import Part, folder


def refuse_separation(world: World, placing: Placing, part: Part) -> None:
    """What the declarations that move, and those that stay, say against it."""
    _targets(world, placing, part)
    leaving = list(_leaving(world, placing))
    _if_any(part, "a file cannot be read whole", _broken(world, leaving))
    _if_any(part, "init() runs when its package is imported", _inits(world, placing, leaving))
    _if_any(part, "C code is found by folder (cgo)", _cgo(leaving))
    _if_any(part, "embedded files stay in their folder", _embeds(placing, leaving))
    _if_any(part, "//go:linkname names a package by its path", _linknames(world, leaving))
    _if_any(
        part,
        "a declaration under a build constraint moves with its whole file",
        _constrained(placing, leaving),
    )
    _if_any(part, "methods lie in the package of their type", _methods(world, placing))
    _if_any(part, "other build constraints declare the name too", _variants(world, placing))
    _if_any(part, "the name is there already", _doubles(world, placing))
    _if_any(part, "a name would hide another one", _hidden(world, placing))
    _if_any(
        part, "gob writes the package path of registered types into data", registrations_of(world, leaving)
    )
    _if_any(part, "only tests would be left in the package", _tests_left(world, placing))


def refuse_uses(world: World, placing: Placing, uses: list[Meant], part: Part) -> None:
    """What the uses that cross say against it."""
    crossing = [each for each in uses if each.changes and each.here != each.there]
    tests = (each.place for each in crossing if _is_test(world, each))
    _if_any(part, "code of tests cannot be imported", tests)
    names = placing.names | world.names
    commands = (each.place for each in crossing if names.get(each.there) == "main")
    _if_any(part, "a command cannot be imported", commands)
    hidden = (each.place for each in crossing if not visible(each.there, each.here))
    _if_any(part, "an internal package would not be visible", hidden)
    unkeyed = (
        each.place for each in uses if placing.of(world, each.name) != each.here and _is_unkeyed(world, each)
        and (each.changes or each.stays(placing))
    )  # fmt: skip
    _if_any(part, "a literal gives fields without their names", unkeyed)


def _is_test(world: World, each: Meant) -> bool:
    regions = world.regions[each.name]
    return each.there.endswith("_test") or all(region.source.surface.is_test for region in regions)


def _if_any(part: Part, reason: str, places: Iterator[Evidence]) -> None:
    found = sorted(set(places))
    if found:
        part.refuse(reason, found)


def _broken(world: World, leaving: list[tuple[Source, Declaration]]) -> Iterator[Evidence]:
    """Declarations with syntax errors that move, or that speak of something that moves."""
    names = {name.encode() for _, each in leaving for name in (*each.names, each.receiver) if name}
    going = {(source.path, each.start) for source, each in leaving}
    for source in world.sources.values():
        if not source.root.has_error:
            continue
        parts = [each for each in source.declarations if each.node.has_error]
        if not parts or any(node.is_error for node in source.root.children):
            yield Evidence(source.path, 1)
        for each in parts:
            words = re.findall(rb"\w+", each.node.text or b"")
            if (source.path, each.start) in going or not names.isdisjoint(words):
                yield _place(source, each)


def _targets(world: World, placing: Placing, part: Part) -> None:
    modules = world.request.program.project.go_modules
    pairs = {(path, world.request.path(path)) for path in placing.files}
    pairs |= {(path, target) for (path, _), target in placing.targets.items()}
    for path, target in sorted(pairs):
        bad = bad_part(folder(target))
        if bad:
            part.refuse(f"the go command does not look into a folder called {bad}")
        if home(path, modules) != home(target, modules):
            part.refuse(f"{path} and {folder(target)} lie in different Go modules")


def _leaving(world: World, placing: Placing) -> Iterator[tuple[Source, Declaration]]:
    for source in world.of_packages():
        for declaration in source.declarations:
            if placing.package(source, declaration) != source.package:
                yield source, declaration


def _place(source: Source, declaration: Declaration, name: str = "") -> Evidence:
    return Evidence(source.path, declaration.node.start_point[0] + 1, name)


def _inits(world: World, placing: Placing, leaving: list[tuple[Source, Declaration]]) -> Iterator[Evidence]:
    """Those that would run with other code: not of a package that goes as a whole to a new one."""
    return (
        _place(source, each)
        for source, each in leaving
        if "init" in each.names and not placing.goes_whole(world, source.package)
    )


def _cgo(leaving: list[tuple[Source, Declaration]]) -> Iterator[Evidence]:
    return (_place(*each) for each in leaving if any(spec.path == "C" for _, spec in each[0].imports))


def _embeds(placing: Placing, leaving: list[tuple[Source, Declaration]]) -> Iterator[Evidence]:
    for source, declaration in leaving:
        first = source.text.count(b"\n", 0, declaration.start) + 1
        for line, pattern in source.surface.embeds:
            if first <= line <= declaration.node.end_point[0] + 1:
                yield Evidence(source.path, line, pattern)


def _linknames(world: World, leaving: list[tuple[Source, Declaration]]) -> Iterator[Evidence]:
    moving = {source.path for source, _ in leaving}
    names = {f"{source.package}.{name}" for source, each in leaving for name in (*each.names, each.receiver)}
    for path, text in world.request.tree.texts.items():
        if path.endswith(".go") and b"//go:linkname" in text:
            for found in LINKNAME.finditer(text):
                words = found[1].decode("utf-8", "replace").split()
                if path in moving or not names.isdisjoint(words):
                    yield Evidence(path, line_of(text, found.start()))


def _constrained(placing: Placing, leaving: list[tuple[Source, Declaration]]) -> Iterator[Evidence]:
    return (_place(*each) for each in leaving if each[0].surface.build and each[0].path not in placing.files)


def _methods(world: World, placing: Placing) -> Iterator[Evidence]:
    for source in world.of_packages():
        for declaration in source.declarations:
            owner = Name(source.package, declaration.receiver)
            if owner in world.regions and placing.of(world, owner) != placing.package(source, declaration):
                yield _place(source, declaration, declaration.receiver)


def _variants(world: World, placing: Placing) -> Iterator[Evidence]:
    for name, regions in world.regions.items():
        if len({placing.package(*region) for region in regions}) > 1:
            yield from (_place(*region, name.name) for region in regions)


def _tests_left(world: World, placing: Placing) -> Iterator[Evidence]:
    """The test files of a package all other code of which goes elsewhere: go does not build such a folder."""
    for package in sorted(world.packages):
        code = [each for each in world.of_packages() if each.surface.module == package]
        staying = [each for each in code if _stays(placing, each)]
        had_code = any(not each.surface.is_test for each in code)
        if had_code and all(each.surface.is_test for each in staying):
            yield from (Evidence(each.path, 1) for each in staying)


def _stays(placing: Placing, source: Source) -> bool:
    """Whether a file goes on to hold something for its package."""
    if source.path in placing.files:
        return False
    kept = [each for each in source.declarations if placing.output(source, each) == source.path]
    left = (name for name in placing.aliased if name.package == source.package)
    return bool(kept) or not source.declarations or any(left)


def _doubles(world: World, placing: Placing) -> Iterator[Evidence]:
    known: dict[Name, str] = {}
    for name, regions in world.regions.items():
        there = Name(placing.of(world, name), name.name)
        if known.setdefault(there, name.package) != name.package:
            yield from (_place(*region, name.name) for region in regions)


def _hidden(world: World, placing: Placing) -> Iterator[Evidence]:
    """A name of one side that means something else on the other: a builtin, an import, a local name."""
    names: dict[str, set[str]] = {}
    for each in world.regions:
        names.setdefault(placing.of(world, each), set()).add(each.name)
    for source in world.of_packages():
        bindings = world.bindings(source)
        for declaration in source.declarations:
            here = placing.package(source, declaration)
            known = names.get(here, set())
            for use in declaration.uses.uses:
                plain = use.member is None or use.name in bindings
                if (
                    plain
                    and use.name in known
                    and world.meaning(source, use, bindings) is None
                    and not use.key
                ):
                    yield Evidence(source.path, use.node.start_point[0] + 1, use.name)
        package = placing.files.get(source.path) or source.package
        for _, spec in source.imports:
            for name in sorted(
                names.get(package, set()) & {key for key, other in bindings.items() if other == spec}
            ):
                yield Evidence(source.path, 1, name)


_TYPES = frozenset({
    "qualified_type", "generic_type", "pointer_type", "slice_type", "map_type", "array_type",
    "implicit_length_array_type",
})  # fmt: skip


def _is_unkeyed(world: World, each: Meant) -> bool:
    """Whether a literal of this type lists values without the names of the fields."""
    node = each.use.node.parent
    while node is not None and node.type in _TYPES:
        node = node.parent
    if node is None or node.type != "composite_literal":
        return False
    elements = [element for element in descendants(node) if element.type == "literal_element"]
    bindings = world.bindings(each.source)
    return any(
        _is_bare(element) and role_of(world, each.source, each.declaration, element, bindings)[0] != VALUE
        for element in elements
    )


def _is_bare(element: Node) -> bool:
    """An element without a key in a literal that may be a struct."""
    if element.parent is None or element.parent.type != "literal_value":
        return False
    kind = literal_type(element)
    return kind is not None and kind.type in ("type_identifier", "qualified_type", "generic_type")
