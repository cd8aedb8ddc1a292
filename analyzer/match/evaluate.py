"""A small interprocedural evaluator: what a value is, seen through variables, calls, fields and loops."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial

from analyzer.match.abstract import (
    COMPUTED,
    NOTHING,
    UNKNOWN,
    Abstract,
    Frame,
    Function,
    Listing,
    Literal,
    Nothing,
    Object,
    Outside,
    Pair,
    Router,
    Str,
    Type,
    is_known,
    parts_of,
)
from analyzer.match.calling import Calling, Invocation
from analyzer.match.lookup import FUNCTIONS, TYPES, Lookup, Place
from analyzer.match.texting import text_of, text_result
from analyzer.match.texts import outside_constant
from analyzer.match.worlds import World
from analyzer.model.facts import (
    Binding,
    Call,
    Closure,
    Composite,
    Concat,
    Constant,
    DefinitionKind,
    Element,
    Index,
    Item,
    Name,
    Result,
    Select,
    Text,
    Value,
)

VALUES = (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT, DefinitionKind.FIELD)

DEEPEST = 40
"""Nested evaluations; what lies deeper is unknown."""
MOST_CALLS = 16
"""Calls entered one inside the other."""
MOST_WRITERS = 24
"""Writers of one field that are told apart."""
MOST_ITEMS = 600
"""Items of a loop that are told apart."""
LAST_LINE = 1 << 30


class Evaluator(Calling):
    """Evaluates values of a program in one world; `world` is set anew for each."""

    def __init__(self, lookup: Lookup) -> None:
        super().__init__(lookup)
        self.world = World({})
        self.depth = 0
        self.active: set[tuple[int, int]] = set()
        """Bindings under evaluation: `r = r.With(x)` means the `r` before."""

    def value(self, value: Value | None, frame: Frame, line: int) -> Abstract:
        """What `value`, written at `line` in the function of `frame`, is."""
        if self.depth > DEEPEST or value is None:
            return UNKNOWN
        self.world.spend()
        self.depth += 1
        try:
            return self._value(value, frame, line)
        finally:
            self.depth -= 1

    def _value(self, value: Value, frame: Frame, line: int) -> Abstract:
        if isinstance(value, Text):
            return Str(value.value, frame.file, line)
        if isinstance(value, Name):
            return self.name(value.path, frame, line)
        if isinstance(value, Result):
            return self.result(value.call, frame)
        if isinstance(value, Composite):
            return Literal(value, frame, line)
        if isinstance(value, Closure):
            return Function(frame.file, value.definition, outer=frame)
        if isinstance(value, Select):
            return self.select(self.value(value.of, frame, line), value.name)
        if isinstance(value, Constant):
            return NOTHING if value.text in ("nil", "None") else Str(value.text, frame.file, line)
        if isinstance(value, Concat):
            return self._concat(value, frame, line)
        if isinstance(value, Element):
            return self._element(value, frame, line)
        if isinstance(value, Index):
            return self._index(value, frame, line)
        return UNKNOWN

    def _concat(self, value: Concat, frame: Frame, line: int) -> Abstract:
        parts = [self.value(part, frame, line) for part in value.parts]
        if any(isinstance(part, Literal | Listing | Router) for part in parts):
            return Listing(tuple(parts))
        if not any(isinstance(part, Str) for part in parts):
            return UNKNOWN
        known = [part for part in parts if isinstance(part, Str)]
        return Str("".join(map(text_of, parts)), known[-1].file, known[-1].line)

    # --- collections ---------------------------------------------------------------------

    def items(self, value: Abstract) -> list[tuple[Value | None, Value, Literal]]:
        """Entries of a list or map with the literal each stands in."""
        return [(item.key, item.value, part) for part in parts_of(value) for item in part.composite.items]

    def item_value(self, value: Value, part: Literal) -> Abstract:
        """An entry of a literal; an inner literal without a type gets that of the elements."""
        key = ("entry", part.frame.number, id(value))
        found = self._once(key, lambda: self.value(value, part.frame, part.line))
        if isinstance(found, Literal) and not found.type:
            return Literal(found.composite, found.frame, found.line, element_type(part.type))
        return found

    def _element(self, value: Element, frame: Frame, line: int) -> Abstract:
        of = self.value(value.of, frame, line)
        if isinstance(of, Listing | Literal):
            entries = self.items(of)[:MOST_ITEMS]
            if not entries:
                return UNKNOWN
            chosen = self.world.choose(("item", frame.number, value.of), len(entries))
            key, content, part = entries[chosen]
            if part.type == "items()":
                return Pair(self.value(key, part.frame, part.line), self.item_value(content, part))
            if gives_keys(part) or getattr(value, "key", False):
                return self.value(key, part.frame, part.line)
            return self.item_value(content, part)
        return UNKNOWN

    def _index(self, value: Index, frame: Frame, line: int) -> Abstract:
        number = int(value.key.text) if isinstance(value.key, Constant) and value.key.text.isdigit() else -1
        if isinstance(value.of, Result) and number >= 0:
            return self.result(value.of.call, frame, number)
        of = self.value(value.of, frame, line)
        if isinstance(of, Pair):
            return of.value if number else of.key
        entries = self.items(of)
        if entries and entries[0][0] is None and 0 <= number < len(entries):
            return self.item_value(entries[number][1], entries[number][2])
        key = text_of(self.value(value.key, frame, line))
        for entry_key, content, part in entries:
            if entry_key is not None and text_of(self.value(entry_key, part.frame, part.line)) == key:
                return self.item_value(content, part)
        return UNKNOWN

    # --- names ---------------------------------------------------------------------------

    def name(self, path: str, frame: Frame, line: int) -> Abstract:
        """What a dotted name means in a frame: a local, a parameter, the receiver, else a global."""
        parts = path.split(".")
        inner: Frame | None = frame
        while inner is not None:
            found = self._local(parts, inner, line if inner is frame else LAST_LINE)
            if found is not None:
                if is_known(found):
                    return found
                break
            inner = self.outer(inner)
        return self._global(path, frame)

    def _local(self, parts: Sequence[str], frame: Frame, line: int) -> Abstract | None:
        view = self.lookup.view(frame.file)
        if frame.definition < 0:
            return None
        for size in range(len(parts), 0, -1):
            written = view.reaching(frame.definition, ".".join(parts[:size]), line)
            bindings = [b for b in written if (frame.number, id(b)) not in self.active]
            if bindings:
                found = self.select_all(self._bound(bindings, frame), parts[size:])
                if is_known(found) or size == 1:
                    return found
        definition = view.definitions[frame.definition]
        if definition.receiver == parts[0] and parts[0]:
            return self.select_all(self.receiver(frame), parts[1:])
        for position, parameter in enumerate(definition.parameters):
            if parameter.name.lstrip("*") == parts[0] and parts[0]:
                return self.select_all(self.parameter(frame, position), parts[1:])
        return None

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

    def _bound(self, bindings: Sequence[Binding], frame: Frame) -> Abstract:
        """The last value that is known; a text with computed parts gives way to one without."""
        second: Abstract = UNKNOWN
        for binding in bindings:
            found = self._binding(binding, frame)
            if is_certain(found):
                return found
            second = second if is_known(second) else found
        return second

    def _binding(self, binding: Binding, frame: Frame) -> Abstract:
        key = (frame.number, id(binding))
        known = self.world.known.get(key)
        if known is None:
            self.active.add(key)
            try:
                known = self.world.known[key] = self.value(binding.value, frame, binding.line)
            finally:
                self.active.discard(key)
        return known

    def _global(self, path: str, frame: Frame) -> Abstract:
        target = self.lookup.resolve(frame.file, frame.definition, path)
        if isinstance(target, int):
            return self.symbol(target)
        if isinstance(target, str):
            head, _, rest = path.partition(".")
            owner = self.lookup.resolve(frame.file, frame.definition, head) if rest else None
            if isinstance(owner, int) and self.lookup.definition(owner).kind in VALUES:
                found = self.select_all(self.symbol(owner), rest.split("."))
                if is_known(found):
                    return found
            constant = outside_constant(target)
            return Outside(target) if constant is None else Str(constant, frame.file, 0)
        owner, _, last = path.rpartition(".")
        if owner:
            found = self._global(owner, frame)
            return self.select(found, last) if is_known(found) else UNKNOWN
        type_ = self.lookup.type_of(frame.file, frame.definition, path)
        return Object(type_) if isinstance(type_, int) else UNKNOWN

    def symbol(self, symbol: int) -> Abstract:
        """What a definition of the repository is."""
        node, definition = self.lookup.program.graph.symbols[symbol], self.lookup.definition(symbol)
        if definition.kind in FUNCTIONS:
            return Function(node.file, node.definition)
        if definition.kind in TYPES:
            return Type(symbol)
        frame = self.frame_of(node.file, definition.scope)
        found = self.value(definition.value, frame, definition.line)
        if is_known(found) and not isinstance(found, Nothing):
            return found
        bindings = self.lookup.view(node.file).locals.get((definition.scope, definition.name), [])
        found = self._bound(bindings[::-1], frame) if bindings else UNKNOWN
        return found if is_known(found) else self._written_global(symbol)

    def _written_global(self, symbol: int) -> Abstract:
        """The value that some function gives to a variable of the package."""
        for place in self.lookup.global_writes(symbol):
            found = self._once(
                ("write", place.file, id(place)),
                partial(self.value, place.value, self.frame_of(place.file, place.scope), place.line),
            )
            if is_certain(found):
                return found
        return UNKNOWN

    # --- selection -----------------------------------------------------------------------

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
        if isinstance(value, Outside):
            return Outside(f"{value.name}.{name}", value.call)
        if isinstance(value, Router):
            return value
        if isinstance(value, Type):
            return self._member(value.symbol, name, None)
        return UNKNOWN

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
        return self._field(symbol, name, None, literal)

    def type_symbol(self, literal: Literal) -> int | None:
        """The type of a literal, if it is one of the repository."""
        written = literal.type.strip("*&")
        if not written or written[0] == "[":
            return None
        if "#" in written:
            return self.lookup.symbol(literal.frame.file, int(written.rsplit("#", 1)[1]))
        target = self.lookup.resolve(literal.frame.file, literal.frame.definition, written)
        return target if isinstance(target, int) else None

    def _select_object(self, value: Object, name: str) -> Abstract:
        frame = value.frame
        if frame is not None and frame.receiver is None and self._ambiguous(value.symbol, name):
            invocation = self.invocation(frame)
            found = self._receiver_at(invocation) if invocation is not None else UNKNOWN
            if isinstance(found, Literal) or (isinstance(found, Object) and found.made):
                return self.select(found, name)
            if (
                isinstance(found, Object)
                and found.symbol == value.symbol
                and found.frame not in (None, frame)
            ):
                return self._select_object(found, name)
        return self._field(value.symbol, name, value.made, value)

    def _ambiguous(self, symbol: int, name: str) -> bool:
        return len(self.lookup.field_writes(symbol, name)) > 1

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

    # --- calls ---------------------------------------------------------------------------

    def result(self, number: int, frame: Frame, index: int = 0) -> Abstract:
        """What call `number` of the frame's file gives; `index` picks one of several results."""
        view = self.lookup.view(frame.file)
        call, target = view.calls[number], view.callees[number]
        router = self.router_of_call(number, frame)
        if router is not None:
            return router
        if isinstance(target, int):
            return self._inside(target, call, number, frame, index)
        text = text_result(self, call, target, frame)
        if text is not None:
            return text
        if target is None:
            return self._called(self.callee(call, frame), frame, number, index)
        return Outside(target, (frame, number))

    def _called(self, callee: Abstract, frame: Frame, number: int, index: int) -> Abstract:
        if isinstance(callee, Outside) and isinstance(callee.inner, Function):
            callee = callee.inner
        if isinstance(callee, Function):
            return self.invoke(callee, frame, number, index)
        if isinstance(callee, Type):
            return Object(callee.symbol, made=(frame, number))
        return Outside(callee.name, (frame, number)) if isinstance(callee, Outside) else UNKNOWN

    def router_of_call(self, number: int, frame: Frame) -> Abstract | None:
        """The router a call gives by a rule; overridden where rules are known."""
        return None

    def callee(self, call: Call, frame: Frame) -> Abstract:
        """What is called, where the link did not know."""
        if call.receiver is None:
            return self.name(call.name, frame, call.line) if call.name else UNKNOWN
        if not call.name:
            return self.value(call.receiver, frame, call.line)
        if isinstance(call.receiver, Name):
            return self.name(f"{call.receiver.path}.{call.name}", frame, call.line)
        return self.select(self.value(call.receiver, frame, call.line), call.name)

    def _inside(self, target: int, call: Call, number: int, frame: Frame, index: int) -> Abstract:
        definition = self.lookup.definition(target)
        if definition.kind in TYPES:
            return self._construct(target, call, number, frame)
        if definition.kind not in FUNCTIONS:
            return self._called(self.callee(call, frame), frame, number, index)
        node = self.lookup.program.graph.symbols[target]
        if definition.kind is DefinitionKind.METHOD and call.receiver is not None:
            receiver = self.value(call.receiver, frame, call.line)
            function = self._dispatch(target, call, frame, receiver)
            return self.invoke(function, frame, number, index) if function else UNKNOWN
        return self.invoke(Function(node.file, node.definition), frame, number, index)

    def _construct(self, target: int, call: Call, number: int, frame: Frame) -> Abstract:
        if self.lookup.definition(target).kind is DefinitionKind.CLASS:
            return Object(target, made=(frame, number))
        if len(call.arguments) == 1:
            return self.value(call.arguments[0].value, frame, call.line)
        return UNKNOWN

    def _dispatch(self, target: int, call: Call, frame: Frame, receiver: Abstract) -> Function | None:
        """The method that runs: that of the receiver's own type, else the one the link found."""
        symbol = self.type_symbol(receiver) if isinstance(receiver, Literal) else None
        if isinstance(receiver, Object):
            symbol = receiver.symbol
        if symbol is not None:
            found = self._member(symbol, call.name, receiver)
            if isinstance(found, Function) and not self._is_abstract(found):
                return found
        node = self.lookup.program.graph.symbols[target]
        if not self._is_abstract(Function(node.file, node.definition)):
            return Function(node.file, node.definition, receiver if is_known(receiver) else None)
        options = self.lookup.implementations.get((frame.file, call.line, call.name), [])
        if not options:
            return None
        chosen = options[self.world.choose(("method", frame.number, call.line, call.name), len(options))]
        node = self.lookup.program.graph.symbols[chosen]
        return Function(node.file, node.definition)

    def _is_abstract(self, function: Function) -> bool:
        definitions = self.lookup.view(function.file).definitions
        scope = definitions[function.definition].scope
        return scope >= 0 and definitions[scope].kind is DefinitionKind.INTERFACE

    def invoke(self, function: Function, frame: Frame, number: int, index: int = 0) -> Abstract:
        """What a function gives back when called by call `number` of `frame`."""
        if frame.depth > MOST_CALLS or self.is_running(function.file, function.definition, frame):
            return UNKNOWN
        inner = self.called(
            function.file, function.definition, (frame, number), function.receiver, function.outer
        )
        found = self.returned(inner, index)
        if isinstance(found, Function | Outside):
            return Outside("", (frame, number), found)
        return found

    def inside(self, function: Function) -> Frame | None:
        """The frame of a closure that is seen from where it was written."""
        if function.outer is None:
            return None
        key = ("closure", function.outer.number, function.definition)
        return self._intern(key, function.file, function.definition, outer=function.outer)

    def local(self, name: str, frame: Frame) -> Abstract | None:
        """What a name of the functions around a place means; None for names of the package."""
        inner: Frame | None = frame
        while inner is not None:
            found = self._local(name.split("."), inner, LAST_LINE)
            if found is not None:
                return found
            inner = self.outer(inner)
        return None

    def returned(self, frame: Frame, index: int = 0) -> Abstract:
        """The last known value a function gives back, of several the one with this index."""
        return self._once(("return", frame.number, index), lambda: self._returned(frame, index))

    def _returned(self, frame: Frame, index: int) -> Abstract:
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

    # --- activations -----------------------------------------------------------------------

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
        if isinstance(found, Literal) or (isinstance(found, Object) and found.made):
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


def element_type(text: str) -> str:
    """The type of the elements of `[]T`, `[_]T` or `map[K]T`."""
    if not text.startswith(("[", "map[")):
        return ""
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "]" and depth == 0:
            return text[position + 1 :]
    return ""


def is_certain(value: Abstract) -> bool:
    """Whether a value is known well enough to look no further: no text with holes, no bare attribute."""
    if isinstance(value, Outside):
        return value.call is not None
    return is_known(value) and not isinstance(value, Nothing) and COMPUTED not in text_of(value, "")


def gives_keys(part: Literal) -> bool:
    """Whether walking a literal gives its keys, as it does with a Python dict."""
    return part.composite.type == "dict" and part.type != "values()"
