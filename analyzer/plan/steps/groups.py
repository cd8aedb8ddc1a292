"""What moves as one: a top-level definition with all that belongs to it, methods of a type with the type."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.measure.reach import INSIDE
from analyzer.model.facts import DefinitionKind
from analyzer.model.meaning import Meaning
from analyzer.model.program import Program
from analyzer.model.source import Language
from analyzer.plan.ledger.references import IMPLEMENTED, columns_of, is_state
from analyzer.plan.split import Split

_CODE = (DefinitionKind.FUNCTION, DefinitionKind.METHOD, DefinitionKind.CLOSURE)
_VALUES = (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT)
_FAR = 1 << 30
WORK, LINES = 2.0, 0.05
"""What it costs to move a group, in references: for a function (a type or constant half as much), and for
each line. A reference to cut costs one."""


class Groups(NamedTuple):
    """`root` gives the group of each symbol, as the number of its first symbol; `lines` those of a group.

    `links` are (group of the dependent or -1, file of the dependent, group of the dependency) with `weight`.
    """

    root: NDArray[np.int64]
    lines: Mapping[int, int]
    links: NDArray[np.int64]
    weight: NDArray[np.int64]


def groups_of(program: Program) -> Groups:
    """The groups of a program and how often each refers to each, calls of an interface's implementations left
    out: who calls an interface needs no more than that."""
    root, lines = _roots(program)
    graph = program.graph
    columns = columns_of(program)
    if not len(columns.file):
        return Groups(root, lines, np.empty((0, 3), dtype=np.int64), np.empty(0, dtype=np.int64))
    holder = np.where(columns.holder >= 0, root[columns.holder], -1)
    places = _Roots(program, root)
    for row in np.flatnonzero(columns.holder < 0).tolist():
        holder[row] = places.at(graph.files[columns.file[row]].path, int(columns.line[row]))
    rows = np.column_stack([holder, columns.file, root[columns.symbol]])[columns.via != IMPLEMENTED]
    links, weight = np.unique(rows, axis=0, return_counts=True)
    return Groups(root, lines, links, weight)


def _roots(program: Program) -> tuple[NDArray[np.int64], dict[int, int]]:
    """The group of each symbol and the lines of each group; the constants of a Go file are one."""
    graph = program.graph
    named = {
        (graph.files[symbol.file].module or graph.files[symbol.file].path, symbol.name): number
        for number, symbol in reversed(list(enumerate(graph.symbols)))
    }
    root: list[int] = []
    lines: dict[int, int] = {}
    constants: dict[int, int] = {}
    start = 0
    for node, surface in zip(graph.files, program.surfaces, strict=True):
        for number, one in enumerate(surface.definitions):
            if one.scope >= 0:
                group = root[start + one.scope]
            elif one.kind is DefinitionKind.CONSTANT and node.language == Language.GO:
                group = constants.setdefault(start, start + number)
            else:
                holder = one.name.partition(".")[0]
                group = named.get((node.module or node.path, holder), start + number)
            root.append(group)
            if one.scope < 0 and one.kind is not DefinitionKind.FIELD:
                lines[group] = lines.get(group, 0) + one.end_line - one.line + 1
        start += len(surface.definitions)
    return np.array(root, dtype=np.int64), lines


def bound(split: Split) -> frozenset[int]:
    """The groups that stay where they are: they handle requests, use tables or systems outside, or hold
    state."""
    groups = split.of_program(groups_of)
    places = _Roots(split.program, groups.root)
    found = {places.at(path, line) for path, line in _acting(split.meaning)}
    for number, symbol in enumerate(split.program.graph.symbols):
        if is_state(split, number) or symbol.name in ("main", "init"):
            found.add(int(groups.root[number]))
    return frozenset(found - {-1})


def _acting(meaning: Meaning) -> Iterator[tuple[str, int]]:
    for use in meaning.table_uses:
        yield use.file, use.line
    for outside in meaning.external:
        if outside.kind not in INSIDE or outside.kind == "web":
            yield outside.file, outside.line
    for entry in meaning.entry_points:
        yield entry.file, entry.line
        if entry.handler_file:
            yield entry.handler_file, entry.handler_line
    for effect in meaning.side_effects:
        yield effect.file, effect.line


class _Roots:
    """The group at a line of a file, -1 outside of all. A value counts up to the next definition: where it
    ends is not known."""

    def __init__(self, program: Program, root: NDArray[np.int64]) -> None:
        self._spans: dict[str, tuple[list[int], list[tuple[int, int]]]] = {}
        start = 0
        for surface in program.surfaces:
            found = sorted(
                (one.line, _FAR if one.kind in _VALUES else one.end_line, int(root[start + number]))
                for number, one in enumerate(surface.definitions)
                if one.scope < 0
            )
            self._spans[surface.path] = [line for line, _, _ in found], [(end, at) for _, end, at in found]
            start += len(surface.definitions)

    def at(self, path: str, line: int) -> int:
        lines, spans = self._spans.get(path, ([], []))
        place = bisect_right(lines, line) - 1
        return spans[place][1] if place >= 0 and line <= spans[place][0] else -1


def cost_of(split: Split, group: int) -> float:
    """What it costs to move a group, in references."""
    groups = split.of_program(groups_of)
    work = WORK if split.program.graph.symbols[group].kind in _CODE else WORK / 2
    return work + LINES * groups.lines.get(group, 1)


def members(split: Split, taken: frozenset[int]) -> Sequence[int]:
    """The symbols of some groups."""
    root = split.of_program(groups_of).root
    return [int(number) for number in np.flatnonzero(np.isin(root, sorted(taken)))]
