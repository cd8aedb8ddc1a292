"""A directed graph over numbers: order, reach and dominance."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import networkx as nx
from msgspec import Struct


class Net(Struct, frozen=True, eq=False):
    """`dependents[i]` and `dependencies[i]` ascend; `order` holds the cycles' members, dependents first.

    Two graphs are never compared, only asked again: that costs no walk over all of it.
    """

    dependents: tuple[tuple[int, ...], ...]
    dependencies: tuple[tuple[int, ...], ...]
    order: tuple[tuple[int, ...], ...]

    @property
    def size(self) -> int:
        """The number of nodes."""
        return len(self.dependencies)


def net_of(size: int, pairs: Iterable[tuple[int, int]]) -> Net:
    """The graph of the (dependent, dependency) pairs; loops and repetitions are left out."""
    above: list[list[int]] = [[] for _ in range(size)]
    below: list[list[int]] = [[] for _ in range(size)]
    for dependent, dependency in sorted({pair for pair in pairs if pair[0] != pair[1]}):
        below[dependent].append(dependency)
        above[dependency].append(dependent)
    dependencies = tuple(map(tuple, below))
    return Net(tuple(map(tuple, above)), dependencies, _components(dependencies))


def reach_of(net: Net) -> list[int]:
    """For each node the nodes it reaches, itself among them, as the bits of one integer."""
    reach = [0] * net.size
    for members in reversed(net.order):
        bits = 0
        for member in members:
            bits |= 1 << member
        inside = bits
        for member in members:
            for dependency in net.dependencies[member]:
                if not inside >> dependency & 1:
                    bits |= reach[dependency]
        for member in members:
            reach[member] = bits
    return reach


def union(reach: Sequence[int], nodes: Iterable[int]) -> int:
    """All that the nodes reach."""
    bits = 0
    for node in nodes:
        bits |= reach[node]
    return bits


def bits_of(nodes: Iterable[int]) -> int:
    """The nodes as the bits of one integer."""
    bits = 0
    for node in nodes:
        bits |= 1 << node
    return bits


@lru_cache(maxsize=4096)
def doors(net: Net, start: int, reached: int, least: float) -> dict[int, float]:
    """The nodes by which alone `start` leads to at least `least` of what it reaches, with that share.

    The same starts are asked for again and again while seeds are merged, so answers are kept.
    """
    sizes = dominated_sizes(net, [[start]])
    allowed = (1.0 - least) * reached
    return {node: size / reached for node, size in enumerate(sizes) if size and reached - size <= allowed}


def dominated_sizes(net: Net, groups: Sequence[Collection[int]]) -> list[int]:
    """How many nodes each node dominates, itself among them, seen from a root above all the groups.

    A group stands for one node: its members are entered from outside by the root alone. Dominators
    after Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm" (2001).
    """
    owner = {member: number for number, group in enumerate(groups) for member in group}
    root, first = net.size, net.size + 1
    below: dict[int, list[int]] = {root: list(range(first, first + len(groups)))}
    for number, group in enumerate(groups):
        below[first + number] = sorted(group)
    for node, dependencies in enumerate(net.dependencies):
        below[node] = [
            other for other in dependencies if other not in owner or owner.get(node) == owner[other]
        ]
    order = _postorder(below, root)
    parent = _dominators(below, order)
    sizes = [0] * (first + len(groups))
    for node, above in zip(order[:-1], parent, strict=False):
        sizes[node] += 1
        sizes[order[above]] += sizes[node]
    return sizes[: net.size]


def _postorder(below: dict[int, list[int]], root: int) -> list[int]:
    order: list[int] = []
    seen = {root}
    stack = [(root, iter(below[root]))]
    while stack:
        node, rest = stack[-1]
        for other in rest:
            if other not in seen:
                seen.add(other)
                stack.append((other, iter(below[other])))
                break
        else:
            order.append(node)
            stack.pop()
    return order


def _dominators(below: dict[int, list[int]], order: Sequence[int]) -> list[int]:
    """The immediate dominator of each node; both are places in the order, of which the last is the root."""
    place = {node: number for number, node in enumerate(order)}
    above: list[list[int]] = [[] for _ in order]
    for number, node in enumerate(order):
        for other in below[node]:
            above[place[other]].append(number)
    root = len(order) - 1
    parent = [-1] * root + [root]
    changed = True
    while changed:
        changed = False
        for number in range(root - 1, -1, -1):
            best = -1
            for one in above[number]:
                if parent[one] >= 0:
                    best = one if best < 0 else _meet(best, one, parent)
            if parent[number] != best:
                parent[number] = best
                changed = True
    return parent


def _meet(one: int, other: int, parent: Sequence[int]) -> int:
    while one != other:
        if one < other:
            one = parent[one]
        else:
            other = parent[other]
    return one


def _components(dependencies: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Strongly connected components, dependents before dependencies."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(dependencies)))
    graph.add_edges_from((node, other) for node, others in enumerate(dependencies) for other in others)
    found = [tuple(sorted(members)) for members in nx.strongly_connected_components(graph)]
    return tuple(reversed(found))
