"""Tables by owner: who should have each, who writes across, which transactions span owners."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from analyzer.model.meaning import TableOp
from analyzer.model.plan import Blocker, TableOwner
from analyzer.plan.sides import GATEWAY, OTHER, SHARED, SIDES, WORKER, Sides

WRITE_WEIGHT = 1.0
READ_WEIGHT = 0.25


def table_owners(sides: Sides) -> tuple[TableOwner, ...]:
    """The side that should own each table: weight 1.0 a writing function, 0.25 a reading one.

    A statement counts for the sides whose functions call the one it stands in, through shared code too
    (Levcovitz et al., 2016: a table belongs to the subsystem whose entry points reach it); without callers
    for the side of its own file. Ties go to the side with more writes, then by name.
    """
    counts = _counts(sides)
    owners = []
    for table in sorted(counts):
        weight = {
            side: WRITE_WEIGHT * uses[1] + READ_WEIGHT * uses[0] for side, uses in counts[table].items()
        }
        best = min(weight, key=lambda side: (-weight[side], -counts[table][side][1], side))
        uses = tuple((side, *counts[table][side]) for side in sorted(counts[table]))
        writers = [side for side, _, writes in uses if writes]
        owners.append(TableOwner(table, best, len(writers) > 1, uses))
    return tuple(owners)


def _counts(sides: Sides) -> Mapping[str, dict[str, tuple[int, int]]]:
    callers = _calling_sides(sides)
    counts: defaultdict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for use in sides.meaning.table_uses:
        number = sides.number.get(use.file)
        if number is None or use.op not in (TableOp.READ, TableOp.WRITE) or sides.role[number] == OTHER:
            continue
        role = sides.role[number]
        weights = callers.get((use.file, use.function)) or {role: 1}
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
    """Writes of one side to a table that the other should own, also through shared persistence code."""
    owner = {entry.table: entry.owner for entry in table_owners(sides)}
    writing = _writing_functions(sides)
    for use in sides.meaning.table_uses:
        number = sides.number.get(use.file)
        if (
            use.op is TableOp.WRITE
            and number is not None
            and _crosses(sides.role[number], owner.get(use.table, ""))
        ):
            yield _crossing(use.file, use.line, sides.role[number], use.table, owner[use.table])
    seen: set[tuple[str, int]] = set()
    for site in sides.calls.sites:
        tables = writing.get(site.callee) if isinstance(site.callee, int) else None
        if not tables or sides.role[sides.calls.file_of(int(site.callee))] != SHARED:
            continue
        foreign = sorted(table for table in tables if _crosses(sides.role[site.file], owner.get(table, "")))
        place = (sides.path[site.file], site.line)
        if foreign and place not in seen:
            seen.add(place)
            yield _crossing(*place, sides.role[site.file], ", ".join(foreign), owner[foreign[0]])


def _crossing(file: str, line: int, role: str, tables: str, owner: str) -> Blocker:
    why = f"{role} code writes {tables}, which {owner} should own"
    return Blocker(
        "cross-side-write", file, line, why, "ask the owner through its interface, or send it an event"
    )


def _crosses(role: str, owner: str) -> bool:
    return {role, owner} == {GATEWAY, WORKER}


def _writing_functions(sides: Sides) -> Mapping[int, frozenset[str]]:
    """The tables that each function of shared code writes, itself or through shared code."""
    by_name: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for use in sides.meaning.table_uses:
        if use.op is TableOp.WRITE:
            by_name[use.file, use.function].add(use.table)
    writing: defaultdict[int, set[str]] = defaultdict(set)
    for number, symbol in enumerate(sides.program.graph.symbols):
        tables = by_name.get((sides.path[symbol.file], symbol.name))
        if tables and sides.role[symbol.file] == SHARED:
            _spread(sides, number, tables, writing)
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
            entry.table for entry in touched if entry.contested and entry.table in transaction.writes
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
