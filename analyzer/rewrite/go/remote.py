"""A function becomes a call that a flag switches on: client, server, and the old code beside them."""

import re

from tree_sitter import Node

from analyzer.model.facts import DefinitionKind
from analyzer.model.graph import Evidence
from analyzer.model.patch import Remote
from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.import_lists import import_block
from analyzer.rewrite.go.imports import Spec
from analyzer.rewrite.go.layout import home, import_path
from analyzer.rewrite.go.remote_call import Call, call_text
from analyzer.rewrite.go.remote_service import FOLDER, package_text, services_in
from analyzer.rewrite.go.remote_signature import call_of, name_node
from analyzer.rewrite.go.routers import Router, router_of
from analyzer.rewrite.go.scopes import text
from analyzer.rewrite.go.source import Declaration
from analyzer.rewrite.go.world import Name, Region, World
from analyzer.rewrite.request import Part, Request, folder


def call_remotely(request: Request) -> Part:
    """What each wish adds: the operation's file, and the package through which services are asked."""
    part = Part()
    services: dict[str, set[str]] = {}
    for wish in request.remotes:
        if wish.unit.rpartition(":")[0].endswith(".go"):
            _remote(request, wish, services, part)
    if not part.refusals:
        for place, names in sorted(services.items()):
            _package(request, place, names, part)
    return part


def _remote(request: Request, wish: Remote, services: dict[str, set[str]], part: Part) -> None:
    path, _, name = wish.unit.rpartition(":")
    modules = request.program.project.go_modules
    module, package = home(path, modules), import_path(folder(path), modules)
    world = World(request, frozenset({package or ""}))
    region = _declared(world, path, name)
    if module is None or region is None:
        owner = Name(package or "", name.rpartition(".")[0])
        is_open = DefinitionKind.INTERFACE in world.kinds(owner)
        reason = "it is a method of an interface: name an implementation"
        part.refuse(reason if is_open else f"{path} declares no function {name}", [Evidence(path, 1, name)])
        return
    call = call_of(world, region, wish, part)
    if call is None or _taken(world, region, call, part):
        return
    place = f"{module.folder}/{FOLDER}".lstrip("/")
    services.setdefault(place, set()).add(wish.service)
    router = router_of(request, path)
    target = f"{folder(path)}/{_file_name(call)}".lstrip("/")
    if target in request.tree.texts:
        part.refuse(f"{target} is there already")
    part.created[target] = _file(world, region, call, router, import_path(place, modules) or "")
    _rename(region, call, part)
    _notes(wish, target, part)


def _declared(world: World, path: str, name: str) -> Region | None:
    owner, _, last = name.rpartition(".")
    source = world.sources.get(path)
    for each in source.declarations if source else ():
        found = name_node(each.node)
        if source and found is not None and (each.receiver, text(found)) == (owner, last):
            return Region(source, each)
    return None


def _taken(world: World, region: Region, call: Call, part: Part) -> bool:
    """Whether a name that the package or the type would get is there already."""
    source = region.source
    spots = [
        Evidence(each.path, declaration.node.start_point[0] + 1, name)
        for each in world.of_packages()
        for declaration in each.declarations
        for name in declaration.names
        if name in call.declared
    ]
    spots += [
        Evidence(each.path, definition.line, definition.name)
        for each in world.of_packages()
        for definition in each.surface.definitions
        if definition.name in {f"{call.type}.{name}" for name in call.members}
    ]
    if spots:
        part.refuse("a name that the call needs is there already", spots)
    return bool(spots) or source.root.has_error


def _file(world: World, region: Region, call: Call, router: Router, package: str) -> bytes:
    """The file of an operation."""
    source, declaration = region
    bindings = world.bindings(source)
    used = {
        use.name: bindings[use.name]
        for use in declaration.uses.uses
        if use.member is not None and use.name in bindings and _in_signature(declaration, use.node)
    }
    wanted = {"http": "net/http", "remote": package, router.name: router.package}
    if not call.context:
        wanted["context"] = "context"
    names: dict[str, str] = {}
    specs = dict(used)
    own = {name.name for name in world.regions if name.package == source.package}
    taken = own | {each.name for each in call.parameters} | {call.receiver.partition(" ")[0]}
    for name, path in wanted.items():
        known = [key for key, spec in specs.items() if spec.path == path]
        names[name] = (known or [_free(name, taken | set(specs))])[0]
        specs.setdefault(names[name], Spec("" if names[name] == name else names[name], path))
    head = f"package {world.names[source.surface.module]}\n\n".encode()
    return head + import_block(list(specs.values())) + call_text(call, router, names).encode()


def _in_signature(declaration: Declaration, node: Node) -> bool:
    body = declaration.node.child_by_field_name("body")
    return body is not None and node.start_byte < body.start_byte


def _free(name: str, taken: set[str]) -> str:
    return next(each for each in (name, *(f"{name}{number}" for number in range(2, 99))) if each not in taken)


def _file_name(call: Call) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", call.stem).lower() + "_remote.go"


def _rename(region: Region, call: Call, part: Part) -> None:
    """The code of today under its new name: its callers find the switch under the old one."""
    node = name_node(region.declaration.node)
    assert node is not None
    part.edit(region.source.path, [Edit(node.start_byte, node.end_byte, call.local.encode())])


def _package(request: Request, place: str, names: set[str], part: Part) -> None:
    path = f"{place}/remote.go"
    before = request.tree.texts.get(path)
    if before is None and any(folder(each) == place and each.endswith(".go") for each in request.tree.texts):
        part.refuse(f"{place} is there already")
    elif before is None:
        part.created[path] = package_text(names)
    elif not (known := services_in(before)):
        part.refuse("the package of the flags was changed by hand", [Evidence(path, 1)])
    elif package_text({*known, *names}) != before:
        part.edit(path, [Edit(0, len(before), package_text({*known, *names}))])


def _notes(wish: Remote, target: str, part: Part) -> None:
    operation = wish.operation
    places = [place for caller in operation.callers for place in caller.places] if operation else []
    part.note("with the flag on, a call can take its time and fail with *remote.Error", places)
    part.note("the service has to mount the operation where it makes its router", [Evidence(target, 1)])
