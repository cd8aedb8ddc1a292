"""Packages: the names that files of one package share, and what a file imports."""

from bisect import bisect_right
from collections.abc import Sequence
from posixpath import dirname

from analyzer.link.go.build import in_default_build
from analyzer.link.go.imports import ImportPaths
from analyzer.link.resolver import Linkable
from analyzer.model.facts import Definition, DefinitionKind, Surface

PackageKey = tuple[str, str]
"""Folder and package name: a folder may hold `p`, `p_test` and ignored programs."""

Names = dict[str, list[int]]
"""Symbols by name; several where files of different builds define the same."""


class Packages:
    """All packages of the repository."""

    def __init__(self, linkable: Linkable, files: Sequence[int]) -> None:
        self.surfaces = linkable.surfaces
        self.first = linkable.first_symbol
        self.paths = ImportPaths(linkable.project, linkable.surfaces, files)
        self.names: dict[PackageKey, Names] = {}
        self.members: dict[int, list[int]] = {}
        self.methods: dict[PackageKey, dict[str, Names]] = {}
        self._default = {i for i in files if in_default_build(self.surfaces[i].build)}
        self._main: dict[str, PackageKey] = {}
        self._imports: dict[int, tuple[dict[str, PackageKey | str], list[PackageKey]]] = {}
        for i in sorted(files, key=lambda i: i not in self._default):
            self._add(i)

    def _add(self, file: int) -> None:
        surface, key, first = self.surfaces[file], self.key(file), self.first[file]
        names = self.names.setdefault(key, {})
        methods = self.methods.setdefault(key, {})
        for d, definition in enumerate(surface.definitions):
            kind = definition.kind
            if kind == DefinitionKind.FIELD or (kind == DefinitionKind.METHOD and definition.scope >= 0):
                self.members.setdefault(first + definition.scope, []).append(first + d)
            elif definition.scope >= 0 or kind == DefinitionKind.CLOSURE:
                continue
            elif kind == DefinitionKind.METHOD:
                owner, _, name = definition.name.rpartition(".")
                methods.setdefault(owner, {}).setdefault(name, []).append(first + d)
            elif definition.name:
                names.setdefault(definition.name, []).append(first + d)
        known = self._main.get(key[0])
        if known is None or (_importable(key[1]) and not _importable(known[1])):
            self._main[key[0]] = key

    def key(self, file: int) -> PackageKey:
        """The package of a file."""
        surface = self.surfaces[file]
        return dirname(surface.path), surface.package

    def file(self, symbol: int) -> int:
        """The file of a symbol."""
        return bisect_right(self.first, symbol) - 1

    def definition(self, symbol: int) -> Definition:
        """The definition of a symbol."""
        file = self.file(symbol)
        return self.surfaces[file].definitions[symbol - self.first[file]]

    def surface(self, symbol: int) -> Surface:
        """The surface of the file of a symbol."""
        return self.surfaces[self.file(symbol)]

    def choose(self, symbols: Sequence[int], seen_from: int) -> int:
        """The symbol that file `seen_from` means: in the default build the first of the default build."""
        if len(symbols) == 1 or seen_from in self._default:
            return symbols[0]
        own = self.surfaces[seen_from].build
        return min(
            symbols,
            key=lambda s: (
                self.file(s) != seen_from,
                self.surface(s).build != own,
                self.file(s) not in self._default,
                s,
            ),
        )

    def imports(self, file: int) -> tuple[dict[str, PackageKey | str], list[PackageKey]]:
        """What the import names of a file mean (a package here or a path outside), and its dot imports.

        The name `.` stands for a dot import from outside, "" if there are several.
        """
        if file not in self._imports:
            self._imports[file] = self._read_imports(file)
        return self._imports[file]

    def _read_imports(self, file: int) -> tuple[dict[str, PackageKey | str], list[PackageKey]]:
        named: dict[str, PackageKey | str] = {}
        dotted: list[PackageKey] = []
        guessed: dict[str, PackageKey | str] = {}
        folder = dirname(self.surfaces[file].path)
        for each in self.surfaces[file].imports:
            target = self.package(each.target, folder)
            if each.alias == ".":
                if isinstance(target, tuple):
                    dotted.append(target)
                else:
                    named["."] = target if "." not in named else ""
            elif each.alias and each.alias != "_":
                named[each.alias] = target
            elif not each.alias and isinstance(target, tuple):
                named[target[1]] = target
            elif not each.alias and isinstance(target, str):
                for guess in reversed(likely_names(target)):
                    guessed[guess] = target
                named[likely_names(target)[0]] = target
        return {**guessed, **named}, dotted

    def package(self, path: str, folder: str) -> PackageKey | str:
        """The package an import path means for a file in `folder`, or the path itself if it lies outside."""
        found = self.paths.folder(path, folder)
        return path if found is None else self._main[found]


def _importable(name: str) -> bool:
    return name != "main" and not name.endswith("_test") and name != "documentation"


def likely_names(path: str) -> list[str]:
    """What a package outside may be called, the likeliest first: its clause is not in the tree."""
    parts = [part for part in path.split("/") if part]
    if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit():
        return [*likely_names("/".join(parts[:-1])), parts[-1]]
    last = parts[-1] if parts else path
    stem = last.partition(".v")[0] if ".v" in last else last
    bare = stem.removeprefix("go-").removesuffix("-go").removesuffix(".go")
    return [
        stem if stem.isidentifier() else bare,
        bare,
        bare.rpartition("-")[2],
        bare.replace("-", ""),
        bare.replace("-", "_"),
        bare.partition("-")[0],
        last,
    ]
