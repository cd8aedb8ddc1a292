"""Which goroutines and tasks end with the function that starts them, so that they are no jobs."""

from collections.abc import Iterator

from analyzer.model.facts import Body, CallFlag, Definition
from analyzer.model.source import Language
from analyzer.model.values import Closure, Name, Result
from analyzer.plan.sides import Sides

_TASKS = frozenset(["create_task", "ensure_future"])


def ended_with_the_caller(sides: Sides) -> frozenset[tuple[int, int]]:
    """(file, line) of what is started and closes a channel of its starter, or is cancelled by it.

    What the program starts for itself when it comes up is no such thing, whatever it closes.
    """
    found: set[tuple[int, int]] = set()
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or surface.language == Language.SQL:
            continue
        body = sides.program.body(number)
        ends = _closing(body, surface.definitions) if surface.language == Language.GO else _cancelled(body)
        for line, scope in ends:
            function = sides.function_around(number, scope)
            if not sides.lifetimes.starts(function, unknown=False):
                found.add((number, line))
    return frozenset(found)


def _closing(body: Body, definitions: tuple[Definition, ...]) -> Iterator[tuple[int, int]]:
    """Goroutines that close a channel which is no field: their starter, or whom it hands that to, waits."""
    closing: set[int] = set()
    for call in body.calls:
        value = call.arguments[0].value if call.arguments else None
        if call.name == call.path == "close" and isinstance(value, Name) and "." not in value.path:
            scope = call.scope
            while scope >= 0:
                closing.add(scope)
                scope = definitions[scope].scope
    for call in body.calls:
        if not call.flags & CallFlag.SPAWNED:
            continue
        if isinstance(call.receiver, Closure) and call.receiver.definition in closing:
            yield call.line, call.scope


def _cancelled(body: Body) -> Iterator[tuple[int, int]]:
    """Tasks that the function which made them cancels by their local name."""
    cancelled = {
        (call.scope, call.receiver.path)
        for call in body.calls
        if call.name == "cancel" and isinstance(call.receiver, Name) and "." not in call.receiver.path
    }
    for binding in body.bindings:
        if (binding.scope, binding.name) in cancelled and isinstance(binding.value, Result):
            call = body.calls[binding.value.call]
            if call.name in _TASKS:
                yield call.line, call.scope
