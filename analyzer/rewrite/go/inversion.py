"""A dependency is inverted: the package that uses a type says by an interface of its own what it needs."""

import re
from typing import NamedTuple

from tree_sitter import Node

from analyzer.model.graph import Evidence
from analyzer.model.patch import Move
from analyzer.rewrite.edits import Edit, apply
from analyzer.rewrite.go.alignment import aligned
from analyzer.rewrite.go.held import Held, Holder, holders, uses_of
from analyzer.rewrite.go.import_lists import edit_imports, import_block
from analyzer.rewrite.go.imports import Spec
from analyzer.rewrite.go.layout import import_path
from analyzer.rewrite.go.objections import refuse_holders, refuse_type
from analyzer.rewrite.go.scopes import text
from analyzer.rewrite.go.source import Source
from analyzer.rewrite.go.world import Name, Region, World
from analyzer.rewrite.request import Part, Request, folder


class Method(NamedTuple):
    """A method as the interface says it, and the imports that its types need."""

    name: str
    line: str
    imports: dict[str, Spec]


def invert(request: Request) -> Part:
    """Parameters and fields of a package that point to a type of another one get an interface."""
    part = Part()
    for wish in request.inversions:
        if wish.unit.rpartition(":")[0].endswith(".go"):
            _invert(request, wish, part)
    return part


def _invert(request: Request, wish: Move, part: Part) -> None:
    path, _, name = wish.unit.rpartition(":")
    modules = request.program.project.go_modules
    package = import_path(wish.target, modules) or ""
    type_ = Name(import_path(folder(path), modules) or "", name)
    world = World(request, frozenset({package, type_.package}))
    refuse_type(world, package, type_, part)
    found = holders(world, package, type_)
    if not found and not part.refusals:
        part.refuse(f"{wish.target} holds no *{name} in parameters or fields of its own")
    if part.refusals:
        return
    uses = list(uses_of(world, package, found))
    methods = _methods(world, type_)
    refuse_holders(world, package, found, uses, methods, part)
    if part.refusals:
        return
    new = _free_name(world, package, name)
    asked = sorted({use.member for use in uses if use.what == "member"})
    signed = [_signature(world, type_, methods[member], part) for member in asked]
    target = f"{wish.target}/{_file_name(request, wish.target, new)}"
    part.created[target] = _interface(world, package, new, type_, signed)
    _rewrite(world, found, new, part)
    _notes(type_, signed, uses, target, part)


def _notes(type_: Name, signed: list[Method], uses: list[Held], target: str, part: Part) -> None:
    still = any(spec.path == type_.package for each in signed for spec in each.imports.values())
    part.note(f"the interface still names types of {type_.package}", [Evidence(target, 1)] * still)
    compared = (
        use.place for use in uses if use.what == "kept" and "nil" in text(use.node.parent or use.node)
    )
    part.note("a nil pointer that is handed over is no nil interface", compared)


def _methods(world: World, type_: Name) -> dict[str, Region]:
    """The methods of a type by name."""
    return {
        text(name): Region(source, each)
        for source in world.of_packages()
        if source.package == type_.package
        for each in source.declarations
        if each.receiver == type_.name and (name := each.node.child_by_field_name("name")) is not None
    }


def _signature(world: World, type_: Name, method: Region, part: Part) -> Method:
    """The parameters and results, with the types of its package qualified."""
    source, declaration = method
    node = declaration.node
    name, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    result = node.child_by_field_name("result")
    assert name is not None and listed is not None
    start, end = listed.start_byte, (result or listed).end_byte
    own, bindings = world.names[type_.package], world.bindings(source)
    imports: dict[str, Spec] = {}
    edits = []
    for use in declaration.uses.uses:
        if not start <= use.node.start_byte < end:
            continue
        if use.member is not None and use.name in bindings:
            imports[use.name] = bindings[use.name]
        elif Name(type_.package, use.name) in world.regions:
            imports[own] = Spec("", type_.package)
            place = use.node.start_byte - start
            edits.append(Edit(place, place, f"{own}.".encode()))
            if not use.name[0].isupper():
                line = use.node.start_point[0] + 1
                part.refuse(
                    f"a method has the type {use.name}, which is not exported", [Evidence(source.path, line)]
                )
    signature = apply(source.text[start:end], edits).decode("utf-8", "replace")
    return Method(
        text(name), re.sub(r"\s*\n\s*", " ", signature).replace(", )", ")").replace("( ", "("), imports
    )


def _interface(world: World, package: str, new: str, type_: Name, methods: list[Method]) -> bytes:
    specs = {name: spec for each in methods for name, spec in each.imports.items()}
    own = world.names[type_.package]
    lines = "".join(f"\t{each.name}{each.line}\n" for each in methods)
    said = f"// {new} is what this package needs of {own}.{type_.name}.\n"
    return (
        f"package {world.names[package]}\n\n".encode()
        + import_block(list(specs.values()))
        + f"{said}type {new} interface {{\n{lines}}}\n".encode()
    )


def _free_name(world: World, package: str, name: str) -> str:
    """The name of the type where it is free in the package, else one behind which it says what it is."""
    known = {each.name for each in world.regions if each.package == package}
    for source in world.of_packages():
        if source.package == package:
            known |= source.local | set(world.bindings(source))
    return next(each for each in (name, f"{name}Interface", f"{name}Interface2") if each not in known)


def _file_name(request: Request, place: str, new: str) -> str:
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", new).lower()
    forms = (f"{name}.go", f"{name}_interface.go", f"{name}_interface_2.go")
    return next(each for each in forms if f"{place}/{each}" not in request.tree.texts)


def _rewrite(world: World, found: list[Holder], new: str, part: Part) -> None:
    by_file: dict[str, list[Holder]] = {}
    for each in found:
        by_file.setdefault(each.source.path, []).append(each)
    for path, held in by_file.items():
        source = held[0].source
        edits = [Edit(each.node.start_byte, each.node.end_byte, new.encode()) for each in held]
        edits = aligned(source.root, source.text, edits)
        part.edit(path, edits + edit_imports(source.root, source.text, [], _unused(world, source, held)))


def _unused(world: World, source: Source, held: list[Holder]) -> list[Node]:
    """The import of the type's package, where the type was all that it served."""
    gone = {each.node.start_byte for each in held}
    name = text(held[0].node.named_children[0].named_children[0])
    left = [
        use
        for each in source.declarations
        for use in each.uses.uses
        if use.name == name and use.member is not None and use.node.start_byte - 1 not in gone
    ]
    spec = world.bindings(source)[name]
    return [] if left else [node for node, each in source.imports if each == spec]
