"""Crossings of data: tables of another owner, and statements over tables of several owners."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from analyzer.measure.quotient import EVIDENCE_LIMIT
from analyzer.model.boundary import SHARED
from analyzer.model.graph import Evidence
from analyzer.model.meaning import TableOp
from analyzer.model.plan import Crossing
from analyzer.plan.split import Split

_Key = tuple[str, str, str]
"""Dependent boundary, dependency boundary, subject."""


def data_crossings(split: Split) -> Iterator[Crossing]:
    """Tables, foreign keys, joins and transactions that cross.

    A table that only shared code touches crosses nothing. A statement counts once, towards the owner that
    has most of its other tables.
    """
    yield from _tables(split)
    yield from _keys(split)
    yield from _gathered("join", _joins(split))
    yield from _gathered("transaction", _transactions(split))


def _tables(split: Split) -> Iterator[Crossing]:
    places: defaultdict[_Key, list[tuple[bool, Evidence]]] = defaultdict(list)
    for use in split.meaning.uses_at_run_time:
        boundary, owner = split.home.get(use.file, ""), split.owner.get(use.table, "")
        if not boundary or owner in ("", boundary, SHARED):
            continue
        place = Evidence(use.file, use.line, use.function)
        places[boundary, owner, use.table].append((use.op is not TableOp.WRITE, place))
    for (dependent, dependency, table), found in places.items():
        found.sort(key=lambda one: (one[0], one[1].path, one[1].line, one[1].symbol))
        evidence = tuple(dict.fromkeys(place for _, place in found))[:EVIDENCE_LIMIT]
        writes = sum(not reads for reads, _ in found)
        why = f"{writes} of {len(found)} places write" if writes else "read only"
        yield Crossing("table", dependent, dependency, table, len(found), evidence, why=why)


def _keys(split: Split) -> Iterator[Crossing]:
    """One a pair of tables, at the lines where the table is declared."""
    for table in split.meaning.tables:
        dependent = split.owner.get(table.name, "")
        columns: defaultdict[str, list[str]] = defaultdict(list)
        for key in table.foreign_keys:
            columns[key.other] += key.columns
        for other, names in sorted(columns.items()):
            dependency = split.owner.get(other, "")
            if dependent and dependency and dependent != dependency:
                subject = f"{table.name}({', '.join(dict.fromkeys(names))}) -> {other}"
                evidence = table.evidence[:EVIDENCE_LIMIT]
                yield Crossing("foreign-key", dependent, dependency, subject, 1, evidence)


_Found = Iterator[tuple[_Key, Evidence]]


def _joins(split: Split) -> _Found:
    for join in split.meaning.joins:
        pair = apart(join.tables, split.owner, split.home.get(join.file, ""))
        if pair:
            yield (*pair, ", ".join(join.tables)), Evidence(join.file, join.line, join.function)


def _transactions(split: Split) -> _Found:
    for one in split.meaning.transactions:
        pair = apart(one.writes, split.owner, split.home.get(one.file, ""))
        if pair:
            yield (*pair, ", ".join(one.writes)), Evidence(one.file, one.line, one.function)


def _gathered(kind: str, found: _Found) -> Iterator[Crossing]:
    places: defaultdict[_Key, list[Evidence]] = defaultdict(list)
    for key, place in found:
        places[key].append(place)
    for (dependent, dependency, subject), evidence in places.items():
        evidence.sort(key=lambda one: (one.path, one.line, one.symbol))
        yield Crossing(kind, dependent, dependency, subject, len(evidence), tuple(evidence[:EVIDENCE_LIMIT]))


def apart(tables: Sequence[str], owner: Mapping[str, str], here: str) -> tuple[str, str] | None:
    """The two owners that a statement joins, None where all its tables have one.

    The dependent is the boundary where the statement stands (`here`) if it owns one of the tables, else the
    owner of the first; the dependency owns most of the others.
    """
    owners = [owner[table] for table in tables if table in owner]
    if len(set(owners)) < 2:
        return None
    dependent = here if here in owners else owners[0]
    counts = Counter(name for name in owners if name != dependent)
    return dependent, min(counts, key=lambda name: (-counts[name], name))
