"""Tables that a base type leaves to those built on it: each call of its methods says on what it is made."""

from collections.abc import Iterator

from msgspec import Struct

from analyzer.match.lookup import Lookup
from analyzer.match.table_texts import Texts
from analyzer.model.facts import Call
from analyzer.model.sql import HOLE
from analyzer.model.values import Composite, Name, Result


class Held(Struct, frozen=True):
    """The table is what field `name` holds in the value on which method `definition` is called."""

    file: int
    definition: int
    name: str


class Owners:
    """Who calls methods that use a table of their own type, and which table that is."""

    def __init__(self, lookup: Lookup, texts: Texts) -> None:
        self.lookup = lookup
        self.texts = texts
        self._known: dict[tuple[int, str], str] = {}

    def callers(self, held: Held) -> Iterator[tuple[int, int, str | Held]]:
        """File and number of each call of the method with the table, or with the method that calls it."""
        for file, number in self.lookup.callers.get(self.lookup.symbol(held.file, held.definition), ()):
            call = self.lookup.view(file).calls[number]
            kind, method = self._type(file, call), self._method(file, call)
            if kind is None:
                continue
            open_here = method is not None and self._leaves(kind, held.name)
            table = "" if open_here else self._table(kind, held.name)
            if table:
                yield file, number, table
            elif method is not None:
                yield file, number, Held(file, method, held.name)

    def _leaves(self, kind: int, name: str) -> bool:
        """Whether a type has the field without saying what it holds."""
        own = self._own(kind, name)
        return own is not None and self.lookup.definition(own).value is None

    def _own(self, kind: int, name: str) -> int | None:
        node = self.lookup.program.graph.symbols[kind]
        module = self.lookup.program.surfaces[node.file].module
        return self.lookup.members.get((module, f"{node.name}.{name}"))

    def _type(self, file: int, call: Call) -> int | None:
        """The type of what a call is made on."""
        on = call.receiver
        if isinstance(on, Result):
            target = self.lookup.view(file).callees[on.call]
            if self.lookup.view(file).calls[on.call].name == "super":
                target = self.lookup.class_of(file, call.scope)
            return target if isinstance(target, int) else None
        if not isinstance(on, Name):
            return None
        own = self.lookup.class_of(file, call.scope) if on.path in ("self", "cls") else None
        target = own if own is not None else self.lookup.type_of(file, call.scope, on.path)
        return target if isinstance(target, int) else self._local(file, call, on.path)

    def _local(self, file: int, call: Call, path: str) -> int | None:
        view = self.lookup.view(file)
        for binding in view.reaching(call.scope, path, call.line)[:1]:
            target = view.callees[binding.value.call] if isinstance(binding.value, Result) else None
            return target if isinstance(target, int) else None
        return None

    def _method(self, file: int, call: Call) -> int | None:
        """The method around a call that is made on its own receiver."""
        definition = self.lookup.view(file).definitions[call.scope] if call.scope >= 0 else None
        own = isinstance(call.receiver, Name) and definition is not None and bool(call.receiver.path)
        if not own or definition is None or not isinstance(call.receiver, Name):
            return None
        return call.scope if call.receiver.path in ("self", "cls", definition.receiver) else None

    def _table(self, kind: int, name: str) -> str:
        """The one text that a field of a type gets, "" where there is none or more than one."""
        key = (kind, name)
        if key not in self._known:
            texts = set(self._texts(kind, name))
            text = texts.pop() if len(texts) == 1 else ""
            self._known[key] = "" if HOLE in text else text
        return self._known[key]

    def _texts(self, kind: int, name: str) -> Iterator[str]:
        node = self.lookup.program.graph.symbols[kind]
        own = self._own(kind, name)
        value = self.lookup.definition(own).value if own is not None else None
        if value is not None:
            yield self.texts.text(node.file, node.definition, node.line, value)
        for place in self.lookup.field_writes(kind, name):
            yield self.texts.text(place.file, place.scope, place.line, place.value)
        for place, literal in self.lookup.composites.get(node.name.rsplit(".", 1)[-1], ()):
            for item in literal.items:
                if isinstance(item.value, Composite):  # the literal of an embedded struct
                    for inner in item.value.items:
                        if inner.key == Name(name):
                            yield self.texts.text(place.file, place.scope, place.line, inner.value)
