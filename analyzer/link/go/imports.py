"""Import paths to packages of the repository: several modules, replace, and code without a module."""

from collections.abc import Sequence
from posixpath import dirname, join, normpath

from analyzer.model.facts import Surface
from analyzer.model.source import GoModule, Project


class ImportPaths:
    """Which folder an import path means, seen from a file."""

    def __init__(self, project: Project, surfaces: Sequence[Surface], files: Sequence[int]) -> None:
        self._modules = sorted(project.go_modules, key=lambda module: -len(module.folder))
        self._folders: dict[str, list[str]] = {}
        self._module_of_folder: dict[str, str] = {}
        self._owner: dict[str, GoModule | None] = {}
        for i in files:
            folder = dirname(surfaces[i].path)
            if folder not in self._module_of_folder and surfaces[i].module:
                self._module_of_folder[folder] = surfaces[i].module
                self._folders.setdefault(surfaces[i].module, []).append(folder)

    def folder(self, path: str, importer: str) -> str | None:
        """The folder of import path `path` for a file in folder `importer`; None if it lies outside."""
        if path.startswith(("./", "../")):
            target = normpath(join(importer, path))
            return target if target in self._module_of_folder else None
        replaced = self._replaced(path, importer)
        if replaced is not None:
            return replaced
        found = self._folders.get(path)
        if found is None:
            return None
        return (
            max(found, key=lambda folder: (_common(folder, importer), folder)) if len(found) > 1 else found[0]
        )

    def module(self, folder: str) -> str:
        """The import path of the package in a folder."""
        return self._module_of_folder[folder]

    def _replaced(self, path: str, importer: str) -> str | None:
        module = self._module(importer)
        for old, new in module.replaces if module else ():
            if path == old or path.startswith(old + "/"):
                target = normpath(join(module.folder, new, path[len(old) :].lstrip("/"))) if module else ""
                target = "" if target == "." else target
                if target in self._module_of_folder:
                    return target
        return None

    def _module(self, folder: str) -> GoModule | None:
        if folder not in self._owner:
            self._owner[folder] = next(
                (
                    m
                    for m in self._modules
                    if not m.folder or folder == m.folder or folder.startswith(m.folder + "/")
                ),
                None,
            )
        return self._owner[folder]


def _common(left: str, right: str) -> int:
    parts = zip(left.split("/"), right.split("/"), strict=False)
    return next((i for i, (a, b) in enumerate(parts) if a != b), min(left.count("/"), right.count("/")) + 1)
