"""What the script of the report reads: the whole graph in columns of small numbers."""

import json
from collections.abc import Iterable, Sequence

from analyzer.measure.quotient import modules_by_path
from analyzer.model.boundary import Unit
from analyzer.model.graph import Edge
from analyzer.model.meaning import TableOp
from analyzer.render.matrix import Matrix
from analyzer.render.view import View

CELL_KINDS = ("inside", "back", "shared", "cut")


def payload(view: View, matrix: Matrix | None, source: str) -> str:
    """JSON text that may stand inside a script element: no `<` survives in it.

    A leaf is a file (a module where the analysis has no files); edges run between leaves, and the
    report recounts everything from them. `docs/report.md` describes the columns.
    """
    leaves, node_of, edges = _leaves(view)
    number = {path: place for place, path in enumerate(leaves)}
    texts = _Texts()
    columns = {
        "source": source,
        "prefix": view.prefix,
        "services": [[one.name, one.letters, one.hue] for one in view.services],
        "nodes": _nodes(view),
        "leaves": _paths(leaves) | {"node": node_of} | _sureness(view, leaves, texts),
        "edges": _edges(edges, number, texts),
        "matrix": _matrix(matrix),
        "tables": _tables(view, number),
        "entries": _entries(view, number),
        "texts": texts.all,
    }
    return script_safe(json.dumps(columns, separators=(",", ":"), ensure_ascii=False))


def script_safe(text: str) -> str:
    """JSON that no HTML parser mistakes for markup and no script for a line end."""
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


class _Texts:
    """Texts by number, each once."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._number: dict[str, int] = {}

    def number(self, text: str) -> int:
        found = self._number.setdefault(text, len(self.all))
        if found == len(self.all):
            self.all.append(text)
        return found


def _leaves(view: View) -> tuple[list[str], list[int], Sequence[Edge]]:
    """The leaves, the node of each, and the edges between them."""
    analysis = view.analysis
    place = {node.key: number for number, node in enumerate(view.nodes)}
    if view.services:
        key = {(node.module, node.boundary): place[node.key] for node in view.nodes}
        homed = [unit for unit in analysis.units if unit.boundary]
        return (
            [unit.path for unit in homed],
            [key[unit.module or unit.path, unit.boundary] for unit in homed],
            analysis.file_edges,
        )
    module_of = modules_by_path(analysis.files)
    ends = {path for edge in analysis.file_edges for path in (edge.dependent, edge.dependency)}
    if not ends <= set(module_of):
        return [node.key for node in view.nodes], list(place.values()), analysis.module_edges
    paths = [path for path, module in module_of.items() if module in place]
    return paths, [place[module_of[path]] for path in paths], analysis.file_edges


def _nodes(view: View) -> dict[str, object]:
    service = {one.name: number for number, one in enumerate(view.services)}
    return {
        "name": [node.module for node in view.nodes],
        "service": [service.get(node.boundary, -1) for node in view.nodes],
        "lines": [node.lines for node in view.nodes],
    }


def _paths(leaves: Sequence[str]) -> dict[str, object]:
    """Paths as number of folder and name."""
    split = [path.rpartition("/") for path in leaves]
    folders: dict[str, int] = {}
    numbers = [folders.setdefault(folder, len(folders)) for folder, _, _ in split]
    return {"folders": list(folders), "folder": numbers, "base": [base for _, _, base in split]}


def _sureness(view: View, leaves: Sequence[str], texts: _Texts) -> dict[str, object]:
    """Margin and certainty in percent, the second best boundary, and the first reasons."""
    if not view.services:
        return {}
    limit = 5 if len(leaves) <= 1_500 else 2 if len(leaves) <= 5_000 else 1
    homed = [unit for unit in view.analysis.units if unit.boundary]
    return {
        "margin": [round(100 * unit.margin) for unit in homed],
        "certainty": [round(100 * unit.certainty) for unit in homed],
        "contested": [number for number, unit in enumerate(homed) if unit.contested],
        "second": [texts.number(unit.second) for unit in homed],
        "why": [_reasons(unit, limit, texts) for unit in homed],
    }


def _reasons(unit: Unit, limit: int, texts: _Texts) -> list[int]:
    return [texts.number(reason.text) for reason in unit.reasons[:limit]]


def _edges(edges: Sequence[Edge], number: dict[str, int], texts: _Texts) -> dict[str, object]:
    """Columns; `places` holds for each edge how many places follow, then line and text of each."""
    known = [edge for edge in edges if edge.dependent in number and edge.dependency in number]
    limit = 5 if len(known) <= 6_000 else 3 if len(known) <= 20_000 else 2
    places: list[int] = []
    for edge in known:
        shown = edge.evidence[:limit]
        places.append(len(shown))
        for one in shown:
            places += (one.line, texts.number(one.symbol))
    return {
        "from": [number[edge.dependent] for edge in known],
        "to": [number[edge.dependency] for edge in known],
        "count": [edge.count for edge in known],
        "places": places,
    }


def _matrix(matrix: Matrix | None) -> dict[str, object] | None:
    if matrix is None:
        return None
    cells: list[int] = []
    for cell in matrix.cells:
        cells += (cell.row, cell.column, cell.count, CELL_KINDS.index(cell.kind))
    rows = [[row.name, list(row.nodes)] for row in matrix.rows]
    return {"level": matrix.level, "size": matrix.size, "rows": rows, "cells": cells}


def _tables(view: View, number: dict[str, int]) -> dict[str, object]:
    """Names of all tables, and the uses of them: leaf, table, 1 for a write."""
    place = {one.table: number for number, one in enumerate(view.tables)}
    uses: list[int] = []
    for use in view.analysis.meaning.uses_at_run_time:
        if use.file in number:
            uses += (number[use.file], place[use.table], int(use.op == TableOp.WRITE))
    return {"name": list(place), "uses": uses}


def _entries(view: View, number: dict[str, int]) -> dict[str, object]:
    """Of each entry point the leaf of its handler (-1: none), its tables, and the runs of leaves it runs."""
    analysis = view.analysis
    if not (view.services and analysis.reach):
        return {}
    leaf_of = [number.get(node.path, -1) for node in analysis.files]
    table_of = {one.table: place for place, one in enumerate(view.tables)}
    points = analysis.meaning.entry_points
    home = [number.get(one.handler_file, number.get(one.file, -1)) for one in points]
    tables = [[table_of[name] for name in sorted({*one.reads, *one.writes})] for one in analysis.reach]
    return {"home": home, "tables": tables, "runs": [_runs(one.of_files(leaf_of)) for one in analysis.reach]}


def _runs(leaves: Iterable[int]) -> list[int]:
    """The first and last of each run of consecutive numbers; -1 stands for none."""
    found: list[int] = []
    for leaf in sorted(set(leaves) - {-1}):
        if found and leaf == found[-1] + 1:
            found[-1] = leaf
        else:
            found += (leaf, leaf)
    return found
