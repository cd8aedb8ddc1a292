"""Who answers: the innermost named function behind wrappers, or the router that is mounted."""

from collections.abc import Iterator

from msgspec import Struct

from analyzer.match.abstract import (
    Abstract,
    Frame,
    Function,
    Listing,
    Literal,
    Object,
    Outside,
    Router,
    Str,
    Type,
    is_known,
)
from analyzer.match.routers import RouteEvaluator
from analyzer.match.texting import text_of
from analyzer.model.facts import Call, Definition, DefinitionKind, Item, Name, Parameter, Result, Value

DEEPEST_WRAPPERS = 8
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


class Mounted(Struct, frozen=True):
    """A router behind wrappers, with the paths they cut off."""

    router: Router
    cut: str = ""


class Handlers:
    """Finds handlers and mounted routers with an evaluator."""

    def __init__(self, evaluator: RouteEvaluator) -> None:
        self.evaluator = evaluator
        self.lookup = evaluator.lookup

    # --- mounted routers -------------------------------------------------------------------------

    def mounted(self, value: Abstract, depth: int = 0) -> Iterator[Mounted]:
        """Routers that a value is, or wraps."""
        if depth > DEEPEST_WRAPPERS:
            return
        if isinstance(value, Router):
            yield Mounted(value)
        elif isinstance(value, Outside):
            yield from self._mounted_outside(value, depth)
        elif isinstance(value, Literal):
            for item in value.composite.items:
                if not isinstance(item.key, Name) or _may_lead(item.key.path):
                    yield from self._mounted_item(item.value, value, depth)
            symbol = self.evaluator.type_symbol(value)
            if symbol is not None:
                yield from self._mounted_fields(symbol, value, depth)
        elif isinstance(value, Listing):
            for part in value.parts:
                yield from self.mounted(part, depth)
        elif isinstance(value, Object):
            yield from self._mounted_fields(value.symbol, value, depth)
            if value.made is not None:
                yield Mounted(self.evaluator.router(value))
                yield from self._arguments(value.made, depth)

    def _mounted_fields(self, symbol: int, value: Literal | Object, depth: int) -> Iterator[Mounted]:
        """Routers in fields, also embedded ones, that get their value by an assignment."""
        written = {item.key.path for item in _items(value) if isinstance(item.key, Name)}
        bases = [base.rsplit(".", 1)[-1].strip("*") for base in self.lookup.definition(symbol).bases]
        for name in dict.fromkeys((*self.lookup.fields(symbol), *bases)):
            if name not in written and _may_lead(name) and self.lookup.field_writes(symbol, name):
                yield from self.mounted(self.evaluator.select(value, name), depth + 1)

    def _mounted_item(self, value: Value, part: Literal, depth: int) -> Iterator[Mounted]:
        """A router in a list or struct, or a call in a list that registers: `[path(…), path(…)]`."""
        if isinstance(value, Result) and self._registers(part.frame.file, value.call):
            yield Mounted(Router((part.frame.file, value.call)))
        else:
            yield from self.mounted(self.evaluator.item_value(value, part), depth + 1)

    def _registers(self, file: int, call: int) -> bool:
        matches = self.lookup.rules_of_call.get((file, call), ())
        return any(match.rule.emits in ("entry_point.http", "mount") for match in matches)

    def _mounted_outside(self, value: Outside, depth: int) -> Iterator[Mounted]:
        if value.inner is not None:
            yield from self.mounted(value.inner, depth + 1)
        elif value.call is not None:
            yield Mounted(self.evaluator.router(value))
        if value.call is not None:
            yield from self._arguments(value.call, depth)

    def _arguments(self, site: tuple[Frame, int], depth: int) -> Iterator[Mounted]:
        frame, number = site
        call = self.lookup.view(frame.file).calls[number]
        attribute = self.attribute(frame, number)
        if attribute:
            for argument in call.arguments[:1]:
                yield from self._of_module(
                    self.evaluator.value(argument.value, frame, call.line), attribute, depth
                )
            return
        cut = self._cut(frame, number, call)
        parameters = self._parameters(number, frame)
        for position, argument in enumerate(call.arguments):
            if parameters is not None and not _may_lead(_type_at(parameters, position) or "handler"):
                continue
            found = self.evaluator.value(argument.value, frame, call.line)
            for mounted in self.mounted(found, depth + 1):
                yield Mounted(mounted.router, cut + mounted.cut)
        if isinstance(call.receiver, Result):
            yield from self.mounted(self.evaluator.value(call.receiver, frame, call.line), depth + 1)

    def attribute(self, frame: Frame, number: int) -> str:
        """The attribute of a module that a call names the module of: `urlpatterns` for `include("app.urls")`."""
        for match in self.lookup.rules_of_call.get((frame.file, number), ()):
            for take in match.rule.take.get("attribute", ()):
                return take.name
        return ""

    def _of_module(self, value: Abstract, attribute: str, depth: int) -> Iterator[Mounted]:
        if isinstance(value, Literal) and depth < DEEPEST_WRAPPERS:
            for item in value.composite.items:
                if isinstance(item.value, Result) and self._registers(value.frame.file, item.value.call):
                    yield from self._mounted_item(item.value, value, depth)
                else:
                    yield from self._of_module(
                        self.evaluator.item_value(item.value, value), attribute, depth + 1
                    )
            return
        name = text_of(value, "") or (value.name if isinstance(value, Outside) and value.call is None else "")
        symbol = self.lookup.members.get((name, attribute))
        if symbol is None:
            yield from self.mounted(value, depth + 1)
        else:
            yield from self.mounted(self.evaluator.symbol(symbol), depth + 1)

    def _cut(self, frame: Frame, number: int, call: Call) -> str:
        for match in self.lookup.rules_of_call.get((frame.file, number), ()):
            if match.rule.emits == "wrap":
                return text_of(self.evaluator.part_text(match.rule, "path", call, frame), "")
        return ""

    # --- names -----------------------------------------------------------------------------------

    def handler(self, value: Value, frame: Frame, line: int, depth: int = 0) -> Handler:
        """The innermost named function behind a value written at a place."""
        if depth > DEEPEST_WRAPPERS:
            return Handler()
        if isinstance(value, Result):
            return self._of_call(value.call, frame, depth)
        found = self.evaluator.value(value, frame, line)
        if isinstance(found, Literal) and self.evaluator.type_symbol(found) is None and _items(found):
            return self.handler(_items(found)[-1].value, found.frame, found.line, depth + 1)
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
        found = self.evaluator.local(name, frame)
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
        if call.name in VIEW_MAKERS and isinstance(call.receiver, Name):
            found = self.evaluator.value(call.receiver, frame, call.line)
            return self.of_abstract(found, depth + 1) or Handler(call.receiver.path)
        parameters = self._parameters(number, frame)
        wraps = parameters is None and call.name.startswith(WRAPPERS)
        for position, argument in enumerate(call.arguments):
            type_ = _type_at(parameters, position) if parameters is not None else None
            if type_ is not None and not _takes_handler(type_):
                continue
            inner = self._wrapped(argument.value, frame, call.line, wraps or type_ is not None, depth)
            if inner is not None:
                return inner
        if isinstance(call.receiver, Result) and self._is_outside(number, frame):
            before = self._of_call(call.receiver.call, frame, depth + 1)
            if before.name:
                return before
        return self._made(number, frame, depth) or self._maker(number, frame, call)

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

    def _definition(self, number: int, frame: Frame) -> tuple[int, Definition] | None:
        view = self.lookup.view(frame.file)
        target = view.callees[number]
        if isinstance(target, int) and self.lookup.definition(target).kind in ("function", "method"):
            node = self.lookup.program.graph.symbols[target]
            return node.file, self.lookup.definition(target)
        if target is None:
            callee = self.evaluator.callee(view.calls[number], frame)
            if isinstance(callee, Outside) and callee.inner is not None:
                callee = callee.inner
            if isinstance(callee, Function):
                return callee.file, self.lookup.view(callee.file).definitions[callee.definition]
        return None

    def _parameters(self, number: int, frame: Frame) -> tuple[Parameter, ...] | None:
        found = self._definition(number, frame)
        return found[1].parameters if found is not None else None

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


def _type_at(parameters: tuple[Parameter, ...], position: int) -> str | None:
    if not parameters:
        return None
    return parameters[min(position, len(parameters) - 1)].type or None


def _items(value: Abstract) -> tuple[Item, ...]:
    return value.composite.items if isinstance(value, Literal) else ()


def _may_lead(name: str) -> bool:
    """Whether a field or type of this name can hold a handler or router."""
    lower = name.lower()
    return any(word in lower for word in ("handler", "router", "mux", "next", "engine", "echo", "app"))


def _takes_handler(type_: str) -> bool:
    lower = type_.lower()
    return lower.endswith("func") or any(word in lower for word in HANDLER_TYPES)
