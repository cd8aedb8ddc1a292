"""Types of a program: their members, and what writes their fields; each made on first use."""

from collections.abc import Sequence
from functools import cached_property

from analyzer.match.file_view import FileView, Place
from analyzer.match.literals import literals
from analyzer.match.rule import Rule
from analyzer.model.facts import Binding, Body, Definition, DefinitionKind
from analyzer.model.program import Program, Target
from analyzer.model.values import Composite, Item, Name


class Members:
    """Symbols, members and writes of a program."""

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

    def definition(self, symbol: int) -> Definition:
        """The definition of a symbol."""
        node = self.program.graph.symbols[symbol]
        return self.program.surfaces[node.file].definitions[node.definition]

    def symbol(self, file: int, definition: int) -> int:
        """The symbol number of a definition."""
        return self.first_symbol[file] + definition

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

    def literal_type(self, file: int, scope: int, name: str) -> Target:
        """What the type of a literal means; before its dot stands a package, whatever a local is called."""
        is_qualified = "." in name and self.program.surfaces[file].language == "go"
        return self.resolve(file, -1 if is_qualified else scope, name)

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
        for base in self.definition(type_symbol).base_names:
            target = self.resolve(node.file, self.definition(type_symbol).scope, base)
            if isinstance(target, int):
                found = self.member(target, name, depth + 1)
                if found is not None:
                    return found
            elif isinstance(target, str):
                return f"{target}.{name}"
        return None

    def made_by(self, symbol: int, depth: int = 0) -> Target:
        """What a call of a class makes, seen from outside: the first base outside the repository.

        A variable may hold such a class: `Router = router_class(Route)`.
        """
        node, definition = self.program.graph.symbols[symbol], self.definition(symbol)
        if definition.kind is DefinitionKind.CLASS:
            for base in definition.base_names if depth < 6 else ():
                target = self.resolve(node.file, definition.scope, base)
                found = self.made_by(target, depth + 1) if isinstance(target, int) else target
                if found is not None:
                    return found
        elif definition.kind is DefinitionKind.VARIABLE and depth == 0:
            held = self.type_of(node.file, definition.scope, definition.name)
            if isinstance(held, int):
                return self.made_by(held, 1)
            return held if held is None or not held.endswith(")") else None
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
        """Bindings inside functions by module and name, where the module has such a variable."""
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
                places.append(Place(file, binding.scope, binding.line, binding.value, True))
        return places

    def _names_type(self, place: Place, written: str, type_symbol: int) -> bool:
        return self.literal_type(place.file, place.scope, written.strip("*&")) == type_symbol

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
