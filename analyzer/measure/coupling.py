"""Afferent and efferent coupling of each module."""

from collections import defaultdict
from collections.abc import Iterable

from analyzer.model.graph import Edge, FileNode
from analyzer.model.measures import Coupling
from analyzer.model.source import Language


def coupling(
    files: Iterable[FileNode], edges: Iterable[Edge], *, tests: bool = False
) -> tuple[Coupling, ...]:
    """Size and coupling of every module, by name; SQL files are no modules."""
    sizes: dict[str, list[int]] = {}
    for node in files:
        if node.language != Language.SQL and (tests or not node.is_test):
            size = sizes.setdefault(node.module or node.path, [0, 0])
            size[0] += 1
            size[1] += node.lines
    dependents, dependencies = neighbours(edges)
    return tuple(
        Coupling(name, files, lines, len(dependents[name]), len(dependencies[name]))
        for name, (files, lines) in sorted(sizes.items())
    )


def neighbours(edges: Iterable[Edge]) -> tuple[defaultdict[str, set[str]], defaultdict[str, set[str]]]:
    """Who depends on each name, and on whom it depends."""
    dependents: defaultdict[str, set[str]] = defaultdict(set)
    dependencies: defaultdict[str, set[str]] = defaultdict(set)
    for edge in edges:
        dependents[edge.dependency].add(edge.dependent)
        dependencies[edge.dependent].add(edge.dependency)
    return dependents, dependencies
