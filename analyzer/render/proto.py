"""A contract to a draft of a proto3 file."""

import re
from collections.abc import Iterable, Iterator

from analyzer.model.contract import Carried, Contract, Operation, Record, Shape
from analyzer.render.openapi import given_back

_SCALARS = {"string": "string", "number": "double", "boolean": "bool", "bytes": "bytes"}
_INTEGERS = {"duration": "google.protobuf.Duration", "int32": "int32", "byte": "int32"}
_KNOWN = {
    "google.protobuf.Empty": "empty",
    "google.protobuf.ListValue": "struct",
    "google.protobuf.Struct": "struct",
    "google.protobuf.Timestamp": "timestamp",
    "google.protobuf.Duration": "duration",
    "google.protobuf.Value": "struct",
}
"""Messages that come with protocol buffers, and the files that declare them."""
_EMPTY = "google.protobuf.Empty"


def proto(contract: Contract) -> str:
    """The draft of what a service offers: an rpc a function, with its verdict as a comment."""
    names = _Names({record.name for record in contract.records})
    service = names.message(contract.provider, "")
    calls: list[str] = []
    messages: list[str] = []
    for one in contract.operations:
        if not one.is_remote:
            calls += _comments(one)
            continue
        name = names.message(one.name, "")
        taken = _message(messages, names, name, "Request", [each for each in one.parameters if each.travels])
        given = _message(messages, names, name, "Response", given_back(one))
        calls += [*_comments(one), f"  rpc {name}({taken}) returns ({given});"]
    messages += [_record(record) for record in contract.records]
    body = "\n\n".join(["\n".join([f"service {service} {{", *calls, "}"]), *messages])
    imports = sorted({file for known, file in _KNOWN.items() if f"{known}" in body})
    head = [
        f"// Drafted by monoscan from the calls that cross the boundary {contract.provider}.",
        'syntax = "proto3";',
        f"package {_snake(contract.provider)}.v1;",
        *(f'import "google/protobuf/{file}.proto";' for file in imports),
    ]
    return "\n".join(head) + "\n\n" + body + "\n"


class _Names:
    """Names of messages and services that nothing else in the file has."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = {name.lower() for name in taken}

    def message(self, name: str, kind: str) -> str:
        """A name in capitals; a number follows where it is taken."""
        words = re.findall(r"[A-Za-z0-9]+", name)
        plain = "".join(word[:1].upper() + word[1:] for word in words) or "Service"
        plain = f"X{plain}" if plain[0].isdigit() else plain
        found = next(one for one in _numbered(plain + kind) if one.lower() not in self._taken)
        self._taken.add(found.lower())
        return found


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}{number}"
        number += 1


def _comments(one: Operation) -> list[str]:
    lines = [f"{one.symbol}, {one.file}:{one.line}: {one.verdict}"]
    lines += [
        f"{each.name or 'result'} {each.type}: {each.reason}"
        for each in (*one.parameters, *one.results)
        if each.reason
    ]
    return [f"  // {' '.join(line.split())}" for line in lines]


def _message(messages: list[str], names: _Names, name: str, kind: str, carried: Iterable[Carried]) -> str:
    """The name of the message that holds what is sent or given back; nothing is Empty."""
    fields = [(each.name if each.name != "_" else "", each.shape) for each in carried]
    if not fields:
        return _EMPTY
    found = names.message(name, kind)
    messages.append(_fields(found, fields))
    return found


def _record(record: Record) -> str:
    place = f"// {record.path}:{record.line}\n"
    if record.values:
        return place + _enum(record)
    return place + _fields(record.name, [(field.name, field.shape) for field in record.fields])


def _fields(name: str, fields: Iterable[tuple[str, Shape]]) -> str:
    taken: set[str] = set()
    lines = []
    for number, (field, shape) in enumerate(fields, 1):
        snake = _snake(field) if field else f"value{number}"
        key = next(one for one in _numbered(snake) if one.replace("_", "") not in taken)
        taken.add(key.replace("_", ""))
        lines.append(f"  {_typed(shape)} {key} = {number};")
    return "\n".join([f"message {name} {{", *lines, "}"])


def _enum(record: Record) -> str:
    """The values in order; the wire carries numbers, so each text stands beside its own."""
    prefix = _snake(record.name).upper()
    lines, taken = [f"  {prefix}_UNSPECIFIED = 0;"], {"unspecified"}
    for number, value in enumerate(record.values, 1):
        word = re.sub(r"\W+", "_", str(value), flags=re.ASCII).strip("_").upper() or f"VALUE{number}"
        word = next(one for one in _numbered(word) if one.lower().replace("_", "") not in taken)
        taken.add(word.lower().replace("_", ""))
        shown = " ".join(str(value).split())
        lines.append(f"  {prefix}_{word} = {number}; // {shown}")
    return "\n".join([f"enum {record.name} {{", *lines, "}"])


def _typed(shape: Shape) -> str:
    """The type of a field; what proto3 cannot nest becomes a ListValue or Struct."""
    if shape.kind == "list":
        return f"repeated {_single(shape.items[0])}"
    if shape.kind == "map":
        return f"map<string, {_single(shape.items[0])}>"
    single = _single(shape)
    plain = single in (*_SCALARS.values(), "int32", "int64") or shape.kind == "enum"
    return f"optional {single}" if shape.nullable and plain else single


def _single(shape: Shape) -> str:
    if shape.kind in ("record", "enum"):
        return shape.name
    if shape.kind in ("list", "map"):
        return "google.protobuf.ListValue" if shape.kind == "list" else "google.protobuf.Struct"
    if shape.kind == "integer":
        return {"duration": "google.protobuf.Duration", "int32": "int32", "byte": "int32"}.get(
            shape.name, "int64"
        )
    if shape.name == "date-time":
        return "google.protobuf.Timestamp"
    return _SCALARS.get(shape.kind, "google.protobuf.Value")


def _snake(name: str) -> str:
    """A name in small letters and underscores."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    found = re.sub(r"\W+|__+", "_", words, flags=re.ASCII).strip("_").lower()
    return found if found[:1].isalpha() else f"x{found}"
