"""What each entry point reaches through calls: tables, systems outside, files."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from analyzer.model.facts import Definition, DefinitionKind, ReferenceKind
from analyzer.model.graph import REFERENCE_KINDS
from analyzer.model.meaning import Meaning, TableOp
from analyzer.model.measures import Reach
from analyzer.model.program import Program

INSIDE = {"environment", "web", "command-line", "database", "telemetry"}
"""Kinds of external use that are no call to another system, or one that tables show better."""

_Node = tuple[int, int]
_CODE = {DefinitionKind.FUNCTION, DefinitionKind.METHOD, DefinitionKind.CLOSURE}
_FOLLOWED = {REFERENCE_KINDS.index(ReferenceKind.CALL), REFERENCE_KINDS.index(ReferenceKind.USE)}


def reach(program: Program, meaning: Meaning) -> tuple[Reach, ...]:
    """One value an entry point, in their order: what its handler touches, also through calls.

    Functions that are handed on as values count as called; calls through an interface reach its
    implementations. So this is what may be reached, not what is reached every time.
    """
    places = _Places(program)
    calls = _calls(program)
    marks, names = _marks(program, meaning, places)
    starts = [
        places.node(one.handler_file, one.handler_line) or places.node(one.file, one.line)
        for one in meaning.entry_points
    ]
    masks = _masks([start for start in starts if start is not None], calls, marks)
    return tuple(_reach(masks.get(start, 0) if start else 0, names) for start in starts)


class _Places:
    """The innermost function around a line of a file."""

    def __init__(self, program: Program) -> None:
        self._surfaces = program.surfaces
        self._number = {surface.path: number for number, surface in enumerate(program.surfaces)}
        self._sorted: dict[int, tuple[list[int], list[tuple[int, int, int]]]] = {}

    def node(self, path: str, line: int) -> _Node | None:
        number = self._number.get(path)
        if number is None:
            return None
        lines, spans = self._spans(number)
        for start, end, definition in reversed(spans[: bisect_right(lines, line)]):
            if start <= line <= end:
                return number, definition
        return number, -1

    def _spans(self, number: int) -> tuple[list[int], list[tuple[int, int, int]]]:
        if number not in self._sorted:
            found = enumerate(self._surfaces[number].definitions)
            spans = sorted((one.line, one.end_line, i) for i, one in found if one.kind in _CODE)
            self._sorted[number] = [start for start, _, _ in spans], spans
        return self._sorted[number]


def _calls(program: Program) -> dict[_Node, set[_Node]]:
    """From each function to the functions it names, and to the closures it holds."""
    graph = program.graph
    target = [(symbol.file, symbol.definition) if symbol.kind in _CODE else None for symbol in graph.symbols]
    columns = graph.references
    calls: dict[_Node, set[_Node]] = {}
    rows = zip(columns.file, columns.scope, columns.symbol, columns.kind, strict=True)
    for file, scope, symbol, kind in rows:
        called = target[symbol]
        if called is not None and kind in _FOLLOWED:
            calls.setdefault((file, scope), set()).add(called)
    for file, surface in enumerate(program.surfaces):
        for number, definition in enumerate(surface.definitions):
            if definition.kind == DefinitionKind.CLOSURE and definition.scope >= 0:
                holder = _function(surface.definitions, definition.scope)
                calls.setdefault((file, holder), set()).add((file, number))
    return calls


def _function(definitions: Sequence[Definition], scope: int) -> int:
    """The function or closure at or around a scope."""
    while scope >= 0 and definitions[scope].kind not in _CODE:
        scope = definitions[scope].scope
    return scope


def _marks(
    program: Program, meaning: Meaning, places: _Places
) -> tuple[dict[_Node, int], list[tuple[str, str]]]:
    """A bit for each thing that can be reached, the bits of each function, and what the first of them stand
    for; the bits after those are the files by number."""
    number: dict[tuple[str, str], int] = {}
    marks: dict[_Node, int] = {}

    def mark(node: _Node | None, kind: str, name: str) -> None:
        if node is not None:
            bit = 1 << number.setdefault((kind, name), len(number))
            marks[node] = marks.get(node, 0) | bit

    for use in meaning.uses_at_run_time:
        mark(places.node(use.file, use.line), use.op, use.table)
    for outside in meaning.external:
        if outside.kind not in INSIDE:
            mark(places.node(outside.file, outside.line), "system", outside.system)
    for file, surface in enumerate(program.surfaces):
        bit = 1 << len(number) + file
        for definition, one in enumerate(surface.definitions):
            if one.kind in _CODE:
                marks[file, definition] = marks.get((file, definition), 0) | bit
    return marks, list(number)


def _masks(
    starts: Iterable[_Node], calls: Mapping[_Node, set[_Node]], marks: Mapping[_Node, int]
) -> dict[_Node, int]:
    """The bits of everything reachable: Tarjan's components come callees first, so one pass is enough."""
    masks: dict[_Node, int] = {}
    low: dict[_Node, int] = {}
    open_nodes: list[_Node] = []
    for root in starts:
        if root in low:
            continue
        low[root] = len(low)
        first = {root: low[root]}
        open_nodes.append(root)
        work = [(root, iter(sorted(calls.get(root, ()))))]
        while work:
            node, rest = work[-1]
            following = next((other for other in rest if other not in masks), None)
            if following is None:
                work.pop()
                if work:
                    holder = work[-1][0]
                    low[holder] = min(low[holder], low[node])
                if low[node] == first[node]:
                    _close(node, open_nodes, calls, marks, masks)
            elif following in low:
                low[node] = min(low[node], low[following])
            else:
                low[following] = first[following] = len(low)
                open_nodes.append(following)
                work.append((following, iter(sorted(calls.get(following, ())))))
    return masks


def _close(
    node: _Node,
    open_nodes: list[_Node],
    calls: Mapping[_Node, set[_Node]],
    marks: Mapping[_Node, int],
    masks: dict[_Node, int],
) -> None:
    """Give all members of a finished component the bits of all of them and of what they call."""
    members: list[_Node] = []
    while not members or members[-1] != node:
        members.append(open_nodes.pop())
    mask = 0
    for member in members:
        mask |= marks.get(member, 0)
        for called in calls.get(member, ()):
            mask |= masks.get(called, 0)
    for member in members:
        masks[member] = mask


def _reach(mask: int, names: Sequence[tuple[str, str]]) -> Reach:
    found: dict[str, list[str]] = {}
    for bit, (kind, name) in enumerate(names):
        if mask >> bit & 1:
            found.setdefault(kind, []).append(name)
    kinds = (TableOp.READ, TableOp.WRITE, "system")
    reads, writes, systems = (tuple(sorted(found.get(kind, ()))) for kind in kinds)
    return Reach(reads, writes, systems, runs_of(mask >> len(names)))


def runs_of(mask: int) -> tuple[int, ...]:
    """The positions of the bits that are set, the first and last of each run of them."""
    found: list[int] = []
    start = 0
    while mask:
        gap = (mask & -mask).bit_length() - 1
        mask >>= gap
        length = (~mask & mask + 1).bit_length() - 1
        found += (start + gap, start + gap + length - 1)
        start += gap + length
        mask >>= length
    return tuple(found)
