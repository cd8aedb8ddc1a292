"""What a practitioner asks of a partition: counts, each of which can be listed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from analyzer.measure.crossing import ownership
from analyzer.measure.quotient import bare_imports
from analyzer.model.boundary import SHARED
from analyzer.model.graph import REFERENCE_KINDS, CodeGraph, FileNode
from analyzer.model.meaning import Meaning
from analyzer.partition.net import net_of

CALL = REFERENCE_KINDS.index("call")


class Uses(Struct, frozen=True):
    """References between units, in columns: both units, the symbol (-1: an import), whether it is a call."""

    dependent: NDArray[np.int64]
    dependency: NDArray[np.int64]
    symbol: NDArray[np.int64]
    call: NDArray[np.bool_]


def uses_of(graph: CodeGraph, files: Sequence[FileNode]) -> Uses:
    """The references of the graph between the given files, and the imports of which no use was resolved."""
    place = {node.path: number for number, node in enumerate(files)}
    number = np.array([place.get(node.path, -1) for node in graph.files], dtype=np.int64)
    where = np.array([symbol.file for symbol in graph.symbols], dtype=np.int64)
    symbol = np.array(graph.references.symbol, dtype=np.int64)
    bare = np.array(bare_imports(graph), dtype=np.int64).reshape(-1, 2)
    none = np.full(len(bare), -1, dtype=np.int64)
    dependent = number[np.concatenate((np.array(graph.references.file, dtype=np.int64), bare[:, 0]))]
    dependency = number[np.concatenate((where[symbol], bare[:, 1]))]
    call = np.concatenate((np.array(graph.references.kind, dtype=np.int64), none)) == CALL
    keep = (dependent >= 0) & (dependency >= 0) & (dependent != dependency)
    return Uses(dependent[keep], dependency[keep], np.concatenate((symbol, none))[keep], call[keep])


def numbers(
    labels: Sequence[str], files: Sequence[FileNode], uses: Uses, meaning: Meaning, contested: int = 0
) -> dict[str, float]:
    """The numbers of a partition, by name, in the order in which they are shown."""
    names = sorted(set(labels))
    at = {name: number for number, name in enumerate(names)}
    label = np.array([at[name] for name in labels], dtype=np.int64)
    shared = at.get(SHARED, -1)
    lines = Counter[str]()
    for name, node in zip(labels, files, strict=True):
        lines[name] += node.lines
    one, other = label[uses.dependent], label[uses.dependency]
    crossing = (one != other) & (other != shared)
    pairs = {(int(a), int(b)) for a, b in zip(one[crossing], other[crossing], strict=True)}
    services = [name for name in names if name != SHARED]
    total = max(1, sum(lines.values()))
    largest = max((lines[name] for name in services), default=0)
    return {
        "boundaries": len(services),
        "crossing_references": int(crossing.sum()),
        "crossing_operations": len(set(uses.symbol[crossing & uses.call].tolist())),
        "calls_back": sum(1 for a, b in pairs if a < b and (b, a) in pairs),
        "cycles": _cycles(len(names), pairs),
        **_tables(dict(zip((node.path for node in files), labels, strict=True)), meaning),
        "exclusivity": _exclusivity(label, shared, uses),
        "shared_lines_share": round(lines[SHARED] / total, 4),
        "largest_share": round(largest / total, 4),
        "smallest_lines": min((lines[name] for name in services), default=0),
        "contested_units": contested,
    }


def _cycles(size: int, pairs: set[tuple[int, int]]) -> int:
    return sum(1 for members in net_of(size, pairs).order if len(members) > 1)


def _exclusivity(label: NDArray[np.int64], shared: int, uses: Uses) -> float:
    """The share of the services' units that no unit of another boundary refers to."""
    mine = label != shared
    one, other = label[uses.dependent], label[uses.dependency]
    foreign = np.zeros(len(label), dtype=bool)
    foreign[uses.dependency[one != other]] = True
    count = int(mine.sum())
    return round(float((mine & ~foreign).sum()) / count, 4) if count else 1.0


def _tables(home: Mapping[str, str], meaning: Meaning) -> dict[str, float]:
    owned = ownership(meaning, home)
    owner = {one.table: one.owner for one in owned if one.owner}
    several = sum(one.contested for one in owned)

    def apart(tables: Sequence[str]) -> bool:
        return len({owner[table] for table in tables if table in owner}) > 1

    keys: defaultdict[str, set[str]] = defaultdict(set)
    for table in meaning.tables:
        for key in table.foreign_keys:
            keys[table.name].add(key.other)
    return {
        "tables_written_by_several": several,
        "crossing_joins": sum(1 for join in meaning.joins if apart(join.tables)),
        "crossing_foreign_keys": sum(
            1 for table, others in keys.items() for other in others if apart((table, other))
        ),
        "crossing_transactions": sum(1 for one in meaning.transactions if apart((*one.reads, *one.writes))),
    }
