"""The migration of an owner's tables as SQL: dual write, backfill, verification, cutover, rollbacks."""

from collections.abc import Iterable

from analyzer.model.data import DataPlan, Schema
from analyzer.model.meaning import Table
from analyzer.render.schema_sql import Writer

SOURCE = "monolith"
"""The name by which the new database sees the old one: a foreign schema, an attached file, a database."""
_HEAD = """\
-- Moves the tables of {owner} out of the monolith, drafted by monoscan ({dialect}).
-- Run it in the new database, which sees the old one as {source}. One table at a time: there is one
-- copy that counts at any time, the old one until the cutover."""
_PHASES = """\
-- {table}: {writers}
-- 1. Dual write: whoever writes {table} writes both copies; the old one decides.
--    Rollback: switch the second write off. The old copy was never behind.
-- 2. Backfill, again and again until nothing is copied.
{backfill}
--    Rollback: DELETE FROM {new};
-- 3. Verification: each gives no row. Keep it running for a while before the cutover.
{verify}
--    Rollback: none needed, it only reads. Where a row differs, delete the new one and backfill again.
-- 4. Cutover: the owner writes the new copy alone, everyone else asks the owner; then, and not before:
{cutover}
--    Rollback: {rollback}
--              and switch the writes back. Rows written after the cutover have to be copied back first."""


def migration_sql(writer: Writer, plan: DataPlan, schema: Schema) -> str:
    """The file of one owner; tables without stated columns are named only."""
    access = {one.table: one for one in plan.shared_tables}
    head = _HEAD.format(owner=" ".join(schema.owner.split()), dialect=writer.dialect, source=SOURCE)
    parts = [head]
    for table in _parents_first(writer.of(schema)):
        shared = access.get(table.name)
        writers = (
            ", ".join(f"{one.boundary} ({one.writes})" for one in shared.access if one.writes)
            if shared
            else ""
        )
        parts.append(
            _phases(writer, table, f"written by {writers}" if writers else "touched by its owner only")
        )
    return "\n\n".join(parts) + "\n"


def _parents_first(tables: Iterable[Table]) -> list[Table]:
    """In an order in which rows can be copied: what a foreign key names comes before it."""
    by_name = {table.name.lower(): table for table in tables}
    placed: dict[str, Table] = {}
    seen: set[str] = set()

    def place(name: str) -> None:
        if name in by_name and name not in seen:
            seen.add(name)
            for key in by_name[name].foreign_keys:
                place(key.other.lower())
            placed[name] = by_name[name]

    for name in by_name:
        place(name)
    return list(placed.values())


def _phases(writer: Writer, table: Table, writers: str) -> str:
    shown = " ".join(table.name.split())
    columns = tuple(column.name for column in table.columns)
    if not columns:
        return f"-- {shown}: its columns are not stated in the code"
    new, old = writer.name(table.name), f"{writer.name(SOURCE)}.{writer.name(table.name)}"
    names = writer.names(columns)
    key = table.primary_key or columns
    same = " AND ".join(f"n.{writer.name(name)} = o.{writer.name(name)}" for name in key)
    picked = ", ".join(f"o.{writer.name(name)}" for name in columns)
    retired = f"{table.name}_retired"
    return _PHASES.format(
        table=shown,
        writers=" ".join(writers.split()),
        new=new,
        backfill=f"INSERT INTO {new} ({names})\nSELECT {picked} FROM {old} AS o\n"
        f"WHERE NOT EXISTS (SELECT 1 FROM {new} AS n WHERE {same});",
        verify=f"SELECT {names} FROM {old} EXCEPT SELECT {names} FROM {new};\n"
        f"SELECT {names} FROM {new} EXCEPT SELECT {names} FROM {old};",
        cutover=_rename(writer, table.name, retired),
        rollback=_rename(writer, retired, table.name),
    )


def _rename(writer: Writer, old: str, new: str) -> str:
    """MySQL takes a new name without a database for one in the current database."""
    target = writer.name(new)
    if writer.dialect == "mysql":
        target = f"{writer.name(SOURCE)}.{target}"
    return f"ALTER TABLE {writer.name(SOURCE)}.{writer.name(old)} RENAME TO {target};"
