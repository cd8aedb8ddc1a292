"""What a function sees when it runs: its arguments, its receiver, and what it gives back."""

from collections.abc import Callable, Hashable, Sequence

from analyzer.match.abstract import (
    UNKNOWN,
    Abstract,
    Changed,
    Frame,
    Function,
    Literal,
    Nothing,
    Object,
    is_known,
)
from analyzer.match.calling import Calling, Invocation
from analyzer.model.facts import Binding, Call
from analyzer.model.values import Composite, Constant, Index, Item, Name, Value


class Activations(Calling):
    """Parameters, receivers and results of frames."""

    def _once(self, key: Hashable, compute: Callable[[], Abstract]) -> Abstract:
        """What `compute` gives, asked once in a world; unknown while it is being found (a cycle)."""
        known = self.world.known.get(key)
        if known is None:
            self.world.known[key] = UNKNOWN
            try:
                known = self.world.known[key] = compute()
            except BaseException:
                del self.world.known[key]
                raise
        return known

    def parameter(self, frame: Frame, position: int) -> Abstract:
        """The argument that parameter number `position` gets."""
        return self._once(("parameter", frame.number, position), lambda: self._parameter(frame, position))

    def _parameter(self, frame: Frame, position: int) -> Abstract:
        definition = self.lookup.view(frame.file).definitions[frame.definition]
        invocation = self.invocation(frame)
        shift = self.first_argument(frame, definition)
        if position < shift:
            return self.receiver(frame)
        if invocation is None:
            found: Abstract = UNKNOWN
        elif invocation.binds:
            found = self.router_of_call(invocation.call, invocation.frame) or UNKNOWN
        else:
            found = self._argument(invocation, definition.parameters, position, shift)
        if is_known(found):
            return found
        default = definition.parameters[position].default
        if default is not None:
            return self.value(default, self.frame_of(frame.file, -1), definition.line)
        name = definition.parameters[position].name
        type_ = self.lookup.type_of(frame.file, frame.definition, name) if name else None
        return Object(type_) if isinstance(type_, int) else UNKNOWN

    def _argument(
        self, invocation: Invocation, parameters: Sequence[object], position: int, shift: int
    ) -> Abstract:
        call = self.lookup.view(invocation.frame.file).calls[invocation.call]
        parameter = parameters[position]
        name, type_ = getattr(parameter, "name", ""), getattr(parameter, "type", "")
        plain = [argument for argument in call.arguments if not argument.keyword]
        if type_.startswith("...") or name.startswith("*"):
            return self._rest(invocation, call, position - shift)
        for argument in call.arguments:
            if argument.keyword == name and name:
                return self.value(argument.value, invocation.frame, call.line)
        number = position - shift
        if number < len(plain):
            return self.value(plain[number].value, invocation.frame, call.line)
        return UNKNOWN

    def _rest(self, invocation: Invocation, call: Call, first: int) -> Abstract:
        given = call.arguments[first:]
        if len(given) == 1 and given[0].keyword == "*":
            return self.value(given[0].value, invocation.frame, call.line)
        return self.listing([a.value for a in given if not a.keyword], invocation.frame, call.line)

    def listing(self, values: Sequence[Value], frame: Frame, line: int) -> Abstract:
        """A list of values."""
        return Literal(Composite("", tuple(Item(None, value) for value in values)), frame, line)

    def receiver(self, frame: Frame) -> Abstract:
        """The value a method is called on."""
        key = ("receiver", frame.number, frame.number in self.used)
        return self._once(key, lambda: self._receiver(frame))

    def _receiver(self, frame: Frame) -> Abstract:
        if frame.receiver is not None and not isinstance(frame.receiver, Object):
            return frame.receiver
        if isinstance(frame.receiver, Object) and frame.receiver.made:
            return frame.receiver
        found: Abstract = UNKNOWN
        if frame.caller is not None:
            found = self._receiver_at(Invocation(frame.caller[0], frame.caller[1]))
        elif frame.number in self.used:
            invocation = self.invocation(frame)
            found = self._receiver_at(invocation) if invocation is not None else UNKNOWN
        if isinstance(found, Literal | Changed) or (isinstance(found, Object) and found.made):
            return found
        symbol = self.lookup.class_of(frame.file, frame.definition)
        return Object(symbol, frame) if isinstance(symbol, int) else UNKNOWN

    def _receiver_at(self, invocation: Invocation) -> Abstract:
        call = self.lookup.view(invocation.frame.file).calls[invocation.call]
        receiver = call.receiver
        if receiver is None or invocation.binds:
            return UNKNOWN
        key = ("called on", invocation.frame.number, invocation.call)
        return self._once(key, lambda: self.value(receiver, invocation.frame, call.line))

    def inside(self, function: Function) -> Frame | None:
        """The frame of a closure that is seen from where it was written."""
        if function.outer is None:
            return None
        return self.within(function.file, function.definition, function.outer)

    def returned(self, frame: Frame, index: int = 0) -> Abstract:
        """The last known value a function gives back, of several the one with this index."""
        return self._once(("return", frame.number, index), lambda: self._returned(frame, index))

    def _returned(self, frame: Frame, index: int) -> Abstract:
        found = self._last_returned(frame, index)
        view = self.lookup.view(frame.file)
        own = view.definitions[frame.definition].receiver
        returns = view.locals.get((frame.definition, "return"), [])
        if (
            own
            and returns
            and returns[-1].value == Name(own)
            and isinstance(found, Literal | Object | Changed)
        ):
            return Changed(found, frame)
        return found

    def _last_returned(self, frame: Frame, index: int) -> Abstract:
        bindings = self.lookup.view(frame.file).locals.get((frame.definition, "return"), [])
        by_line: dict[int, list[Binding]] = {}
        for binding in bindings:
            by_line.setdefault(binding.line, []).append(binding)
        for line in sorted(by_line, reverse=True):
            group = by_line[line]
            value: Value = (
                group[index].value if index < len(group) else Index(group[0].value, Constant(str(index)))
            )
            found = self.value(value, frame, line)
            if is_known(found) and not isinstance(found, Nothing):
                return found
        return UNKNOWN
