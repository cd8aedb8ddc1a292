"""Module names before and after: which files move, and what they are called."""

import keyword
from collections.abc import Mapping
from functools import cached_property

from analyzer.link.python_modules import INIT, Modules, all_modules
from analyzer.link.python_values import Module
from analyzer.model.facts import Surface
from analyzer.model.source import Language
from analyzer.rewrite.request import Request, folder, moved


class Layout:
    """Where the Python files of a program are, and where they will be.

    `files` are the numbers of the Python files; `renamed` maps the number of each file that moves to the
    module name of then, None where the new place has none; `packages` maps names of today of moved
    packages and modules to those of then.
    """

    def __init__(self, request: Request) -> None:
        self.request = request
        self.surfaces = request.program.surfaces
        self.files = tuple(
            number for number, surface in enumerate(self.surfaces) if surface.language == Language.PYTHON
        )
        self.modules: Modules = all_modules(self.surfaces, self.files)
        self.renamed: dict[int, str | None] = {
            number: self._then(self.surfaces[number])
            for number in self.files
            if self.surfaces[number].path in request.paths
        }

    @cached_property
    def packages(self) -> Mapping[str, str]:
        """Dotted names of today to those of then, for modules and for folders that move whole."""
        found = {self.surfaces[number].module: name for number, name in self.renamed.items() if name}
        for name, where in sorted(self.modules.namespaces.items()):
            there = moved(where, self.request.moves)
            root = root_of(where, name)
            if there != where and root is not None:
                found.setdefault(name, dotted(there, root) or "")
        return {old: new for old, new in found.items() if old and new}

    @cached_property
    def left(self) -> frozenset[str]:
        """The packages that something directly inside leaves."""
        return frozenset(name.rpartition(".")[0] for name in self.packages if "." in name)

    def name(self, module: Module) -> str:
        """The dotted name of then."""
        if module.file in self.renamed:
            return self.renamed[module.file] or ""
        return self.packages.get(module.name, module.name)

    def moves(self, module: Module) -> bool:
        """Whether a module, or the folder of a package without a file, moves."""
        return module.file in self.renamed if module.file >= 0 else module.name in self.packages

    def package(self, number: int, *, then: bool) -> tuple[str, ...]:
        """The parts of the package that relative imports of a file start from."""
        surface = self.surfaces[number]
        name = (self.renamed.get(number) if then else None) or surface.module
        parts = tuple(name.split(".")) if name else ()
        return parts if surface.path.endswith(INIT) else parts[:-1]

    def _then(self, surface: Surface) -> str | None:
        root = root_of(stem_of(surface.path), surface.module)
        known = frozenset(surface.module.split("."))
        return None if root is None else dotted(stem_of(self.request.path(surface.path)), root, known)

    def new_folders(self) -> tuple[str, ...]:
        """Folders above the new places that hold no Python today, outermost first."""
        found: set[str] = set()
        for move in self.request.moves:
            path = folder(move.target)
            while path not in self.modules.folders:
                found.add(path)
                path = folder(path)
        return tuple(sorted(found))


def root_of(stem: str, module: str) -> str | None:
    """The folder that a module name starts from, None where path and name do not fit."""
    tail = module.replace(".", "/")
    if not module or not (stem == tail or stem.endswith("/" + tail)):
        return None
    return stem[: len(stem) - len(tail)].rstrip("/")


def dotted(stem: str, root: str, known: frozenset[str] = frozenset()) -> str | None:
    """The module name of a path seen from a root, None where there is none; `known` parts are names, too."""
    if root and not stem.startswith(root + "/"):
        return None
    parts = stem.removeprefix(root).strip("/").split("/")
    return ".".join(parts) if all(is_name(part) or part in known for part in parts) else None


def is_name(text: str) -> bool:
    """Whether a path's part can be imported by name."""
    return text.isidentifier() and not keyword.iskeyword(text)


def stem_of(path: str) -> str:
    """The path of a module without suffix, or of its package."""
    for init in INIT:
        if path.endswith("/" + init):
            return path[: -len(init) - 1]
    return path.rpartition(".")[0]
