"""The shortest chains of dependencies between two places."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches

from analyzer.errors import SourceError
from analyzer.model.graph import Edge, FileNode

Chain = tuple[Edge, ...]


def nodes_called(name: str, files: Sequence[FileNode]) -> frozenset[str]:
    """The files that a name means: a file, a folder, a module, or the end of a module's name."""
    wanted = name.removeprefix("./").strip("/")
    tests: tuple[Callable[[FileNode], bool], ...] = (
        lambda file: file.path == wanted,
        lambda file: file.module == wanted,
        lambda file: file.path.startswith(wanted + "/"),
        lambda file: file.module.startswith((wanted + "/", wanted + ".")),
        lambda file: file.module.endswith(("/" + wanted, "." + wanted)),
    )
    for test in tests:
        found = frozenset(file.path for file in files if test(file))
        if found:
            return found
    near = get_close_matches(wanted, sorted({file.module for file in files}), 3, 0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "Give a module, a file or a folder."
    raise SourceError(f"nothing here is called {name}", hint)


def chains(
    edges: Iterable[Edge], start: frozenset[str], end: frozenset[str], limit: int
) -> tuple[Chain, ...]:
    """Up to `limit` shortest chains of edges from a file in `start` to one in `end`, in a fixed order.

    No two of them leave by the same first edge or arrive by the same last one.
    """
    onward: dict[str, list[Edge]] = {}
    for edge in edges:
        onward.setdefault(edge.dependent, []).append(edge)
    found: list[Chain] = []
    used: set[tuple[str, str]] = set()
    while len(found) < limit:
        chain = _shortest(onward, start, end, used)
        if chain is None:
            break
        found.append(chain)
        used.update((edge.dependent, edge.dependency) for edge in (chain[0], chain[-1]))
    return tuple(found)


def _shortest(
    onward: dict[str, list[Edge]], start: frozenset[str], end: frozenset[str], used: set[tuple[str, str]]
) -> Chain | None:
    origin: dict[str, Edge | None] = dict.fromkeys(sorted(start - end))
    waiting = deque(origin)
    while waiting:
        node = waiting.popleft()
        for edge in onward.get(node, ()):
            if edge.dependency in origin or (edge.dependent, edge.dependency) in used:
                continue
            origin[edge.dependency] = edge
            if edge.dependency in end:
                return _back(origin, edge)
            waiting.append(edge.dependency)
    return None


def _back(origin: dict[str, Edge | None], last: Edge) -> Chain:
    chain: list[Edge] = []
    edge: Edge | None = last
    while edge is not None:
        chain.append(edge)
        edge = origin[edge.dependent]
    return tuple(reversed(chain))
