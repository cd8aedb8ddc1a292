"""Blockers of agreement: what several sides agree on by equal text only."""

import re
from collections import defaultdict
from collections.abc import Iterator

from analyzer.match.external import texts_in
from analyzer.model.facts import Call
from analyzer.model.plan import Blocker
from analyzer.model.values import Name
from analyzer.plan.libraries import literals
from analyzer.plan.sides import GATEWAY, OTHER, Sides

_REMEDY = "name it once, in the contract of the services"
_KEYED = frozenset(
    [
        "Set", "Get", "SetNX", "SetEX", "HSet", "HGet", "LPush", "RPush", "LPop", "RPop", "BLPop", "Publish",
        "Subscribe", "GetString", "GetInt", "MustGet", "set", "get", "setex", "hset", "hget", "lpush",
        "rpush", "lpop", "blpop", "publish", "subscribe", "Del", "Value", "WithValue", "Header", "GetHeader",
    ]
)  # fmt: skip
"""Methods of caches, queues, headers and contexts that take a key."""
_HOLDERS = re.compile(
    r"redis|rdb|cache|header|session|cookie|context|ctx|queue|broker|\bc$|request|store|state", re.IGNORECASE
)
_DICTS = frozenset(["get", "set"])
_STORES = re.compile(r"redis|rdb|cache|header|session|cookie|queue|broker", re.IGNORECASE)
"""What `get` and `set` of Python ask for a key that others know; contexts are dictionaries there."""
_PLAIN = frozenset(
    [
        "content-type", "content-length", "cache-control", "connection", "accept", "user-agent", "host",
        "origin",
        "transfer-encoding", "accept-encoding", "content-disposition", "x-accel-buffering", "location",
        "accept-language", "range", "content-range", "accept-ranges", "retry-after", "x-request-id", "date",
        "content-encoding", "x-forwarded-for", "x-real-ip", "www-authenticate", "allow", "server",
        "referer", "etag", "last-modified", "if-none-match", "vary", "pragma", "upgrade",
    ]
)  # fmt: skip
"""Headers that HTTP itself defines and that carry no agreement between two parts of a program."""
_KEYS = frozenset(["authorization", "x-api-key", "api-key"])
"""Headers that services of others ask for."""
_JOB_NAME = re.compile(r"^[a-z][a-z0-9_]*(?:[.:][a-z][a-z0-9_-]*)+$")
_FILE_NAME = re.compile(
    r"\.(?:go|py|js|ts|json|ya?ml|toml|html?|css|md|txt|png|jpe?g|svg|mp[34]|wav|csv|sql|db|log|com|org|io|net|internal|local)$"
)


def implicit_contracts(sides: Sides) -> Iterator[Blocker]:
    """Keys of headers, caches, contexts and queues, and names of jobs, that several sides know by text."""
    yield from _same_keys(sides)
    yield from _rewritten_headers(sides)
    yield from _same_names(sides)


def _same_keys(sides: Sides) -> Iterator[Blocker]:
    places: defaultdict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for number, path in enumerate(sides.path):
        if sides.program.graph.files[number].is_test:
            continue
        for call in sides.program.body(number).calls:
            for text in _keys(call):
                for role in sides.served_sides(number):
                    places[text].setdefault(role, (path, call.line))
    for text, roles in sorted(places.items()):
        files = {path for path, _ in roles.values()}
        if len(roles) > 1 and len(files) > 1:
            for (path, line), role in sorted({place: role for role, place in sorted(roles.items())}.items()):
                others = " and ".join(sorted(set(roles) - {role}))
                why = f"the key {text!r} is agreed on with {others} code by text"
                yield Blocker("implicit-contract", path, line, why, _REMEDY)


def _keys(call: Call) -> Iterator[str]:
    held = call.receiver.path if isinstance(call.receiver, Name) else call.path.rpartition(".")[0]
    holders = _STORES if call.name in _DICTS else _HOLDERS
    if call.name not in _KEYED or not holders.search(held):
        return
    keys = call.arguments[1:2] if call.name == "WithValue" else call.arguments[:1]
    for argument in keys:
        for text in texts_in(argument.value):
            if len(text) > 2 and text.lower() not in _PLAIN | _KEYS:
                yield text


def _rewritten_headers(sides: Sides) -> Iterator[Blocker]:
    """Headers of the incoming request that the gateway sets for code that runs later."""
    for number, path in enumerate(sides.path):
        if sides.role[number] != GATEWAY or sides.program.graph.files[number].is_test:
            continue
        for call in sides.program.body(number).calls:
            held = call.receiver.path if isinstance(call.receiver, Name) else ""
            rewrites = call.name in ("Set", "Add") and held.endswith(
                (".Request.Header", "r.Header", "req.Header")
            )
            # A client's own request is made in the same function; the incoming one is a field or parameter.
            if rewrites and held.endswith(".Request.Header") and len(call.arguments) > 1:
                text = next(texts_in(call.arguments[0].value), "a header")
                if text.lower() in _PLAIN:
                    continue
                why = f"the header {text!r} of the incoming request is rewritten for whoever reads it later"
                yield Blocker("implicit-contract", path, call.line, why, _REMEDY)


def _same_names(sides: Sides) -> Iterator[Blocker]:
    """Names of jobs and events, written `part.part` or `part:part`, in Go and in Python."""
    places: defaultdict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    languages = {node.language for node in sides.program.graph.files if not node.is_test}
    if not {"go", "python"} <= languages:
        return
    for number, node in enumerate(sides.program.graph.files):
        if not node.is_test and sides.role[number] != OTHER:
            for line, text in literals(sides.program, number):
                if _JOB_NAME.match(text) and not _FILE_NAME.search(text):
                    places[text].setdefault(node.language, (node.path, line))
    for text, found in sorted(places.items()):
        for path, line in sorted(found.values()) if len(found) > 1 else ():
            why = f"the name {text!r} is written in Go and in Python, and nothing checks that it is the same"
            yield Blocker("implicit-contract", path, line, why, _REMEDY)
