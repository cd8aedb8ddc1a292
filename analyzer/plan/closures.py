"""The link closure of a boundary: all code that a service made of it would link today."""

import sys
from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from analyzer.measure.crossing import place_of
from analyzer.model.boundary import OTHER, SHARED
from analyzer.model.facts import ImportKind
from analyzer.model.graph import Evidence, ImportEdge
from analyzer.model.plan import Closure, Resident
from analyzer.model.program import Program
from analyzer.model.source import Language
from analyzer.plan.split import Split

RESIDENTS = 20
"""Files of other boundaries that are listed; all are counted."""
ENTRIES = 50
_LINKED = (ImportKind.RUNTIME, ImportKind.CONDITIONAL, ImportKind.LAZY, ImportKind.DYNAMIC)

_Way = Mapping[int, tuple[int, int]]
"""For each file linked the file that links it and the line; the starts have -1."""


def closures(split: Split) -> tuple[Closure, ...]:
    """One for each boundary that may become a service, by name."""
    return tuple(_closure(split, name) for name in split.boundaries if name not in (SHARED, OTHER))


def _closure(split: Split, name: str) -> Closure:
    graph = split.program.graph
    way = _linked([number for number, home in enumerate(split.boundary) if home == name], split)
    foreign = [number for number in way if split.boundary[number] not in ("", name, SHARED)]
    foreign.sort(key=lambda number: (-graph.files[number].lines, graph.files[number].path))
    return Closure(
        boundary=name,
        entries=_entries(split, name),
        packages=len({graph.files[number].module or graph.files[number].path for number in way}),
        files=len(way),
        lines=sum(graph.files[number].lines for number in way),
        third_party=_third_party(split.program, way),
        foreign_files=len(foreign),
        foreign_lines=sum(graph.files[number].lines for number in foreign),
        residents=tuple(_resident(split, way, number) for number in foreign[:RESIDENTS]),
    )


def _entries(split: Split, name: str) -> tuple[str, ...]:
    found = (
        f"{one.method} {one.path}".strip() or one.handler
        for one in split.meaning.entry_points
        if place_of(one, split.home) == name
    )
    return tuple(sorted(set(found)))[:ENTRIES]


def _linked(starts: Iterable[int], split: Split) -> _Way:
    """Breadth first, so that each file is reached the shortest way: a file links the files that it refers
    to, and all files of the modules that it imports."""
    steps = split.of_program(_steps)
    way: dict[int, tuple[int, int]] = dict.fromkeys(starts, (-1, 0))
    waiting = deque(way)
    while waiting:
        file = waiting.popleft()
        for other, line in steps.get(file, ()):
            if other not in way:
                way[other] = file, line
                waiting.append(other)
    return way


def _steps(program: Program) -> Mapping[int, Sequence[tuple[int, int]]]:
    graph = program.graph
    members: dict[str, list[int]] = {}
    for number, node in enumerate(graph.files):
        if not node.is_test and node.module:
            members.setdefault(node.module, []).append(number)
    found: dict[int, dict[int, int]] = {}
    for edge in graph.imports:
        if edge.internal and edge.kind in _LINKED and not graph.files[edge.file].is_test:
            for other in members.get(edge.module, ()):
                found.setdefault(edge.file, {}).setdefault(other, edge.line)
    columns = graph.references
    for file, symbol, line in zip(columns.file, columns.symbol, columns.line, strict=True):
        other = graph.symbols[symbol].file
        if other != file and graph.files[other].module == graph.files[file].module:
            found.setdefault(file, {}).setdefault(other, line)
    return {file: sorted(others.items()) for file, others in found.items()}


def _third_party(program: Program, files: Iterable[int]) -> tuple[str, ...]:
    wanted = set(files)
    names = (_package(program, edge) for edge in program.graph.imports if edge.file in wanted)
    return tuple(sorted(set(names) - {""}))


def _package(program: Program, edge: ImportEdge) -> str:
    """The package of an import from outside, "" for standard libraries."""
    if edge.internal:
        return ""
    if program.graph.files[edge.file].language == Language.GO:
        parts = edge.module.split("/")
        return "/".join(parts[:3]) if "." in parts[0] else ""
    name = edge.module.partition(".")[0]
    return "" if name in sys.stdlib_module_names else name


def _resident(split: Split, way: _Way, number: int) -> Resident:
    files = split.program.graph.files
    chain: list[Evidence] = []
    at = number
    while way[at][0] >= 0:
        before, line = way[at]
        chain.append(Evidence(files[before].path, line, files[at].module))
        at = before
    node = files[number]
    return Resident(node.path, split.boundary[number], node.lines, tuple(reversed(chain)))
