"""How large a step is and what it risks, as counts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np

from analyzer.model.plan import REFERENCE_KINDS, Crossing
from analyzer.plan.ledger.references import columns_of
from analyzer.plan.split import Split
from analyzer.plan.steps.groups import groups_of


def risk(split: Split, gone: Sequence[Crossing]) -> dict[str, int]:
    """Counts that tell how much can go wrong; those of nothing are left out.

    `places` are references and statements that change, `writers` the boundaries that write the tables
    concerned, `implementations` the calls of which the callee is known only at run time, `test files` those
    that use the code concerned: 0 of them is a risk and is told.
    """
    tables = {one.subject for one in gone if one.kind == "table"}
    writers = {name for one in split.tables if one.table in tables for name in one.writers}
    counts = {
        "places": sum(one.count for one in gone),
        "writers": len(writers),
        "implementations": sum(one.count for one in gone if one.kind == "implement"),
    }
    found = {name: count for name, count in counts.items() if count}
    return found | {"test files": len(_tests(split, gone))}


def _tests(split: Split, gone: Iterable[Crossing]) -> Collection[int]:
    """The test files that refer to a file in which one of the crossings begins or ends."""
    paths = {path for one in gone for path in (one.path, *(place.path for place in one.evidence)) if path}
    files = split.program.graph.files
    wanted = np.array([node.path in paths for node in files], dtype=bool)
    is_test = np.array([node.is_test for node in files], dtype=bool)
    columns = split.of_program(columns_of)
    if not len(columns.file):
        return ()
    target = np.array([symbol.file for symbol in split.program.graph.symbols], dtype=np.int64)
    rows = is_test[columns.file] & wanted[target[columns.symbol]]
    return np.unique(columns.file[rows]).tolist()  # type: ignore[no-any-return]


def size(
    split: Split, gone: Sequence[Crossing], files: Mapping[str, str], symbols: Mapping[int, str]
) -> dict[str, int]:
    """How much is touched: files that change, lines that move, symbols that others must name anew."""
    groups = split.of_program(groups_of)
    lines = {node.path: node.lines for node in split.program.graph.files}
    moved = {int(groups.root[number]) for number in symbols}
    alone = [one for one in moved if _path(split, one) not in files]
    counts = {
        "files": len(_changed(split, gone) | files.keys() | {_path(split, one) for one in alone}),
        "lines": sum(lines[path] for path in files) + sum(groups.lines.get(one, 0) for one in alone),
        "symbols": len({one.subject for one in gone if one.kind in REFERENCE_KINDS and one.kind != "import"}),
    }
    return {name: count for name, count in counts.items() if count}


def _path(split: Split, symbol: int) -> str:
    graph = split.program.graph
    return graph.files[graph.symbols[symbol].file].path


def _changed(split: Split, gone: Sequence[Crossing]) -> set[str]:
    """The files in which the crossings begin."""
    found = {place.path for one in gone for place in one.evidence}
    pairs = {(one.dependent, one.dependency) for one in gone if one.kind in REFERENCE_KINDS}
    ends = {(one.dependent, one.path) for one in gone if one.path and one.kind in REFERENCE_KINDS}
    for here, path in ends:
        if (here, split.home.get(path, "")) in pairs:
            found.update(split.once(_dependents)[here, path])
    return found


def _dependents(split: Split) -> Mapping[tuple[str, str], Sequence[str]]:
    """The files of each boundary that depend on each file."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for edge in split.edges:
        found[split.home.get(edge.dependent, ""), edge.dependency].append(edge.dependent)
    return found
