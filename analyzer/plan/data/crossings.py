"""What crosses between owners of tables, place by place, with the pattern for each."""

import re
from collections.abc import Iterable, Iterator, Sequence

from analyzer.model.boundary import SHARED
from analyzer.model.data import DataCrossing, SharedTable
from analyzer.model.graph import Evidence
from analyzer.model.meaning import Join, TableOp, TableUse
from analyzer.plan.data.sagas import saga
from analyzer.plan.ledger.data import apart
from analyzer.plan.split import Split

_GATHERS = re.compile(
    r"\b(?:group\s+by|order\s+by|having|limit|distinct|union|count|sum|avg|min|max)\b", re.IGNORECASE
)
_VIEW = re.compile(r"\s*create\b[^(]*?\bview\b", re.IGNORECASE)
COMPOSED = 2
"""Tables that code can still join row by row."""


def statements(split: Split) -> Iterator[DataCrossing]:
    """Joins and views over tables of several owners."""
    for join in split.meaning.joins:
        boundary = split.home.get(join.file, "")
        pair = apart(join.tables, split.owner, boundary)
        if pair is None:
            continue
        view = _VIEW.match(join.statement) is not None
        pattern, why = _read_pattern(join, view)
        place = Evidence(join.file, join.line, join.function)
        owners = owners_of(split, join.tables)
        kind = "view" if view else "join"
        yield DataCrossing(kind, pair[0], join.tables, owners, place, pattern, why, join.statement)


def _read_pattern(join: Join, view: bool) -> tuple[str, str]:
    if view:
        return "read-model", "a view is read like a table"
    if found := _GATHERS.search(join.statement):
        return "read-model", f"it sorts, counts or gathers ({found[0].lower()}) over rows of several owners"
    if len(join.tables) > COMPOSED:
        return "read-model", f"{len(join.tables)} tables are too many to join in code"
    return "api-composition", "two tables, row by row"


def constraints(split: Split) -> Iterator[DataCrossing]:
    """Foreign keys from a table of one owner to one of another, once a pair of tables."""
    for table in split.meaning.tables:
        dependent = split.owner.get(table.name, "")
        for other in sorted({key.other for key in table.foreign_keys}):
            dependency = split.owner.get(other, "")
            if dependent and dependency and dependent != dependency:
                names = dict.fromkeys(
                    name for key in table.foreign_keys if key.other == other for name in key.columns
                )
                optional = {column.name for column in table.columns if column.nullable}
                why = (
                    "may be empty already"
                    if optional >= set(names)
                    else "must be set: check when it is written"
                )
                yield DataCrossing(
                    "foreign-key",
                    dependent,
                    (table.name, other),
                    (dependent, dependency),
                    table.evidence[0] if table.evidence else Evidence("", 0),
                    "loose-key",
                    why,
                    f"{table.name}({', '.join(names)}) -> {other}",
                )


def transactions(split: Split) -> Iterator[DataCrossing]:
    """Transactions that write tables of several owners, step by step."""
    for one in split.meaning.transactions:
        boundary = split.home.get(one.file, "")
        pair = apart(one.writes, split.owner, boundary)
        if pair is None:
            continue
        steps, pattern, why = saga(one, split.owner, pair[0])
        place = Evidence(one.file, one.line, one.function)
        owners = owners_of(split, one.writes)
        yield DataCrossing("transaction", pair[0], one.writes, owners, place, pattern, why, "", steps)


def lone_writes(split: Split, shared: Iterable[SharedTable]) -> Iterator[DataCrossing]:
    """Writes into a table of another owner that stand in no transaction: most crossing writes do."""
    covered = {(use.file, use.line, use.table) for one in split.meaning.transactions for use in one.uses}
    apart_from = {one.table: one.split for one in shared}
    for use in split.meaning.uses_at_run_time:
        boundary, owner = split.home.get(use.file, ""), split.owner.get(use.table, "")
        if use.op is not TableOp.WRITE or not boundary or owner in ("", boundary, SHARED):
            continue
        if (use.file, use.line, use.table) not in covered:
            own = [one.writes for one in apart_from.get(use.table, ()) if one.boundary == boundary]
            yield _lone_write(use, boundary, owner, own[0] if own else ())


def _lone_write(use: TableUse, boundary: str, owner: str, own: Sequence[str]) -> DataCrossing:
    place = Evidence(use.file, use.line, use.function)
    pattern = "split-table" if own else "ask-owner"
    why = f"{boundary} alone writes {', '.join(own)}" if own else "in no transaction"
    return DataCrossing("write", boundary, (use.table,), (owner,), place, pattern, why, use.statement)


def owners_of(split: Split, tables: Sequence[str]) -> tuple[str, ...]:
    """The owners of tables, each once, in their order."""
    return tuple(dict.fromkeys(split.owner[table] for table in tables if table in split.owner))
