"""Which type a value has, as far as object mappers care: the struct or class whose rows it holds."""

import re
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from analyzer.match.file_view import TYPES
from analyzer.match.lookup import Lookup
from analyzer.match.rule import TakeKind
from analyzer.match.table_chains import chain, root
from analyzer.match.table_names import element
from analyzer.match.table_outside import BY_LABEL, Outside
from analyzer.match.table_relations import Relation
from analyzer.match.table_takes import values_of
from analyzer.match.table_types import INSTANCE, Generic, Types
from analyzer.model.facts import DefinitionKind
from analyzer.model.program import Target
from analyzer.model.values import Composite, Element, Index, Name, Result, Select, Value

DEEPEST = 8
CONSTRUCTORS = ("model_validate", "model_construct", "from_orm", "parse_obj", "construct")
"""Methods of classes of pydantic, and so of SQLModel, that make an object."""
_WORDS = re.compile(r"[A-Za-z_][\w.]*")


class Given(Struct, frozen=True):
    """The value is what callers give for parameter number `position` of function `definition`."""

    file: int
    definition: int
    position: int


class Attribute(Struct, frozen=True):
    """The model is what a class that stands on class `owner` has as its attribute `name`."""

    owner: int
    name: str


Model = int | Outside | Given | Generic | Attribute
"""A symbol (type, class, or variable that holds a table object), a model from outside, or who knows."""


