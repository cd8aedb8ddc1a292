"""Rows of the HTML report: strings, numbers and links, nothing to compute in a template."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.model.boundary import SHARED
from analyzer.model.graph import Edge, Evidence
from analyzer.model.meaning import TableOp
from analyzer.model.measures import Coupling, Cycle, HotSpot, Ownership
from analyzer.render.links import source_link
from analyzer.render.routes import Route, routes
from analyzer.render.services import Service
from analyzer.render.tables import kinds
from analyzer.render.view import View
from analyzer.render.words import listed, some

REACHED = 6


class Place(Struct, frozen=True):
    """A file with lines in it; each line has its link, "" for none."""

    path: str
    lines: tuple[tuple[int, str], ...]


class CutRow(Struct, frozen=True):
    """Two modules and the references between them."""

    dependent: str
    dependency: str
    count: int
    kinds: str
    places: tuple[Place, ...]
    home: Service | None = None
    other: Service | None = None
    anchor: str = ""


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


class RouteRow(Struct, frozen=True):
    """A way into the program."""

    home: Service | None
    kind: str
    method: str
    path: str
    handler: str
    places: tuple[Place, ...]
    tables: str = ""
    calls: str = ""
    touched: tuple[Service, ...] = ()


class SpotRow(Struct, frozen=True):
    """A hot spot: parts of the bar as class and count, and words for them."""

    module: str
    home: Service | None
    lines: int
    bar: tuple[tuple[str, int], ...]
    width: int
    words: str
    reason: str
    places: tuple[Place, ...]


class ModuleRow(Struct, frozen=True):
    """Coupling of a module."""

    coupling: Coupling
    homes: tuple[Service, ...]


class CycleRow(Struct, frozen=True):
    """A cycle and what to remove."""

    members: tuple[str, ...]
    edges: int
    breaks: tuple[CutRow, ...]
    count: int


def places(evidence: Iterable[Evidence], source: str) -> tuple[Place, ...]:
    """Evidence by file, each line once."""
    found: dict[str, dict[int, str]] = {}
    for one in evidence:
        found.setdefault(one.path, {})[one.line] = source_link(source, one.path, one.line)
    return tuple(Place(path, tuple(lines.items())) for path, lines in found.items())


def cut_rows(view: View, edges: Iterable[Edge], source: str) -> tuple[CutRow, ...]:
    """One row an edge, in the order given; the first of each pair of boundaries has an anchor."""
    known = {one.name: one for one in view.services}
    home = {node.key: known.get(node.boundary) for node in view.nodes}
    seen: set[str] = set()
    rows = []
    for edge in edges:
        a, b = home.get(edge.dependent), home.get(edge.dependency)
        anchor = f"cut-{a.letters}-{b.letters}" if a and b else ""
        anchor = "" if anchor in seen else anchor
        seen.add(anchor)
        found = places(edge.evidence, source)
        how = kinds(edge.kinds)
        rows.append(CutRow(edge.dependent, edge.dependency, edge.count, how, found, a, b, anchor))
    return tuple(rows)


def table_rows(view: View, source: str) -> tuple[TableRow, ...]:
    """Contested tables first, then by name."""
    known = {one.name: one for one in view.services}
    ordered = sorted(view.tables, key=lambda one: (not one.contested, one.table))
    through = _through(view)
    uses = Counter((use.table, use.op) for use in view.analysis.meaning.table_uses)
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


def route_rows(view: View, found: Iterable[Route], source: str) -> tuple[RouteRow, ...]:
    """In the order given."""
    known = {one.name: one for one in view.services}
    return tuple(
        RouteRow(
            home=known.get(one.boundary),
            kind=one.entry.kind,
            method=one.entry.method,
            path=one.entry.path,
            handler=one.entry.handler,
            places=places((one.where,), source),
            tables=listed(sorted({*one.reach.reads, *one.reach.writes}), REACHED),
            calls=listed(one.reach.systems, REACHED),
            touched=tuple(service for service in view.services if service.name in one.touched),
        )
        for one in found
    )


def spot_rows(view: View, spots: Iterable[HotSpot], source: str) -> tuple[SpotRow, ...]:
    """The bar of each spot is as long as its counts say, the longest full."""
    listed_spots = list(spots)
    lines = {one.module: one.lines for one in view.analysis.modules}
    homes = homes_of(view)
    bars = [_bar(spot.counts) for spot in listed_spots]
    most = max((sum(count for _, count in bar) for bar, _ in bars), default=1) or 1
    return tuple(
        SpotRow(
            module=spot.subject,
            home=(homes.get(spot.subject) or (None,))[0],
            lines=lines.get(spot.subject, 0),
            bar=bar,
            width=max(2, round(100 * sum(count for _, count in bar) / most)),
            words=words,
            reason=spot.reason,
            places=places(spot.evidence[:2], source),
        )
        for spot, (bar, words) in zip(listed_spots, bars, strict=True)
    )


def _bar(counts: Mapping[str, int]) -> tuple[tuple[tuple[str, int], ...], str]:
    if "cut_out" in counts:
        cut = counts["cut_out"] + counts["cut_in"]
        bar = (("b0", cut), ("b1", counts["tables"]), ("b2", counts["dependents"]))
        words = f"{some(cut, 'cut')} · {some(counts['tables'], 'table')}"
        return bar, f"{words} · {some(counts['dependents'], 'dependent')}"
    ins, outs = counts.get("dependents", 0), counts.get("dependencies", 0)
    words = f"{some(ins, 'dependent')} · {some(outs, 'dependency', 'dependencies')}"
    return (("b2", ins), ("b1", outs)), words


def homes_of(view: View) -> dict[str, tuple[Service, ...]]:
    """The boundaries of each module, in the order of the services."""
    order = {one.name: place for place, one in enumerate(view.services)}
    found: dict[str, set[int]] = {}
    for node in view.nodes:
        if node.boundary in order:
            found.setdefault(node.module, set()).add(order[node.boundary])
    return {
        module: tuple(view.services[place] for place in sorted(places)) for module, places in found.items()
    }


def cycle_rows(view: View, cycles: Iterable[Cycle], source: str) -> tuple[CycleRow, ...]:
    """What to remove is listed the heaviest first."""
    return tuple(
        CycleRow(
            cycle.members,
            len(cycle.edges),
            cut_rows(view, sorted(cycle.breaks, key=lambda e: (-e.count, e.dependent, e.dependency)), source),
            sum(edge.count for edge in cycle.breaks),
        )
        for cycle in cycles
    )
