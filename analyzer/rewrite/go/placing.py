"""Which declarations go to which package, and under which names they are known there."""

import re

from msgspec import Struct
from msgspec.structs import replace

from analyzer.model.facts import DefinitionKind
from analyzer.model.graph import Evidence
from analyzer.model.patch import Move
from analyzer.rewrite.go.layout import import_path, leaving_files
from analyzer.rewrite.go.names import is_identifier
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.world import Name, World
from analyzer.rewrite.request import Part, folder

_WITH_ALIAS = frozenset({
    DefinitionKind.STRUCT, DefinitionKind.INTERFACE, DefinitionKind.TYPE, DefinitionKind.ALIAS,
    DefinitionKind.CONSTANT,
})  # fmt: skip


class Placing(Struct):
    """Packages of then: of whole files by path, of single declarations by path and start.

    `targets` are the files that single declarations come to, `asked` their names; `aliased` ones stay known
    in their package. `renamed` names must become exported. `names` are those of new packages, by import path.
    """

    files: dict[str, str]
    single: dict[tuple[str, int], str]
    targets: dict[tuple[str, int], str]
    renamed: dict[Name, str] = {}
    aliased: set[Name] = set()
    names: dict[str, str] = {}
    asked: set[Name] = set()

    def package(self, source: Source, declaration: Declaration) -> str:
        """The package in which a declaration will lie."""
        place = (source.path, declaration.start)
        return self.single.get(place) or self.files.get(source.path) or source.package

    def of(self, world: World, name: Name) -> str:
        """The package in which a top-level name will lie."""
        source, declaration = world.regions[name][0]
        return self.package(source, declaration)

    def goes_whole(self, world: World, package: str) -> bool:
        """Whether all of a package goes to one new package, to which nothing else goes."""
        pairs = {
            (source.package, self.package(source, each))
            for source in world.of_packages()
            for each in source.declarations
        }
        there = {after for before, after in pairs if before == package}
        came = {before for before, after in pairs if after in there}
        return len(there) == 1 and there.isdisjoint(world.names) and came == {package}

    def meant_by(self, world: World, name: Name, here: str, before: str) -> str:
        """The package by which code in package `here` (`before` the move) names it then: an alias serves all
        code that stays, other than that of the package where the name will lie."""
        there = self.of(world, name)
        return name.package if name in self.aliased and here == before != there else there

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
    for path, then in leaving_files(request).items():
        if path in world.sources:
            beside = "_test" * world.sources[path].package.endswith("_test")
            placing.files[path] = (import_path(folder(then), modules) or "") + beside
    for move in request.declarations:
        path, _, name = move.unit.rpartition(":")
        if path in world.sources:
            _single(world, placing, part, replace(move, unit=path), name)
    _groups(world, placing, part)
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
    placing.asked.add(Name(source.package, name))
    if move.alias and world.kinds(Name(source.package, name)) <= _WITH_ALIAS:
        placing.aliased.add(Name(source.package, name))
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


def _groups(world: World, placing: Placing, part: Part) -> None:
    """Refuses declarations of several names of which only some were asked for."""
    for name in sorted(placing.asked):
        for source, declaration in world.regions.get(name, ()):
            if any(Name(source.package, each) not in placing.asked for each in declaration.names):
                place = Evidence(source.path, declaration.node.start_point[0] + 1, name.name)
                part.refuse(f"{name.name} is declared together with other names", [place])


def _target(move: Move, path: str) -> str:
    """The file that a declaration of the file at `path` comes to."""
    return move.target if move.target.endswith(".go") else f"{move.target}/{path.rpartition('/')[2]}"