class Models:
    """Types of values of one program."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.program = lookup.program
        self.types = Types(lookup)
        self._known: dict[int | tuple[int, int], tuple[Model, ...]] = {}

    @cached_property
    def methods(self) -> frozenset[str]:
        """Methods of models, rows and managers that some rule knows."""
        return frozenset(
            name
            for rule in self.lookup.rules
            if any(take.kind is TakeKind.RECEIVER for take in rule.take.get("model", ()))
            for name in rule.shape.method
        )

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
        found = self.types.of_type(file, scope, written) if written else None
        if found is not None:
            yield found
        elif not written or written in ("any", "interface{}", "list", "tuple", "set"):
            for item in value.items:
                yield from self.of(file, scope, line, item.value, depth + 1)

    def _name(self, file: int, scope: int, line: int, path: str, depth: int) -> Iterator[Model]:
        target = self.program.resolve(file, scope, path)
        found = self.types.of_member(file, scope, path, target)
        if found is not None and "." in path and self._is_of_instance(file, scope, path):
            found = None
        if found is None:
            found = self.types.of_target(self.program.type_of(file, scope, path), of_value=True)
        if found is None:
            found = self.types.of_elements(target)
        if found is not None:
            led = self.steps(file, scope, line, path, depth) if self._is_field(target) else []
            yield from [relation.model for relation in led] or [found]
            return
        if path in ("self", "cls"):
            own = self.lookup.class_of(file, scope)
            if isinstance(own, int):
                yield own
            return
        local = list(self._local(file, scope, line, path, depth)) or list(self._own(file, scope, path))
        local = local or [relation.model for relation in self.steps(file, scope, line, path, depth)]
        if local:
            yield from local
        elif "." in path and self.program.resolve(file, scope, path.split(".")[0]) == f"{BY_LABEL}()":
            yield from self._local(file, scope, line, path.split(".")[0], depth)
        elif "." in path:
            above = self.program.resolve(file, scope, path.rsplit(".", 1)[0])
            holder = self.types.of_target(above)
            if holder is not None and (isinstance(above, str) or not self._is_of_instance(file, scope, path)):
                yield holder

    def _is_field(self, target: Target) -> bool:
        return isinstance(target, int) and self.lookup.definition(target).kind is DefinitionKind.FIELD

    def _own(self, file: int, scope: int, path: str) -> Iterator[Model]:
        """`self.model`, which those who make the object give, or the classes that stand on this one."""
        head, _, name = path.partition(".")
        owner = self.lookup.class_of(file, scope) if head in ("self", "cls") and name.isidentifier() else None
        if not isinstance(owner, int):
            return
        for place in self.lookup.field_writes(owner, name):
            definitions = self.lookup.view(place.file).definitions
            if isinstance(place.value, Name) and place.scope >= 0:
                for position, parameter in enumerate(definitions[place.scope].parameters):
                    if parameter.name == place.value.path:
                        yield Given(place.file, place.scope, position)
        if self.lookup.subclasses.get(owner):
            yield Attribute(owner, name)

    def steps(self, file: int, scope: int, line: int, path: str, depth: int = 0) -> list[Relation]:
        """Where the fields of models lead along a path: `order.customer.addresses`."""
        head, *names = path.split(".")
        if self.types.relations is None or not names or self.program.surfaces[file].language != "python":
            return []
        at = self.of(file, scope, line, Name(head), depth + 1)
        return self.types.relations.along([each for each in at if isinstance(each, int | Outside)], names)

    def _is_of_instance(self, file: int, scope: int, path: str) -> bool:
        """Whether a dotted name is a field of a value, so that it says nothing of the value's class."""
        holder = path.rsplit(".", 1)[0]
        if holder == "cls" or self.program.surfaces[file].language != "python":
            return False
        target = self.program.resolve(file, scope, holder)
        if not isinstance(target, int):
            return True
        kind = self.lookup.definition(target).kind
        if kind is DefinitionKind.VARIABLE:  # one that holds a class: `User = get_user_model()`
            return self.types.of_target(target) in (None, target)
        return kind not in TYPES

    def _local(self, file: int, scope: int, line: int, path: str, depth: int) -> Iterator[Model]:
        view = self.lookup.view(file)
        while scope >= 0 and "." not in path:
            if (result := self.types.of_result(file, scope, path)) is not None:
                yield result
                return
            for binding in view.reaching(scope, path, line)[:3]:
                found = self.types.of_path(file, scope, binding.type)
                generic = self.types.type_parameter(file, binding.type)
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
        plain = element(written.removeprefix("..."))
        found = self.types.of_type(file, scope, plain) if written else None
        if found is not None:
            return found
        owner = INSTANCE.search(self.lookup.view(file).definitions[scope].type)
        return Generic(file) if owner and plain in owner[1].split(",") else Given(file, scope, position)

    def _result(self, file: int, number: int, depth: int) -> Iterator[Model]:
        view = self.lookup.view(file)
        call, target = view.calls[number], view.callees[number]
        if isinstance(target, int) and self.lookup.definition(target).kind in TYPES:
            found = self.types.of_target(target, of_value=True)
            if found is not None:
                yield found
            return
        if call.name == "super" and call.receiver is None:
            yield from self._name(file, call.scope, call.line, "self", depth)
            return
        if (outside := self.types.given_by(call, target)) is not None:
            yield outside
            return
        if target in ("reflect.TypeOf", "reflect.ValueOf", "reflect.New") and call.arguments:
            yield from self.of(file, call.scope, call.line, call.arguments[0].value, depth + 1)
            return
        if self.program.surfaces[file].language == "python" and call.name in CONSTRUCTORS and call.receiver:
            yield from self.of(file, call.scope, call.line, call.receiver, depth + 1)
        elif self.program.surfaces[file].language == "python":
            said = self._returned(target) if isinstance(target, int) else ()
            if not said and (file, number) not in self._known:
                self._known[file, number] = ()
                self._known[file, number] = tuple(dict.fromkeys(self._rows(file, number, depth)))
            yield from said or self._known[file, number]
        elif call.path:
            found = self.types.of_path(file, call.scope, f"{call.path}()")
            if found is None:
                found = self.types.of_path(file, call.scope, f"{{{call.path}()}}")
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
        call = self.lookup.view(file).calls[number]
        if call.name in self.methods and (file, number) not in self.lookup.rules_of_call:
            for value in root(self.lookup, file, number):
                yield from self.of(file, call.scope, call.line, value, depth + 1)

    def _returned(self, symbol: int) -> tuple[Model, ...]:
        """The class that a Python function says it gives back (`-> list[User]`), else what it returns."""
        if symbol not in self._known:
            self._known[symbol] = ()
            node, definition = self.program.graph.symbols[symbol], self.lookup.definition(symbol)
            words = _WORDS.findall(definition.results[0].type) if definition.results else []
            types = (self.types.of_type(node.file, definition.scope, word) for word in words)
            found: list[Model] = [each for each in types if each is not None]
            for binding in self.lookup.view(node.file).locals.get((node.definition, "return"), ())[:3]:
                if not words and isinstance(binding.value, Name | Result | Index):
                    known = self.of(node.file, node.definition, binding.line, binding.value, DEEPEST - 2)
                    found.extend(each for each in known if isinstance(each, int))
            self._known[symbol] = tuple(dict.fromkeys(found))
        return self._known[symbol]
