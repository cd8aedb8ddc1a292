"""Rows of the HTML report: strings, numbers and links, nothing to compute in a template."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from analyzer.model.graph import Edge, Evidence
from analyzer.model.measures import Coupling, Cycle, HotSpot
from analyzer.render.links import source_link
from analyzer.render.routes import Route
from analyzer.render.services import Service
from analyzer.render.tables import kinds
from analyzer.render.view import View
from analyzer.render.words import listed, some

REACHED, CALLED = 5, 3


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
            calls=listed(one.reach.systems, CALLED),
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
