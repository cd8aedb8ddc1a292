"""Which files are loaded with which, and whether one more import would close a circle."""

from collections.abc import Iterable

from analyzer.model.facts import ImportKind
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.request import folder

_AT_ONCE = (ImportKind.RUNTIME, ImportKind.CONDITIONAL, ImportKind.TEST)


class Loads:
    """For each path the paths that its imports at file level load, packages above them included."""

    def __init__(self, layout: Layout, bindings: Bindings) -> None:
        self._paths = layout.request.tree.texts
        self.edges: dict[str, set[str]] = {}
        for number in layout.files:
            found: set[str] = set()
            for each in layout.surfaces[number].imports:
                base = layout.modules.find(each.target, number)
                if base is None or each.scope >= 0 or each.kind not in _AT_ONCE:
                    continue
                below = bindings.submodule(base, each.member) if each.member.isidentifier() else None
                files = {module.file for module in (base, below) if module is not None and module.file >= 0}
                found |= {layout.surfaces[file].path for file in files}
            self.edges[layout.surfaces[number].path] = self._with_packages(found)

    def add(self, path: str, targets: Iterable[str]) -> bool:
        """Adds what a file is to load as well; False, and nothing added, where that would close a circle."""
        new = self._with_packages(targets) - self.edges.get(path, set()) - set(self._above(path)) - {path}
        if any(path in self._closure(target) for target in new):
            return False
        self.edges.setdefault(path, set()).update(new)
        return True

    def _with_packages(self, paths: Iterable[str]) -> set[str]:
        return {each for path in paths for each in (path, *self._above(path))}

    def _above(self, path: str) -> list[str]:
        """The `__init__` files of the packages around a file."""
        found, place = [], folder(path)
        while place:
            found.append(f"{place}/__init__.py")
            place = folder(place)
        return [each for each in found if each in self._paths and each != path]

    def _closure(self, start: str) -> set[str]:
        seen, todo = {start}, [start]
        while todo:
            here = todo.pop()
            for target in (*self.edges.get(here, ()), *self._above(here)):
                if target not in seen:
                    seen.add(target)
                    todo.append(target)
        return seen
