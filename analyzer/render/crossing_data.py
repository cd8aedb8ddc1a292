"""Joins, foreign keys and transactions whose tables have different owners."""

from collections.abc import Iterable

from msgspec import Struct

from analyzer.model.graph import Evidence
from analyzer.render.rows import Place, places
from analyzer.render.services import Service
from analyzer.render.view import View

LIMIT = 100


class CrossingRow(Struct, frozen=True):
    """One of them: what and where it is, and its tables with the owner of each."""

    what: str
    tables: tuple[tuple[str, Service | None], ...]
    places: tuple[Place, ...]


class CrossingPart(Struct, frozen=True):
    """All of one kind; `whole` counts those that are not shown, too."""

    id: str
    title: str
    how: str
    rows: tuple[CrossingRow, ...]
    whole: int


_Found = tuple[str, tuple[str, ...], tuple[Evidence, ...]]


def crossing_data(view: View, source: str) -> tuple[CrossingPart, ...]:
    """The kinds of which there is at least one."""
    owner = {table.table: table.owner for table in view.tables if table.owner}
    known = {one.name: one for one in view.services}
    parts = []
    for id, title, how, found in _kinds(view):
        crossing = [one for one in found if len({owner[name] for name in one[1] if name in owner}) > 1]
        rows = tuple(
            CrossingRow(
                what,
                tuple((name, known.get(owner.get(name, ""))) for name in tables),
                places(evidence, source),
            )
            for what, tables, evidence in crossing[:LIMIT]
        )
        parts.append(CrossingPart(id, title, how, rows, len(crossing)))
    return tuple(part for part in parts if part.rows)


def _kinds(view: View) -> Iterable[tuple[str, str, str, Iterable[_Found]]]:
    meaning = view.analysis.meaning
    keys = [
        (f"{table.name} ({', '.join(key.columns)})", (table.name, key.other), table.evidence[:1])
        for table in meaning.tables
        for key in table.foreign_keys
    ]
    joins = [(join.function or "—", join.tables, (Evidence(join.file, join.line),)) for join in meaning.joins]
    spans = [
        (span.function or "—", span.writes, (Evidence(span.file, span.line),))
        for span in meaning.transactions
    ]
    return (
        (
            "joins",
            "Joins over owners",
            "One statement reads tables of several owners: it becomes two.",
            joins,
        ),
        ("keys", "Foreign keys over owners", "The database can no longer check these.", keys),
        ("spans", "Transactions over owners", "One commit writes tables of several owners.", spans),
    )
