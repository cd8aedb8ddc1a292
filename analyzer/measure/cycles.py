"""Cycles: strongly connected components, and the cheapest edges to break them."""

from collections.abc import Iterable

import networkx as nx

from analyzer.measure.feedback import feedback_arcs
from analyzer.model.graph import Edge
from analyzer.model.measures import Cycle


def cycles(edges: Iterable[Edge]) -> tuple[Cycle, ...]:
    """Every cycle, the largest first. Without its `breaks`, what is left of it has no cycle."""
    ordered = sorted(edges, key=lambda edge: (edge.dependent, edge.dependency))
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from((edge.dependent, edge.dependency) for edge in ordered)
    components = [sorted(part) for part in nx.strongly_connected_components(graph) if len(part) > 1]
    home = {name: number for number, members in enumerate(components) for name in members}
    inside: list[list[Edge]] = [[] for _ in components]
    for edge in ordered:
        number = home.get(edge.dependent, -1)
        if number >= 0 and number == home.get(edge.dependency):
            inside[number].append(edge)
    found = [_cycle(members, part) for members, part in zip(components, inside, strict=True)]
    return tuple(sorted(found, key=lambda cycle: (-len(cycle.members), cycle.members)))


def _cycle(members: list[str], edges: list[Edge]) -> Cycle:
    arcs = {(edge.dependent, edge.dependency): edge.count for edge in edges}
    removed = set(feedback_arcs(arcs))
    breaks = tuple(edge for edge in edges if (edge.dependent, edge.dependency) in removed)
    return Cycle(tuple(members), tuple(edges), breaks)
