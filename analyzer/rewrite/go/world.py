"""The packages that a move of declarations touches: who declares what, and what a name in a file means."""

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from analyzer.model.facts import DefinitionKind
from analyzer.rewrite.go.imports import Spec
from analyzer.rewrite.go.layout import go_files
from analyzer.rewrite.go.scopes import Use, text
from analyzer.rewrite.go.source import Declaration, Source, possible_names
from analyzer.rewrite.request import Request

_TYPES = frozenset({
    DefinitionKind.STRUCT, DefinitionKind.INTERFACE, DefinitionKind.TYPE, DefinitionKind.ALIAS,
})  # fmt: skip


class Name(NamedTuple):
    """A top-level name of a package."""

    package: str
    name: str


class Region(NamedTuple):
    """A declaration in its file."""

    source: Source
    declaration: Declaration


class World:
    """The files of some packages, and all files that import one of them."""

    def __init__(self, request: Request, packages: frozenset[str]) -> None:
        self.request = request
        self.packages = packages
        near = [
            surface
            for surface in go_files(request)
            if surface.module in packages or any(each.target in packages for each in surface.imports)
        ]
        self.sources = {each.path: Source(each, request.tree.texts[each.path]) for each in near}
        self.names = {
            surface.module: surface.package
            for surface in go_files(request)
            if not (surface.is_test and surface.package.endswith("_test"))
        }

    @cached_property
    def regions(self) -> dict[Name, list[Region]]:
        """Where each name of the packages is declared: several places under different build constraints."""
        found: dict[Name, list[Region]] = {}
        for source in self.of_packages():
            for declaration in source.declarations:
                for name in declaration.names:
                    if name not in ("_", "init"):
                        found.setdefault(Name(source.package, name), []).append(Region(source, declaration))
        return found

    @cached_property
    def types(self) -> dict[Name, list[tuple[DefinitionKind, str]]]:
        """The kind of each type of the program, with the type that stands behind it."""
        found: dict[Name, list[tuple[DefinitionKind, str]]] = {}
        for surface in go_files(self.request):
            beside = surface.is_test and surface.package.endswith("_test")
            for each in surface.definitions:
                if each.scope < 0 and each.kind in _TYPES:
                    name = Name(surface.module + "_test" * beside, each.name)
                    found.setdefault(name, []).append((each.kind, each.type))
        return found

    def of_packages(self) -> Iterator[Source]:
        """The files of the packages themselves, in path order."""
        return (each for each in self.sources.values() if each.surface.module in self.packages)

    def bindings(self, source: Source) -> dict[str, Spec]:
        """The imports of a file by the name that each makes known there."""
        found: dict[str, Spec] = {}
        used = {use.name for each in source.declarations for use in each.uses.uses if use.member is not None}
        for _, spec in source.imports:
            if spec.alias not in ("", "_", "."):
                found[spec.alias] = spec
            elif not spec.alias and spec.path in self.names:
                found[self.names[spec.path]] = spec
            elif not spec.alias:
                found |= dict.fromkeys(possible_names(spec.path) & used, spec)
        return found

    def meaning(self, source: Source, use: Use, bindings: dict[str, Spec]) -> Name | None:
        """The top-level name of the packages that a use means, None for everything else."""
        if use.member is not None and use.name in bindings:
            there = Name(bindings[use.name].path, text(use.member))
            return there if there in self.regions else None
        for package in (source.package, *(spec.path for _, spec in source.imports if spec.alias == ".")):
            if Name(package, use.name) in self.regions:
                return Name(package, use.name)
        return None

    def kinds(self, name: Name) -> set[DefinitionKind]:
        """What kind of thing a name is."""
        return {
            definition.kind
            for source, _ in self.regions.get(name, ())
            for definition in source.surface.definitions
            if definition.scope < 0 and definition.name == name.name
        }
