"""A contract to a draft OpenAPI 3.1 document."""

import json
from collections.abc import Iterable
from urllib.parse import quote

from analyzer.model.contract import Carried, Contract, Operation, Record, Shape

Json = dict[str, object]

_PROBLEM: Json = {
    "description": "The operation failed (RFC 9457).",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                },
            }
        }
    },
}


def openapi(contract: Contract) -> str:
    """The draft of what a service offers, as JSON: an operation a function, with verdicts as `x-` keys."""
    document: Json = {
        "openapi": "3.1.0",
        "info": {
            "title": f"{contract.provider} (draft)",
            "version": "0.1.0",
            "description": "Drafted by monoscan from the calls that cross the boundary.",
            "x-in-process": [_staying(one) for one in contract.operations if not one.is_remote],
        },
        "paths": {
            f"/{path_name(one.name)}": {"post": _operation(one)}
            for one in contract.operations
            if one.is_remote
        },
        "components": {
            "schemas": {record.name: _record(record) for record in contract.records},
            "responses": {"Problem": _PROBLEM},
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def path_name(name: str) -> str:
    """An operation's name as a segment of a path."""
    return quote(name, safe="")


def _staying(one: Operation) -> Json:
    """A call that no request can stand for: each side needs its own, or the call moves."""
    return {"name": one.name, **_described(one)}


def _described(one: Operation) -> Json:
    """Where an operation stands, who calls it, and why what it carries is not as it is."""
    found: Json = {
        "summary": f"{one.symbol}, {one.file}:{one.line}",
        "x-verdict": one.verdict,
        "x-called-from": [
            f"{caller.boundary}: {place.path}:{place.line}"
            for caller in one.callers
            for place in caller.places
        ],
    }
    notes = [_note(each) for each in (*one.parameters, *one.results) if each.reason]
    return {**found, "x-carried": notes} if notes else found


def _operation(one: Operation) -> Json:
    found: Json = {"operationId": path_name(one.name), **_described(one)}
    if one.dropped:
        found["x-dropped"] = list(one.dropped)
    sent = [each for each in one.parameters if each.travels]
    if sent:
        required = any(each.required for each in sent)
        found["requestBody"] = {"required": required, "content": _json(_object(sent))}
    found["responses"] = {"200": _response(one), "default": {"$ref": "#/components/responses/Problem"}}
    return found


def given_back(one: Operation) -> tuple[Carried, ...]:
    """The results, and the parameters that the callee changes."""
    back = (*one.results, *(each for each in one.parameters if each.changed))
    return tuple(each for each in back if each.travels)


def _note(one: Carried) -> Json:
    return {"name": one.name or "result", "type": one.type, "verdict": one.verdict, "reason": one.reason}


def _response(one: Operation) -> Json:
    back = given_back(one)
    if not back:
        return {"description": "Done."}
    if len(back) == 1 and not back[0].changed:
        return {"description": "The result.", "content": _json(schema(back[0].shape))}
    return {"description": "The results.", "content": _json(_object(back))}


def _json(content: Json) -> Json:
    return {"application/json": {"schema": content}}


def _object(carried: Iterable[Carried]) -> Json:
    """An object of parameters or results; results without a name are numbered."""
    properties: Json = {}
    required: list[str] = []
    for number, one in enumerate(carried, 1):
        name = one.name if one.name not in ("", "_") and one.name not in properties else f"value{number}"
        properties[name] = schema(one.shape)
        if one.required:
            required.append(name)
    found: Json = {"type": "object", "properties": properties}
    return {**found, "required": required} if required else found


def _record(record: Record) -> Json:
    place: Json = {"description": f"{record.path}:{record.line}"}
    if record.values:
        kinds = sorted({"string" if isinstance(value, str) else "integer" for value in record.values})
        return {"type": kinds[0] if len(kinds) == 1 else kinds, "enum": list(record.values), **place}
    found: Json = {
        "type": "object",
        "properties": {field.name: schema(field.shape) for field in record.fields},
        **place,
    }
    required = [field.name for field in record.fields if field.required]
    return {**found, "required": required} if required else found


_PLAIN: dict[str, Json] = {
    "bytes": {"type": "string", "contentEncoding": "base64"},
    "any": {},
}


def schema(shape: Shape) -> Json:
    """The JSON Schema of a shape."""
    if shape.kind in ("record", "enum"):
        found: Json = {"$ref": f"#/components/schemas/{shape.name}"}
        return {"anyOf": [found, {"type": "null"}]} if shape.nullable else found
    if shape.kind == "list":
        found = {"type": "array", "items": schema(shape.items[0])}
    elif shape.kind == "map":
        found = {"type": "object", "additionalProperties": schema(shape.items[0])}
    elif shape.kind in _PLAIN:
        found = dict(_PLAIN[shape.kind])
    else:
        found = {"type": shape.kind, **({"format": shape.name} if shape.name else {})}
    if shape.nullable and "type" in found:
        found["type"] = [found["type"], "null"]
    return found
