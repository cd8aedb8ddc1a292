"""The schema as it stands after all migrations: DDL replayed folder by folder, models where there is none."""

import re
from collections.abc import Iterable
from posixpath import basename, dirname
from typing import TypeVar

from msgspec.structs import replace

from analyzer.match.table_sql import Dated
from analyzer.model.graph import Evidence
from analyzer.model.meaning import Column, Table
from analyzer.model.sql import SchemaAction, SchemaChange

_DOWN = re.compile(r"(?:^|[._/-])(?:down|rollback|revert|undo|drop)(?:[._/-]|$)", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")

T = TypeVar("T")
State = dict[str, Table]
"""Tables by their name in small letters."""


def last_state(changes: Iterable[Dated], models: Iterable[Table]) -> tuple[Table, ...]:
    """All tables in order of name. Each folder is a history of its own; what several leave is merged."""
    folders: dict[str, list[Dated]] = {}
    for change in changes:
        if not is_undo(change.at.path):
            folders.setdefault(dirname(change.at.path), []).append(change)
    merged: State = {}
    for folder in sorted(folders):
        for key, table in _replayed(folders[folder]).items():
            merged[key] = _merge(merged[key], table) if key in merged else table
    for model in models:
        key = model.name.lower()
        merged[key] = _merge(merged[key], model) if key in merged else model
    return tuple(merged[key] for key in sorted(merged))


def is_undo(path: str) -> bool:
    """Whether a file takes a migration back, by its name: `0007_users.down.sql`."""
    return _DOWN.search(basename(path)) is not None or "/down/" in path


def natural(path: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts `10_b.sql` after `9_a.sql`."""
    parts = _DIGITS.split(path)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def _replayed(history: list[Dated]) -> State:
    state: State = {}
    for step in sorted(history, key=lambda s: (natural(s.at.path), s.at.line)):
        _apply(state, step.change, step.at)
    return state


def _apply(state: State, change: SchemaChange, at: Evidence) -> None:
    key = change.table.lower()
    if change.action is SchemaAction.CREATE:
        made = Table(
            change.table,
            change.columns,
            change.primary_key,
            change.foreign_keys,
            change.indexes,
            (at,),
        )
        state[key] = _merge(state[key], made) if key in state else made
    elif change.action is SchemaAction.DROP:
        state.pop(key, None)
    elif change.action is SchemaAction.RENAME:
        _rename(state, key, change.new_name, at)
    else:
        table = state.get(key, Table(change.table))
        state[key] = _changed(replace(table, evidence=(*table.evidence, at)), change)


def _rename(state: State, key: str, new: str, at: Evidence) -> None:
    """A renamed table keeps its columns; keys of other tables follow it."""
    table = state.pop(key, None)
    if table is None:
        return
    state[new.lower()] = replace(table, name=new, evidence=(*table.evidence, at))
    for other, held in list(state.items()):
        if any(each.other.lower() == key for each in held.foreign_keys):
            keys = tuple(replace(k, other=new) if k.other.lower() == key else k for k in held.foreign_keys)
            state[other] = replace(held, foreign_keys=keys)


def _changed(table: Table, change: SchemaChange) -> Table:
    """A table after a change of its columns or keys."""
    names = {name.lower() for name in change.names}
    if change.action is SchemaAction.ADD_COLUMN:
        table = replace(table, columns=_joined(table.columns, change.columns))
        return replace(table, foreign_keys=_distinct(table.foreign_keys, change.foreign_keys))
    if change.action is SchemaAction.DROP_COLUMN:
        return _without(table, names)
    if change.action is SchemaAction.RENAME_COLUMN:
        columns = [replace(c, name=change.new_name) if c.name.lower() in names else c for c in table.columns]
        return replace(table, columns=tuple(columns))
    if change.action is SchemaAction.CHANGE_COLUMN:
        new = {column.name.lower(): column.type for column in change.columns}
        columns = [replace(c, type=new.get(c.name.lower(), c.type)) for c in table.columns]
        return replace(table, columns=tuple(columns))
    if change.action is SchemaAction.ADD_INDEX:
        return replace(table, indexes=_distinct(table.indexes, (change.names,))) if change.names else table
    return replace(
        table,
        primary_key=change.primary_key or table.primary_key,
        foreign_keys=_distinct(table.foreign_keys, change.foreign_keys),
        indexes=_distinct(table.indexes, change.indexes),
    )


def _without(table: Table, names: set[str]) -> Table:
    """A table without columns, and without the keys and indexes that need them."""
    return replace(
        table,
        columns=tuple(c for c in table.columns if c.name.lower() not in names),
        foreign_keys=tuple(k for k in table.foreign_keys if not names & {c.lower() for c in k.columns}),
        indexes=tuple(i for i in table.indexes if not names & {c.lower() for c in i}),
    )


def _merge(one: Table, other: Table) -> Table:
    """Two descriptions of a table: the first counts, the second fills gaps."""
    return Table(
        one.name,
        _joined(one.columns, other.columns),
        one.primary_key or other.primary_key,
        one.foreign_keys or other.foreign_keys,
        _distinct(one.indexes, other.indexes),
        _distinct(one.evidence, other.evidence),
    )


def _joined(columns: tuple[Column, ...], more: tuple[Column, ...]) -> tuple[Column, ...]:
    known = {column.name.lower() for column in columns}
    return (*columns, *(column for column in more if column.name.lower() not in known))


def _distinct(some: tuple[T, ...], more: tuple[T, ...]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*some, *more)))
