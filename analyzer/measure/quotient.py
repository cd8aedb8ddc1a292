"""The graph as edges between files, modules, or any groups of them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import compress

from analyzer.model.graph import REFERENCE_KINDS, CodeGraph, Edge, Evidence, FileNode, ImportEdge

IMPORT = "import"
EDGE_KINDS = (*REFERENCE_KINDS, IMPORT)
EVIDENCE_LIMIT = 5
_PLACES = {kind: place for place, kind in enumerate(EDGE_KINDS)}

_Pair = tuple[int, int]


def file_edges(graph: CodeGraph, *, tests: bool = False) -> tuple[Edge, ...]:
    """Edges between files, sorted; test files are left out unless asked for.

    References carry the counts. An import adds to them only where no use of the imported module's
    names was resolved in that file; it then points to the module's first file.
    """
    wanted = [tests or not node.is_test for node in graph.files]
    counts = _reference_counts(graph, wanted)
    places = _reference_places(graph, counts)
    _add_bare_imports(graph, wanted, counts, places)
    paths = [node.path for node in graph.files]
    edges = (
        _edge(paths[pair[0]], paths[pair[1]], kinds, tuple(places[pair])) for pair, kinds in counts.items()
    )
    return tuple(sorted(edges, key=_order))


def quotient(edges: Iterable[Edge], group: Mapping[str, str]) -> tuple[Edge, ...]:
    """The same edges between groups; what stays inside a group, or has none, is left out."""
    kinds: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    places: defaultdict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for edge in edges:
        dependent, dependency = group.get(edge.dependent), group.get(edge.dependency)
        if dependent is None or dependency is None or dependent == dependency:
            continue
        kinds[dependent, dependency].update(edge.kinds or {edge.kind: edge.count})
        places[dependent, dependency].extend(edge.evidence)
    merged = (_edge(*pair, counts, _first_places(places[pair])) for pair, counts in kinds.items())
    return tuple(sorted(merged, key=_order))


def modules_by_path(files: Iterable[FileNode]) -> dict[str, str]:
    """The module of each file; a file without one stands for itself."""
    return {node.path: node.module or node.path for node in files}


def _order(edge: Edge) -> tuple[str, str]:
    return edge.dependent, edge.dependency


def _edge(dependent: str, dependency: str, kinds: Mapping[str, int], evidence: tuple[Evidence, ...]) -> Edge:
    if len(kinds) == 1:
        ((kind, count),) = kinds.items()
        return Edge(dependent, dependency, kind, count, evidence, {kind: count})
    ordered = {kind: kinds[kind] for kind in sorted(kinds, key=_kind_order)}
    most = max(ordered, key=ordered.__getitem__)
    return Edge(dependent, dependency, most, sum(ordered.values()), evidence, ordered)


def _kind_order(kind: str) -> tuple[int, str]:
    return _PLACES.get(kind, len(_PLACES)), kind


def _first_places(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(set(found), key=_place)[:EVIDENCE_LIMIT])


def _place(evidence: Evidence) -> tuple[str, int, str]:
    return evidence.path, evidence.line, evidence.symbol


def _reference_counts(graph: CodeGraph, wanted: list[bool]) -> dict[_Pair, dict[str, int]]:
    """How often each file refers to each other file, by kind. One pass over machine integers."""
    size, kinds = len(graph.files), len(REFERENCE_KINDS)
    target = [symbol.file * kinds for symbol in graph.symbols]
    row = size * kinds
    columns = graph.references
    keys = [
        file * row + target[symbol] + kind
        for file, symbol, kind in zip(columns.file, columns.symbol, columns.kind, strict=True)
    ]
    counts: dict[_Pair, dict[str, int]] = {}
    for key, count in Counter(keys).items():
        file, rest = divmod(key, row)
        other, kind = divmod(rest, kinds)
        if file != other and wanted[file] and wanted[other]:
            counts.setdefault((file, other), {})[REFERENCE_KINDS[kind]] = count
    return counts


def _reference_places(graph: CodeGraph, counts: Mapping[_Pair, object]) -> dict[_Pair, list[Evidence]]:
    """The first places of each pair, by line; columns are in file order, so lines of a pair ascend."""
    size = len(graph.files)
    files = [symbol.file for symbol in graph.symbols]
    columns = graph.references
    pairs = [file * size + files[symbol] for file, symbol in zip(columns.file, columns.symbol, strict=True)]
    wanted = {file * size + other for file, other in counts}
    found: dict[int, list[tuple[int, str]]] = {key: [] for key in wanted}
    keep = [key in wanted for key in pairs]
    names = [symbol.name for symbol in graph.symbols]
    rows = zip(
        compress(pairs, keep), compress(columns.line, keep), compress(columns.symbol, keep), strict=True
    )
    for key, line, symbol in rows:
        found[key].append((line, names[symbol]))
    return {divmod(key, size): _first(graph.files[key // size].path, rows) for key, rows in found.items()}


def _first(path: str, rows: list[tuple[int, str]]) -> list[Evidence]:
    if len(rows) == 1:
        return [Evidence(path, *rows[0])]
    return [Evidence(path, line, symbol) for line, symbol in sorted(set(rows))[:EVIDENCE_LIMIT]]


def _add_bare_imports(
    graph: CodeGraph,
    wanted: list[bool],
    counts: dict[_Pair, dict[str, int]],
    places: dict[_Pair, list[Evidence]],
) -> None:
    """Add imports of modules from which the file uses nothing that was resolved."""
    for pair, edge in _bare_imports(graph, wanted, counts):
        kinds = counts.setdefault(pair, {})
        kinds[IMPORT] = kinds.get(IMPORT, 0) + 1
        places.setdefault(pair, []).append(Evidence(graph.files[edge.file].path, edge.line, edge.module))


def bare_imports(graph: CodeGraph) -> tuple[tuple[int, int], ...]:
    """The numbers of file and first file of the imported module, one an import that `file_edges` adds."""
    wanted = [not node.is_test for node in graph.files]
    home = [symbol.file for symbol in graph.symbols]
    columns = graph.references
    used = set(zip(columns.file, map(home.__getitem__, columns.symbol), strict=True))
    return tuple(pair for pair, _ in _bare_imports(graph, wanted, used))


def _bare_imports(
    graph: CodeGraph, wanted: list[bool], pairs: Iterable[_Pair]
) -> Iterator[tuple[_Pair, ImportEdge]]:
    anchor = _anchors(graph.files, wanted)
    used = {(file, graph.files[other].module) for file, other in pairs if file != other}
    for edge in graph.imports:
        other = anchor.get(edge.module) if edge.internal else None
        if other is None or not wanted[edge.file] or (edge.file, edge.module) in used or other == edge.file:
            continue
        yield (edge.file, other), edge


def _anchors(files: Iterable[FileNode], wanted: list[bool]) -> dict[str, int]:
    anchor: dict[str, int] = {}
    for number, node in enumerate(files):
        if wanted[number] and node.module:
            anchor.setdefault(node.module, number)
    return anchor
