"""The cheapest edges whose removal leaves no cycle: a weighted feedback arc set."""

from collections.abc import Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

EXACT_LIMIT = 12
MOVES = 10_000_000

Arcs = Mapping[tuple[str, str], int]
_Near = Mapping[str, Mapping[str, int]]


def feedback_arcs(arcs: Arcs) -> tuple[tuple[str, str], ...]:
    """Arcs to remove, sorted; exact up to EXACT_LIMIT nodes, a good order improved above that."""
    nodes = sorted({node for arc in arcs for node in arc})
    order = _exact(nodes, arcs) if len(nodes) <= EXACT_LIMIT else _improved(_greedy(nodes, arcs), arcs)
    place = {node: number for number, node in enumerate(order)}
    backward = [arc for arc in arcs if place[arc[0]] > place[arc[1]]]
    return tuple(sorted(_needed(backward, arcs, order)))


def _exact(nodes: Sequence[str], arcs: Arcs) -> list[str]:
    """The order of least backward weight, by dynamic programming over sets of first nodes."""
    number = {node: place for place, node in enumerate(nodes)}
    into = [[0] * len(nodes) for _ in nodes]
    for (dependent, dependency), weight in arcs.items():
        into[number[dependent]][number[dependency]] += weight
    best: list[tuple[int, int]] = [(0, -1)]
    for first in range(1, 1 << len(nodes)):
        members = [node for node in range(len(nodes)) if first >> node & 1]
        best.append(
            min(
                (best[first ^ (1 << last)][0] + sum(into[last][node] for node in members), last)
                for last in members
            )
        )
    order: list[str] = []
    rest = (1 << len(nodes)) - 1
    while rest:
        order.append(nodes[best[rest][1]])
        rest ^= 1 << best[rest][1]
    return order[::-1]


def _neighbours(arcs: Arcs) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    out: dict[str, dict[str, int]] = {}
    into: dict[str, dict[str, int]] = {}
    for (dependent, dependency), weight in arcs.items():
        for side in (out, into):
            side.setdefault(dependent, {})
            side.setdefault(dependency, {})
        out[dependent][dependency] = weight
        into[dependency][dependent] = weight
    return out, into


def _greedy(nodes: Sequence[str], arcs: Arcs) -> list[str]:
    """Eades, Lin and Smyth: sources to the front, sinks to the back, else the largest surplus."""
    out, into = _neighbours(arcs)
    surplus = {node: sum(out[node].values()) - sum(into[node].values()) for node in nodes}
    queue = [(_rank(node, out, into, surplus), node) for node in nodes]
    heapify(queue)
    front: list[str] = []
    back: list[str] = []
    while queue:
        rank, node = heappop(queue)
        if node not in out or rank != _rank(node, out, into, surplus):
            continue
        (back if rank[0] == 0 else front).append(node)
        for other in _take(node, out, into, surplus):
            heappush(queue, (_rank(other, out, into, surplus), other))
    return front + back[::-1]


def _rank(node: str, out: _Near, into: _Near, surplus: Mapping[str, int]) -> tuple[int, int]:
    """Sinks first, then sources, then by surplus."""
    if not out[node]:
        return 0, 0
    return (1, 0) if not into[node] else (2, -surplus[node])


def _take(
    node: str,
    out: dict[str, dict[str, int]],
    into: dict[str, dict[str, int]],
    surplus: dict[str, int],
) -> list[str]:
    """Remove a node; the others whose rank may have changed."""
    after, before = out.pop(node), into.pop(node)
    for other, weight in after.items():
        del into[other][node]
        surplus[other] += weight
    for other, weight in before.items():
        del out[other][node]
        surplus[other] -= weight
    return sorted({*after, *before})


def _improved(order: list[str], arcs: Arcs) -> list[str]:
    """Move single nodes to their best place until nothing is gained."""
    out, into = _neighbours(arcs)
    place = {name: number for number, name in enumerate(order)}
    for _ in range(max(1, min(8, MOVES // len(order) ** 2))):
        gained = False
        for node in sorted(order):
            target = _best_place(node, place, out, into)
            if target != place[node]:
                first, last = sorted((place[node], target))
                order.pop(place[node])
                order.insert(target, node)
                place.update(zip(order[first : last + 1], range(first, last + 1), strict=True))
                gained = True
        if not gained:
            break
    return order


def _best_place(node: str, place: Mapping[str, int], out: _Near, into: _Near) -> int:
    """The place of least backward weight for `node`, all others staying; its own place on a tie."""
    near = sorted(set(out[node]) | set(into[node]), key=place.__getitem__)
    cost = sum(into[node].values())
    here = place[node]
    best_cost, best = None, here
    options = [(cost, 0)]
    for other in near:
        cost += out[node].get(other, 0) - into[node].get(other, 0)
        options.append((cost, place[other] + (place[other] < here)))
    current = sum(weight for other, weight in into[node].items() if place[other] > here)
    current += sum(weight for other, weight in out[node].items() if place[other] < here)
    best_cost, best = min(options)
    return best if best_cost < current else here


def _needed(backward: Iterable[tuple[str, str]], arcs: Arcs, order: Sequence[str]) -> list[tuple[str, str]]:
    """Put back, heaviest first, every arc that closes no cycle; the order follows (Pearce and Kelly)."""
    removed = set(backward)
    out: dict[str, set[str]] = {node: set() for node in order}
    into: dict[str, set[str]] = {node: set() for node in order}
    for dependent, dependency in arcs:
        if (dependent, dependency) not in removed:
            out[dependent].add(dependency)
            into[dependency].add(dependent)
    place = {node: number for number, node in enumerate(order)}
    kept = []
    for dependent, dependency in sorted(removed, key=lambda arc: (-arcs[arc], arc)):
        first, last = place[dependency], place[dependent]
        after = _within(dependency, out, place, first, last) if first < last else set()
        if dependent in after:
            kept.append((dependent, dependency))
            continue
        if after:
            _reorder(_within(dependent, into, place, first, last), after, place)
        out[dependent].add(dependency)
        into[dependency].add(dependent)
    return kept


def _within(
    start: str, near: Mapping[str, set[str]], place: Mapping[str, int], first: int, last: int
) -> set[str]:
    """All that is reached from `start` without leaving the places from `first` to `last`."""
    seen, stack = {start}, [start]
    while stack:
        for other in near[stack.pop()]:
            if other not in seen and first <= place[other] <= last:
                seen.add(other)
                stack.append(other)
    return seen


def _reorder(before: set[str], after: set[str], place: dict[str, int]) -> None:
    """Give the same places to the same nodes, all of `before` ahead of all of `after`."""
    moved = sorted(before, key=place.__getitem__) + sorted(after, key=place.__getitem__)
    for node, spot in zip(moved, sorted(place[node] for node in moved), strict=True):
        place[node] = spot
