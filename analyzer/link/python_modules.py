"""Which file a dotted module name means, seen from the file that imports it."""

from collections.abc import Sequence

from msgspec import Struct

from analyzer.link.python_values import Module
from analyzer.model.facts import Surface

INIT = ("__init__.py", "__init__.pyi")


class Modules(Struct):
    """All modules of a repository by name and by path."""

    surfaces: Sequence[Surface]
    by_name: dict[str, list[int]]
    by_path: dict[str, int]
    namespaces: dict[str, str]
    folders: set[str]
    by_tail: dict[str, list[int]]
    found: dict[tuple[str, str], Module | None]
    imported: dict[tuple[str, str, str], str | None]
    starts: dict[str, tuple[str, ...]]

    def absolute(self, name: str, importer: int) -> Module | None:
        """The module called `name`: by its name, beside a script, or by the end of its path."""
        folder = dirname(self.surfaces[importer].path)
        key = (folder, name)
        if key not in self.found:
            self.found[key] = self._absolute(name, folder)
        return self.found[key]

    def _absolute(self, name: str, folder: str) -> Module | None:
        files = self.by_name.get(name, [])
        named = _nearest(files, folder, self.surfaces) if files else None
        above = self._above(name, folder)
        if above is not None and (named is None or above[1] > _shared(self.surfaces[named].path, folder)):
            return above[0]
        if named is not None:
            return self._module(named)
        if name in self.namespaces:
            return Module(name, -1, self.namespaces[name])
        head, dot, _ = name.partition(".")
        if not dot or head in self.by_name or head in self.namespaces:
            return None
        tails = [file for file in self.by_tail.get(name, ()) if not self._in_package(file, name)]
        return self._module(_nearest(tails, folder, self.surfaces)) if tails else None

    def _above(self, name: str, folder: str) -> tuple[Module, int] | None:
        """The module seen from the nearest folder above that is no package, and that folder's length.

        A lone file counts only where the importing package itself begins (a script's neighbour).
        """
        path = name.replace(".", "/")
        package, plain = f"{path}/{INIT[0]}", f"{path}.py"
        for number, start in enumerate(self._starts(folder)):
            file = self.by_path.get(start + package)
            if file is None and (number == 0 or "/" in path):
                file = self.by_path.get(start + plain)
            if file is not None:
                return self._module(file), max(0, len(start) - 1)
        return None

    def _starts(self, folder: str) -> tuple[str, ...]:
        """The folders from this one upwards that are no packages, nearest first, with a final slash."""
        known = self.starts.get(folder)
        if known is None:
            prefix = f"{folder}/" if folder else ""
            here = () if prefix + INIT[0] in self.by_path else (prefix,)
            known = self.starts[folder] = here + (self._starts(dirname(folder)) if folder else ())
        return known

    def _in_package(self, file: int, name: str) -> bool:
        """Whether the folder that `name` starts from is itself a package, so that it is no root."""
        parts = self.surfaces[file].path.removesuffix(f"/{INIT[0]}").split("/")
        root = "/".join(parts[: -len(name.split("."))])
        return _join(root, INIT[0]) in self.by_path

    def relative(self, target: str, importer: int) -> Module | None:
        """The module that leading dots and a name mean, by folders."""
        folder = dirname(self.surfaces[importer].path)
        key = (folder, target)
        if key not in self.found:
            self.found[key] = self._relative(target, folder)
        return self.found[key]

    def _relative(self, target: str, folder: str) -> Module | None:
        name = target.lstrip(".")
        for _ in range(len(target) - len(name) - 1):
            if not folder:
                return None
            folder = dirname(folder)
        package = self._package(folder)
        return self.below(package, name) if name else package

    def find(self, target: str, importer: int) -> Module | None:
        """The module an import statement names."""
        return self.relative(target, importer) if target.startswith(".") else self.absolute(target, importer)

    def below(self, package: Module, name: str) -> Module | None:
        """The module with this dotted name below a package."""
        for part in name.split("."):
            path = _join(package.folder, part)
            file = self.by_path.get(f"{path}.py", self.by_path.get(f"{path}.pyi"))
            inside = self._package(path) if path in self.folders else None
            if inside is not None and (inside.file >= 0 or file is None):
                package = inside
            elif file is not None:
                package = Module(self.surfaces[file].module, file, "//")
            else:
                return None
        return package

    def submodule(self, package: Module, name: str) -> Module | None:
        """The module `name` directly inside a package; None if `package` is a plain module."""
        if package.folder == "//":
            return None
        found = self.below(package, name)
        if found is None and package.name:
            files = self.by_name.get(f"{package.name}.{name}")
            return self._module(files[0]) if files else None
        return found

    def _package(self, folder: str) -> Module:
        for init in INIT:
            file = self.by_path.get(_join(folder, init))
            if file is not None:
                return Module(self.surfaces[file].module, file, folder)
        return Module(self._name_of(folder), -1, folder)

    def _name_of(self, folder: str) -> str:
        return next((name for name, where in self.namespaces.items() if where == folder), "")

    def _module(self, file: int) -> Module:
        path = self.surfaces[file].path
        folder = dirname(path) if path.endswith(INIT) else "//"
        return Module(self.surfaces[file].module, file, folder)


def all_modules(surfaces: Sequence[Surface], files: Sequence[int]) -> Modules:
    """The table of the modules in these files."""
    modules = Modules(surfaces, {}, {}, {}, set(), {}, {}, {}, {})
    for file in files:
        surface = surfaces[file]
        modules.by_path[surface.path] = file
        if surface.module:
            modules.by_name.setdefault(surface.module, []).append(file)
        folder = dirname(surface.path)
        while folder not in modules.folders:
            modules.folders.add(folder)
            folder = dirname(folder)
        for tail in _tails(surface.path):
            modules.by_tail.setdefault(tail, []).append(file)
    for file in files:
        _add_namespaces(modules, surfaces[file])
    return modules


def _tails(path: str) -> list[str]:
    parts = path.rpartition(".")[0].split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return [".".join(parts[i:]) for i in range(max(0, len(parts) - 6), len(parts) - 1)]


def _add_namespaces(modules: Modules, surface: Surface) -> None:
    name = surface.module
    folder = surface.path if not surface.path.endswith(INIT) else dirname(surface.path)
    while "." in name:
        name, folder = name.rpartition(".")[0], dirname(folder)
        if name not in modules.by_name:
            modules.namespaces.setdefault(name, folder)


def _nearest(files: Sequence[int], folder: str, surfaces: Sequence[Surface]) -> int:
    if len(files) == 1:
        return files[0]
    return max(files, key=lambda file: (_shared(surfaces[file].path, folder), -file))


def _shared(path: str, folder: str) -> int:
    """How much of two places is the same folder."""
    length = -1
    for one, other in zip(path.split("/"), folder.split("/"), strict=False):
        if one != other:
            break
        length += len(one) + 1
    return max(0, length)


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def dirname(path: str) -> str:
    """The folder of a path; shorter and several times as fast as the standard library's, for clean paths."""
    return path.rpartition("/")[0]
