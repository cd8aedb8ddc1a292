"""The program cut along boundaries: the one view that ledger, contracts, tables and steps share."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TypeVar

from analyzer.measure.crossing import ownership
from analyzer.measure.quotient import file_edges
from analyzer.model.graph import Edge
from analyzer.model.meaning import Meaning
from analyzer.model.measures import Ownership
from analyzer.model.program import Program
from analyzer.plan.calls import CallGraph

Kept = TypeVar("Kept")


class Split:
    """A program, what it does, the boundary of each file that has one (`home`), and who calls whom.

    A move is a new Split over another `home`: nothing that was computed of the program is computed again.
    `edges` are the edges between files, for those who have them already. `at` places single symbols (and
    all that is defined inside them) in another boundary than their file's.
    """

    def __init__(
        self,
        program: Program,
        meaning: Meaning,
        home: Mapping[str, str],
        calls: CallGraph,
        edges: Sequence[Edge] | None = None,
        at: Mapping[int, str] | None = None,
    ) -> None:
        self.program = program
        self.meaning = meaning
        self.home = home
        self.calls = calls
        self.at = at or {}
        self._kept: dict[Callable[[Program], object], object] = {}
        self._own: dict[Callable[[Split], object], object] = {}
        self._edges = edges

    @property
    def edges(self) -> Sequence[Edge]:
        """The edges between files, tests left out."""
        return self._edges if self._edges is not None else self.of_program(_edges)

    def of_program(self, make: Callable[[Program], Kept]) -> Kept:
        """What a function makes of the program, whatever the boundaries: made once for all moves."""
        if make not in self._kept:
            self._kept[make] = make(self.program)
        return self._kept[make]  # type: ignore[return-value]

    def once(self, make: Callable[["Split"], Kept]) -> Kept:
        """What a function makes of this cut: made once, however many steps leave the files where they are."""
        if make not in self._own:
            self._own[make] = make(self)
        return self._own[make]  # type: ignore[return-value]

    @cached_property
    def boundary(self) -> Sequence[str]:
        """The boundary of each file by its number, "" for tests and files without one."""
        return ["" if node.is_test else self.home.get(node.path, "") for node in self.program.graph.files]

    @cached_property
    def boundaries(self) -> tuple[str, ...]:
        """The names of all boundaries, sorted."""
        return tuple(sorted(set(self.boundary) - {""}))

    @cached_property
    def tables(self) -> tuple[Ownership, ...]:
        """Every table with its owner and the access of each boundary, by name."""
        return ownership(self.meaning, self.home)

    @cached_property
    def owner(self) -> Mapping[str, str]:
        """The boundary that owns each table that somebody uses."""
        return {one.table: one.owner for one in self.tables if one.owner}

    @cached_property
    def first(self) -> Sequence[int]:
        """The symbol of the first definition of each file."""
        return self.of_program(_first)

    @cached_property
    def symbol_boundary(self) -> Sequence[str]:
        """The boundary of each symbol: that of its file, or the one it was placed in."""
        found = [self.boundary[symbol.file] for symbol in self.program.graph.symbols]
        for number, boundary in self.at.items():
            found[number] = boundary
        return found

    def moved(self, moves: Mapping[str, str], symbols: Mapping[int, str] | None = None) -> "Split":
        """The same program with some files, and some symbols, in other boundaries."""
        at = {**self.at, **(symbols or {})}
        split = Split(self.program, self.meaning, {**self.home, **moves}, self.calls, self._edges, at)
        split._kept = self._kept
        return split


def _edges(program: Program) -> tuple[Edge, ...]:
    return file_edges(program.graph)


def _first(program: Program) -> Sequence[int]:
    return [0, *accumulate(len(surface.definitions) for surface in program.surfaces)]
