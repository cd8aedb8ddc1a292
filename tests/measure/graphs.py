"""Graphs from one line of text."""

from array import array

from analyzer.model.facts import DefinitionKind, ImportKind
from analyzer.model.graph import (
    REFERENCE_KINDS,
    CodeGraph,
    Edge,
    Evidence,
    FileNode,
    ImportEdge,
    References,
    Symbol,
)


def edges(text: str) -> tuple[Edge, ...]:
    """`a>b:3 b>c` as edges, sorted; a count of 1 may be left out."""
    found = []
    for word in text.split():
        pair, _, count = word.partition(":")
        dependent, dependency = pair.split(">")
        number = int(count or 1)
        place = (Evidence(f"{dependent}.py", 1),)
        found.append(Edge(dependent, dependency, "call", number, place, {"call": number}))
    return tuple(sorted(found, key=lambda edge: (edge.dependent, edge.dependency)))


def arrows(found: tuple[Edge, ...]) -> str:
    """Edges back as text."""
    return " ".join(f"{edge.dependent}>{edge.dependency}:{edge.count}" for edge in found)


def graph(files: str, references: str, imports: str = "") -> CodeGraph:
    """`files` as path=module words (a path with _test is a test file), `references` as
    from>to:line:kind words, `imports` as file>module:line; every file defines one symbol, Path.
    """
    nodes = []
    for word in files.split():
        path, _, module = word.partition("=")
        nodes.append(FileNode(path, "go", module, 10, is_test="_test" in path))
    number = {node.path: place for place, node in enumerate(nodes)}
    symbols = tuple(
        Symbol(i, 0, node.path.title(), DefinitionKind.FUNCTION, 1) for i, node in enumerate(nodes)
    )
    rows = sorted(_row(word, number) for word in references.split())
    columns = [array("i", column) for column in zip(*rows, strict=True)] if rows else [array("i")] * 4
    file, line, symbol, kind = columns
    empty = array("i", [0] * len(rows))
    found = References(file, array("i", [-1] * len(rows)), line, symbol, kind, empty)
    return CodeGraph(tuple(nodes), symbols, tuple(_import(word, number) for word in imports.split()), found)


def _row(word: str, number: dict[str, int]) -> tuple[int, int, int, int]:
    ends, line, kind = word.split(":")
    dependent, dependency = ends.split(">")
    return number[dependent], int(line), number[dependency], REFERENCE_KINDS.index(kind)


def _import(word: str, number: dict[str, int]) -> ImportEdge:
    ends, _, line = word.partition(":")
    path, module = ends.split(">")
    return ImportEdge(number[path], int(line), module, ImportKind.RUNTIME, internal=True)
