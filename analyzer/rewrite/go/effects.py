"""What runs because a package is imported: an import that nobody uses any more stays, as a blank one."""

from collections.abc import Iterable

from analyzer.model.facts import Surface
from analyzer.rewrite.go.cycles import Edges, way
from analyzer.rewrite.go.imports import Spec, read_spec
from analyzer.rewrite.go.layout import go_files
from analyzer.rewrite.go.outputs import Output, unused
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.world import World
from analyzer.rewrite.request import Request


def keep_effects(world: World, placing: Placing, outputs: dict[str, Output], code: Edges) -> None:
    """Keeps imports of packages that do something at the start, where no other import reaches them."""
    emptied = _emptied(world, placing, outputs)
    _follow(world, placing, outputs, emptied, code)
    acting = _acting(world.request) - emptied
    for path in sorted(outputs):
        output = outputs[path]
        for node in unused(world, output):
            target = read_spec(node).path
            package = output.package(placing)
            if target in acting and target != package and way(code, package, target) is None:
                output.blank.append(Spec("_", target))
                code[package][target] = output.place


def _follow(
    world: World, placing: Placing, outputs: dict[str, Output], emptied: set[str], code: Edges
) -> None:
    """Blank imports of a package that nothing is left of become those of the packages where it has gone."""
    targets: dict[str, set[str]] = {}
    for source in world.of_packages():
        if source.package in emptied and not source.surface.is_test:
            there = {placing.package(source, each) for each in source.declarations}
            targets.setdefault(source.package, set()).update(there)
    for output in outputs.values():
        for node, spec in output.source.imports if output.source else ():
            if spec.alias == "_" and spec.path in emptied:
                output.dropped.append(node)
                package = output.package(placing)
                for target in sorted(targets.get(spec.path, set()) - {package}):
                    output.blank.append(Spec("_", target))
                    if not output.path.endswith("_test.go"):
                        code[package].setdefault(target, output.place)


def _emptied(world: World, placing: Placing, outputs: dict[str, Output]) -> set[str]:
    """The packages that nothing is left of."""
    there = {output.package(placing) for output in outputs.values() if output.regions}
    return set(world.packages) - there


def _acting(request: Request) -> frozenset[str]:
    """The packages that have init functions or blank imports, and those that import one of them."""
    files = [surface for surface in go_files(request) if not surface.is_test]
    found = {surface.module for surface in files if _acts(surface)}
    importers: dict[str, set[str]] = {}
    for surface in files:
        for each in surface.imports:
            importers.setdefault(each.target, set()).add(surface.module)
    todo: Iterable[str] = found
    while todo:
        more = {importer for package in todo for importer in importers.get(package, ())} - found
        found |= more
        todo = more
    return frozenset(found)


def _acts(surface: Surface) -> bool:
    return any(each.name == "init" for each in surface.definitions) or any(
        each.alias == "_" for each in surface.imports
    )
