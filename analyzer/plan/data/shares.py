"""Tables that several boundaries touch: which columns each reads and writes, and the split that follows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from analyzer.model.data import ColumnUse, SharedTable
from analyzer.model.meaning import Table, TableOp, TableUse
from analyzer.model.measures import Ownership
from analyzer.plan.split import Split

_REMOVES = ("delete", "truncate", "remove")


def shared_tables(split: Split) -> Iterator[SharedTable]:
    """By name. Shared code counts as a boundary here: it runs inside the others, but its statements stand."""
    uses: defaultdict[str, list[TableUse]] = defaultdict(list)
    for use in split.meaning.uses_at_run_time:
        if split.home.get(use.file):
            uses[use.table].append(use)
    declared = {table.name: table for table in split.meaning.tables}
    for one in split.tables:
        if len(one.access) > 1:
            yield _shared(split, one, uses[one.table], declared.get(one.table))


def _shared(split: Split, one: Ownership, uses: list[TableUse], table: Table | None) -> SharedTable:
    columns = tuple(_column_use(split, access.boundary, uses) for access in one.access)
    key = table.primary_key if table else ()
    split_ = _split(columns, frozenset(key)) if one.contested else ()
    return SharedTable(one.table, one.owner, one.access, one.contested, columns, split_, key)


def _column_use(split: Split, boundary: str, uses: list[TableUse]) -> ColumnUse:
    reads: set[str] = set()
    writes: set[str] = set()
    whole = False
    for use in uses:
        if split.home[use.file] == boundary:
            writing = use.op is TableOp.WRITE
            (writes if writing else reads).update(use.columns)
            whole |= writing and (not use.columns or is_removal(use))
    return ColumnUse(boundary, tuple(sorted(reads)), tuple(sorted(writes)), whole)


def is_removal(use: TableUse) -> bool:
    """Whether a statement or call takes rows away, by its first word."""
    word = use.statement.lstrip("( ").lower()
    return word.startswith(_REMOVES)


def _split(columns: tuple[ColumnUse, ...], key: frozenset[str]) -> tuple[ColumnUse, ...]:
    """The columns that each writer alone writes; nothing where two write the same, or somebody whole rows."""
    writers = [one for one in columns if one.writes or one.whole]
    if len(writers) < 2 or any(one.whole for one in writers):
        return ()
    own: Mapping[str, set[str]] = {one.boundary: set(one.writes) - key for one in writers}
    every = [name for names in own.values() for name in names]
    if len(every) != len(set(every)) or not all(own.values()):
        return ()
    return tuple(ColumnUse(boundary, writes=tuple(sorted(names))) for boundary, names in own.items())
