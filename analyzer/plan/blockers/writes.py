"""Blockers of data: writes of one side to tables of the other, and writes around an AI call."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from analyzer.model.meaning import TableOp
from analyzer.model.plan import Blocker
from analyzer.plan.owners import calling_sides, table_owners
from analyzer.plan.sides import GATEWAY, SHARED, SIDES, WORKER, Sides


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
    callers = calling_sides(sides)
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
