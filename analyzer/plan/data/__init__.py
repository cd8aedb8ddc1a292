"""Data ownership: shared tables with their columns, what crosses between owners, and a schema an owner."""

from collections import defaultdict

from msgspec.structs import replace

from analyzer.match.table_sql import dialects
from analyzer.model.data import UNOWNED, DataPlan, Schema
from analyzer.model.meaning import Table
from analyzer.plan.data.crossings import constraints, lone_writes, statements, transactions
from analyzer.plan.data.shares import shared_tables
from analyzer.plan.split import Split


def data_plan(split: Split) -> DataPlan:
    """All of it, sorted."""
    shared = tuple(shared_tables(split))
    alone = tuple(lone_writes(split, shared))
    found = (*constraints(split), *statements(split), *transactions(split), *alone)
    spoken = dialects(split.program.surfaces)
    return DataPlan(
        dialect=spoken[0] if spoken else "",
        shared_tables=shared,
        unwritten=_unwritten(split),
        crossings=found,
        alone=len(alone),
        schemas=_schemas(split),
    )


def data_of(plan: DataPlan, boundary: str) -> DataPlan:
    """The part that concerns one boundary: what it owns, and what it touches of others."""
    crossings = tuple(one for one in plan.crossings if boundary in (one.boundary, *one.owners))
    return replace(
        plan,
        shared_tables=tuple(
            one
            for one in plan.shared_tables
            if boundary in (one.owner, *(access.boundary for access in one.access))
        ),
        crossings=crossings,
        alone=sum(one.kind == "write" for one in crossings),
        schemas=tuple(schema for schema in plan.schemas if schema.owner == boundary),
    )


def _unwritten(split: Split) -> tuple[str, ...]:
    """Tables that boundaries read and none writes."""
    return tuple(
        one.table for one in split.tables if one.access and not any(access.writes for access in one.access)
    )


def _schemas(split: Split) -> tuple[Schema, ...]:
    groups: defaultdict[str, list[Table]] = defaultdict(list)
    for table in split.meaning.tables:
        groups[split.owner.get(table.name, UNOWNED)].append(table)
    return tuple(_schema(split, owner, groups[owner]) for owner in sorted(groups))


def _schema(split: Split, owner: str, tables: list[Table]) -> Schema:
    """Foreign keys out of the schema are named, and no part of its tables."""
    inside = {table.name for table in tables}
    loose = tuple(
        f"{table.name}({', '.join(key.columns)}) -> {key.other}"
        for table in tables
        for key in table.foreign_keys
        if key.other not in inside
    )
    return Schema(owner, tuple(sorted(inside)), loose)
