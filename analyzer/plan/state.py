"""Blockers of state: what lives in the memory or on the disk of one process and is needed by several."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from analyzer.match.external import enclosing, texts_in
from analyzer.model.facts import Composite, Definition, DefinitionKind, ReferenceKind, Surface
from analyzer.model.graph import REFERENCE_KINDS
from analyzer.model.plan import Blocker
from analyzer.plan.sides import GATEWAY, OTHER, SHARED, WORKER, Sides

_LOCKS = re.compile(
    r"\bsync\.(?:Mutex|RWMutex|Map)\b|\b(?:threading|asyncio)\.(?:R?Lock|Semaphore|Event|Queue|Condition)\b"
    r"|\bqueue\.Queue\b|\brate\.Limiter\b|\blru\.\w*Cache\b|\bcache\.Cache\b"
)
_CONTAINERS = re.compile(
    r"^\W*(?:map\[|chan\b|sync\.Map|dict\b|set\b|list\b|deque\b|defaultdict\b|[\w.]*Map\[)", re.IGNORECASE
)
_KEYED_TYPE = re.compile(r"[\w.]*Map\[|sync\.Map")
_PATH = re.compile(r"^(?:\.{0,2}/)?[\w.-]+(?:/[\w.{}%-]+)+/?$")
_WRITE = REFERENCE_KINDS.index(ReferenceKind.WRITE)


def shared_globals(sides: Sides) -> Iterator[Blocker]:
    """Variables of a package or module that change at run time and are used by several roles."""
    writers, users = _variable_users(sides)
    graph = sides.program.graph
    for number, roles in sorted(users.items()):
        symbol = graph.symbols[number]
        several = sorted(roles - {SHARED, OTHER})
        if number not in writers or not (len(several) > 1 or (SHARED in roles and several)):
            continue
        yield Blocker(
            "shared-global",
            sides.path[symbol.file],
            symbol.line,
            f"{symbol.name} changes at run time and is used by {' and '.join(several or ['shared'])} code",
            "pass it in, or keep it in a store that both services can reach",
        )


def _variable_users(sides: Sides) -> tuple[set[int], dict[int, set[str]]]:
    """Package-level variables that functions write to, and the roles of the files that use each."""
    graph, columns = sides.program.graph, sides.program.graph.references
    top_level = {
        number
        for number, symbol in enumerate(graph.symbols)
        if symbol.kind is DefinitionKind.VARIABLE
        and sides.program.surfaces[symbol.file].definitions[symbol.definition].scope < 0
    }
    writers: set[int] = set()
    users: defaultdict[int, set[str]] = defaultdict(set)
    for position, number in enumerate(columns.symbol):
        if number in top_level and not graph.files[columns.file[position]].is_test:
            file, scope = columns.file[position], columns.scope[position]
            users[number].add(sides.role[file])
            if file == graph.symbols[number].file:
                users[number] |= _roles_that_call(sides, file, scope)
            if columns.kind[position] == _WRITE and columns.scope[position] >= 0:
                writers.add(number)
    return writers, users


def _roles_that_call(sides: Sides, file: int, scope: int) -> set[str]:
    """The roles whose files call the function around a scope."""
    line = _function_line(sides.program.surfaces[file].definitions, scope)
    function = sides.function_at.get((sides.path[file], line), -1)
    return {sides.role[site.file] for site in sides.calls.by_callee.get(function, ())}


def _function_line(definitions: Sequence[Definition], scope: int) -> int:
    while scope >= 0 and definitions[scope].kind is DefinitionKind.CLOSURE:
        scope = definitions[scope].scope
    return definitions[scope].line if scope >= 0 else 0


def in_process_state(sides: Sides) -> Iterator[Blocker]:
    """Locks, maps, queues, caches and limiters that live in one process and silently double in two."""
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or sides.role[number] not in (GATEWAY, SHARED, WORKER):
            continue
        for definition in _held(surface):
            kind = definition.type.strip("=<>") or "a collection"
            yield Blocker(
                "in-process-state",
                surface.path,
                definition.line,
                f"{definition.name} ({kind}) is kept in the memory of one process",
                "keep it in a store outside the process, or let one service own it",
            )


def _held(surface: Surface) -> Iterator[Definition]:
    """What holds state beyond a call: of a struct with a lock its first container, else the lock."""
    fields: defaultdict[int, list[Definition]] = defaultdict(list)
    for definition in surface.definitions:
        if definition.kind is DefinitionKind.FIELD:
            fields[definition.scope].append(definition)
        elif definition.kind is DefinitionKind.VARIABLE and definition.scope < 0:
            text = definition.type or (
                definition.value.type if isinstance(definition.value, Composite) else ""
            )
            if _LOCKS.search(text) or _is_empty_container(definition):
                yield definition
    for members in fields.values():
        locks = [member for member in members if _LOCKS.search(member.type)]
        held = [member for member in members if _CONTAINERS.search(member.type)]
        if locks or any(_KEYED_TYPE.search(member.type) for member in held):
            yield (held or locks)[0]


def _is_empty_container(definition: Definition) -> bool:
    """An empty map or list at package level is there to be filled at run time."""
    value = definition.value
    filled_later = isinstance(value, Composite) and not value.items
    return filled_later and bool(_CONTAINERS.search(definition.type or "map["))


def shared_storage(sides: Sides) -> Iterator[Blocker]:
    """Local folders that code of several roles names by the same text."""
    places: defaultdict[str, dict[str, tuple[str, int, str]]] = defaultdict(dict)
    for number, surface in enumerate(sides.program.surfaces):
        role = sides.role[number]
        if role in (SHARED, OTHER):
            continue
        for line, scope, text in _texts(sides, number):
            if _PATH.match(text) and not text.endswith((".go", ".py", ".html", ".tmpl")):
                places[text].setdefault(role, (surface.path, line, enclosing(surface.definitions, scope)))
    for text, roles in sorted(places.items()):
        if len(roles) > 1 and text.startswith(
            (".", "/tmp", "/var", "/data", "data/", "storage", "output", "upload")
        ):
            for role, (path, line, _) in sorted(roles.items()):
                why = f"the local path {text} is used by {' and '.join(sorted(roles))} code; here by {role}"
                yield Blocker("shared-storage", path, line, why, "move the files to object storage")


def _texts(sides: Sides, number: int) -> Iterator[tuple[int, int, str]]:
    body = sides.program.body(number)
    for call in body.calls:
        for argument in call.arguments:
            for text in texts_in(argument.value):
                yield call.line, call.scope, text
    for binding in body.bindings:
        for text in texts_in(binding.value):
            yield binding.line, binding.scope, text
    for definition in sides.program.surfaces[number].definitions:
        for text in texts_in(definition.value):
            yield definition.line, definition.scope, text


def implicit_contracts(sides: Sides) -> Iterator[Blocker]:
    """Keys (of headers, caches, contexts, queues) that code of several roles agrees on by equal text only."""
    places: defaultdict[str, dict[str, tuple[str, int]]] = defaultdict(dict)
    for number in range(len(sides.path)):
        role = sides.role[number]
        if role in (SHARED, OTHER) or sides.program.graph.files[number].is_test:
            continue
        for call in sides.program.body(number).calls:
            if call.name in _KEYED and call.arguments:
                for text in texts_in(call.arguments[0].value):
                    places[text].setdefault(role, (sides.path[number], call.line))
    for text, roles in sorted(places.items()):
        if len(roles) > 1 and len(text) > 2:
            for role, (path, line) in sorted(roles.items()):
                others = " and ".join(sorted(set(roles) - {role}))
                why = f"the key {text!r} is agreed on with {others} code by text"
                yield Blocker(
                    "implicit-contract", path, line, why, "name it once, in the contract of the services"
                )


_KEYED = frozenset(
    [
        "Set",
        "Get",
        "SetNX",
        "HSet",
        "HGet",
        "LPush",
        "RPush",
        "LPop",
        "RPop",
        "BLPop",
        "Publish",
        "Subscribe",
        "GetString",
        "GetInt",
        "MustGet",
        "set",
        "get",
        "setex",
        "hset",
        "hget",
        "lpush",
        "rpush",
        "lpop",
        "blpop",
        "publish",
        "subscribe",
        "Add",
        "Del",
    ]
)
"""Methods of caches, queues, headers and contexts whose first argument is a key."""
