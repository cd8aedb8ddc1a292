"""Abstract values as text, and the calls whose result is a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyzer.match.abstract import COMPUTED, UNKNOWN, Abstract, Frame, Listing, Literal, Str, is_known
from analyzer.match.gateway_patterns import MODULE, path_of_pattern
from analyzer.match.texts import FUNCTIONS, METHODS
from analyzer.model.facts import Call
from analyzer.model.program import Target
from analyzer.model.values import Result

if TYPE_CHECKING:
    from analyzer.match.evaluate import Evaluator


OF_DESCRIPTORS = {
    "GetOptions": ("options",),
    "GetRequestClass": ("input_type", "cls"),
    "GetResponseClass": ("output_type", "cls"),
}
"""Methods of protocol buffers that give a part of a method descriptor."""


def text_of(value: Abstract, unknown: str = COMPUTED) -> str:
    """The text of a value, `unknown` where it is none."""
    return value.text if isinstance(value, Str) else unknown


def text_result(evaluator: Evaluator, call: Call, target: Target, frame: Frame) -> Abstract | None:
    """What a call gives that works on texts or lists; None if it is another kind of call."""
    name = target if isinstance(target, str) else call.name if call.receiver is None else ""
    if name.startswith(MODULE) and call.name in ("MustPattern", "NewPattern"):
        return _gateway_pattern(evaluator, call, frame)
    if name == "append":
        return Listing(tuple(_appended(evaluator, call, frame)))
    if name in FUNCTIONS and target != "":
        given = [evaluator.value(argument.value, frame, call.line) for argument in call.arguments]
        return _joined(given, FUNCTIONS[name](list(map(text_of, given))) if given else "", frame, call.line)
    if call.receiver is None or isinstance(target, int):
        return None
    if call.name in ("items", "values", "keys") and not call.arguments:
        return _entries(evaluator, call, frame)
    if call.name in OF_DESCRIPTORS:
        return _of_descriptor(evaluator, call, frame)
    if (
        call.name == "get"
        and call.arguments
        and evaluator.lookup.view(frame.file).surface.language == "python"
    ):
        return _entry(evaluator, call, frame)
    if call.name in METHODS and evaluator.lookup.view(frame.file).surface.language == "python":
        return _method(evaluator, call, frame)
    return None


def _gateway_pattern(evaluator: Evaluator, call: Call, frame: Frame) -> Abstract:
    """The path of `NewPattern(version, steps, pool, verb)`, also inside `MustPattern`."""
    given = [evaluator.value(argument.value, frame, call.line) for argument in call.arguments[:4]]
    if call.name == "MustPattern":
        return given[0] if given else UNKNOWN
    steps, pool = (_elements(evaluator, value) for value in (*given[1:3], UNKNOWN, UNKNOWN)[:2])
    return Str(path_of_pattern(steps, pool, text_of(given[-1], "")), frame.file, call.line)


def _elements(evaluator: Evaluator, value: Abstract) -> list[str]:
    return [text_of(evaluator.item_value(item, part)) for _, item, part in evaluator.items(value)]


def _appended(evaluator: Evaluator, call: Call, frame: Frame) -> list[Abstract]:
    if not call.arguments:
        return []
    first = evaluator.value(call.arguments[0].value, frame, call.line)
    rest = call.arguments[1:]
    if len(rest) == 1 and rest[0].keyword == "*":
        return [first, evaluator.value(rest[0].value, frame, call.line)]
    return [first, evaluator.listing([argument.value for argument in rest], frame, call.line)]


def _entries(evaluator: Evaluator, call: Call, frame: Frame) -> Abstract | None:
    if call.receiver is None or isinstance(call.receiver, Result):
        return None
    of = evaluator.value(call.receiver, frame, call.line)
    if not isinstance(of, Literal) or of.composite.type != "dict":
        return None
    return Literal(of.composite, of.frame, of.line, f"{call.name}()")


def _entry(evaluator: Evaluator, call: Call, frame: Frame) -> Abstract | None:
    """`table.get(key, otherwise)` of a dict that is known."""
    table = evaluator.value(call.receiver, frame, call.line)
    if not isinstance(table, Literal | Listing):
        return None
    found = evaluator.entry(table, evaluator.value(call.arguments[0].value, frame, call.line))
    if is_known(found) or len(call.arguments) == 1:
        return found
    return evaluator.value(call.arguments[1].value, frame, call.line)


def _of_descriptor(evaluator: Evaluator, call: Call, frame: Frame) -> Abstract | None:
    """What a method of a service or method descriptor gives."""
    given = call.arguments[0].value if call.arguments else call.receiver
    method = evaluator.value(given, frame, call.line)
    if not isinstance(method, Literal):
        return None
    return evaluator.select_all(method, OF_DESCRIPTORS[call.name])


def _method(evaluator: Evaluator, call: Call, frame: Frame) -> Abstract | None:
    own = evaluator.value(call.receiver, frame, call.line)
    if not isinstance(own, Str):
        return None
    given = [evaluator.value(argument.value, frame, call.line) for argument in call.arguments]
    if call.name == "join" and given and isinstance(given[0], Literal | Listing):
        return Str(own.text.join(_elements(evaluator, given[0])), own.file, own.line)
    texts = [own.text, *map(text_of, given)]
    return Str(METHODS[call.name](texts), own.file, own.line)


def _joined(given: list[Abstract], text: str, frame: Frame, line: int) -> Abstract:
    known = [value for value in given if isinstance(value, Str) and value.text]
    last = known[-1] if known else Str("", frame.file, line)
    return Str(text, last.file, last.line)
