"""Go types to records: structs by their tags, enums by their typed constants."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from analyzer.model.contract import Record, RecordField, Shape
from analyzer.model.facts import Definition, DefinitionKind
from analyzer.model.values import Constant, Text
from analyzer.plan.contract.verdicts import AS_IS, DTO, IN_PROCESS, UNSTATED, Judged, worst

if TYPE_CHECKING:
    from analyzer.plan.contract.judge import Types

Member = tuple[RecordField, Judged]


def judge(types: "Types", symbol: int, name: str, variables: Mapping[str, Judged]) -> Judged:
    """The verdict on a Go type of the program; a struct or enum becomes the record `name`."""
    place = types.program.graph.symbols[symbol]
    definition = types.program.surfaces[place.file].definitions[place.definition]
    if definition.kind is DefinitionKind.INTERFACE:
        return _interface(types, place.file, place.definition)
    if definition.kind in (DefinitionKind.TYPE, DefinitionKind.ALIAS):
        values = enum_values(types, symbol)
        inner = types.of_text(place.file, definition.type, variables)
        if values and inner.shape.kind in ("string", "integer"):
            path = types.program.graph.files[place.file].path
            types.records[name] = Record(name, path, place.line, (), values)
            return Judged(Shape("enum", name))
        return inner
    if definition.kind in (DefinitionKind.STRUCT, DefinitionKind.FIELD):
        return _struct(types, symbol, name, variables)
    return UNSTATED


def _interface(types: "Types", file: int, definition: int) -> Judged:
    inside = types.program.surfaces[file].definitions
    if any(one.scope == definition and one.kind is DefinitionKind.METHOD for one in inside):
        return Judged(Shape("any"), IN_PROCESS, "an interface is behaviour, not data")
    return Judged(Shape("any"), DTO, "any: the type is not stated")


def enum_values(types: "Types", symbol: int) -> tuple[str | int, ...]:
    """The values of the constants of a type, in the order in which they are declared."""
    place = types.program.graph.symbols[symbol]
    return types.constants.get((types.program.graph.files[place.file].module, place.name), ())


def constants(types: "Types") -> dict[tuple[str, str], tuple[str | int, ...]]:
    """The values of typed constants by package and name of their type; two and more make an enum."""
    found: defaultdict[tuple[str, str], list[str | int]] = defaultdict(list)
    for node, surface in zip(types.program.graph.files, types.program.surfaces, strict=True):
        if node.language != "go" or node.is_test:
            continue
        for one in surface.definitions:
            value = _constant(one) if one.kind is DefinitionKind.CONSTANT and one.type else None
            if value is not None and value not in found[node.module, one.type]:
                found[node.module, one.type].append(value)
    return {key: tuple(values) for key, values in found.items() if len(values) > 1}


def _constant(one: Definition) -> str | int | None:
    if isinstance(one.value, Text):
        return one.value.value
    if isinstance(one.value, Constant) and one.value.text.lstrip("-").isdigit():
        return int(one.value.text)
    return None


def _struct(types: "Types", symbol: int, name: str, variables: Mapping[str, Judged]) -> Judged:
    place = types.program.graph.symbols[symbol]
    node = types.program.graph.files[place.file]
    definitions = types.program.surfaces[place.file].definitions
    hidden: list[str] = []
    members = list(_members(types, place.file, place.definition, variables, hidden))
    stays, reason = _stays(types, place.file, definitions, place.definition)
    fields = {field.name: field for field, one in members if one.verdict is not IN_PROCESS}
    types.records[name] = Record(name, node.path, place.line, tuple(fields.values()))
    shape = Shape("record", name)
    if stays:
        return Judged(shape, IN_PROCESS, reason)
    if not members and hidden:
        return Judged(shape, IN_PROCESS, "all its fields are private: an object of its package")
    verdict, reason = worst([(field.name, one) for field, one in members])
    table = types.tables.get((node.path, place.line))
    if verdict is AS_IS and table:
        return Judged(shape, DTO, f"a row of table {table.name}: the wire form should not follow the schema")
    if verdict is AS_IS and hidden:
        return Judged(shape, DTO, f"its private field {hidden[0]} would be lost")
    return Judged(shape, verdict, reason)


def _stays(types: "Types", file: int, definitions: Sequence[Definition], scope: int) -> tuple[bool, str]:
    """Whether a private field holds something that must stay in the process."""
    for one in definitions:
        if one.scope == scope and one.kind is DefinitionKind.FIELD and not one.exported:
            held = types.of_text(file, one.type)
            if held.verdict is IN_PROCESS:
                return True, f"{_last(one.name)}: {held.reason}"
    return False, ""


def _members(
    types: "Types", file: int, scope: int, variables: Mapping[str, Judged], hidden: list[str]
) -> Iterator[Member]:
    """The fields that JSON would write, those of embedded structs among them."""
    definitions = types.program.surfaces[file].definitions
    bases = {base.strip("*").partition("[")[0].rpartition(".")[2] for base in definitions[scope].bases}
    for one in definitions:
        if one.scope != scope or one.kind is not DefinitionKind.FIELD:
            continue
        name, options = json_name(one.tag)
        own = _last(one.name)
        if name == "-" and not options:
            continue
        held = types.of_text(file, one.type, variables)
        if own in bases and not name:
            yield from _embedded(types, own, held)
        elif not one.exported:
            hidden.append(own)
        elif held.role != "dropped":
            optional = "omitempty" in options or held.shape.nullable
            yield RecordField(name or own, held.shape, not optional), held


def _embedded(types: "Types", name: str, held: Judged) -> Iterator[Member]:
    record = types.records.get(held.shape.name)
    if record is None or held.shape.kind != "record":
        yield RecordField(name, held.shape, False), held
        return
    for field in record.fields:
        yield field, replace(held, shape=field.shape)


def json_name(tag: str) -> tuple[str, str]:
    """The name in a struct's `json` tag, and what follows it."""
    _, found, rest = tag.strip("`").partition('json:"')
    name, _, options = rest.partition('"')[0].partition(",")
    return (name, options) if found else ("", "")


def _last(name: str) -> str:
    return name.rpartition(".")[2]
