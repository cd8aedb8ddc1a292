"""The story of the steps: shared code, what comes back, then boundary after boundary."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from analyzer.measure.feedback import feedback_arcs
from analyzer.model.boundary import OTHER, SHARED
from analyzer.model.plan import Crossing, Extraction, Step
from analyzer.plan.split import Split
from analyzer.plan.steps.change import Change, Remedy, applied, differences, step_of
from analyzer.plan.steps.changes import data_change, drawn_change, reference_change, share_changes
from analyzer.plan.steps.moves import drawn_back
from analyzer.plan.steps.order import EXTRACT, extractions, ranked, stays
from analyzer.plan.steps.remedies import of_kept
from analyzer.plan.steps.state import Key, Reached, State, key_of


class Made(NamedTuple):
    """The steps, the state that they leave, and the verdict on each boundary; `cure` gives by crossing the
    step that removes it and the remedy."""

    steps: tuple[Step, ...]
    state: State
    extractions: tuple[Extraction, ...]
    cure: Mapping[Key, tuple[int, Remedy]]


def made(state: State, reached: Reached) -> Made:
    """All steps, each computed on the state that the one before leaves."""
    steps: list[Step] = []
    cure: dict[Key, tuple[int, Remedy]] = {}
    story = _Story(state)
    for change in story.changes():
        before, after = story.state, applied(story.state, change)
        removed, added = differences(before, after)
        if sum(removed.values()) <= sum(added.values()) and not change.remedies:
            continue
        step = step_of(len(steps) + 1, before, after, change, removed, added, reached)
        steps.append(step)
        moved = Remedy(
            "move-to-shared" if change.action == "share" else "move", change.reason, change.dropped
        )
        for key in removed:
            cure.setdefault(key, (step.number, change.remedies.get(key, moved)))
        story.state = after
    return Made(tuple(steps), story.state, story.verdicts, cure)


class _Story:
    """The changes in order; `state` is set to what each leaves before the next is asked for."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.verdicts = extractions(_tidied(state))
        self._leaving = {one.boundary for one in self.verdicts if one.verdict == EXTRACT}

    def changes(self) -> Iterator[Change]:
        """Nothing is changed where nothing is extracted."""
        if not self._leaving:
            return
        yield from share_changes(self._joined())
        for name in self._services():
            change = drawn_change(self.state.split, name)
            if change:
                yield change
        yield from self._coming_back()
        rest = {*self.state.split.boundaries, OTHER} - {SHARED} - self._leaving
        for name in ranked(self.state, self._leaving, rest):
            others = sorted({*self._leaving, *rest} - {name})
            yield from self._service(name, others)
        yield from self._data(rest, {*self._leaving, SHARED}, "what stays")

    def _joined(self) -> Split:
        """Boundaries that stay in the monolith are one with what remains."""
        split = self.state.split
        core, joined = stays(split), {one.boundary for one in self.verdicts} - self._leaving
        return split.moved({path: core for path, name in split.home.items() if name in joined})

    def _services(self) -> Sequence[str]:
        return [name for name in self.state.split.boundaries if name not in (SHARED, OTHER)]

    def _coming_back(self) -> Iterator[Change]:
        """Shared code that refers to services, then the references that close circles of services."""
        for name in self._services():
            found = self._between(SHARED, name)
            if found:
                yield reference_change(self.state.split, "invert", SHARED, found, True)
        arcs = {
            (pair.dependent, pair.dependency): pair.count
            for pair in self.state.pairs
            if {pair.dependent, pair.dependency} & self._leaving and pair.dependent != SHARED
        }
        for one, other in feedback_arcs(arcs):
            yield reference_change(self.state.split, "invert", one, self._between(one, other), True)

    def _service(self, name: str, others: Sequence[str]) -> Iterator[Change]:
        """What makes a boundary a service: its data, what it needs of others, then those who need it."""
        yield from self._data({name}, {*others, SHARED, OTHER}, name)
        out = [one for other in others for one in self._between(name, other)]
        if out:
            yield reference_change(self.state.split, "contract", name, out, False)
        into = [one for other in others for one in self._between(other, name)]
        if into:
            yield reference_change(self.state.split, "extract", name, into, False)

    def _data(self, inside: Collection[str], others: Collection[str], name: str) -> Iterator[Change]:
        change = data_change(self.state, inside, others, name)
        if change:
            yield change

    def _between(self, one: str, other: str) -> Sequence[Crossing]:
        return self.state.between.get((one, other), ())


def _tidied(state: State) -> State:
    """The state after all moves that cost little: what is judged is what is left then."""
    split = state.split
    for change in share_changes(split):
        split = split.moved(change.files, change.symbols)
    for name in split.boundaries:
        if name not in (SHARED, OTHER):
            split = split.moved(drawn_back(split, name))
    return State(split)


def cured(crossing: Crossing, made: Made) -> tuple[int, Remedy]:
    """The step and remedy of a crossing of today; 0 and `keep` for those that no step removes."""
    staying = frozenset(one.boundary for one in made.extractions if one.verdict != EXTRACT)
    kept = of_kept(crossing, staying)
    return made.cure.get(key_of(crossing), (0, kept))
