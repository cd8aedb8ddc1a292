"""Packages that would import each other in a circle, which Go does not allow."""

from collections import defaultdict

from analyzer.model.graph import Evidence
from analyzer.rewrite.go.layout import go_files
from analyzer.rewrite.go.outputs import Output, unused
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.world import World
from analyzer.rewrite.request import Part

Edges = dict[str, dict[str, Evidence]]
"""The packages that a package imports, each with one place."""


def import_graph(world: World, placing: Placing, outputs: dict[str, Output]) -> tuple[Edges, Edges]:
    """Who imports whom afterwards, in code and in tests."""
    code: Edges = defaultdict(dict)
    tests: Edges = defaultdict(dict)
    for surface in go_files(world.request):
        if surface.path in world.sources:
            continue
        edges = tests if surface.is_test else code
        package = surface.module + "_test" * (surface.is_test and surface.package.endswith("_test"))
        for each in surface.imports:
            edges[package].setdefault(each.target, Evidence(surface.path, each.line))
    for output in outputs.values():
        if output.regions or output.source is not None:
            _edges(world, placing, output, tests if output.path.endswith("_test.go") else code)
    return code, tests


def refuse_cycles(world: World, placing: Placing, code: Edges, tests: Edges, part: Part) -> None:
    """Refuses a circle that the changed files close, in the packages or in the tests within one."""
    told: set[frozenset[str]] = set()
    touched = {*placing.files.values(), *placing.single.values(), *world.packages}
    for package in sorted(touched | _tested(code, tests, touched)):
        for edges in (code, tests):
            for target, place in edges.get(package, {}).items():
                found = way(code, target, package)
                if found is not None and {package, target} not in told:
                    told.add(frozenset({package, target}))
                    part.refuse(f"{package} and {target} would import each other", [place, *found])


def _tested(code: Edges, tests: Edges, touched: set[str]) -> set[str]:
    """The packages whose tests may close a circle through packages that have changed: those import them, at
    any distance, and a test of theirs leads there."""
    back: Edges = defaultdict(dict)
    for package, targets in code.items():
        for target, place in targets.items():
            back[target][package] = place
    there, before = _reached(code, touched), _reached(back, touched)
    return {package for package in there & set(tests) if not before.isdisjoint(tests[package])}


def _reached(edges: Edges, starts: set[str]) -> set[str]:
    found, todo = set(starts), list(starts)
    while todo:
        more = set(edges.get(todo.pop(), ())) - found
        found |= more
        todo += more
    return found


def way(edges: Edges, start: str, end: str) -> list[Evidence] | None:
    """The imports that lead from one package to another, None if there is no way."""
    before: dict[str, tuple[str, Evidence] | None] = {start: None}
    todo = [start]
    while todo and end not in before:
        package = todo.pop(0)
        for target, place in edges.get(package, {}).items():
            if target not in before:
                before[target] = (package, place)
                todo.append(target)
    if end not in before:
        return None
    found = []
    step = before[end]
    while step is not None:
        found.append(step[1])
        step = before[step[0]]
    return found[::-1]


def _edges(world: World, placing: Placing, output: Output, edges: Edges) -> None:
    package = output.package(placing)
    gone = unused(world, output)
    for node, spec in output.source.imports if output.source else ():
        if node not in gone:
            edges[package].setdefault(spec.path, Evidence(output.path, node.start_point[0] + 1))
    for path in output.reasons:
        edges[package][path] = output.reasons[path]
