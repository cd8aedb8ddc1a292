"""Crossings of agreement: equal texts in two boundaries that nothing checks against each other."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from analyzer.match.external import texts_in
from analyzer.measure.quotient import EVIDENCE_LIMIT
from analyzer.model.boundary import SHARED
from analyzer.model.facts import Body, Call, Surface
from analyzer.model.graph import Evidence
from analyzer.model.plan import Crossing
from analyzer.model.program import Program
from analyzer.model.source import Language
from analyzer.model.values import Name
from analyzer.plan.split import Split

_KEYED = frozenset(
    [
        "Set", "SetNX", "SetEX", "HSet", "LPush", "RPush", "Publish", "Enqueue", "XAdd", "Get", "HGet",
        "LPop", "RPop", "BLPop", "BRPop", "Subscribe", "GetHeader", "GetString", "GetInt", "MustGet", "XRead",
        "Del", "Value", "WithValue", "set", "setex", "hset", "lpush", "rpush", "publish", "enqueue", "xadd",
        "send_task", "get", "hget", "lpop", "rpop", "blpop", "brpop", "subscribe", "delete", "xread",
    ]
)  # fmt: skip
"""Methods of caches, queues, headers and contexts that take a key."""
_HOLDER = re.compile(
    r"redis|rdb|cache|header|session|cookie|context|ctx|queue|broker|topic|^c$|^request$|^state$",
    re.IGNORECASE,
)
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:[.:][a-z][a-z0-9_-]*)+")
_OTHER_NAME = re.compile(
    r".*\.(?:go|py|js|ts|json|ya?ml|toml|html?|css|md|txt|png|jpe?g|svg|mp[34]|wav|csv|sql|db|log|com|org|io"
    r"|net|dev|internal|local)"
)
_STANDARD = frozenset(
    [
        "content-type", "content-length", "cache-control", "connection", "accept", "user-agent", "host",
        "origin", "transfer-encoding", "accept-encoding", "content-disposition", "x-accel-buffering",
        "location", "accept-language", "referer", "etag", "last-modified", "if-none-match", "vary", "pragma",
        "upgrade", "authorization", "x-forwarded-for", "x-real-ip", "retry-after", "range", "cookie",
    ]
)  # fmt: skip
"""Headers that HTTP itself defines: two services may both know them."""

_Found = Iterator[tuple[str, str, str, Evidence]]
"""The sort of agreement, its text, the boundary that knows it, and a place."""


def literal_crossings(split: Split) -> Iterator[Crossing]:
    """One a text and pair of boundaries; `why` says what sort of agreement it is.

    What shared code names is named once, so it is none; only environment variables count there for those
    who use the code, because each service has to be given them.
    """
    places: defaultdict[tuple[str, str], defaultdict[str, set[Evidence]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for sort, text, boundary, place in (*_environment(split), *_written(split)):
        places[sort, text][boundary].add(place)
    for (sort, text), known in sorted(places.items()):
        users = sorted(set(known) - {"", SHARED})
        for dependency, dependent in pairwise(users):
            both = known[dependency] | known[dependent]
            if len({place.path for place in both}) > 1 or sort == ENVIRONMENT:
                evidence = _by_turns(known[dependency], known[dependent])
                yield Crossing("literal", dependent, dependency, text, len(both), evidence, why=sort)


ENVIRONMENT, KEY, NAME = "environment variable", "key", "name in two languages"


def _by_turns(one: Iterable[Evidence], other: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The first places of both sides."""
    ranked = [sorted(found, key=lambda place: (place.path, place.line)) for found in (one, other)]
    turns = [found[place] for place in range(EVIDENCE_LIMIT) for found in ranked if place < len(found)]
    return tuple(dict.fromkeys(turns))[:EVIDENCE_LIMIT]


def _environment(split: Split) -> _Found:
    users = _users_of_shared(split)
    for use in split.meaning.external:
        if use.kind == "environment" and "{" not in use.system:
            place = Evidence(use.file, use.line, use.function)
            home = split.home.get(use.file, "")
            for boundary in sorted(users.get(use.file, ())) if home == SHARED else [home]:
                yield ENVIRONMENT, use.system, boundary, place


def _users_of_shared(split: Split) -> Mapping[str, frozenset[str]]:
    """The boundaries that use each file of shared code, also through other shared files."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    inside: defaultdict[str, list[str]] = defaultdict(list)
    for edge in split.edges:
        home = split.home.get(edge.dependent, "")
        if split.home.get(edge.dependency) != SHARED or not home:
            continue
        if home == SHARED:
            inside[edge.dependent].append(edge.dependency)
        else:
            users[edge.dependency].add(home)
    queue = sorted(users)
    while queue:
        file = queue.pop()
        for other in inside[file]:
            if not users[file] <= users[other]:
                users[other] |= users[file]
                queue.append(other)
    return {file: frozenset(found) for file, found in users.items()}


def _written(split: Split) -> _Found:
    for sort, text, place in split.of_program(_texts):
        home = split.home.get(place.path, "")
        if home not in ("", SHARED):
            yield sort, text, home, place


def _texts(program: Program) -> Sequence[tuple[str, str, Evidence]]:
    """The keys of a program, and the names that are written in Go and in Python."""
    nodes = [(number, node) for number, node in enumerate(program.graph.files) if not node.is_test]
    both = {Language.GO, Language.PYTHON} <= {node.language for _, node in nodes}
    found: list[tuple[str, str, Evidence]] = []
    names: defaultdict[str, list[tuple[str, Evidence]]] = defaultdict(list)
    for number, node in nodes:
        if node.language == Language.SQL:
            continue
        body = program.body(number)
        found += ((KEY, text, Evidence(node.path, line)) for line, text in _keys(body))
        for line, text in _names(program.surfaces[number], body) if both else ():
            names[text].append((node.language, Evidence(node.path, line)))
    for text, places in names.items():
        if len({language for language, _ in places}) > 1:
            found += ((NAME, text, place) for _, place in places)
    return found


def _keys(body: Body) -> Iterator[tuple[int, str]]:
    for call in body.calls:
        if call.name in _KEYED and _HOLDER.search(_holder(call)):
            place = 1 if call.name == "WithValue" else 0
            for argument in call.arguments[place : place + 1]:
                for text in texts_in(argument.value):
                    if len(text) > 2 and text.lower() not in _STANDARD:
                        yield call.line, text


def _holder(call: Call) -> str:
    """The last name of what the method is called on."""
    held = call.receiver.path if isinstance(call.receiver, Name) else call.path.rpartition(".")[0]
    return held.removesuffix("()").rpartition(".")[2]


def _names(surface: Surface, body: Body) -> Iterator[tuple[int, str]]:
    """Names of jobs, events and topics: several parts joined by dots or colons."""
    values = [(call.line, argument.value) for call in body.calls for argument in call.arguments]
    values += [(binding.line, binding.value) for binding in body.bindings]
    values += [(one.line, one.value) for one in surface.definitions if one.value is not None]
    for line, value in values:
        for text in texts_in(value):
            if _NAME.fullmatch(text) and not _OTHER_NAME.fullmatch(text):
                yield line, text
