"""Numbers about a graph: coupling, cycles, hot spots."""

from msgspec import Struct

from analyzer.model.graph import Edge, Evidence


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
