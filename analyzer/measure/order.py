"""An order of modules for a matrix: dependents first, so that what breaks the order stands out."""

from collections.abc import Iterable, Sequence

import networkx as nx

from analyzer.measure.cycles import cycles
from analyzer.model.graph import Edge


def matrix_order(names: Sequence[str], edges: Iterable[Edge]) -> tuple[str, ...]:
    """Every name once; edges point to later names but for the cheapest ones that close cycles."""
    known = set(names)
    inside = [edge for edge in edges if edge.dependent in known and edge.dependency in known]
    broken = {(edge.dependent, edge.dependency) for cycle in cycles(inside) for edge in cycle.breaks}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(known))
    graph.add_edges_from(pair for edge in inside if (pair := (edge.dependent, edge.dependency)) not in broken)
    return tuple(nx.lexicographical_topological_sort(graph))
