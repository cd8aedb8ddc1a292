"""Who answers: the innermost named function behind wrappers."""

from msgspec import Struct

from analyzer.match.abstract import Abstract, Frame, Function, Literal, Object, Outside, Str, Type, is_known
from analyzer.match.mounting import DEEPEST_WRAPPERS, Mounting, items_of, type_at
from analyzer.model.facts import Call, DefinitionKind
from analyzer.model.values import Name, Result, Value

HANDLER_TYPES = ("handler", "http.request", "gin.context", "echo.context", "fiber.ctx", "requestctx")
"""What the type of a parameter or result holds if it takes or gives a handler."""


WRAPPERS = ("HandlerFunc", "Wrap", "wrap", "Handle")
"""How functions of other projects are called that only wrap a handler."""


VIEW_MAKERS = ("as_view", "as_asgi")
"""Methods of a view class that give the function to be called."""


class Handler(Struct, frozen=True):
    """A handler by its qualified name, with where it is defined if that is in the repository."""

    name: str = ""
    file: str = ""
    line: int = 0


class Handlers(Mounting):
    """Finds handlers with an evaluator."""

    def handler(self, value: Value, frame: Frame, line: int, depth: int = 0) -> Handler:
        """The innermost named function behind a value written at a place."""
        if depth > DEEPEST_WRAPPERS:
            return Handler()
        if isinstance(value, Result):
            return self._of_call(value.call, frame, depth)
        found = self.evaluator.value(value, frame, line)
        if isinstance(found, Literal) and self.evaluator.type_symbol(found) is None and items_of(found):
            return self.handler(items_of(found)[-1].value, found.frame, found.line, depth + 1)
        known = self.of_abstract(found, depth)
        if known is not None:
            return known
        return Handler(value.path) if isinstance(value, Name) else Handler()

    def of_abstract(self, value: Abstract, depth: int = 0) -> Handler | None:
        """The handler an evaluated value is; None if that is not known."""
        if isinstance(value, Function):
            return self._of_function(value, depth)
        if isinstance(value, Outside):
            if value.call is not None:
                return self._of_call(value.call[1], value.call[0], depth + 1)
            return Handler(value.name.rsplit("/", 1)[-1])
        if isinstance(value, Object | Type):
            return self.of_symbol(value.symbol)
        if isinstance(value, Literal):
            symbol = self.evaluator.type_symbol(value)
            return self.of_symbol(symbol) if symbol is not None else None
        return None

    def _of_function(self, function: Function, depth: int) -> Handler:
        """A named function; behind a closure the one function it hands on to."""
        known = self.of_definition(function.file, function.definition)
        frame = self.evaluator.inside(function) if not known.name else None
        if frame is None or depth > DEEPEST_WRAPPERS:
            return known
        names: dict[str, Handler] = {}
        view = self.lookup.view(function.file)
        given = {parameter.name for parameter in view.definitions[function.definition].parameters}
        for call in view.calls:
            if call.scope == function.definition and _passes(call, given):
                found = self._handed_on(call, frame, depth)
                if found is not None and found.name:
                    names[found.name] = found
        return next(iter(names.values())) if len(names) == 1 else known

    def _handed_on(self, call: Call, frame: Frame, depth: int) -> Handler | None:
        """The handler that a closure calls: a variable of the function around it, or its method."""
        if call.receiver is None:
            name = call.name
        elif isinstance(call.receiver, Name) and call.name in ("ServeHTTP", "Handle", "ServeHTTPC"):
            name = call.receiver.path
        else:
            return None
        bindings = self.lookup.view(frame.file).reaching(frame.definition, name, call.line)
        if bindings and isinstance(bindings[0].value, Result):
            return self._of_call(bindings[0].value.call, frame, depth + 1)
        found = self.evaluator.local(name, frame, call.line)
        if isinstance(found, Function) or (isinstance(found, Outside) and found.inner is not None):
            return self.of_abstract(found, depth + 1)
        return None

    def of_symbol(self, symbol: int) -> Handler:
        """A type that answers itself."""
        node = self.lookup.program.graph.symbols[symbol]
        return Handler(node.name, self.lookup.program.surfaces[node.file].path, node.line)

    def of_definition(self, file: int, definition: int) -> Handler:
        """A function or method; a closure has no name, unless all it does is hand on to one."""
        surface = self.lookup.program.surfaces[file]
        what = surface.definitions[definition]
        if what.kind is DefinitionKind.CLOSURE:
            return Handler("", surface.path, what.line)
        return Handler(what.name, surface.path, what.line)

    def _of_call(self, number: int, frame: Frame, depth: int) -> Handler:
        """A call that gives a handler: what it wraps, else the function that makes it."""
        if depth > DEEPEST_WRAPPERS:
            return Handler()
        view = self.lookup.view(frame.file)
        call = view.calls[number]
        if call.name == "append" and call.receiver is None and call.arguments:
            return self.handler(call.arguments[-1].value, frame, call.line, depth + 1)
        if call.name in VIEW_MAKERS and isinstance(call.receiver, Name):
            found = self.evaluator.value(call.receiver, frame, call.line)
            return self.of_abstract(found, depth + 1) or Handler(call.receiver.path)
        taken = self._given(number, frame, depth) or self._converted(number, frame, depth)
        return taken or self._made(number, frame, depth) or self._maker(number, frame, call)

    def _given(self, number: int, frame: Frame, depth: int) -> Handler | None:
        """The handler among the arguments of a call."""
        call = self.lookup.view(frame.file).calls[number]
        parameters = self._parameters(number, frame)
        wraps = parameters is None and call.name.startswith(WRAPPERS)
        for position, argument in enumerate(call.arguments):
            type_ = type_at(parameters, position) if parameters is not None else None
            if type_ is not None and not _takes_handler(type_):
                continue
            inner = self._wrapped(argument.value, frame, call.line, wraps or type_ is not None, depth)
            if inner is not None:
                return inner
        return None

    def _converted(self, number: int, frame: Frame, depth: int) -> Handler | None:
        """The handler that a method is called on: `wrap(h).toEcho()`."""
        call = self.lookup.view(frame.file).calls[number]
        if not isinstance(call.receiver, Result):
            return None
        if not self._is_outside(number, frame):
            return self._given(call.receiver.call, frame, depth + 1)
        before = self._of_call(call.receiver.call, frame, depth + 1)
        return before if before.name else None

    def _made(self, number: int, frame: Frame, depth: int) -> Handler | None:
        """The named function that a function of the repository gives back, or hands on to."""
        found = self.evaluator.result(number, frame)
        if not isinstance(found, Outside) or found.inner is None:
            return None
        handler = self.of_abstract(found.inner, depth + 1)
        return handler if handler is not None and handler.name and handler.file else None

    def _wrapped(self, value: Value, frame: Frame, line: int, certain: bool, depth: int) -> Handler | None:
        """The handler behind an argument, if it can be one."""
        if isinstance(value, Result):
            if certain or self._gives_handler(value.call, frame):
                return self._of_call(value.call, frame, depth + 1)
            return None
        found = self.evaluator.value(value, frame, line)
        if isinstance(found, Function) or (certain and is_known(found) and not isinstance(found, Str)):
            return self.of_abstract(found, depth + 1)
        return None

    def _gives_handler(self, number: int, frame: Frame) -> bool:
        found = self._definition(number, frame)
        if found is None:
            return self._is_outside(number, frame)
        return any(_takes_handler(result.type) for result in found[1].results)

    def _is_outside(self, number: int, frame: Frame) -> bool:
        return isinstance(self.lookup.view(frame.file).callees[number], str)

    def _maker(self, number: int, frame: Frame, call: Call) -> Handler:
        found = self._definition(number, frame)
        if found is not None and found[1].name:
            file, definition = found
            return Handler(definition.name, self.lookup.program.surfaces[file].path, definition.line)
        target = self.lookup.view(frame.file).callees[number]
        if isinstance(target, int):
            return self.of_symbol(target)
        name = target.rsplit("/", 1)[-1] if isinstance(target, str) else call.name
        return Handler(name)


def _passes(call: Call, names: set[str]) -> bool:
    """Whether a call is given one of these names as an argument."""
    return any(isinstance(a.value, Name) and a.value.path in names for a in call.arguments)


def _takes_handler(type_: str) -> bool:
    lower = type_.lower()
    return lower.endswith("func") or any(word in lower for word in HANDLER_TYPES)
