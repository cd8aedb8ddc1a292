"""Import paths before and after: which packages move, and what they are called."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.model.facts import Surface
from analyzer.model.patch import Move
from analyzer.model.source import GoModule, Language
from analyzer.rewrite.go.names import is_identifier
from analyzer.rewrite.request import Request, folder, inside, moved


class Layout(Struct, frozen=True):
    """`imports`: import path of today -> of then, for packages that move; `names`: import path of today
    -> package name of today and of then."""

    imports: dict[str, str]
    names: dict[str, tuple[str, str]]

    def path(self, path: str) -> str:
        """The import path of then."""
        return self.imports.get(path, path)


def go_files(request: Request) -> Iterator[Surface]:
    """The Go files of the program, in path order."""
    return (surface for surface in request.program.surfaces if surface.language == Language.GO)


def home(path: str, modules: tuple[GoModule, ...]) -> GoModule | None:
    """The module that a folder lies in: the one of the nearest go.mod above."""
    above = [module for module in modules if not module.folder or inside(path, module.folder)]
    return max(above, key=lambda module: len(module.folder), default=None)


def import_path(path: str, modules: tuple[GoModule, ...]) -> str | None:
    """The import path of a folder, None outside all modules."""
    module = home(path, modules)
    if module is None:
        return None
    rest = path[len(module.folder) :].strip("/")
    return f"{module.path}/{rest}" if rest else module.path


def layout(request: Request) -> Layout:
    """Which packages move whole, and their names."""
    modules = request.program.project.go_modules
    imports: dict[str, str] = {}
    names: dict[str, tuple[str, str]] = {}
    for surface in go_files(request):
        name = surface.package
        if not surface.is_test or not name.endswith("_test"):
            names.setdefault(surface.module, (name, name))
        where = folder(surface.path)
        there = moved(where, request.moves)
        if there != where:
            imports[surface.module] = import_path(there, modules) or ""
            if surface.module in names:
                old = names[surface.module][0]
                names[surface.module] = (old, _then(old, where, there))
    return Layout(imports, names)


def leaving_files(request: Request) -> dict[str, str]:
    """The single files that go to another folder, with their paths of then."""
    asked = ((move.unit, move.target) for move in request.moves if move.unit in request.tree.texts)
    return {path: then for path, then in asked if folder(path) != folder(then)}


def tests_left(request: Request) -> tuple[Move, ...]:
    """The test files that would be left alone in a folder, where all its code goes to one other: they go
    along."""
    leaving = leaving_files(request)
    by_folder: dict[str, list[Surface]] = {}
    for surface in go_files(request):
        by_folder.setdefault(folder(surface.path), []).append(surface)
    found = []
    for place in sorted({folder(path) for path in leaving}):
        code = [each.path for each in by_folder.get(place, ()) if not each.is_test]
        targets = {folder(leaving.get(path, path)) for path in code}
        if code and len(targets) == 1 and place not in targets:
            tests = [each.path for each in by_folder[place] if each.is_test and each.path not in leaving]
            found += [Move(path, f"{min(targets)}/{path.rpartition('/')[2]}") for path in tests]
    return tuple(found)


def sees(request: Request, path: str) -> bool:
    """Whether a file finds the packages that move in this tree, not in a release of their module: it lies in
    the module, or in one that replaces it by a folder, or in a workspace."""
    texts, modules = request.tree.texts, request.program.project.go_modules
    above = folder(path)
    while f"{above}/go.mod".lstrip("/") not in texts and above:
        above = folder(above)
    own = [module for move in request.moves if (module := home(move.unit, modules))]
    text = texts.get(f"{above}/go.mod".lstrip("/"), b"").decode("utf-8", "replace")
    return (
        "go.work" in texts
        or any(module.folder == above for module in own)
        or any(re.search(rf"{re.escape(module.path)}(\s+\S+)?\s+=>\s+\.", text) for module in own)
    )


def package_folders(request: Request) -> list[str]:
    """The folders with Go files that move whole."""
    folders = {folder(surface.path) for surface in go_files(request)}
    return sorted(each for each in folders if moved(each, request.moves) != each)


def _then(name: str, where: str, there: str) -> str:
    """A package that is called like its folder takes the folder's new name, if it can be one."""
    old, new = where.rpartition("/")[2], there.rpartition("/")[2]
    return new if name == old and is_identifier(new) and new != "main" else name


def bound_name(alias: str, path: str, names: Mapping[str, tuple[str, str]]) -> str:
    """The name that an import makes known in its file, "" for none."""
    if alias:
        return "" if alias in "._" else alias
    return names[path][0] if path in names else ""
