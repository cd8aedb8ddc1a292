"""What `value.name` means: a field with all that writes it, a method, or a member of something outside."""

import re
from collections.abc import Sequence

from analyzer.match.abstract import (
    NOTHING,
    UNKNOWN,
    Abstract,
    Changed,
    Frame,
    Function,
    Literal,
    Object,
    Outside,
    Router,
    Type,
    is_known,
)
from analyzer.match.file_view import Place
from analyzer.match.naming import Naming
from analyzer.model.values import Constant, Name, Result

UNNAMED_TYPE = re.compile(r"(?:struct|interface)#(\d+)$")
"""A type without a name, by the number of the definition its members belong to."""

MOST_WRITERS = 24
"""Writers of one field that are told apart."""


class Selection(Naming):
    """Members of values."""

    def select_all(self, value: Abstract, names: Sequence[str]) -> Abstract:
        """`value.a.b`."""
        for name in names:
            value = self.select(value, name)
        return value

    def select(self, value: Abstract, name: str) -> Abstract:
        """`value.name`: a field, a method, or a member of something outside."""
        if isinstance(value, Literal):
            return self._select_literal(value, name)
        if isinstance(value, Object):
            return self._select_object(value, name)
        if isinstance(value, Changed):
            return self._select_changed(value, name)
        if isinstance(value, Outside):
            return Outside(f"{value.name}.{name}", value.call)
        if isinstance(value, Router):
            return value
        if isinstance(value, Type):
            return self._member(value.symbol, name, None)
        return UNKNOWN

    def _select_changed(self, value: Changed, name: str) -> Abstract:
        view, frame = self.lookup.view(value.frame.file), value.frame
        own = view.definitions[frame.definition].receiver
        bindings = view.locals.get((frame.definition, f"{own}.{name}"), [])
        waiting = [b for b in reversed(bindings) if (frame.number, id(b)) not in self.active]
        found = self._bound(waiting, frame) if waiting else UNKNOWN
        return found if is_known(found) else self.select(value.base, name)

    def _select_literal(self, literal: Literal, name: str) -> Abstract:
        symbol = self.type_symbol(literal)
        for item in literal.composite.items:
            if isinstance(item.key, Name) and item.key.path == name:
                return self.item_value(item.value, literal)
        if symbol is None:
            return UNKNOWN
        found = self.lookup.item(symbol, literal.composite, name)
        if found is not None:
            return self.item_value(found.value, literal)
        writes = self.lookup.field_writes(symbol, name)
        if writes and not any(place.assigned for place in writes):
            return NOTHING  # other literals set this field, this one leaves it at zero
        return self._field(symbol, name, None, literal)

    def type_symbol(self, literal: Literal) -> int | None:
        """The type of a literal, if it is one of the repository."""
        written = literal.type.strip("*&")
        if not written or written[0] == "[":
            return None
        unnamed = UNNAMED_TYPE.search(written)
        if unnamed is not None:
            return self.lookup.symbol(literal.frame.file, int(unnamed[1]))
        if "#" in written:  # a type parameter, or a generic type with some as arguments: `Hook[T#0]`
            written = written.partition("[")[0]
        target = self.lookup.literal_type(literal.frame.file, literal.frame.definition, written)
        return target if isinstance(target, int) else None

    def _select_object(self, value: Object, name: str) -> Abstract:
        frame = value.frame
        if frame is not None and frame.receiver is None and self._ambiguous(value.symbol, name):
            invocation = self.invocation(frame)
            found = self._receiver_at(invocation) if invocation is not None else UNKNOWN
            if isinstance(found, Literal | Changed) or (isinstance(found, Object) and found.made):
                return self.select(found, name)
            if (
                isinstance(found, Object)
                and found.symbol == value.symbol
                and found.frame not in (None, frame)
            ):
                return self._select_object(found, name)
        return self._field(value.symbol, name, value.made, value)

    def _ambiguous(self, symbol: int, name: str) -> bool:
        """Whether a field differs by object: then who called matters."""
        writes = self.lookup.field_writes(symbol, name)
        return len(writes) > 1 or any(self._is_setter(w, symbol) or self._is_given(w) for w in writes)

    def _is_given(self, place: Place) -> bool:
        """Whether a field is set to a parameter of a function that several places call."""
        if place.scope < 0 or not isinstance(place.value, Name):
            return False
        writer = self.lookup.view(place.file).definitions[place.scope]
        is_parameter = any(parameter.name == place.value.path for parameter in writer.parameters)
        return is_parameter and len(self.options(place.file, place.scope)) > 1

    def _is_setter(self, place: Place, symbol: int) -> bool:
        if place.scope < 0 or not isinstance(place.value, Name | Result):
            return False
        writer = self.lookup.view(place.file).definitions[place.scope]
        return bool(writer.receiver) and self.lookup.class_of(place.file, place.scope) == symbol

    def _field(self, symbol: int, name: str, made: tuple[Frame, int] | None, receiver: Abstract) -> Abstract:
        writes = [w for w in self.lookup.field_writes(symbol, name) if w.value != Constant("nil")][
            :MOST_WRITERS
        ]
        if writes:
            place = writes[self.world.choose(("field", symbol, name), len(writes))]
            frame = self._frame_of_write(place, made, receiver)
            return self._once(
                ("write", frame.number, id(place)), lambda: self.value(place.value, frame, place.line)
            )
        return self._member(symbol, name, receiver)

    def _frame_of_write(self, place: Place, made: tuple[Frame, int] | None, receiver: Abstract) -> Frame:
        definition = self.lookup.view(place.file).definitions[place.scope] if place.scope >= 0 else None
        if made is not None and definition is not None and definition.name.endswith(".__init__"):
            return self.called(place.file, place.scope, made, receiver, None)
        return self.frame_of(place.file, place.scope)

    def _member(self, symbol: int, name: str, receiver: Abstract | None) -> Abstract:
        target = self.lookup.member(symbol, name)
        if isinstance(target, str):
            return Outside(target, receiver.made if isinstance(receiver, Object) else None)
        if target is None:
            return UNKNOWN
        found = self.symbol(target)
        if isinstance(found, Function) and receiver is not None:
            return Function(found.file, found.definition, receiver)
        return found
