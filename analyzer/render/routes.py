"""Entry points with where they live and which boundaries they would touch after the cut."""

from msgspec import Struct

from analyzer.measure.crossing import place_of, touched
from analyzer.model.graph import Evidence
from analyzer.model.meaning import EntryPoint, EntryPointKind
from analyzer.model.measures import Reach
from analyzer.render.view import View


class Route(Struct, frozen=True):
    """An entry point; `touched` holds its own boundary, those of code it may run, and those that
    own tables it uses, shared left out."""

    entry: EntryPoint
    boundary: str
    where: Evidence
    reach: Reach
    touched: frozenset[str]

    @property
    def spans(self) -> bool:
        """More than one boundary would have to work together."""
        return len(self.touched) > 1


def routes(view: View) -> tuple[Route, ...]:
    """By boundary in the order of the services, HTTP first, then by path and method."""
    order = {one.name: place for place, one in enumerate(view.services)}
    home = {unit.path: unit.boundary for unit in view.analysis.units}
    boundary_of = [home.get(node.path, "") for node in view.analysis.files]
    owner = {table.table: table.owner for table in view.tables}
    entries = view.analysis.meaning.entry_points
    reached = view.analysis.reach or (Reach(),) * len(entries)
    found = []
    for entry, reach in zip(entries, reached, strict=True):
        where = Evidence(entry.handler_file or entry.file, entry.handler_line or entry.line)
        boundaries = touched(entry, reach, boundary_of, home, owner)
        found.append(Route(entry, place_of(entry, home), where, reach, boundaries))
    return tuple(sorted(found, key=lambda one: _order(one, order.get(one.boundary, len(order)))))


def _order(one: Route, place: int) -> tuple[int, bool, str, str, str, int]:
    entry = one.entry
    return place, entry.kind != EntryPointKind.HTTP, entry.path, entry.method, entry.file, entry.line


def spanning(view: View) -> tuple[int, int]:
    """How many entry points would span boundaries, of how many; 0 of them where reach is unknown."""
    if not view.analysis.reach or not view.services:
        return 0, len(view.analysis.meaning.entry_points)
    found = routes(view)
    return sum(one.spans for one in found), len(found)
