"""Chained calls: what a call is called on, through results and local variables."""

from collections.abc import Iterator

from analyzer.match.file_view import TYPES
from analyzer.match.lookup import Lookup
from analyzer.model.facts import Call
from analyzer.model.values import Index, Name, Result, Value

LONGEST_CHAIN = 40
COPIES = ("copy.copy", "copy.deepcopy")
"""Functions of a module that give what they are given."""


def after(lookup: Lookup, file: int, number: int) -> Iterator[int]:
    """Calls further on in the chain of a call."""
    chained, at = lookup.view(file).chained, [number]
    for _ in range(LONGEST_CHAIN):
        at = [later for each in at for later in chained.get(each, ())]
        if not at:
            return
        yield from at


def chain(lookup: Lookup, file: int, number: int) -> Iterator[int]:
    """The calls that a call is chained on, nearest first, also through local variables."""
    view = lookup.view(file)
    seen = {number}
    for _ in range(LONGEST_CHAIN):
        call = view.calls[number]
        on = call.receiver
        if on is None or view.callees[number] in COPIES or _hands_on(lookup, file, number):
            on = _first_argument(lookup, file, number)
        previous = _previous(lookup, file, call, on, seen)
        if previous is None:
            return
        seen.add(previous)
        yield previous
        number = previous


def root(lookup: Lookup, file: int, number: int) -> Iterator[Value]:
    """What the first call of a chain is called on, or what it makes: `Order().save()`."""
    first = next(iter([*chain(lookup, file, number)][-1:]), number)
    view = lookup.view(file)
    receiver = view.calls[first].receiver
    if view.callees[first] in COPIES and view.calls[first].arguments:
        yield view.calls[first].arguments[0].value
    elif receiver is not None:
        yield receiver
    elif first != number:
        yield Result(first)


def _hands_on(lookup: Lookup, file: int, number: int) -> bool:
    """Whether a method of the repository takes a query and gives it back: `q = r.paged(q, limit)`."""
    target = lookup.view(file).callees[number]
    definition = lookup.definition(target) if isinstance(target, int) else None
    if definition is None or not definition.parameters or len(definition.results) != 1:
        return False
    written = definition.parameters[0].type
    return bool(written) and written == definition.results[0].type and written.startswith("*")


def _first_argument(lookup: Lookup, file: int, number: int) -> Value | None:
    """What a helper goes on with: `query = scoped(query, id)`; a type only holds what it is given."""
    view = lookup.view(file)
    target, arguments = view.callees[number], view.calls[number].arguments
    if not arguments or arguments[0].keyword:
        return None
    if isinstance(target, int) and lookup.definition(target).kind in TYPES:
        return None
    return arguments[0].value


def _previous(lookup: Lookup, file: int, call: Call, receiver: Value | None, seen: set[int]) -> int | None:
    if isinstance(receiver, Result):
        return receiver.call if receiver.call not in seen else None
    if isinstance(receiver, Index) and isinstance(receiver.of, Result):
        return receiver.of.call
    if not isinstance(receiver, Name) or "." in receiver.path:
        return None
    view, scope = lookup.view(file), call.scope
    while scope >= 0:
        for binding in view.reaching(scope, receiver.path, call.line):
            value = binding.value.of if isinstance(binding.value, Index) else binding.value
            if isinstance(value, Result) and value.call not in seen:
                return value.call
        scope = view.definitions[scope].scope
    return None
