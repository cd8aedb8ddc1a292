"""From a call that begins a transaction to the lines that run inside it."""

from collections.abc import Iterator

from msgspec import Struct

from analyzer.match.lookup import Lookup
from analyzer.model.facts import Block, Call, Definition
from analyzer.model.values import Closure, Constant, Index, Name, Result, Value


class Span(Struct, frozen=True):
    """Lines inside a transaction. `handles` are the names that stand for it there; none: all calls count.

    `scope` is the definition the lines belong to, `owner` where the transaction is begun.
    """

    file: int
    scope: int
    line: int
    end: int
    begin: int
    owner: int
    handles: tuple[str, ...] = ()


def function_span(lookup: Lookup, file: int, call: Call, value: Value) -> Span | None:
    """The span of a function that is handed to a call to be run inside: a closure, or one given by name."""
    if isinstance(value, Closure):
        definition = lookup.view(file).definitions[value.definition]
        return _of_function(file, value.definition, definition, call, file)
    if isinstance(value, Name):
        target = lookup.program.resolve(file, call.scope, value.path)
        if isinstance(target, int):
            node = lookup.program.graph.symbols[target]
            if lookup.definition(target).parameters:
                return _of_function(node.file, node.definition, lookup.definition(target), call, file)
    return None


def _of_function(file: int, number: int, definition: Definition, call: Call, at: int) -> Span | None:
    handles = tuple(each.name for each in definition.parameters if each.name not in ("", "_", "ctx"))
    if file != at:
        return None
    return Span(file, number, definition.line, definition.end_line, call.line, call.scope, handles)


def begin_span(lookup: Lookup, file: int, number: int) -> Span | None:
    """The span of a transaction that a call begins: its with block, else up to the last use of its handle."""
    view = lookup.view(file)
    call = view.calls[number]
    handles = tuple(handle_names(lookup, file, number))
    block = blocks_of(lookup, file).get(number)
    if block is not None:
        return Span(file, block.scope, block.line, block.end_line, call.line, call.scope, handles)
    if not handles or call.scope < 0:
        return None
    end = max((line for line in _mentions(lookup, file, call.scope, handles) if line > call.line), default=0)
    return Span(file, call.scope, call.line, end, call.line, call.scope, handles) if end else None


def handle_names(lookup: Lookup, file: int, number: int) -> Iterator[str]:
    """Variables that get the first result of a call."""
    for binding in lookup.view(file).bindings:
        value = binding.value
        if isinstance(value, Index) and value.key == Constant("0"):
            value = value.of
        if value == Result(number) and binding.name != "return":
            yield binding.name


def blocks_of(lookup: Lookup, file: int) -> dict[int, Block]:
    """The with statements of a file by the call that gives their manager."""
    return {block.call: block for block in lookup.program.body(file).blocks}


def _mentions(lookup: Lookup, file: int, scope: int, handles: tuple[str, ...]) -> Iterator[int]:
    """Lines of calls on a handle or with one as an argument, in a function and the closures in it."""
    view = lookup.view(file)
    end = view.definitions[scope].end_line
    for call in view.calls:
        if view.definitions[scope].line <= call.line <= end and mentions(lookup, file, call, handles):
            yield call.line


def mentions(lookup: Lookup, file: int, call: Call, handles: tuple[str, ...]) -> bool:
    """Whether a call is made on a handle or gets one."""
    if call.receiver is not None and touches(lookup, file, call.receiver, handles):
        return True
    return any(touches(lookup, file, argument.value, handles) for argument in call.arguments)


def touches(lookup: Lookup, file: int, value: Value, handles: tuple[str, ...], depth: int = 0) -> bool:
    """Whether a value is a handle, is made of one, or is the result of a call with one."""
    if isinstance(value, Name):
        return any(value.path == handle or value.path.startswith(handle + ".") for handle in handles)
    if isinstance(value, Result) and depth < 6:
        call = lookup.view(file).calls[value.call]
        values = [argument.value for argument in call.arguments]
        if call.receiver is not None:
            values.append(call.receiver)
        return any(touches(lookup, file, each, handles, depth + 1) for each in values)
    return False
