"""Python classes to records: models, dataclasses, typed dicts, enums, and rows of tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.model.columns import column_kind
from analyzer.model.contract import Record, RecordField, Shape, TravelVerdict
from analyzer.model.facts import Definition, DefinitionKind
from analyzer.model.meaning import Column, Table
from analyzer.model.values import Constant, Hole, Text, Value
from analyzer.plan.contract.verdicts import DTO, IN_PROCESS, UNSTATED, Judged, Variables, worst

if TYPE_CHECKING:
    from analyzer.plan.contract.judge import Types

Member = tuple[RecordField, Judged]
DEEPEST = 12


def judge(types: "Types", symbol: int, name: str, variables: Variables) -> Judged:
    """The verdict on a Python class or alias of the program; data becomes the record `name`."""
    place = types.program.graph.symbols[symbol]
    definition = types.program.surfaces[place.file].definitions[place.definition]
    if definition.kind is not DefinitionKind.CLASS:
        return _alias(types, place.file, definition)
    node = types.program.graph.files[place.file]
    nature = nature_of(types, symbol)
    if nature == "enum":
        types.records[name] = Record(name, node.path, place.line, (), _values(types, symbol))
        return Judged(Shape("enum", name))
    if nature == "error":
        return Judged(Shape("string"), role="error")
    table = types.tables.get((node.path, place.line))
    members = list(_columns(types, symbol, table) if table else _members(types, symbol))
    fields = {field.name: field for field, one in members if one.verdict is not IN_PROCESS}
    types.records[name] = Record(name, node.path, place.line, tuple(fields.values()))
    shape = Shape("record", name)
    if table:
        return Judged(shape, DTO, f"a row of table {table.name}: the wire form should not follow the schema")
    if nature != "record":
        return Judged(shape, *_plain(types, symbol, bool(fields)))
    return Judged(shape, *worst([(field.name, one) for field, one in members]))


def nature_of(types: "Types", symbol: int, depth: int = 0) -> str:
    """What the bases and decorators of a class make it: record, enum, error, or "" for a plain class."""
    place = types.program.graph.symbols[symbol]
    definition = types.program.surfaces[place.file].definitions[place.definition]
    for base in (*definition.tag.split(), *definition.bases) if depth < DEEPEST else ():
        target = types.target(place.file, base.partition("[")[0])
        if isinstance(target, int) and target != symbol and _is_class(types, target):
            found = nature_of(types, target, depth + 1)
        else:
            known = types.wire.of("python", target if isinstance(target, str) else base)
            found = known.kind if known else ""
        if found in ("record", "enum", "error"):
            return found
    return ""


def _alias(types: "Types", file: int, definition: Definition) -> Judged:
    """A name for a type (`Pair = tuple[int, int]`); anything else states no type."""
    text = definition.type
    if text.startswith("=<type[") and text.endswith("]>"):
        return types.of_text(file, text[len("=<type[") : -len("]>")])
    return UNSTATED


def _values(types: "Types", symbol: int) -> tuple[str | int, ...]:
    place = types.program.graph.symbols[symbol]
    found: list[str | int] = []
    for one in _fields(types, symbol):
        if isinstance(one.value, Text):
            found.append(one.value.value)
        elif isinstance(one.value, Constant) and one.value.text.lstrip("-").isdigit():
            found.append(int(one.value.text))
    return tuple(dict.fromkeys(found)) or (place.name,)


def _fields(types: "Types", symbol: int) -> Iterator[Definition]:
    place = types.program.graph.symbols[symbol]
    for one in types.program.surfaces[place.file].definitions:
        if one.scope == place.definition and one.kind is DefinitionKind.FIELD:
            yield one


def _members(types: "Types", symbol: int, depth: int = 0) -> Iterator[Member]:
    """The fields of a class that are no constants of it, those of its bases first."""
    place = types.program.graph.symbols[symbol]
    definition = types.program.surfaces[place.file].definitions[place.definition]
    for base in definition.bases if depth < DEEPEST else ():
        target = types.target(place.file, base.partition("[")[0])
        if isinstance(target, int) and target != symbol and _is_class(types, target):
            yield from _members(types, target, depth + 1)
    for one in _fields(types, symbol):
        name = one.name.rpartition(".")[2]
        if name.startswith("_") or name == "model_config" or one.type.startswith("ClassVar"):
            continue
        held = types.of_text(place.file, one.type)
        yield RecordField(name, held.shape, not _given(one.value) and not held.shape.nullable), held


def _is_class(types: "Types", symbol: int) -> bool:
    return types.program.graph.symbols[symbol].kind is DefinitionKind.CLASS


def _given(value: Value | None) -> bool:
    """Whether a field has a default."""
    return value is not None and not isinstance(value, Hole)


def _columns(types: "Types", symbol: int, table: Table) -> Iterator[Member]:
    """The columns of a table's class: by annotation where there is one, else by the column's type."""
    place = types.program.graph.symbols[symbol]
    stated = {one.name.rpartition(".")[2]: one.type for one in _fields(types, symbol)}
    for column in table.columns:
        text = stated.get(column.name, "")
        held = types.of_text(place.file, text) if text and not text.startswith("=") else of_column(column)
        yield RecordField(column.name, held.shape, not column.nullable), held


_SHAPES = {
    "text": Shape("string"),
    "bigint": Shape("integer", "int64"),
    "integer": Shape("integer", "int32"),
    "decimal": Shape("string", "decimal"),
    "datetime": Shape("string", "date-time"),
    "date": Shape("string", "date"),
    "time": Shape("string", "time"),
    "duration": Shape("string", "duration"),
    "uuid": Shape("string", "uuid"),
    "json": Shape("any"),
    "": Shape("any"),
}


def of_column(column: Column) -> Judged:
    """The shape of a column's value."""
    kind = column_kind(column.type)
    shape = _SHAPES.get(kind) or Shape(kind)
    return Judged(Shape(shape.kind, shape.name, nullable=column.nullable))


def _plain(types: "Types", symbol: int, has_fields: bool) -> tuple[TravelVerdict, str]:
    place = types.program.graph.symbols[symbol]
    methods = (
        one.name.rpartition(".")[2]
        for one in types.program.surfaces[place.file].definitions
        if one.scope == place.definition and one.kind is DefinitionKind.METHOD
    )
    acts = next((name for name in methods if not name.startswith("__")), "")
    if acts:
        return IN_PROCESS, f"an object with behaviour ({acts}): pass what it holds"
    if not has_fields:
        return IN_PROCESS, "an object without stated fields"
    return DTO, "a plain class: make it a data class"
