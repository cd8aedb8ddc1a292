"""Which declarations go to which package, and under which names they are known there."""

import re

from msgspec import Struct

from analyzer.model.graph import Evidence
from analyzer.model.patch import Move
from analyzer.rewrite.go.layout import import_path
from analyzer.rewrite.go.names import is_identifier
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.world import Name, World
from analyzer.rewrite.request import Part, folder


class Placing(Struct):
    """Packages of then: of whole files by path, of single declarations by path and start; `targets` are the
    files that those come to; `renamed` are names that must become exported, `names` packages
    that will be new by their import path."""

    files: dict[str, str]
    single: dict[tuple[str, int], str]
    targets: dict[tuple[str, int], str]
    renamed: dict[Name, str] = {}
    names: dict[str, str] = {}

    def package(self, source: Source, declaration: Declaration) -> str:
        """The package in which a declaration will lie."""
        place = (source.path, declaration.start)
        return self.single.get(place) or self.files.get(source.path) or source.package

    def of(self, world: World, name: Name) -> str:
        """The package in which a top-level name will lie."""
        source, declaration = world.regions[name][0]
        return self.package(source, declaration)

    def known(self, world: World, package: str) -> set[str]:
        """The top-level names of a package of then."""
        return {
            self.renamed.get(name, name.name) for name in world.regions if self.of(world, name) == package
        }

    def output(self, source: Source, declaration: Declaration) -> str:
        """The file in which a declaration will lie, by its path of today if it is there."""
        return self.targets.get((source.path, declaration.start), source.path)


def place(world: World, part: Part) -> Placing:
    """What is asked for; refusals go to `part`."""
    request = world.request
    modules = request.program.project.go_modules
    placing = Placing({}, {}, {})
    for path, then in request.paths.items():
        if path in world.sources and folder(path) != folder(then):
            beside = "_test" * world.sources[path].package.endswith("_test")
            placing.files[path] = (import_path(folder(then), modules) or "") + beside
    for move in request.declarations:
        path, _, name = move.unit.rpartition(":")
        if path in world.sources:
            _single(world, placing, part, Move(path, move.target), name)
    for package in sorted({*placing.files.values(), *placing.single.values()}):
        plain = package.removesuffix("_test") if package not in world.names else package
        if plain not in world.names:
            placing.names[plain] = _name(plain, part)
    return placing


def _name(package: str, part: Part) -> str:
    """What a new package is called: like its folder, without what no name can hold."""
    name = re.sub(r"\W", "", package.rpartition("/")[2])
    if not is_identifier(name) or name == "main":
        part.refuse(f"no package can be called like {package.rpartition('/')[2]}")
    return name


def _single(world: World, placing: Placing, part: Part, move: Move, name: str) -> None:
    """One declaration; a type takes its methods along."""
    source = world.sources[move.unit]
    target = _target(move, move.unit)
    package = import_path(folder(target), world.request.program.project.go_modules) or ""
    regions = world.regions.get(Name(source.package, name), [])
    if not any(region.source is source for region in regions):
        part.refuse(f"{move.unit} declares no {name}")
    for each, declaration in regions:
        if len(declaration.names) > 1:
            line = declaration.node.start_point[0] + 1
            part.refuse(f"{name} is declared together with other names", [Evidence(each.path, line, name)])
    methods = [
        (each, declaration)
        for each in world.of_packages()
        for declaration in each.declarations
        if declaration.receiver == name and each.package == source.package
    ]
    for each, declaration in regions:
        placing.single[each.path, declaration.start] = package
        placing.targets[each.path, declaration.start] = _target(move, each.path)
    for each, declaration in methods:
        placing.single[each.path, declaration.start] = package
        placing.targets[each.path, declaration.start] = target


def _target(move: Move, path: str) -> str:
    """The file that a declaration of the file at `path` comes to."""
    return move.target if move.target.endswith(".go") else f"{move.target}/{path.rpartition('/')[2]}"
