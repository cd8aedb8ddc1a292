"""Tables by role: the side that should own each."""

import re
from collections import defaultdict
from collections.abc import Mapping

from analyzer.model.meaning import TableOp
from analyzer.model.plan import TableOwner
from analyzer.plan.sides import GATEWAY, OTHER, SHARED, SIDES, WORKER, Sides

WRITE_WEIGHT = 1.0
READ_WEIGHT = 0.25
NAME_WEIGHT = 1.0
_WORDS = {
    WORKER: frozenset(
        [
            "agent", "chunk", "completion", "embedding", "entry", "inference", "job",
            "knowledge", "llm", "mcp", "memory",
            "model", "prompt", "rag", "transcript", "vector", "wiki", "tool", "dataset", "ability",
            "provider", "config",
        ]
    ),
    GATEWAY: frozenset(
        [
            "account", "admin", "audit", "auth", "client", "invitation", "invite", "login", "member",
            "menu", "option",
            "order", "organization", "password", "payment", "permission", "plan", "product",
            "redemption", "role",
            "session", "setting", "share", "subscription", "tenant", "token", "user", "limit", "conversation",
        ]
    ),
}  # fmt: skip
"""Words in the names of tables; they decide only among sides whose statements touch the table."""


def table_owners(sides: Sides) -> tuple[TableOwner, ...]:
    """The side that should own each table: weight 1.0 a writing function, 0.25 a reading one.

    A statement counts for the side of its file; one in persistence code for the sides whose functions reach
    it (Levcovitz et al., 2016: a table belongs to the subsystem whose entry points reach it). Of the sides
    that use a table, one whose words stand in the table's name is preferred. Ties go to the side with more
    writes, then by name.
    """
    counts = _counts(sides)
    owners = []
    for table in sorted(counts):
        uses = tuple((side, *counts[table][side]) for side in sorted(counts[table]))
        weight = {side: WRITE_WEIGHT * writes + READ_WEIGHT * reads for side, reads, writes in uses}
        leaning = _leaning(table)
        if leaning in weight:
            weight[leaning] += NAME_WEIGHT * sum(weight.values())
        writing = {side: writes for side, _, writes in uses}
        best = min(weight, key=lambda side: (-weight[side], -writing[side], side))
        writers = sum(writes > 0 for side, writes in writing.items() if side != SHARED)
        owners.append(TableOwner(table, best, writers > 1, uses))
    return tuple(owners)


def _leaning(table: str) -> str:
    """The side whose words stand in a table's name, last word first: a `user_memory` is a memory."""
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", table)]
    for word in reversed(words):
        for side, known in _WORDS.items():
            if word in known or word.removesuffix("s") in known or f"{word[:-3]}y" in known:
                return side
    joined = words[-1].removesuffix("s") if words else ""
    for test in (joined.endswith, joined.startswith):
        for side, known in _WORDS.items():
            if any(test(word) for word in known if len(word) > 3):
                return side
    return ""


def _counts(sides: Sides) -> Mapping[str, dict[str, tuple[int, int]]]:
    callers = calling_sides(sides)
    counts: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for use in sides.meaning.table_uses:
        number = sides.number.get(use.file)
        if number is None or use.op not in (TableOp.READ, TableOp.WRITE) or sides.role[number] == OTHER:
            continue
        role = sides.role[number]
        weights = (
            {role: 1}
            if role == WORKER and number not in sides.stores
            else callers.get((use.file, use.function)) or {role: 1}
        )
        for side, times in weights.items():
            reads, writes = counts[use.table].get(side, (0, 0))
            is_write = use.op is TableOp.WRITE
            counts[use.table][side] = (reads + times * (not is_write), writes + times * is_write)
    return counts


def calling_sides(sides: Sides) -> Mapping[tuple[str, str], dict[str, int]]:
    """For each function with statements, how many functions of other files call it, by side."""
    graph = sides.program.graph
    found: dict[tuple[str, str], dict[str, int]] = {}
    stores = {(use.file, use.function) for use in sides.meaning.table_uses}
    for symbol_number, symbol in enumerate(graph.symbols):
        key = (sides.path[symbol.file], symbol.name)
        if key in stores:
            reached = _callers_by_side(sides, symbol_number)
            if reached:
                found[key] = reached
    return found


def _callers_by_side(sides: Sides, function: int) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    home = sides.calls.file_of(function)
    seen, queue = {function}, [function]
    while queue:
        for site in sides.calls.by_callee.get(queue.pop(), ()):
            if site.caller < 0 or site.caller in seen:
                continue
            seen.add(site.caller)
            role = sides.role[site.file]
            if site.file == home or role == SHARED:
                queue.append(site.caller)
            elif role in SIDES:
                counts[role] += 1
    return dict(counts)
