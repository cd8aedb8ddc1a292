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
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or sides.role[number] not in (GATEWAY, SHARED, WORKER) or number in sides.apart:
            continue
        held = [*_of_structs(surface, writers)]
        variables = [definition for definition in surface.definitions if _is_held_variable(definition)]
        for members in [*([member] for member in held), *([variables] if variables else [])]:
            yield _blocker(surface.path, members)


def _blocker(path: str, members: Sequence[Definition]) -> Blocker:
    members = sorted(members, key=lambda member: (_LOCKS.search(member.type) is not None, member.line))
    names = ", ".join(member.name for member in members[:3])
    more = f" and {len(members) - 3} more" if len(members) > 3 else ""
    kind = re.sub(r"[=<>]", "", members[0].type).removesuffix("()") or "a collection"
    why = f"{names}{more} ({kind}) is kept in the memory of one process"
    lines = tuple(sorted(member.line for member in members[1:]))
    remedy = "keep it in a store outside the process, or let one service own it"
    return Blocker("in-process-state", path, members[0].line, why, remedy, lines)


def _is_held_variable(definition: Definition) -> bool:
    kinds = (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT)
    if definition.kind not in kinds or definition.scope >= 0:
        return False
    text = definition.type or (definition.value.type if isinstance(definition.value, Composite) else "")
    return bool(_LOCKS.search(text)) or is_filled_later(definition)


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


def _of_structs(surface: Surface, writers: set[tuple[str, str]]) -> Iterator[Definition]:
    """Of a struct with a lock its first container; the lock itself where its methods write tables."""
    fields: defaultdict[int, list[Definition]] = defaultdict(list)
    for definition in surface.definitions:
        if definition.kind is DefinitionKind.FIELD:
            fields[definition.scope].append(definition)
    for scope, members in fields.items():
        owner = surface.definitions[scope] if scope >= 0 else None
        if owner is None or owner.type_parameters:
            continue
        locks = [member for member in members if _LOCKS.search(member.type)]
        held = [member for member in members if _is_collection(member, surface.language)]
        keyed = [member for member in held if _KEYED_TYPE.search(member.type)]
        if held and locks:
            yield held[0]
        elif keyed:
            yield keyed[0]
        elif locks and (surface.path, owner.name) in writers:
            yield locks[0]
