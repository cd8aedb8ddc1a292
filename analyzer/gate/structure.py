"""Checks on the shape of the whole: cycles of boundaries, order of layers, what links what."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from analyzer.gate.dependencies import grouped
from analyzer.gate.view import Crossing, View
from analyzer.model.finding import Finding, Identity
from analyzer.model.graph import Evidence


def boundary_cycles(view: View) -> Iterator[Finding]:
    """Pairs of boundaries that depend on each other, directly or round a circle, by allowed imports too."""
    if not view.policy.gate.cycles:
        return
    edges: defaultdict[str, dict[str, Crossing]] = defaultdict(dict)
    for crossing in view.crossings:
        edges[crossing.home].setdefault(crossing.other, crossing)
    for home in sorted(edges):
        for other, crossing in sorted(edges[home].items()):
            way = _way({name: sorted(targets) for name, targets in edges.items()}, other, home)
            if way:
                circle = " -> ".join((home, *way))
                yield Finding(
                    check="MS107",
                    identity=_cycle_identity(crossing),
                    message=f"{home} and {other} lie on a cycle of boundaries: {circle}",
                    evidence=(crossing.evidence,),
                    boundaries=(home, other),
                )


def _cycle_identity(crossing: Crossing) -> Identity:
    dependent = crossing.node.module or crossing.node.path
    return Identity("cycle", crossing.node.language, dependent, crossing.edge.module)


def _way(edges: Mapping[str, Sequence[str]], start: str, goal: str) -> tuple[str, ...]:
    """The shortest way from start to goal, both included; () if there is none."""
    before = {start: start}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        if node == goal:
            way = [node]
            while way[-1] != start:
                way.append(before[way[-1]])
            return tuple(reversed(way))
        for other in edges.get(node, ()):
            if other not in before:
                before[other] = node
                queue.append(other)
    return ()


def layer_order(view: View) -> Iterator[Finding]:
    """Imports from a lower layer into a higher one."""
    height = {name: position for position, name in enumerate(view.policy.gate.layers)}
    against = (
        item
        for item in view.crossings
        if item.home in height and item.other in height and height[item.home] > height[item.other]
    )
    for (language, dependent, dependency, home, other), places in grouped(against).items():
        yield Finding(
            check="MS108",
            identity=Identity("layer", language, dependent, dependency),
            message=f"{dependent} ({home}) imports {dependency} of the higher layer {other}",
            evidence=tuple(places),
            boundaries=(home, other),
        )


def forbidden_links(view: View) -> Iterator[Finding]:
    """Modules of a boundary from which a chain of imports leads to one it must not link."""
    wanted = {
        name: policy.must_not_link for name, policy in view.policy.boundaries.items() if policy.must_not_link
    }
    if not wanted:
        return
    chains = _import_steps(view)
    for home in sorted(wanted):
        starts = sorted({node.module for node in view.graph.files if view.boundary_of.get(node.path) == home})
        for target in wanted[home]:
            yield from _linked(view, chains, home, target, starts)


def _import_steps(view: View) -> dict[str, dict[str, Evidence]]:
    steps: dict[str, dict[str, Evidence]] = {}
    for edge in view.graph.imports:
        node = view.graph.files[edge.file]
        if edge.internal and view.counts(node, edge):
            steps.setdefault(node.module, {}).setdefault(edge.module, Evidence(node.path, edge.line))
    return steps


def _linked(
    view: View, steps: Mapping[str, Mapping[str, Evidence]], home: str, target: str, starts: Iterable[str]
) -> Iterator[Finding]:
    goals = {node.module for node in view.graph.files if view.boundary_of.get(node.path) == target}
    targets = {module: sorted(found) for module, found in steps.items()}
    for start in starts:
        way = next((way for goal in sorted(goals) if len(way := _way(targets, start, goal)) > 1), ())
        if not way:
            continue
        hops = tuple((f"{one} imports {other}", steps[one][other]) for one, other in pairwise(way))
        language = next((node.language for node in view.files_of.get(start, ())), "")
        yield Finding(
            check="MS109",
            identity=Identity("link", language, start, way[-1]),
            message=f"{start} ({home}) links {way[-1]} ({target}): " + " -> ".join(way),
            evidence=(hops[0][1],),
            boundaries=(home, target),
            chain=hops,
        )
