"""The program cut along boundaries: the one view that ledger, contracts, tables and steps share."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from analyzer.model.meaning import Meaning
from analyzer.model.program import Program
from analyzer.plan.calls import CallGraph


class Split:
    """A program, what it does, the boundary of each file that has one (`home`), and who calls whom.

    A move is a new Split over another `home`: nothing that was computed of the program is computed again.
    """

    def __init__(self, program: Program, meaning: Meaning, home: Mapping[str, str], calls: CallGraph) -> None:
        self.program = program
        self.meaning = meaning
        self.home = home
        self.calls = calls

    @cached_property
    def boundary(self) -> Sequence[str]:
        """The boundary of each file by its number, "" for tests and files without one."""
        return ["" if node.is_test else self.home.get(node.path, "") for node in self.program.graph.files]

    @cached_property
    def boundaries(self) -> tuple[str, ...]:
        """The names of all boundaries, sorted."""
        return tuple(sorted(set(self.boundary) - {""}))

    def moved(self, moves: Mapping[str, str]) -> "Split":
        """The same program with some files in other boundaries."""
        return Split(self.program, self.meaning, {**self.home, **moves}, self.calls)
