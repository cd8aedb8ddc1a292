"""Blockers of state: what lives in the memory of one process."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from analyzer.model.facts import Definition, DefinitionKind, Surface
from analyzer.model.meaning import TableOp
from analyzer.model.plan import Blocker
from analyzer.model.values import Composite
from analyzer.plan.sides import GATEWAY, SHARED, WORKER, Sides

_LOCKS = re.compile(
    r"\bsync\.(?:Mutex|RWMutex|Map)\b|\b(?:threading|asyncio)\.(?:R?Lock|Semaphore|Event|Queue|Condition)\b"
    r"|\bqueue\.Queue\b|\brate\.Limiter\b|\blru\.\w*Cache\b|\bcache\.Cache\b"
)
_CONTAINERS = re.compile(
    r"^\W*(?:map\[|chan\b|sync\.Map|dict\b|list\b|deque\b|defaultdict\b|[\w.]*Map\[|[\w.]*Cache\b)",
    re.IGNORECASE,
)
_GUARDS = re.compile(r"\bsync\.(?:RW)?Mutex\b|\b(?:threading|asyncio)\.(?:R?Lock|Condition|Event)\b")
"""Locks that hold nothing: one that guards no table guards a variable, which is told of by itself."""
_COSTS_ONLY = re.compile(
    r"(?:Client|Transport|Dialer|Template|Regexp?|Pattern|Encod\w+|Tokeni[sz]er|Handler|Logger|Once)\w*\b\W*$"
)
"""What a collection may keep twice without harm: it is made again at some cost, and says the same."""
_ONCE = re.compile(r"initiali[sz]ed|warned|logged|once$", re.IGNORECASE)
_REGISTRY = re.compile(r"\b[Tt]ype\[|\bfunc\(|\bCallable\b")
"""Collections of types and functions: code registers itself when it is loaded, alike in every process."""
_KEYED_TYPE = re.compile(r"[\w.]*Map\[|sync\.Map")


def in_process_state(sides: Sides) -> Iterator[Blocker]:
    """Maps, queues, caches, limiters and locks over stored data, which silently double in two processes.

    One blocker a struct or class, and one for all variables of a file.
    """
    writers = {
        (use.file, use.function.partition(".")[0])
        for use in sides.meaning.table_uses
        if use.op is TableOp.WRITE
    }
    locking = _locking_writers(sides)
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or sides.role[number] not in (GATEWAY, SHARED, WORKER) or number in sides.apart:
            continue
        first = sides.first[number]
        held = [*_of_structs(sides, number, writers)]
        variables = [
            definition
            for position, definition in enumerate(surface.definitions)
            if _is_held_variable(definition, first + position in locking)
            and not _is_table(sides, definition, first + position)
        ]
        for members in [*([member] for member in held), *([variables] if variables else [])]:
            yield _blocker(surface.path, members)


def _locking_writers(sides: Sides) -> frozenset[int]:
    """Variables that functions use which write tables."""
    written = {(use.file, use.function) for use in sides.meaning.table_uses if use.op is TableOp.WRITE}
    graph, columns = sides.program.graph, sides.program.graph.references
    writing = sides.calls.waiting_for(
        number
        for number, symbol in enumerate(graph.symbols)
        if (sides.path[symbol.file], symbol.name) in written
    )
    return frozenset(
        number
        for file, scope, number in zip(columns.file, columns.scope, columns.symbol, strict=True)
        if graph.symbols[number].kind is DefinitionKind.VARIABLE
        and sides.function_around(file, scope) in writing
    )


def _blocker(path: str, members: Sequence[Definition]) -> Blocker:
    members = sorted(members, key=lambda member: (_LOCKS.search(member.type) is not None, member.line))
    names = ", ".join(member.name for member in members[:3])
    more = f" and {len(members) - 3} more" if len(members) > 3 else ""
    kind = re.sub(r"[=<>]", "", members[0].type).removesuffix("()") or "a collection"
    why = f"{names}{more} ({kind}) is kept in the memory of one process"
    lines = tuple(sorted(member.line for member in members[1:]))
    remedy = "keep it in a store outside the process, or let one service own it"
    return Blocker("in-process-state", path, members[0].line, why, remedy, lines)


def _is_held_variable(definition: Definition, guards_tables: bool) -> bool:
    kinds = (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT)
    if definition.kind not in kinds or definition.scope >= 0 or definition.name == "_":
        return False
    text = definition.type or (definition.value.type if isinstance(definition.value, Composite) else "")
    if _COSTS_ONLY.search(text) or _ONCE.search(definition.name):
        return False
    if _GUARDS.search(text):
        return guards_tables
    return bool(_LOCKS.search(text)) or is_filled_later(definition)


def _is_table(sides: Sides, definition: Definition, number: int) -> bool:
    """Whether a map gets all it holds while the program starts; what is filled by calls is not seen."""
    text = definition.type or (definition.value.type if isinstance(definition.value, Composite) else "")
    return text.lstrip("=<(").startswith(("map[", "[]")) and sides.lifetimes.filled_at_start(number)


def is_filled_later(definition: Definition) -> bool:
    """Whether a variable is a collection that starts empty: it is filled at run time."""
    value = definition.value
    if _REGISTRY.search(definition.type):
        return False
    if re.search(r"\bsync\.Map\b", definition.type):
        return True
    if isinstance(value, Composite):
        return not value.items and bool(_CONTAINERS.search(definition.type or value.type or "map["))
    return definition.kind is DefinitionKind.VARIABLE and bool(
        _CONTAINERS.search(definition.type.strip("=<("))
    )


def _is_collection(field: Definition, language: str) -> bool:
    """Whether a field is a collection that starts empty; a channel only ties one object's parts together."""
    if language == "python" and field.value is not None and not is_filled_later(field):
        return False
    return bool(_CONTAINERS.search(field.type)) and not field.type.startswith("chan")


def _of_structs(sides: Sides, number: int, writers: set[tuple[str, str]]) -> Iterator[Definition]:
    """Of a struct with a lock its first container; the lock itself where its methods write tables.

    Told are structs with an object as old as the process, and containers that fill while it runs.
    """
    surface, first = sides.program.surfaces[number], sides.first[number]
    fields: defaultdict[int, list[Definition]] = defaultdict(list)
    for position, definition in enumerate(surface.definitions):
        if definition.kind is DefinitionKind.FIELD and not _is_table(sides, definition, first + position):
            fields[definition.scope].append(definition)
    for scope, members in fields.items():
        owner = surface.definitions[scope] if scope >= 0 else None
        if owner is None or owner.type_parameters:
            continue
        member = _held(surface, members, (surface.path, owner.name) in writers)
        if member is not None and sides.lifetimes.lasts(first + scope):
            yield member


def _held(surface: Surface, members: Sequence[Definition], writes: bool) -> Definition | None:
    locks = [member for member in members if _LOCKS.search(member.type)]
    held = [
        member
        for member in members
        if _is_collection(member, surface.language)
        and not _COSTS_ONLY.search(member.type)
        and not _ONCE.search(member.name)
    ]
    keyed = [member for member in held if _KEYED_TYPE.search(member.type)]
    if held and locks:
        return held[0]
    if keyed:
        return keyed[0]
    return locks[0] if locks and writes else None
