"""The numbers every format shows, derived once from the analysis."""

from collections.abc import Mapping

from msgspec import Struct

from analyzer.measure.crossing import cuts, homes, ownership, pairs
from analyzer.measure.quotient import quotient
from analyzer.model.analysis import Analysis
from analyzer.model.boundary import SHARED, Boundary
from analyzer.model.graph import Edge
from analyzer.model.measures import Ownership, Pair
from analyzer.render.services import Service, services
from analyzer.render.short import shared_prefix


class Node(Struct, frozen=True):
    """A module, or the part of it that lies in one boundary."""

    key: str
    module: str
    boundary: str
    files: int
    lines: int


class View(Struct, frozen=True):
    """What sections are made of. Without boundaries `services`, `pairs` and `cuts` are empty.

    `nodes` and `edges` are modules; a module that is split between boundaries is one node in each.
    `cuts` are the edges between nodes that must be cut; `references` counts all between files, without
    boundaries all between modules. `prefix` is what all import paths share.
    """

    analysis: Analysis
    services: tuple[Service, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    pairs: tuple[Pair, ...]
    cuts: tuple[Edge, ...]
    tables: tuple[Ownership, ...]
    references: int
    prefix: str = ""

    @property
    def cut_references(self) -> int:
        """References to cut."""
        return sum(edge.count for edge in self.cuts)

    @property
    def contested(self) -> tuple[Ownership, ...]:
        """Tables with more than one writer."""
        return tuple(table for table in self.tables if table.contested)

    @property
    def boundaries(self) -> tuple[Boundary, ...]:
        """The proposed boundaries without the shared one."""
        return tuple(one for one in self.analysis.boundaries if one.name != SHARED)


def view(analysis: Analysis) -> View:
    """Derive everything; cheap, and the same for every format."""
    home = homes(analysis.units)
    tables = ownership(analysis.meaning, home)
    prefix = shared_prefix(one.module for one in analysis.modules)
    if not home:
        references = sum(edge.count for edge in analysis.module_edges)
        nodes = tuple(Node(one.module, one.module, "", one.files, one.lines) for one in analysis.modules)
        return View(analysis, (), nodes, analysis.module_edges, (), (), tables, references, prefix)
    references = sum(edge.count for edge in analysis.file_edges)
    nodes, key_of = _nodes(analysis, home)
    crossing = quotient(cuts(analysis.file_edges, home), key_of)
    return View(
        analysis=analysis,
        services=services(analysis.boundaries),
        nodes=nodes,
        edges=quotient(analysis.file_edges, key_of),
        pairs=pairs(analysis.file_edges, home),
        cuts=tuple(sorted(crossing, key=lambda edge: (-edge.count, edge.dependent, edge.dependency))),
        tables=tables,
        references=references,
        prefix=prefix,
    )


def _nodes(analysis: Analysis, home: Mapping[str, str]) -> tuple[tuple[Node, ...], dict[str, str]]:
    """One node a module and boundary, and the node of each file."""
    boundaries_of: dict[str, set[str]] = {}
    for unit in analysis.units:
        if unit.path in home:
            boundaries_of.setdefault(unit.module or unit.path, set()).add(unit.boundary)
    sizes: dict[tuple[str, str], list[int]] = {}
    key_of: dict[str, str] = {}
    for unit in analysis.units:
        if unit.path not in home:
            continue
        module = unit.module or unit.path
        size = sizes.setdefault((module, unit.boundary), [0, 0])
        size[0] += 1
        size[1] += unit.lines
        key_of[unit.path] = _key(module, unit.boundary, len(boundaries_of[module]))
    nodes = tuple(
        Node(_key(module, boundary, len(boundaries_of[module])), module, boundary, files, lines)
        for (module, boundary), (files, lines) in sorted(sizes.items())
    )
    return nodes, key_of


def _key(module: str, boundary: str, parts: int) -> str:
    return module if parts == 1 else f"{module} [{boundary}]"
