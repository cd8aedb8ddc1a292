"""Callees as rules ask for them, and what stands behind interfaces; each made on first use."""

from collections.abc import Sequence
from functools import cached_property

from analyzer.match.file_view import FUNCTIONS, FileView, Site
from analyzer.match.members import Members
from analyzer.match.overrides import Overrides
from analyzer.model.facts import DefinitionKind
from analyzer.model.graph import VIAS, Via
from analyzer.model.program import Target


class Callees(Members):
    """What is called, seen from the framework's side."""

    @cached_property
    def overrides(self) -> Overrides:
        """Methods that stand in front of those of classes outside."""
        return Overrides(self)

    def callees(self, view: FileView, file: int) -> Sequence[Target]:
        """The callees of a file as rules ask for them: classes of the repository are the outside classes they
        extend, methods of an interface that nothing here implements are unknown."""
        if view.surface.language != "python":
            return [self._open(t, (file, number)) for number, t in enumerate(view.callees)]
        return [self._extended(t) if isinstance(t, int) else t for t in view.callees]

    def _open(self, target: Target, site: Site) -> Target:
        """A callee, None for a method of an interface that only code outside can stand behind."""
        if not isinstance(target, int):
            return target
        definition, node = self.definition(target), self.program.graph.symbols[target]
        if definition.scope < 0 or definition.kind is not DefinitionKind.METHOD:
            return target
        owner = self.program.surfaces[node.file].definitions[definition.scope]
        call = self.view(site[0]).calls[site[1]]
        is_open = owner.kind is DefinitionKind.INTERFACE and not self.implementations.get(
            (site[0], call.line, call.name)
        )
        return None if is_open else target

    def _extended(self, symbol: int) -> Target:
        if symbol not in self._extending:
            is_function = self.definition(symbol).kind in FUNCTIONS
            found = self.overrides.outside.get(symbol) if is_function else self.made_by(symbol)
            self._extending[symbol] = symbol if found is None else found
        return self._extending[symbol]

    @cached_property
    def _extending(self) -> dict[int, Target]:
        return {}

    @cached_property
    def through_interfaces(self) -> list[tuple[int, int, str, int]]:
        """Places where a method is called through an interface, tests aside: file, line, name, symbol."""
        references, through = self.program.graph.references, VIAS.index(Via.INTERFACE_IMPL)
        found = []
        for n, via in enumerate(references.via):
            symbol, file = references.symbol[n], references.file[n]
            node = self.program.graph.symbols[symbol]
            surfaces = self.program.surfaces
            if via == through and not surfaces[file].is_test and not surfaces[node.file].is_test:
                found.append((file, references.line[n], node.name.rsplit(".", 1)[-1], symbol))
        return found

    @cached_property
    def implementations(self) -> dict[tuple[int, int, str], list[int]]:
        """Methods that a call through an interface may reach, by file, line and name."""
        found: dict[tuple[int, int, str], list[int]] = {}
        for file, line, name, symbol in self.through_interfaces:
            found.setdefault((file, line, name), []).append(symbol)
        return found

    @cached_property
    def callers(self) -> dict[int, list[Site]]:
        """Calls by the symbol they call, outside tests; calls through an interface count for its methods."""
        found: dict[int, dict[Site, None]] = {}
        for file, surface in enumerate(self.program.surfaces):
            if surface.is_test:
                continue
            for number, target in enumerate(self.view(file).callees):
                if isinstance(target, int):
                    found.setdefault(target, {})[file, number] = None
        for file, line, name, method in self.through_interfaces:
            for number in self.view(file).calls_by_line.get((line, name), ()):
                found.setdefault(method, {})[file, number] = None
        return {method: list(sites) for method, sites in found.items()}
