"""Which names a module has, and from which line on."""

from functools import cache

from analyzer.link.python_modules import Modules
from analyzer.link.python_values import Module
from analyzer.model.facts import Surface

STAR = "*"


class Bindings:
    """The names bound at file level in each Python file."""

    def __init__(self, surfaces: tuple[Surface, ...], modules: Modules) -> None:
        self._surfaces = surfaces
        self._modules = modules
        self.of = cache(self._of)

    def _of(self, number: int) -> dict[str, int]:
        """Each name with the first line that binds it; `*` where a star import may bind more."""
        surface = self._surfaces[number]
        found: dict[str, int] = {}
        for definition in surface.definitions:
            if definition.scope < 0 and definition.name:
                found.setdefault(definition.name, definition.line)
        for each in surface.imports:
            if each.scope < 0:
                name = each.alias or each.member or each.target.partition(".")[0]
                found[name] = min(found.get(name, each.line), each.line)
        return found

    def submodule(self, package: Module, name: str) -> Module | None:
        """The module that `from package import name` gives, None where the name is bound otherwise."""
        below = self._modules.submodule(package, name)
        if below is None or package.file < 0 or below.file == package.file:
            return below
        return None if self._hides(package, name, below) else below

    def gives(self, package: Module, name: str) -> bool:
        """Whether `__init__` itself makes a submodule known: as attribute it then stays."""
        return package.file >= 0 and name in self.of(package.file)

    def _hides(self, package: Module, name: str, below: Module) -> bool:
        surface = self._surfaces[package.file]
        if any(each.scope < 0 and each.name == name for each in surface.definitions):
            return True
        for each in surface.imports:
            if each.scope < 0 and name == (each.alias or each.member):
                base = self._modules.find(each.target, package.file)
                given = base and self._modules.submodule(base, each.member) if each.member else base
                return given is None or given.file != below.file
        return False
