"""Which type a value has, as far as object mappers care: the struct or class whose rows it holds."""

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.match.file_view import TYPES
from analyzer.match.lookup import Lookup
from analyzer.match.table_chains import chain
from analyzer.match.table_names import element
from analyzer.match.table_relations import Relations
from analyzer.match.table_takes import values_of
from analyzer.model.facts import DefinitionKind
from analyzer.model.program import Target
from analyzer.model.values import Composite, Element, Index, Name, Result, Select, Value

DEEPEST = 8
_PARAMETER = re.compile(r"[\w.]+#\d+")
_WORDS = re.compile(r"[A-Za-z_][\w.]*")
_CLASSES = (DefinitionKind.CLASS, DefinitionKind.STRUCT)


class Given(Struct, frozen=True):
    """The value is what callers give for parameter number `position` of function `definition`."""

    file: int
    definition: int
    position: int


class Generic(Struct, frozen=True):
    """The type is a type parameter of a function or type in this file: its users say which."""

    file: int


Model = int | Given | Generic
"""A symbol (type, class, or variable that holds a table object), or who knows."""


class Models:
    """Types of values of one program."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.program = lookup.program
        self.relations: Relations | None = None
        self._known: dict[int | tuple[int, int], tuple[Model, ...]] = {}

    def of(self, file: int, scope: int, line: int, value: Value, depth: int = 0) -> tuple[Model, ...]:
        """The models that a value may be of, without repeats."""
        return tuple(dict.fromkeys(self._of(file, scope, line, value, depth)))

    def _of(self, file: int, scope: int, line: int, value: Value, depth: int) -> Iterator[Model]:
        if depth > DEEPEST:
            return
        if isinstance(value, Composite):
            yield from self._literal(file, scope, line, value, depth)
        elif isinstance(value, Name):
            yield from self._name(file, scope, line, value.path, depth)
        elif isinstance(value, Element | Index | Select):
            yield from self.of(file, scope, line, value.of, depth + 1)
        elif isinstance(value, Result):
            yield from self._result(file, value.call, depth)

    def _literal(self, file: int, scope: int, line: int, value: Composite, depth: int) -> Iterator[Model]:
        written = element(value.type)
        found = self._type(file, scope, written) if written else None
        if found is not None:
            yield found
        elif not written or written in ("any", "interface{}", "list", "tuple", "set"):
            for item in value.items:
                yield from self.of(file, scope, line, item.value, depth + 1)

    def _name(self, file: int, scope: int, line: int, path: str, depth: int) -> Iterator[Model]:
        found = self._class(self.program.resolve(file, scope, path))
        if found is not None and "." in path and self._is_of_instance(file, scope, path):
            found = None
        if found is None:
            found = self._class(self.program.type_of(file, scope, path), of_value=True)
        if found is not None:
            yield found
            return
        if path in ("self", "cls"):
            owner = self.lookup.class_of(file, scope)
            if isinstance(owner, int):
                yield owner
            return
        local = list(self._local(file, scope, line, path, depth))
        local = local or list(self._steps(file, scope, line, path, depth))
        if local:
            yield from local
        elif "." in path and not self._is_of_instance(file, scope, path):
            owner = self._class(self.program.resolve(file, scope, path.rsplit(".", 1)[0]))
            if owner is not None:
                yield owner

    def _steps(self, file: int, scope: int, line: int, path: str, depth: int) -> Iterator[Model]:
        """Along the fields of models: `order.customer.addresses`."""
        head, *names = path.split(".")
        if self.relations is None or not names or self.program.surfaces[file].language != "python":
            return
        at = self.of(file, scope, line, Name(head), depth + 1)
        for name in names:
            reached = [self.relations.step(each, name) for each in at if isinstance(each, int)]
            at = tuple(relation.model for relation in reached if relation is not None)
        known = self.relations.by_name(names[-1])
        yield from at or ([known.model] if known is not None else [])

    def _is_of_instance(self, file: int, scope: int, path: str) -> bool:
        """Whether a dotted name is a field of a value, so that it says nothing of the value's class."""
        holder = path.rsplit(".", 1)[0]
        if holder == "cls" or self.program.surfaces[file].language != "python":
            return False
        target = self.program.resolve(file, scope, holder)
        return not isinstance(target, int) or self.lookup.definition(target).kind not in TYPES

    def _local(self, file: int, scope: int, line: int, path: str, depth: int) -> Iterator[Model]:
        view = self.lookup.view(file)
        while scope >= 0 and "." not in path:
            for binding in view.reaching(scope, path, line)[:3]:
                found = self._of_path(file, scope, binding.type)
                generic = self._type_parameter(file, binding.type)
                if found is not None:
                    yield found
                elif generic is not None:
                    yield generic
                elif binding.line < line or depth == 0:
                    yield from self.of(file, scope, binding.line, binding.value, depth + 1)
            if view.locals.get((scope, path)):
                return
            definition = view.definitions[scope]
            for position, parameter in enumerate(definition.parameters):
                if parameter.name.lstrip("*") == path:
                    yield self._parameter(file, scope, position, parameter.type)
                    return
            scope = definition.scope

    def _parameter(self, file: int, scope: int, position: int, written: str) -> Model:
        found = self._type(file, scope, element(written.removeprefix("..."))) if written else None
        return Given(file, scope, position) if found is None else found

    def named(self, file: int, scope: int, written: str) -> Iterator[int]:
        """The types of a list of type arguments."""
        for each in written.split(","):
            found = self._type(file, scope, element(each))
            if found is not None:
                yield found

    def _type_parameter(self, file: int, path: str) -> Generic | None:
        """A variable of a type parameter: `<[]Store#0>` is the first one of Store."""
        return Generic(file) if _PARAMETER.fullmatch(element(path[1:-1])) else None

    def _of_path(self, file: int, scope: int, path: str) -> int | None:
        """The type at the end of a local variable's access path, also of the elements of a collection."""
        if path.startswith("<") and path.endswith(">"):
            return self._type(file, scope, element(path[1:-1]))
        if not path or path == "?":
            return None
        python = self.program.surfaces[file].language == "python"
        if python and path.removeprefix("=")[:1] not in ("<", "[", "("):
            return None
        for suffix in ("", "[*]") if python else ("", "@v"):
            written = path.removeprefix("=") + suffix
            found = self._class(self.program.type_of(file, -1, written), of_value=True)
            if found is not None:
                return found
        return None

    def _type(self, file: int, scope: int, written: str) -> int | None:
        if not written:
            return None
        return self._class(self.program.resolve(file, scope, written), of_value=True)

    def _result(self, file: int, number: int, depth: int) -> Iterator[Model]:
        view = self.lookup.view(file)
        call, target = view.calls[number], view.callees[number]
        if isinstance(target, int) and self.lookup.definition(target).kind in TYPES:
            found = self._class(target, of_value=True)
            if found is not None:
                yield found
            return
        if call.name == "super" and call.receiver is None:
            owner = self.lookup.class_of(file, call.scope)
            if isinstance(owner, int):
                yield owner
            return
        if target in ("reflect.TypeOf", "reflect.ValueOf", "reflect.New") and call.arguments:
            yield from self.of(file, call.scope, call.line, call.arguments[0].value, depth + 1)
            return
        if self.program.surfaces[file].language == "python":
            said = self._returned(target) if isinstance(target, int) else ()
            if not said and (file, number) not in self._known:
                self._known[file, number] = ()
                self._known[file, number] = tuple(dict.fromkeys(self._rows(file, number, depth)))
            yield from said or self._known[file, number]
        elif call.path:
            found = self._of_path(file, call.scope, f"{call.path}()")
            if found is None:
                found = self._of_path(file, call.scope, f"{{{call.path}()}}")
            if found is not None:
                yield found

    def _rows(self, file: int, number: int, depth: int) -> Iterator[Model]:
        """What the rows are of that a call with a rule gives: `session.get(User, 1)`, `User.select()`."""
        for at in (number, *chain(self.lookup, file, number)):
            for match in self.lookup.rules_of_call.get((file, at), ()):
                call = self.lookup.view(file).calls[at]
                for take in match.rule.take.get("model", ()):
                    for value in values_of(self.lookup, match, take):
                        yield from self.of(file, call.scope, call.line, value, depth + 1)

    def _returned(self, symbol: int) -> tuple[Model, ...]:
        """The class that a Python function says it gives back (`-> list[User]`), else what it returns."""
        if symbol not in self._known:
            self._known[symbol] = ()
            node, definition = self.program.graph.symbols[symbol], self.lookup.definition(symbol)
            words = _WORDS.findall(definition.results[0].type) if definition.results else []
            found: list[Model] = [
                each for word in words if (each := self._type(node.file, definition.scope, word)) is not None
            ]
            for binding in self.lookup.view(node.file).locals.get((node.definition, "return"), ())[:3]:
                if not words and isinstance(binding.value, Name | Result | Index):
                    known = self.of(node.file, node.definition, binding.line, binding.value, DEEPEST - 2)
                    found.extend(each for each in known if isinstance(each, int))
            self._known[symbol] = tuple(dict.fromkeys(found))
        return self._known[symbol]

    def _class(self, target: Target, of_value: bool = False) -> int | None:
        """The class behind a name: itself or the class whose field it is; or a variable with a table."""
        if not isinstance(target, int):
            return None
        node, definition = self.program.graph.symbols[target], self.lookup.definition(target)
        if definition.kind in _CLASSES:
            return target
        if definition.kind in (DefinitionKind.TYPE, DefinitionKind.ALIAS):
            under = element(definition.type)
            inner = self.program.resolve(node.file, -1, under) if under else None
            return self._class(inner, True) if inner != target else None
        if of_value:
            return None
        if definition.kind is DefinitionKind.FIELD and self.program.surfaces[node.file].language == "python":
            owner = definition.scope
            definitions = self.program.surfaces[node.file].definitions
            if owner >= 0 and definitions[owner].kind is DefinitionKind.CLASS:
                return self.lookup.symbol(node.file, owner)
        if definition.kind in (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT):
            return target if isinstance(definition.value, Result) else None
        return None
