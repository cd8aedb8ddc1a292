"""What a function takes and gives, and what of it travels."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from analyzer.model.contract import Carried, Shape
from analyzer.model.facts import Definition, DefinitionKind, Parameter
from analyzer.model.source import Language
from analyzer.model.values import Constant, Text, Value
from analyzer.plan.contract.judge import Types
from analyzer.plan.contract.mutation import changed
from analyzer.plan.contract.verdicts import AS_IS, IN_PROCESS, Judged, union_of
from analyzer.plan.split import Split

_NOTHING = ("None", "=<None>", "NoReturn")
Written = Mapping[str, tuple[int, str]]
"""The parameters that the callee writes: the first line, and what it writes there."""


class Signature(Struct):
    """A function taken apart: what is sent and given back, what need not travel, and whether it fails."""

    parameters: list[Carried]
    results: list[Carried]
    dropped: list[str]
    fails: bool = False


def signature_of(split: Split, types: Types, function: int) -> Signature:
    """The signature of a function or method; of a class, that of making an object."""
    place = split.program.graph.symbols[function]
    definition = split.program.surfaces[place.file].definitions[place.definition]
    if definition.kind is DefinitionKind.CLASS:
        judged = types.of_symbol(function)
        made = Carried("", definition.name, judged.verdict, judged.reason, judged.shape)
        return Signature([], [made], [])
    given, receiver = _taken(definition)
    is_go = split.program.graph.files[place.file].language == Language.GO
    definitions, body = split.program.surfaces[place.file].definitions, split.program.body(place.file)
    taken = (*given, receiver) if receiver else given
    written = changed(definitions, body, place.definition, taken, types.wire.fillers, is_go)
    variables = {one.name: types.of_text(place.file, one.type) for one in definition.type_parameters}
    found = Signature([], [], [])
    if receiver:
        _receive(types, receiver, _owner(split, types, definition, place.file), written, found)
    for parameter in given:
        judged = types.of_text(place.file, parameter.type, variables)
        if judged.role == "dropped":
            found.dropped.append(f"{parameter.name}: {judged.reason}")
        else:
            found.parameters.append(_carried(parameter, judged, written))
    results = [(one, types.of_text(place.file, one.type, variables)) for one in definition.results]
    if any(one.scope == place.definition and one.name == "yield" for one in body.bindings):
        reason = "a generator yields in its process"
        found.results.append(Carried("", "generator", IN_PROCESS, reason, Shape("any")))
    elif is_go:
        found.fails = any(judged.role == "error" for _, judged in results)
        found.results += [_carried(one, judged, {}) for one, judged in results if judged.role != "error"]
    else:
        found.results += _returned(results)
    return found


def _returned(results: Sequence[tuple[Parameter, Judged]]) -> list[Carried]:
    """What Python's return statements give: one value, that may be of several types."""
    if all(one.type in _NOTHING for one, _ in results):
        return []
    judged = union_of([judged for _, judged in results]) if len(results) > 1 else results[0][1]
    type_ = " | ".join(dict.fromkeys(shown for one, _ in results if (shown := _shown(one.type))))
    return [_carried(Parameter("", type_), judged, {})]


def _shown(type_: str) -> str:
    """A type as people write it, without the marks of an inferred one; "" for a way that shows no type."""
    text = type_.removeprefix("=")
    text = text[1:-1] if text.startswith("<") and text.find(">") == len(text) - 1 else text
    return "" if type_.startswith("=") and any(mark in text for mark in "<#/") else text


def _taken(definition: Definition) -> tuple[tuple[Parameter, ...], Parameter | None]:
    """The parameters of a function, and its receiver."""
    if definition.receiver or definition.type:
        return definition.parameters, Parameter(definition.receiver or "receiver", definition.type)
    first = definition.parameters[:1]
    if definition.kind is DefinitionKind.METHOD and first and first[0].name in ("self", "cls"):
        return definition.parameters[1:], first[0]
    return definition.parameters, None


def _owner(split: Split, types: Types, definition: Definition, file: int) -> Judged | None:
    """The verdict on what a method belongs to; None for an interface or a class itself."""
    if definition.type:
        return types.of_text(file, definition.type)
    definitions = split.program.surfaces[file].definitions
    if definition.scope >= 0 and definitions[definition.scope].kind is DefinitionKind.CLASS:
        return types.of_symbol(split.first[file] + definition.scope)
    return None


def _receive(
    types: Types, receiver: Parameter, owner: Judged | None, written: Written, found: Signature
) -> None:
    """A receiver that is data is sent; one that is an object with behaviour is the service itself."""
    record = types.records.get(owner.shape.name) if owner else None
    is_data = record is not None and (record.fields or record.values)
    if owner is None or owner.verdict is IN_PROCESS or receiver.name == "cls" or not is_data:
        found.dropped.append(f"{receiver.name}: the service itself")
    else:
        found.parameters.append(_carried(receiver, owner, written))


def _carried(parameter: Parameter, judged: Judged, written: Written) -> Carried:
    name = parameter.name.lstrip("*")
    judged = _by_default(parameter, judged)
    shape, type_ = judged.shape, _shown(parameter.type)
    if parameter.name.startswith("*"):
        shape = Shape("map" if parameter.name.startswith("**") else "list", items=(shape,))
    required = parameter.default is None and not shape.nullable
    if name in written:
        line, what = written[name]
        reason = f"the callee writes {what} (line {line}): return the new value instead"
        return Carried(name, type_, IN_PROCESS, reason, shape, True, required)
    return Carried(name, type_, judged.verdict, judged.reason, shape, False, required)


def _by_default(parameter: Parameter, judged: Judged) -> Judged:
    """A parameter without a type is what its default is."""
    if parameter.type or parameter.default is None:
        return judged
    kind = _kind(parameter.default)
    return replace(judged, shape=Shape(kind), verdict=AS_IS, reason="") if kind else judged


def _kind(value: Value) -> str:
    if isinstance(value, Text):
        return "string"
    if not isinstance(value, Constant) or value.text == "None":
        return ""
    if value.text in ("True", "False"):
        return "boolean"
    return "integer" if value.text.lstrip("-").isdigit() else "number"
