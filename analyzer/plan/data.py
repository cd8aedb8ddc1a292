"""Tables by owner: who should have each, who writes across, which transactions span owners."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from analyzer.model.meaning import TableOp
from analyzer.model.plan import Blocker, TableOwner
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
            "provider",
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
    callers = _calling_sides(sides)
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


def _calling_sides(sides: Sides) -> Mapping[tuple[str, str], dict[str, int]]:
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


def cross_side_writes(sides: Sides) -> Iterator[Blocker]:
    """Writes of one side to tables that the other should own, one blocker a file and owner.

    Told are the statement, the call through shared persistence code, and the statement in that code; and
    functions that write around an AI call without a transaction.
    """
    owner = {entry.table: entry.owner for entry in table_owners(sides)}
    found: defaultdict[tuple[str, str, str], list[tuple[int, str]]] = defaultdict(list)
    for path, line, role, table in (*_direct_writes(sides), *_calls_that_write(sides)):
        if _crosses(role, owner.get(table, "")):
            found[path, role, owner[table]].append((line, table))
    told = set()
    for (path, role, other), places in sorted(found.items()):
        told.add(path)
        lines = sorted({line for line, _ in places})
        tables = sorted({table for _, table in places})
        shown = ", ".join(tables[:4]) + (f" and {len(tables) - 4} more" if len(tables) > 4 else "")
        why = f"{role} code writes {shown}, which {other} should own ({len(lines)} places)"
        remedy = "ask the owner through its interface, or send it an event"
        yield Blocker("cross-side-write", path, lines[0], why, remedy, tuple(lines[1:]))
    yield from _around_ai(sides, told)


def _direct_writes(sides: Sides) -> Iterator[tuple[str, int, str, str]]:
    """(file, line, side, table) for each write; in persistence code one for each side that reaches it."""
    callers = _calling_sides(sides)
    for use in sides.meaning.table_uses:
        number = sides.number.get(use.file)
        if use.op is not TableOp.WRITE or number is None:
            continue
        if sides.role[number] == SHARED or number in sides.stores:
            for side in callers.get((use.file, use.function), {}):
                yield use.file, use.line, side, use.table
        else:
            yield use.file, use.line, sides.role[number], use.table


def _calls_that_write(sides: Sides) -> Iterator[tuple[str, int, str, str]]:
    """(file, line, side, table) for each call of shared persistence code that writes."""
    writing = _writing_functions(sides)
    for site in sides.calls.sites:
        tables = writing.get(site.callee) if isinstance(site.callee, int) else None
        if tables and sides.role[site.file] in SIDES:
            for table in tables:
                yield sides.path[site.file], site.line, sides.role[site.file], table


def _around_ai(sides: Sides, told: set[str]) -> Iterator[Blocker]:
    """Functions that wait for an AI call and write tables, in no transaction: a cut leaves one half done."""
    inside = {(item.file, item.function) for item in sides.meaning.transactions}
    tables: defaultdict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    writing = _functions_that_write(sides)
    for site in sides.calls.sites:
        for table in writing.get(site.callee, ()) if isinstance(site.callee, int) else ():
            tables[site.file, site.caller].setdefault(table, site.line)
    for (file, caller), found in sorted(tables.items()):
        path = sides.path[file]
        if caller not in sides.waiting or len(found) < 2 or sides.role[file] not in SIDES or path in told:
            continue
        symbol = sides.program.graph.symbols[caller]
        if (path, symbol.name) in inside or not _calls_ai(sides, caller):
            continue
        told.add(path)
        lines = sorted(set(found.values()))
        why = f"{symbol.name} writes {', '.join(sorted(found)[:4])} around an AI call, in no transaction"
        remedy = "let the owner write in one step, fed by the outcome of the job"
        yield Blocker("cross-side-write", path, lines[0], why, remedy, tuple(lines[1:]))


def _calls_ai(sides: Sides, caller: int) -> bool:
    sites = sides.calls.by_caller.get(caller, ())
    return caller in sides.working or any(
        site.callee in sides.waiting
        and not site.spawned
        and sides.role[sides.calls.file_of(int(site.callee))] != SHARED
        for site in sites
        if isinstance(site.callee, int)
    )


def _functions_that_write(sides: Sides) -> Mapping[int, frozenset[str]]:
    """The tables that each function writes itself."""
    by_name: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for use in sides.meaning.table_uses:
        if use.op is TableOp.WRITE:
            by_name[use.file, use.function].add(use.table)
    symbols = enumerate(sides.program.graph.symbols)
    named = ((number, by_name.get((sides.path[symbol.file], symbol.name))) for number, symbol in symbols)
    return {number: frozenset(tables) for number, tables in named if tables}


def _crosses(role: str, owner: str) -> bool:
    return {role, owner} == {GATEWAY, WORKER}


def _writing_functions(sides: Sides) -> Mapping[int, frozenset[str]]:
    """The tables that each function of shared code writes, itself or through shared code."""
    writing: defaultdict[int, set[str]] = defaultdict(set)
    for number, tables in _functions_that_write(sides).items():
        file = sides.calls.file_of(number)
        if sides.role[file] == SHARED:
            _spread(sides, number, set(tables), writing)
    return {number: frozenset(tables) for number, tables in writing.items()}


def _spread(sides: Sides, start: int, tables: set[str], writing: defaultdict[int, set[str]]) -> None:
    queue = [start]
    while queue:
        number = queue.pop()
        if tables <= writing[number]:
            continue
        writing[number] |= tables
        for site in sides.calls.by_callee.get(number, ()):
            if site.caller >= 0 and sides.role[site.file] == SHARED:
                queue.append(site.caller)


def crossing_transactions(sides: Sides) -> Iterator[Blocker]:
    """Transactions over tables of several owners, or over one that both sides write."""
    owners = {entry.table: entry for entry in table_owners(sides)}
    for transaction in sides.meaning.transactions:
        touched = [owners[table] for table in (*transaction.writes, *transaction.reads) if table in owners]
        sides_touched = {entry.owner for entry in touched}
        contested = sorted(
            {entry.table for entry in touched if entry.contested and entry.table in transaction.writes}
        )
        number = sides.number.get(transaction.file)
        if (
            number is None
            or sides.role[number] == OTHER
            or not (len(sides_touched & set(SIDES)) > 1 or contested)
        ):
            continue
        tables = ", ".join(dict.fromkeys((*transaction.writes, *transaction.reads)))
        why = f"one transaction spans {tables}" + (
            f"; several sides write {', '.join(contested)}" if contested else ""
        )
        remedy = "split it into steps with an outbox, or let one side own all its tables"
        yield Blocker("transaction", transaction.file, transaction.line, why, remedy)
