"""What crosses the proposed boundaries: references to cut, and tables with several writers."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analyzer.model.boundary import SHARED, Unit
from analyzer.model.graph import Edge, Evidence
from analyzer.model.meaning import EntryPoint, Meaning, TableOp
from analyzer.model.measures import Ownership, Pair, Reach, TableAccess


def homes(units: Iterable[Unit]) -> dict[str, str]:
    """The boundary of each file that has one."""
    return {unit.path: unit.boundary for unit in units if unit.boundary}


def is_cut(dependent: str, dependency: str) -> bool:
    """Two different boundaries, and not into the shared one: such a reference must be cut."""
    return dependent != dependency and dependency != SHARED


def cuts(file_edges: Iterable[Edge], home: Mapping[str, str]) -> tuple[Edge, ...]:
    """The edges between files that must be cut, in the order given."""
    return tuple(
        edge
        for edge in file_edges
        if edge.dependent in home
        and edge.dependency in home
        and is_cut(home[edge.dependent], home[edge.dependency])
    )


def pairs(file_edges: Iterable[Edge], home: Mapping[str, str]) -> tuple[Pair, ...]:
    """References from each boundary into each, its own included, sorted."""
    counts: Counter[tuple[str, str]] = Counter()
    for edge in file_edges:
        if edge.dependent in home and edge.dependency in home:
            counts[home[edge.dependent], home[edge.dependency]] += edge.count
    return tuple(Pair(a, b, count, is_cut(a, b)) for (a, b), count in sorted(counts.items()))


def ownership(meaning: Meaning, home: Mapping[str, str]) -> tuple[Ownership, ...]:
    """Every table known by declaration or use, by name, with the access of each boundary.

    Migrations access none: they run when a version is rolled out. What they alone name and do not leave
    behind, as a table that is copied and renamed, is no table. The evidence begins with writes, then reads,
    then declarations.
    """
    reads: defaultdict[str, Counter[str]] = defaultdict(Counter)
    writes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    places: dict[str, list[tuple[int, Evidence]]] = {}
    for table in meaning.tables:
        places[table.name] = [(len(_OPS), one) for one in table.evidence]
    steps = frozenset(meaning.migrations)
    for use in meaning.table_uses:
        rank = len(_OPS) if use.file in steps else _OPS.index(use.op)
        places.setdefault(use.table, []).append((rank, Evidence(use.file, use.line, use.function)))
    for use in meaning.uses_at_run_time:
        boundary = home.get(use.file, "")
        if boundary:
            (writes if use.op == TableOp.WRITE else reads)[use.table][boundary] += 1
    known = {table.name for table in meaning.tables}
    known.update(use.table for use in meaning.table_uses if use.file not in steps)
    names = sorted(known.intersection(places))
    return tuple(_ownership(name, reads[name], writes[name], places[name]) for name in names)


def place_of(entry: EntryPoint, home: Mapping[str, str]) -> str:
    """The boundary of an entry point: that of its handler, else of the file that names it."""
    return home.get(entry.handler_file) or home.get(entry.file, "")


def touched(
    entry: EntryPoint,
    reach: Reach,
    boundary_of: Sequence[str],
    home: Mapping[str, str],
    owner: Mapping[str, str],
) -> frozenset[str]:
    """The boundaries that an entry point touches: its own, those of code it may run, and those that own
    tables it uses; shared left out. It spans boundaries where there are several.

    `boundary_of` holds the boundary of each file of the program, "" for none.
    """
    owners = {owner.get(table, "") for table in (*reach.reads, *reach.writes)}
    return frozenset({place_of(entry, home), *reach.of_files(boundary_of), *owners} - {"", SHARED})


_OPS = (TableOp.WRITE, TableOp.READ, TableOp.DECLARE, TableOp.DDL)


def _ownership(
    name: str, reads: Counter[str], writes: Counter[str], places: list[tuple[int, Evidence]]
) -> Ownership:
    access = tuple(TableAccess(who, reads[who], writes[who]) for who in sorted(set(reads) | set(writes)))
    ordered = sorted(set(places), key=lambda row: (row[0], row[1].path, row[1].line, row[1].symbol))
    evidence = tuple(dict.fromkeys(place for _, place in ordered))
    return Ownership(name, _owner(access), access, evidence[:5])


def _owner(access: Iterable[TableAccess]) -> str:
    """Most writes, then most reads, then by name; shared code owns data only if nobody else writes it."""
    ranked = sorted(
        access,
        key=lambda one: (one.boundary == SHARED, not one.writes, -one.writes, -one.reads, one.boundary),
    )
    writing = [one for one in ranked if one.writes]
    return (writing or ranked)[0].boundary if ranked else ""
