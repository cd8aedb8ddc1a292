"""Crossings of code: references and imports from one boundary into another."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analyzer.measure.crossing import cuts
from analyzer.measure.quotient import EVIDENCE_LIMIT, IMPORT
from analyzer.model.boundary import SHARED
from analyzer.model.facts import DefinitionKind, ReferenceKind
from analyzer.model.graph import REFERENCE_KINDS, VIAS, Evidence, Symbol, Via
from analyzer.model.plan import Crossing
from analyzer.model.program import Program
from analyzer.model.source import Language
from analyzer.model.values import Result
from analyzer.plan.split import Split

_CALL = REFERENCE_KINDS.index(ReferenceKind.CALL)
_BASE = REFERENCE_KINDS.index(ReferenceKind.BASE)
IMPLEMENTED = VIAS.index(Via.INTERFACE_IMPL)

_Key = tuple[str, str, int, str]
"""Dependent boundary, dependency boundary, symbol, kind of crossing."""
_Places = dict[_Key, list[tuple[int, int]]]


def reference_crossings(split: Split) -> Iterator[Crossing]:
    """What must be cut in the code. The counts sum to those of `measure.crossing.cuts`."""
    graph = split.program.graph
    places = _places(split)
    for (dependent, dependency, number, kind), found in places.items():
        symbol = graph.symbols[number]
        name = subject_of(split, symbol)
        yield Crossing(
            kind=kind,
            dependent=dependent,
            dependency=dependency,
            subject=name,
            count=len(found),
            evidence=_first(Evidence(graph.files[file].path, line, symbol.name) for file, line in found),
            path=graph.files[symbol.file].path,
        )
    yield from _imports(split, places)


def subject_of(split: Split, symbol: Symbol) -> str:
    """A symbol as the plan names it: its module (or file), a dot, and its name there."""
    node = split.program.graph.files[symbol.file]
    return f"{node.module or node.path}.{symbol.name}"


class Columns(NamedTuple):
    """The references between files as arrays; `holder` is the symbol around each, -1 where there is none: at
    file level outside of what is declared there."""

    file: NDArray[np.int64]
    line: NDArray[np.int64]
    symbol: NDArray[np.int64]
    kind: NDArray[np.int64]
    via: NDArray[np.int64]
    holder: NDArray[np.int64]


def columns_of(program: Program) -> Columns:
    """The references of a program as columns, those of tests among them."""
    columns = program.graph.references
    first = np.array([0, *accumulate(len(one.definitions) for one in program.surfaces)], dtype=np.int64)
    names = ("file", "line", "symbol", "kind", "via", "scope")
    file, line, symbol, kind, via, scope = (
        np.array(getattr(columns, name), dtype=np.int64) for name in names
    )
    holder = np.where(scope >= 0, first[file] + scope, -1) if len(file) else scope
    around = _declared(program)
    for place in np.flatnonzero(scope < 0).tolist():
        holder[place] = around.get((int(file[place]), int(line[place])), -1)
    return Columns(file, line, symbol, kind, via, holder)


def _declared(program: Program) -> Mapping[tuple[int, int], int]:
    """The variable or constant of a file that is declared in a line: what its value names, it refers to."""
    symbols = enumerate(program.graph.symbols)
    return {
        (symbol.file, line): number
        for number, symbol in symbols
        if symbol.kind in (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT)
        and (one := program.surfaces[symbol.file].definitions[symbol.definition]).scope < 0
        for line in range(one.line, one.end_line + 1)
    }


def _places(split: Split) -> _Places:
    """Where each symbol of another boundary is referred to, in order of files and lines."""
    columns = split.of_program(columns_of)
    names = list(dict.fromkeys(["", SHARED, *split.boundaries]))
    number = {name: place for place, name in enumerate(names)}
    files = np.array([number[name] for name in split.boundary], dtype=np.int64)
    symbols = np.array([number[name] for name in split.symbol_boundary], dtype=np.int64)
    if not len(columns.file):
        return {}
    one = np.where(columns.holder >= 0, symbols[columns.holder], files[columns.file])
    other = symbols[columns.symbol]
    wanted = (one != other) & (one != 0) & (other != 0) & (other != number[SHARED])
    places: _Places = {}
    imported: set[tuple[int, int]] = set()
    kinds: dict[tuple[int, int, int], str] = {}
    rows = np.column_stack(
        [column[wanted] for column in (one, other, columns.file, columns.line, columns.symbol)]
    )
    sorts = np.column_stack([columns.kind[wanted], columns.via[wanted]])
    for (a, b, file, line, symbol), (kind, via) in zip(rows.tolist(), sorts.tolist(), strict=True):
        sort = kinds.get((symbol, kind, via))
        if sort is None:
            sort = kinds[symbol, kind, via] = _kind(split, symbol, kind, via)
        found = places.setdefault((names[a], names[b], symbol, sort), [])
        if (a, symbol) not in imported and _is_imported_then(split, file, symbol):
            imported.add((a, symbol))
            found.append((file, line))
        found.append((file, line))
    return places


def _is_imported_then(split: Split, file: int, symbol: int) -> bool:
    """Whether a reference inside a file needs an import by name, once its two ends lie apart: that counts."""
    graph = split.program.graph
    return graph.symbols[symbol].file == file and graph.files[file].language == Language.PYTHON


def _kind(split: Split, number: int, kind: int, via: int) -> str:
    if via == IMPLEMENTED:
        return "implement"
    if is_state(split, number):
        return "state"
    return "call" if kind == _CALL else "inherit" if kind == _BASE else "use"


def is_state(split: Split, number: int) -> bool:
    """Whether a symbol is a variable of a package or module, or an object that one makes on import."""
    symbol = split.program.graph.symbols[number]
    if symbol.kind not in (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT):
        return False
    definition = split.program.surfaces[symbol.file].definitions[symbol.definition]
    if definition.scope >= 0:
        return False
    python = split.program.graph.files[symbol.file].language == Language.PYTHON
    return symbol.kind is DefinitionKind.VARIABLE or (python and isinstance(definition.value, Result))


def _imports(split: Split, places: Mapping[_Key, list[tuple[int, int]]]) -> Iterator[Crossing]:
    graph = split.program.graph
    bare: defaultdict[tuple[str, str, str, str], list[Evidence]] = defaultdict(list)
    counts: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
    for edge in cuts(split.edges, split.home):
        if edge.kind == IMPORT:
            place = edge.evidence[0]
            key = (split.home[edge.dependent], split.home[edge.dependency], place.symbol, edge.dependency)
            bare[key] += edge.evidence
            counts[key] += edge.count
    for key, found in bare.items():
        dependent, dependency, module, path = key
        yield Crossing(IMPORT, dependent, dependency, module, counts[key], _first(found), path)
    used: defaultdict[tuple[int, str], set[tuple[str, str]]] = defaultdict(set)
    for (dependent, dependency, number, _), rows in places.items():
        owner = graph.files[graph.symbols[number].file]
        for file in {file for file, _ in rows}:
            used[file, owner.module].add((dependent, dependency))
    uses: defaultdict[tuple[str, str, str], list[Evidence]] = defaultdict(list)
    for one in graph.imports:
        for pair in sorted(used.get((one.file, one.module), ())):
            uses[(*pair, one.module)].append(Evidence(graph.files[one.file].path, one.line, one.module))
    for (dependent, dependency, module), found in uses.items():
        yield Crossing(IMPORT, dependent, dependency, module, 0, _first(found))


def _first(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(sorted(set(found), key=lambda one: (one.path, one.line, one.symbol))[:EVIDENCE_LIMIT])
