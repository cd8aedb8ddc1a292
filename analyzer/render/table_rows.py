"""Rows of table ownership."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from analyzer.model.boundary import SHARED
from analyzer.model.meaning import TableOp
from analyzer.model.measures import Ownership
from analyzer.render.routes import routes
from analyzer.render.rows import Place, places
from analyzer.render.services import Service
from analyzer.render.view import View
from analyzer.render.words import listed, some


class AccessCell(Struct, frozen=True):
    """What one boundary does with a table: `use` is R, W, RW or "", `kind` a class."""

    use: str
    kind: str
    count: int
    title: str


class TableRow(Struct, frozen=True):
    """A table and who touches it."""

    name: str
    contested: bool
    cells: tuple[AccessCell, ...]
    owner: Service | None
    others: str
    places: tuple[Place, ...]
    reads: int = 0
    writes: int = 0

    @property
    def used(self) -> bool:
        """Some code reads or writes it."""
        return self.reads + self.writes > 0


def table_rows(view: View, source: str) -> tuple[TableRow, ...]:
    """Contested tables first, then those that are used, then by name."""
    known = {one.name: one for one in view.services}
    ordered = sorted(view.tables, key=lambda one: (not one.contested, not one.access, one.table))
    through = _through(view)
    uses = Counter((use.table, use.op) for use in view.analysis.meaning.uses_at_run_time)
    return tuple(
        TableRow(
            name=one.table,
            contested=one.contested,
            cells=tuple(_access(one, service) for service in view.services),
            owner=known.get(one.owner),
            others=_others(one, through.get(one.table, ())),
            places=places(one.evidence[:3], source),
            reads=uses[one.table, TableOp.READ],
            writes=uses[one.table, TableOp.WRITE],
        )
        for one in ordered
    )


def _access(table: Ownership, service: Service) -> AccessCell:
    access = next((one for one in table.access if one.boundary == service.name), None)
    if access is None:
        return AccessCell("", "", 0, "")
    use = ("R" if access.reads else "") + ("W" if access.writes else "")
    owns = table.owner == service.name
    kind = "w" if access.writes and owns else "x" if access.writes and service.name != SHARED else "r"
    words = [some(access.reads, "read")] if access.reads else []
    words += [some(access.writes, "write")] if access.writes else []
    return AccessCell(use, kind, access.reads + access.writes, ", ".join(words))


def _through(view: View) -> dict[str, list[str]]:
    """For each table the boundaries whose entry points may write it, also through shared code."""
    found: dict[str, set[str]] = {}
    for one in routes(view):
        for table in one.reach.writes:
            found.setdefault(table, set()).update({one.boundary} - {"", SHARED})
    return {table: sorted(names) for table, names in found.items()}


def _others(table: Ownership, through: Sequence[str]) -> str:
    """What has to change for those who do not own the table."""
    others = [one for one in table.access if one.boundary not in (table.owner, SHARED)]
    writers = [one.boundary for one in others if one.writes]
    readers = [one.boundary for one in others if not one.writes]
    parts = [f"writes of {listed(writers)} become calls or events"] if writers else []
    parts += [f"{listed(readers)} {'asks' if len(readers) == 1 else 'ask'} the owner"] if readers else []
    if table.from_shared:
        parts.append("written from shared code" + (f", for {listed(through)}" if through else ""))
    return "; ".join(parts)
