"""A program on its way through the plan: where its files are, and which crossings are gone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from analyzer.measure.crossing import touched
from analyzer.model.boundary import SHARED
from analyzer.model.measures import Pair, Reach
from analyzer.model.plan import REFERENCE_KINDS, Crossing, Numbers
from analyzer.plan.ledger import by_kind, ledger
from analyzer.plan.split import Split

Key = tuple[str, str, str, str, str]
"""Kind, dependent, dependency, subject and the file of it: what stays the same of a crossing."""


def key_of(crossing: Crossing) -> Key:
    """What a crossing is known by."""
    return crossing.kind, crossing.dependent, crossing.dependency, crossing.subject, crossing.path


class State:
    """A Split, the crossings that steps have removed from it, and the tables that have one writer now.

    The edits of the plan are these three: files or symbols in another boundary, a crossing gone, a table
    settled. Each gives a new State.
    """

    def __init__(
        self, split: Split, gone: frozenset[Key] = frozenset(), settled: frozenset[str] = frozenset()
    ) -> None:
        self.split = split
        self.gone = gone
        self.settled = settled

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """The ledger as it is now."""
        return tuple(one for one in ledger(self.split) if key_of(one) not in self.gone)

    @cached_property
    def by_key(self) -> Mapping[Key, Crossing]:
        """The same by what a crossing is known by."""
        return {key_of(one): one for one in self.crossings}

    @cached_property
    def references(self) -> tuple[Crossing, ...]:
        """The crossings that are references to cut."""
        return tuple(one for one in self.crossings if one.kind in REFERENCE_KINDS)

    def moved(self, moves: Mapping[str, str], symbols: Mapping[int, str] | None = None) -> "State":
        """With files and symbols in other boundaries."""
        return State(self.split.moved(moves, symbols), self.gone, self.settled)

    def without(self, keys: Iterable[Key], tables: Iterable[str] = ()) -> "State":
        """Without these crossings, and with one writer for these tables."""
        next = State(self.split, self.gone.union(keys), self.settled | {*tables})
        next.__dict__["by_key"] = {key: one for key, one in self.by_key.items() if key not in next.gone}
        next.__dict__["crossings"] = tuple(next.by_key.values())
        return next

    @cached_property
    def between(self) -> Mapping[tuple[str, str], Sequence[Crossing]]:
        """The references to cut of each boundary to each other."""
        found: defaultdict[tuple[str, str], list[Crossing]] = defaultdict(list)
        for one in self.references:
            found[one.dependent, one.dependency].append(one)
        return found

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """How many references are to cut from boundary to boundary."""
        counts = {pair: sum(one.count for one in found) for pair, found in self.between.items()}
        return tuple(Pair(a, b, count, True) for (a, b), count in sorted(counts.items()) if count)


class Reached:
    """What each entry point reaches: the same wherever the files are put."""

    def __init__(self, reach: Sequence[Reach]) -> None:
        self._reach = reach

    def touched(self, split: Split) -> tuple[frozenset[str], ...]:
        """The boundaries that each entry point touches."""
        entries = zip(split.meaning.entry_points, self._reach, strict=True)
        places = [split.home.get(node.path, "") for node in split.program.graph.files]
        return tuple(touched(entry, found, places, split.home, split.owner) for entry, found in entries)


def numbers(state: State, reached: Reached) -> Numbers:
    """What is counted of a state."""
    pairs = state.pairs
    entries = state.split.once(reached.touched)
    return Numbers(
        references=sum(pair.count for pair in pairs),
        pairs=pairs,
        crossings=by_kind(state.crossings),
        back=sum(pair.count for pair in pairs if pair.dependent == SHARED),
        contested=tuple(
            one.table for one in state.split.tables if one.contested and one.table not in state.settled
        ),
        spanning=sum(len(found) > 1 for found in entries),
        entry_points=len(entries),
    )
