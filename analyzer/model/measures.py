"""Numbers about a graph: coupling, cycles, hot spots."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec import Struct

from analyzer.model.boundary import SHARED
from analyzer.model.graph import Edge, Evidence

Value = TypeVar("Value")


class Coupling(Struct, frozen=True):
    """Afferent (Ca) and efferent (Ce) coupling of a module: counts of other modules."""

    module: str
    files: int
    lines: int
    afferent: int
    efferent: int

    @property
    def instability(self) -> float:
        """Ce / (Ca + Ce), 0 when both are 0 (Martin, 1994)."""
        total = self.afferent + self.efferent
        return self.efferent / total if total else 0.0


class Cycle(Struct, frozen=True):
    """A strongly connected component of two or more modules, and the cheapest edges to break it."""

    members: tuple[str, ...]
    edges: tuple[Edge, ...]
    breaks: tuple[Edge, ...]


class HotSpot(Struct, frozen=True):
    """A place where much coupling meets; `counts` are named numbers, `reason` one sentence."""

    subject: str
    reason: str
    counts: dict[str, int]
    evidence: tuple[Evidence, ...] = ()


class Pair(Struct, frozen=True):
    """References from one boundary into another; `cut` says that they must be cut."""

    dependent: str
    dependency: str
    count: int
    cut: bool


class TableAccess(Struct, frozen=True):
    """What one boundary does with a table: numbers of reading and writing places."""

    boundary: str
    reads: int
    writes: int


class Ownership(Struct, frozen=True):
    """A table, who touches it, and the owner proposed: the boundary that writes it most.

    A table is contested when more than one boundary writes it. Shared code is not counted as a
    writer: it runs inside the others.
    """

    table: str
    owner: str
    access: tuple[TableAccess, ...]
    evidence: tuple[Evidence, ...] = ()

    @property
    def writers(self) -> tuple[str, ...]:
        """The boundaries that write it, by name, shared left out."""
        return tuple(one.boundary for one in self.access if one.writes and one.boundary != SHARED)

    @property
    def from_shared(self) -> bool:
        """Shared code writes it."""
        return any(one.writes and one.boundary == SHARED for one in self.access)

    @property
    def written(self) -> int:
        """Places that write it."""
        return sum(access.writes for access in self.access)

    @property
    def contested(self) -> bool:
        """More than one boundary writes it."""
        return len(self.writers) > 1


class Reach(Struct, frozen=True):
    """What an entry point may reach through calls: tables, systems outside, and files whose code may run.

    The numbers of the files come in runs, the first and last of each: (2, 4, 9, 9) is 2, 3, 4 and 9.
    """

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    runs: tuple[int, ...] = ()

    def of_files(self, values: Sequence[Value]) -> Iterator[Value]:
        """What each file reached has in `values`, which hold one for each file of the program."""
        for first, last in zip(self.runs[::2], self.runs[1::2], strict=True):
            yield from values[first : last + 1]
