"""The dependency matrix: row depends on column; modules where half of them fit, else packages."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from analyzer.measure.crossing import is_cut
from analyzer.measure.order import matrix_order
from analyzer.measure.quotient import quotient
from analyzer.model.graph import Edge
from analyzer.render.services import Service
from analyzer.render.short import shown
from analyzer.render.view import View

LIMIT = 90
LABEL = 30
LEFT = 214
TOP = 32


class Row(Struct, frozen=True):
    """A row and column: `name` in full, `label` as far as there is room; `hot` if it has cuts."""

    name: str
    label: str
    boundary: str
    nodes: tuple[int, ...]
    hot: bool


class Cell(Struct, frozen=True):
    """A dependency of row `row` on column `column`."""

    row: int
    column: int
    count: int
    kind: str


class Block(Struct, frozen=True):
    """A square along the diagonal: a boundary, or a cycle where there are no boundaries."""

    start: int
    size: int
    service: Service | None


class Matrix(Struct, frozen=True):
    """`level` is module or package; `whole` is how many of these there are. Lengths in SVG units."""

    level: str
    rows: tuple[Row, ...]
    whole: int
    cells: tuple[Cell, ...]
    blocks: tuple[Block, ...]
    size: int

    @property
    def width(self) -> int:
        """Width of the picture."""
        return LEFT + len(self.rows) * self.size + 8

    @property
    def height(self) -> int:
        """Height of the picture."""
        return TOP + len(self.rows) * self.size + 8

    def path(self, kind: str) -> str:
        """All cells of one kind as one SVG path: a thousand elements fewer."""
        inset = 1.5 if kind == "shared" else 0
        side = self.size - 1 - 2 * inset
        return "".join(
            f"M{LEFT + cell.column * self.size + 1 + inset:g} {TOP + cell.row * self.size + 1 + inset:g}"
            f"h{side:g}v{side:g}h-{side:g}z"
            for cell in self.cells
            if cell.kind == kind
        )


def matrix(view: View) -> Matrix | None:
    """The matrix of at most LIMIT rows; None where nothing depends on anything."""
    if not view.edges:
        return None
    level, group = "module", {node.key: node.key for node in view.nodes}
    if len(view.nodes) > 2 * LIMIT:
        level, group = "package", _packages(view)
    edges = quotient(view.edges, group)
    boundary = {group[node.key]: node.boundary for node in view.nodes}
    kept = _heaviest(edges, boundary)
    order = _ordered(view, kept, edges, boundary)
    place = {name: number for number, name in enumerate(order)}
    cells = tuple(
        Cell(place[edge.dependent], place[edge.dependency], edge.count, _kind(edge, boundary, place))
        for edge in edges
        if edge.dependent in place and edge.dependency in place
    )
    hot = {cell.row for cell in cells if cell.kind == "cut"}
    members = _members(view, group)
    rows = tuple(
        Row(name, _label(shown(name, view.prefix)), boundary[name], members[name], place[name] in hot)
        for name in order
    )
    size = 15 if len(rows) <= 40 else 12 if len(rows) <= 72 else 10
    return Matrix(level, rows, len(boundary), cells, _blocks(view, rows), size)


def _members(view: View, group: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, node in enumerate(view.nodes):
        found.setdefault(group[node.key], []).append(number)
    return {name: tuple(numbers) for name, numbers in found.items()}


def _packages(view: View) -> dict[str, str]:
    """The package of each node, one level up; one that is split is kept apart by boundary."""
    parents = {node.key: _parent(node.module, view.prefix) for node in view.nodes}
    parts: dict[str, set[str]] = {}
    for node in view.nodes:
        parts.setdefault(parents[node.key], set()).add(node.boundary)
    return {
        node.key: parents[node.key] + (f" [{node.boundary}]" if len(parts[parents[node.key]]) > 1 else "")
        for node in view.nodes
    }


def _parent(name: str, prefix: str) -> str:
    """One level up, but not above what all names share."""
    parent = name.rpartition("/" if "/" in name else ".")[0]
    return parent if len(parent) >= len(prefix.rstrip("/")) and parent else name


def _heaviest(edges: Sequence[Edge], boundary: Mapping[str, str]) -> set[str]:
    """The LIMIT names with most references to cut, then with most references."""
    cut: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for edge in edges:
        for name in (edge.dependent, edge.dependency):
            total[name] += edge.count
            if _crosses(edge, boundary):
                cut[name] += edge.count
    return set(sorted(boundary, key=lambda name: (-cut[name], -total[name], name))[:LIMIT])


def _crosses(edge: Edge, boundary: Mapping[str, str]) -> bool:
    return is_cut(boundary[edge.dependent], boundary[edge.dependency])


def _ordered(view: View, kept: set[str], edges: Sequence[Edge], boundary: Mapping[str, str]) -> list[str]:
    """By boundary in the order of the services, dependents first within each."""
    groups = [one.name for one in view.services] or [""]
    return [
        name
        for group in groups
        for name in matrix_order([name for name in sorted(kept) if boundary[name] == group], edges)
    ]


def _kind(edge: Edge, boundary: Mapping[str, str], place: Mapping[str, int]) -> str:
    if _crosses(edge, boundary):
        return "cut"
    if boundary[edge.dependent] != boundary[edge.dependency]:
        return "shared"
    return "back" if place[edge.dependent] > place[edge.dependency] else "inside"


def _label(name: str) -> str:
    return name if len(name) <= LABEL else "…" + name[1 - LABEL :]


def _blocks(view: View, rows: Sequence[Row]) -> tuple[Block, ...]:
    if not view.services:
        return ()
    known = {one.name: one for one in view.services}
    blocks = []
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end].boundary != rows[start].boundary:
            blocks.append(Block(start, end - start, known.get(rows[start].boundary)))
            start = end
    return tuple(blocks)
