"""Ways into a program that evaluation needs: locals, callers, fields, methods; each made on first use."""

from collections.abc import Sequence
from functools import cached_property

from analyzer.match.matcher import Match, RuleIndex, is_from, literals, match_file
from analyzer.match.rule import Rule
from analyzer.model.facts import (
    Binding,
    Body,
    Call,
    Closure,
    Composite,
    Concat,
    Definition,
    DefinitionKind,
    Element,
    Item,
    Name,
    Result,
    Surface,
    Value,
)
from analyzer.model.graph import VIAS, Via
from analyzer.model.program import Program, Target

Site = tuple[int, int]
"""A file and the number of a call, or of a definition, in it."""

FUNCTIONS = (DefinitionKind.FUNCTION, DefinitionKind.METHOD, DefinitionKind.CLOSURE)
TYPES = (
    DefinitionKind.CLASS,
    DefinitionKind.STRUCT,
    DefinitionKind.INTERFACE,
    DefinitionKind.TYPE,
    DefinitionKind.ALIAS,
)


class Place:
    """A value where it was written: needed to evaluate it."""

    __slots__ = ("file", "line", "scope", "value")

    def __init__(self, file: int, scope: int, line: int, value: Value) -> None:
        self.file = file
        self.scope = scope
        self.line = line
        self.value = value


class FileView:
    """One file with its facts by scope and name."""

    def __init__(self, surface: Surface, body: Body, callees: Sequence[Target]) -> None:
        self.surface = surface
        self.definitions = surface.definitions
        self.calls = body.calls
        self.bindings = body.bindings
        self.callees = callees

    @cached_property
    def locals(self) -> dict[tuple[int, str], list[Binding]]:
        """Bindings by scope and name, in order of line."""
        found: dict[tuple[int, str], list[Binding]] = {}
        for binding in self.bindings:
            found.setdefault((binding.scope, binding.name), []).append(binding)
        for bindings in found.values():
            bindings.sort(key=lambda binding: binding.line)
        return found

    @cached_property
    def chained(self) -> dict[int, list[int]]:
        """Calls by the call whose result is their receiver."""
        found: dict[int, list[int]] = {}
        for number, call in enumerate(self.calls):
            if isinstance(call.receiver, Result):
                found.setdefault(call.receiver.call, []).append(number)
        return found

    @cached_property
    def passed(self) -> dict[int, list[tuple[int, int]]]:
        """Closures by the call and argument that takes them."""
        found: dict[int, list[tuple[int, int]]] = {}
        for number, call in enumerate(self.calls):
            for position, argument in enumerate(call.arguments):
                if isinstance(argument.value, Closure):
                    found.setdefault(argument.value.definition, []).append((number, position))
        return found

    @cached_property
    def calls_by_name(self) -> dict[tuple[int, str], list[int]]:
        """Calls without a receiver by scope and name."""
        found: dict[tuple[int, str], list[int]] = {}
        for number, call in enumerate(self.calls):
            if call.receiver is None:
                found.setdefault((call.scope, call.name), []).append(number)
        return found

    @cached_property
    def arguments_of(self) -> dict[int, int]:
        """Inner calls by the outer call that takes their result as an argument, also inside literals."""
        found: dict[int, int] = {}
        for number, call in enumerate(self.calls):
            for argument in call.arguments:
                for inner in results_in(argument.value):
                    found.setdefault(inner, number)
        return found

    def reaching(self, scope: int, name: str, line: int) -> list[Binding]:
        """Bindings of a name in one scope that may hold at a line, last first.

        On the line itself `r = r.With(x)` means the binding before, so values made by a call do not count.
        """
        return [
            binding
            for binding in reversed(self.locals.get((scope, name), ()))
            if binding.line < line
            or (binding.line == line and not isinstance(binding.value, Result | Concat))
        ]


def names_in(value: Value, calls: Sequence[Call]) -> set[str]:
    """Plain names in a value, also among the arguments of a call it holds."""
    if isinstance(value, Name):
        return {value.path}
    if isinstance(value, Composite):
        return {name for item in value.items for name in names_in(item.value, ())}
    if isinstance(value, Result) and value.call < len(calls):
        return {name for argument in calls[value.call].arguments for name in names_in(argument.value, ())}
    return set()


def results_in(value: Value) -> list[int]:
    """Calls whose results stand in a value, in order."""
    if isinstance(value, Result):
        return [value.call]
    if isinstance(value, Composite):
        return [call for item in value.items for call in results_in(item.value)]
    parts = getattr(value, "parts", ())
    return [call for part in parts for call in results_in(part)]


