"""Ways into a program that evaluation needs: matches, callers, functions that are handed on."""

from functools import cached_property

from analyzer.match.callees import Callees
from analyzer.match.descriptors import SUFFIX, module_of, values
from analyzer.match.file_view import FUNCTIONS as FUNCTIONS
from analyzer.match.file_view import TYPES as TYPES
from analyzer.match.file_view import Site as Site
from analyzer.match.file_view import names_in
from analyzer.match.given_types import GivenTypes
from analyzer.match.guards import imported_by, is_from
from analyzer.match.matcher import Match, RuleIndex, match_file
from analyzer.model.facts import Binding, Body, Call
from analyzer.model.values import Element, Name, Value


class Lookup(Callees):
    """A program with the matches of its rules."""

    @cached_property
    def matches(self) -> list[Match]:
        """Every match outside tests, in order of file."""
        index, given = RuleIndex(self.rules), GivenTypes(self)
        found: list[Match] = []
        for file, surface in enumerate(self.program.surfaces):
            if not surface.is_test:
                view = self.view(file)
                body = Body(calls=view.calls, bindings=view.bindings)
                callees = self.callees(view, file)
                near = self._near.get(file, frozenset())
                found.extend(match_file(index, surface, body, callees, file, given.callee, near))
        inner = self.overrides.inner
        return [match for match in found if (match.file, match.index) not in inner or match.literal]

    @cached_property
    def _near(self) -> dict[int, frozenset[str]]:
        """What the files import that a Python file imports, by its number."""
        surfaces = self.program.surfaces
        files = {surface.module: n for n, surface in enumerate(surfaces) if surface.language == "python"}
        names = {number: imported_by(surfaces[number]) for number in files.values()}
        found: dict[int, set[str]] = {}
        for edge in self.program.graph.imports:
            other = files.get(edge.module) if edge.internal else None
            if other is not None:
                found.setdefault(edge.file, set()).update(names[other])
        return {file: frozenset(near) for file, near in found.items()}

    @cached_property
    def rules_of_call(self) -> dict[Site, list[Match]]:
        """Matches of calls by file and number."""
        found: dict[Site, list[Match]] = {}
        for match in self.matches:
            if match.is_call:
                found.setdefault((match.file, match.index), []).append(match)
        return found

    @cached_property
    def subclasses(self) -> dict[int, list[int]]:
        """Classes of Python that stand directly on a class of the repository, in order of file."""
        found: dict[int, list[int]] = {}
        for file, surface in enumerate(self.program.surfaces):
            for number, definition in enumerate(surface.definitions if surface.language == "python" else ()):
                for base in definition.base_names:
                    target = self.resolve(file, definition.scope, base)
                    if isinstance(target, int):
                        found.setdefault(target, []).append(self.symbol(file, number))
        return found

    @cached_property
    def passes(self) -> dict[int, list[tuple[int, int, int]]]:
        """Where a function is handed on as an argument: file, call and position, by its symbol."""
        found: dict[int, list[tuple[int, int, int]]] = {}
        names = self._function_names
        for file, surface in enumerate(self.program.surfaces):
            if surface.is_test:
                continue
            for number, call in enumerate(self.view(file).calls):
                for position, argument in enumerate(call.arguments):
                    value = argument.value
                    if isinstance(value, Name) and value.path.rsplit(".", 1)[-1] in names:
                        target = self.resolve(file, call.scope, value.path)
                        if isinstance(target, int):
                            found.setdefault(target, []).append((file, number, position))
        return found

    @cached_property
    def held(self) -> dict[int, list[Site]]:
        """Calls of a variable that holds a function (`register := r.Register`), by the function's symbol."""
        found: dict[int, list[Site]] = {}
        names = self._function_names
        for file, surface in enumerate(self.program.surfaces):
            if surface.is_test:
                continue
            view = self.view(file)
            for binding in view.bindings:
                value = binding.value
                if isinstance(value, Name) and value.path.rsplit(".", 1)[-1] in names:
                    sites = [(file, n) for n in view.calls_by_name.get((binding.scope, binding.name), ())]
                    for symbol in self._meant(file, binding, value) if sites else ():
                        found.setdefault(symbol, []).extend(sites)
        return found

    def _meant(self, file: int, binding: Binding, value: Name) -> list[int]:
        """The functions a name may mean: itself, or what implements it where it is of an interface."""
        last = value.path.rsplit(".", 1)[-1]
        target = self.resolve(file, binding.scope, value.path)
        if not isinstance(target, int) or self.definition(target).kind not in FUNCTIONS:
            return []
        return [target, *self.implementations.get((file, binding.line, last), ())]

    @cached_property
    def generated(self) -> dict[tuple[str, str], Value]:
        """What protocol buffers generated, by module and name."""
        found = [
            module_of(surface.module, self.view(file).calls)
            for file, surface in enumerate(self.program.surfaces)
            if surface.path.endswith(SUFFIX)
        ]
        return values(module for module in found if module is not None) if found else {}

    def generated_name(self, file: int, path: str) -> tuple[str, str] | None:
        """The module and name that a dotted name of a file means, if protocol buffers generated it."""
        if not self.generated:
            return None
        head, _, rest = path.partition(".")
        for each in self.program.surfaces[file].imports:
            if head not in (each.alias, each.member, each.target):
                continue
            module = each.target.lstrip(".")
            if rest:
                module, name = f"{module}.{each.member}".strip("."), rest
            else:
                name = each.member
            for known in self._generated_modules:
                if f".{known}".endswith(f".{module}") and (known, name) in self.generated:
                    return known, name
        return None

    @cached_property
    def _generated_modules(self) -> tuple[str, ...]:
        return tuple(sorted({module for module, _ in self.generated}))

    def stored_calls(self, file: int, function: int, parameter: str) -> list[Site]:
        """Calls of what a function keeps of a parameter: `hooks = append(hooks, f)` and a loop."""
        view = self.view(file)
        kept = {
            binding.name.rsplit(".", 1)[-1]
            for binding in view.bindings
            if binding.scope == function and parameter in names_in(binding.value, view.calls)
        }
        module = view.surface.module
        return [
            site
            for other, surface in enumerate(self.program.surfaces)
            if kept and surface.module == module and not surface.is_test
            for site in self._calls_of_elements(other, kept)
        ]

    def _calls_of_elements(self, file: int, collections: set[str]) -> list[Site]:
        view = self.view(file)
        variables = {
            (binding.scope, binding.name)
            for binding in view.bindings
            if isinstance(binding.value, Element)
            and isinstance(binding.value.of, Name)
            and binding.value.of.path.rsplit(".", 1)[-1] in collections
        }
        return [
            (file, number)
            for scope, name in sorted(variables)
            for number in view.calls_by_name.get((scope, name), ())
        ]

    @cached_property
    def _function_names(self) -> frozenset[str]:
        return frozenset(
            definition.name.rsplit(".", 1)[-1]
            for surface in self.program.surfaces
            for definition in surface.definitions
            if definition.kind in FUNCTIONS and definition.name
        )

    def imports(self, file: int, module: str) -> bool:
        """Whether a file imports a module or something below it."""
        return any(is_from(item.target, module) for item in self.program.surfaces[file].imports)

    def call(self, site: Site) -> Call:
        """The call at a site."""
        return self.view(site[0]).calls[site[1]]
