"""Which parameters a function writes through: what its caller would no longer see across a network."""

from collections.abc import Iterator, Mapping, Sequence

from analyzer.model.facts import Body, Call, Definition, Parameter, ReferenceKind
from analyzer.model.values import Name

_ADDING = frozenset(["append", "extend", "insert", "update", "add", "pop", "remove", "clear", "setdefault"])
"""Methods of Python's own containers that change them."""
_SHARING = ("*", "[", "map")
"""How Go types begin whose copies share what they hold."""


def changed(
    definitions: Sequence[Definition],
    body: Body,
    function: int,
    parameters: Sequence[Parameter],
    fillers: frozenset[str],
    copied: bool,
) -> Mapping[str, tuple[int, str]]:
    """The parameters that a function writes, each with the first line and what is written there.

    `copied` says that the language hands over copies of all that is no pointer, slice or map.
    """
    inside = _inside(definitions, function)
    named = {
        parameter.name.lstrip("*"): parameter
        for parameter in parameters
        if parameter.name and (not copied or parameter.type.startswith(_SHARING))
    }
    found: dict[str, tuple[int, str]] = {}
    for line, name, what in sorted(_writes(body, inside, named, fillers)):
        found.setdefault(name, (line, what))
    return found


def _inside(definitions: Sequence[Definition], function: int) -> frozenset[int]:
    """The function and the closures in it."""
    found = {function}
    for number in range(function + 1, len(definitions)):
        if definitions[number].scope in found:
            found.add(number)
    return frozenset(found)


def _writes(
    body: Body, inside: frozenset[int], named: Mapping[str, Parameter], fillers: frozenset[str]
) -> Iterator[tuple[int, str, str]]:
    for binding in body.bindings:
        head, dot, _ = binding.name.partition(".")
        if dot and binding.scope in inside and head in named:
            yield binding.line, head, binding.name
    for reference in body.references:
        if reference.kind is ReferenceKind.WRITE and reference.scope in inside:
            for name, parameter in named.items():
                if parameter.type and reference.path.startswith(_starts(parameter.type)):
                    field = reference.path.rpartition(".")[2].strip("[]*")
                    yield reference.line, name, f"{name}.{field}"
    for call in body.calls:
        if call.scope in inside:
            yield from _filled(call, named, fillers)


def _starts(type_: str) -> tuple[str, ...]:
    """How paths begin that go through a value of this type."""
    return f"<{type_}>.", f"<{type_}>[", f"(<{type_}>)."


def _filled(
    call: Call, named: Mapping[str, Parameter], fillers: frozenset[str]
) -> Iterator[tuple[int, str, str]]:
    if call.name in fillers:
        for argument in call.arguments:
            if isinstance(argument.value, Name) and argument.value.path.lstrip("&") in named:
                name = argument.value.path.lstrip("&")
                if named[name].type.startswith("*"):
                    yield call.line, name, name
    if call.name in _ADDING and isinstance(call.receiver, Name):
        name, _, field = call.receiver.path.partition(".")
        if name in named and not named[name].type.startswith(("*", "[", "map")):
            yield call.line, name, f"{name}.{field}" if field else name