class Lookup:
    """A program with the matches of its rules."""

    def __init__(self, program: Program, rules: Sequence[Rule]) -> None:
        self.program = program
        self.rules = rules
        self._views: dict[int, FileView] = {}
        self._resolved: dict[tuple[int, int, str], Target] = {}
        self._types: dict[tuple[int, int, str], Target] = {}
        first = 0
        self.first_symbol: list[int] = []
        for surface in program.surfaces:
            self.first_symbol.append(first)
            first += len(surface.definitions)

    def view(self, file: int) -> FileView:
        """The facts of a file, decoded once."""
        view = self._views.get(file)
        if view is None:
            program = self.program
            view = FileView(program.surfaces[file], program.body(file), program.callees(file))
            self._views[file] = view
        return view

    def resolve(self, file: int, scope: int, name: str) -> Target:
        """What a dotted name means, asked once."""
        key = (file, scope, name)
        if key not in self._resolved:
            self._resolved[key] = self.program.resolve(file, scope, name)
        return self._resolved[key]

    def type_of(self, file: int, scope: int, name: str) -> Target:
        """The type of a name's value, asked once."""
        key = (file, scope, name)
        if key not in self._types:
            self._types[key] = self.program.type_of(file, scope, name)
        return self._types[key]

    @cached_property
    def matches(self) -> list[Match]:
        """Every match outside tests, in order of file."""
        index = RuleIndex(self.rules)
        found: list[Match] = []
        for file, surface in enumerate(self.program.surfaces):
            if not surface.is_test:
                view = self.view(file)
                body = Body(calls=view.calls, bindings=view.bindings)
                found.extend(match_file(index, surface, body, view.callees, file))
        return found

    @cached_property
    def rules_of_call(self) -> dict[Site, list[Match]]:
        """Matches of calls by file and number."""
        found: dict[Site, list[Match]] = {}
        for match in self.matches:
            if match.rule.shape.kind in ("call", "decorator"):
                found.setdefault((match.file, match.index), []).append(match)
        return found

    def definition(self, symbol: int) -> Definition:
        """The definition of a symbol."""
        node = self.program.graph.symbols[symbol]
        return self.program.surfaces[node.file].definitions[node.definition]

    def symbol(self, file: int, definition: int) -> int:
        """The symbol number of a definition."""
        return self.first_symbol[file] + definition

    @cached_property
    def callers(self) -> dict[int, list[Site]]:
        """Calls by the symbol they call, outside tests; calls through an interface count for its methods."""
        found: dict[int, list[Site]] = {}
        for file, surface in enumerate(self.program.surfaces):
            if surface.is_test:
                continue
            for number, target in enumerate(self.view(file).callees):
                if isinstance(target, int):
                    found.setdefault(target, []).append((file, number))
        for file, line, name, method in self._through_interfaces:
            for number, call in enumerate(self.view(file).calls):
                if call.line == line and call.name == name:
                    sites = found.setdefault(method, [])
                    if (file, number) not in sites:
                        sites.append((file, number))
        return found

    @cached_property
    def _through_interfaces(self) -> list[tuple[int, int, str, int]]:
        """Places where a method is called through an interface: file, line, name, symbol."""
        references, through = self.program.graph.references, VIAS.index(Via.INTERFACE_IMPL)
        found = []
        for n, via in enumerate(references.via):
            if via == through and not self.program.surfaces[references.file[n]].is_test:
                symbol = references.symbol[n]
                name = self.program.graph.symbols[symbol].name.rsplit(".", 1)[-1]
                found.append((references.file[n], references.line[n], name, symbol))
        return found

    @cached_property
    def implementations(self) -> dict[tuple[int, int, str], list[int]]:
        """Methods that a call through an interface may reach, by file, line and name."""
        found: dict[tuple[int, int, str], list[int]] = {}
        for file, line, name, symbol in self._through_interfaces:
            found.setdefault((file, line, name), []).append(symbol)
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

    def stored_calls(self, file: int, function: int, parameter: str) -> list[Site]:
        """Calls of what a function keeps of a parameter: `hooks = append(hooks, f)`, later `for h := range hooks`."""
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

    @cached_property
    def members(self) -> dict[tuple[str, str], int]:
        """Symbols by module and qualified name; the first one counts."""
        found: dict[tuple[str, str], int] = {}
        for number, symbol in enumerate(self.program.graph.symbols):
            found.setdefault((self.program.surfaces[symbol.file].module, symbol.name), number)
        return found

    def member(self, type_symbol: int, name: str, depth: int = 0) -> Target:
        """The method or field `name` of a type, also of its bases; a str if a base lies outside."""
        node = self.program.graph.symbols[type_symbol]
        own = self.members.get((self.program.surfaces[node.file].module, f"{node.name}.{name}"))
        if own is not None or depth > 5:
            return own
        for base in self.definition(type_symbol).bases:
            target = self.resolve(node.file, self.definition(type_symbol).scope, base.strip("*"))
            if isinstance(target, int):
                found = self.member(target, name, depth + 1)
                if found is not None:
                    return found
            elif isinstance(target, str):
                return f"{target}.{name}"
        return None

    @cached_property
    def composites(self) -> dict[str, list[tuple[Place, Composite]]]:
        """Composite literals outside tests by the last name of their type."""
        found: dict[str, list[tuple[Place, Composite]]] = {}
        for file, surface in enumerate(self.program.surfaces):
            if surface.is_test:
                continue
            view = self.view(file)
            for line, scope, literal in literals(Body(calls=view.calls, bindings=view.bindings), surface):
                last = literal.type.rsplit(".", 1)[-1].strip("*&[]")
                found.setdefault(last, []).append((Place(file, scope, line, literal), literal))
        return found

    @cached_property
    def assignments(self) -> dict[str, list[tuple[int, Binding]]]:
        """Bindings of attributes (`s.router = r`) outside tests, by the last name."""
        found: dict[str, list[tuple[int, Binding]]] = {}
        for file, surface in enumerate(self.program.surfaces):
            if surface.is_test:
                continue
            for binding in self.view(file).bindings:
                if "." in binding.name:
                    found.setdefault(binding.name.rsplit(".", 1)[-1], []).append((file, binding))
        return found

    @cached_property
    def _plain_writes(self) -> dict[tuple[str, str], list[tuple[int, Binding]]]:
        """Bindings of plain names inside functions by module and name, where the module has such a variable."""
        names = {
            (surface.module, definition.name)
            for surface in self.program.surfaces
            for definition in surface.definitions
            if definition.kind is DefinitionKind.VARIABLE and definition.scope < 0
        }
        found: dict[tuple[str, str], list[tuple[int, Binding]]] = {}
        for file, surface in enumerate(self.program.surfaces):
            if not surface.is_test:
                for binding in self.view(file).bindings:
                    key = (surface.module, binding.name)
                    if binding.scope >= 0 and key in names:
                        found.setdefault(key, []).append((file, binding))
        return found

    def global_writes(self, symbol: int) -> list[Place]:
        """Values that functions of the package give to one of its variables."""
        if symbol not in self._global_places:
            node = self.program.graph.symbols[symbol]
            key = (self.program.surfaces[node.file].module, node.name)
            self._global_places[symbol] = [
                Place(file, binding.scope, binding.line, binding.value)
                for file, binding in self._plain_writes.get(key, ())
            ]
        return self._global_places[symbol]

    @cached_property
    def _global_places(self) -> dict[int, list[Place]]:
        return {}

    def field_writes(self, type_symbol: int, name: str) -> list[Place]:
        """Values that a field gets anywhere: in literals of its type, by assignment, at its declaration."""
        key = (type_symbol, name)
        if key not in self._writes:
            self._writes[key] = self._find_writes(type_symbol, name)
        return self._writes[key]

    @cached_property
    def _writes(self) -> dict[tuple[int, str], list[Place]]:
        return {}

    def _find_writes(self, type_symbol: int, name: str) -> list[Place]:
        node = self.program.graph.symbols[type_symbol]
        module, last = self.program.surfaces[node.file].module, node.name.rsplit(".", 1)[-1]
        places: list[Place] = []
        for place, literal in self.composites.get(last, ()):
            item = self.item(type_symbol, literal, name)
            if item is not None and self._names_type(place, literal.type, type_symbol):
                places.append(Place(place.file, place.scope, place.line, item.value))
        for file, binding in self.assignments.get(name, ()):
            owner = binding.name.rsplit(".", 1)[0]
            if self._is_of_type(file, binding, owner, type_symbol, module):
                places.append(Place(file, binding.scope, binding.line, binding.value))
        return places

    def _names_type(self, place: Place, written: str, type_symbol: int) -> bool:
        target = self.resolve(place.file, place.scope, written.strip("*&"))
        return target == type_symbol

    def _is_of_type(self, file: int, binding: Binding, owner: str, type_symbol: int, module: str) -> bool:
        target = self.type_of(file, binding.scope, owner)
        if target is None:
            view = self.view(file)
            return view.surface.module == module and self.class_of(file, binding.scope) == type_symbol
        return target == type_symbol

    def class_of(self, file: int, scope: int) -> Target:
        """The type whose method encloses a scope."""
        definitions = self.program.surfaces[file].definitions
        while scope >= 0:
            definition = definitions[scope]
            if definition.kind is DefinitionKind.METHOD:
                owner = definition.name.rsplit(".", 1)[0]
                return self.members.get((self.program.surfaces[file].module, owner))
            scope = definition.scope
        return None

    def item(self, type_symbol: int, literal: Composite, name: str) -> Item | None:
        """The entry of a struct literal for a field, by key or by position."""
        for item in literal.items:
            if isinstance(item.key, Name) and item.key.path == name:
                return item
        if literal.items and literal.items[0].key is None:
            fields = self.fields(type_symbol)
            if name in fields and fields.index(name) < len(literal.items):
                return literal.items[fields.index(name)]
        return None

    def fields(self, type_symbol: int) -> list[str]:
        """Names of the fields of a struct in order."""
        node = self.program.graph.symbols[type_symbol]
        definitions = self.program.surfaces[node.file].definitions
        return [
            definition.name.rsplit(".", 1)[-1]
            for definition in definitions
            if definition.kind is DefinitionKind.FIELD and definition.scope == node.definition
        ]

    def imports(self, file: int, module: str) -> bool:
        """Whether a file imports a module or something below it."""
        return any(is_from(item.target, module) for item in self.program.surfaces[file].imports)

    def call(self, site: Site) -> Call:
        """The call at a site."""
        return self.view(site[0]).calls[site[1]]
