"""The set of things to move that saves most: maximum weight closure, solved as a minimum cut."""

from collections.abc import Iterable, Mapping

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

Need = tuple[int, int]
"""The first is in the set and the second is not."""

SCALE = 4
"""Costs are counted in quarters of a reference: the flow wants whole numbers."""


def cheapest(
    gains: Mapping[int, float], costs: Mapping[int, float], needs: Mapping[Need, float]
) -> frozenset[int]:
    """The nodes to take: each saves its gain and costs its cost, and each need costs its weight when the
    first is taken and the second is not. A node without a cost cannot be taken.

    Picard (1976): the best set is the source's side of a minimum cut. Of several best sets it is the least.
    """
    nodes = _reached(gains, costs, needs)
    if not nodes:
        return frozenset()
    number = {node: place for place, node in enumerate(nodes, 2)}
    rows: list[tuple[int, int, int]] = []
    for node in nodes:
        rows.append((0, number[node], round(SCALE * gains.get(node, 0))))
        rows.append((number[node], 1, round(SCALE * costs[node])))
    for (one, other), weight in sorted(needs.items()):
        if one in number:
            rows.append((number[one], number.get(other, 1), round(SCALE * weight)))
    start, end, weight = np.array(rows, dtype=np.int32).T
    size = len(nodes) + 2
    graph = csr_array((weight, (start, end)), shape=(size, size), dtype=np.int32)
    graph.sum_duplicates()
    rest = graph - maximum_flow(graph, 0, 1).flow
    rest.data[rest.data < 0] = 0
    rest.eliminate_zeros()
    taken = breadth_first_order(rest, 0, return_predecessors=False)
    return frozenset(nodes[place - 2] for place in taken.tolist() if place > 1)


def _reached(gains: Mapping[int, float], costs: Mapping[int, float], needs: Iterable[Need]) -> list[int]:
    """The nodes that may be taken: those with a gain, and what they need, sorted."""
    below: dict[int, list[int]] = {}
    for one, other in needs:
        below.setdefault(one, []).append(other)
    found: set[int] = set()
    stack = [node for node in gains if node in costs]
    while stack:
        node = stack.pop()
        if node not in found:
            found.add(node)
            stack += [other for other in below.get(node, ()) if other in costs]
    return sorted(found)
