"""The extraction plan of a program cut along boundaries."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from analyzer.match.wire_types import Wire
from analyzer.measure.reach import reach
from analyzer.model.measures import Reach
from analyzer.model.plan import PROPOSAL, Crossing, Numbers, Plan
from analyzer.plan.closures import closures
from analyzer.plan.contract import contracts
from analyzer.plan.data import data_of, data_plan
from analyzer.plan.split import Split
from analyzer.plan.steps.make import Made, cured, made
from analyzer.plan.steps.state import Reached, State, numbers

LIMIT = 5_000
"""Crossings that the plan lists; all are counted."""


def plan(split: Split, found: Sequence[Reach], wire: Wire, *, source: str = PROPOSAL) -> Plan:
    """The plan: empty where there is nothing to cut. `found` is what each
    entry point reaches, `wire` how types travel."""
    if len(split.boundaries) < 2:
        return Plan(source)
    state, reached = State(split), Reached(found)
    done = made(state, reached)
    before = numbers(state, reached)
    crossings = tuple(_cured(one, done) for one in _largest(state.crossings))
    return Plan(
        source=source,
        before=before,
        after=done.steps[-1].after if done.steps else before,
        extractions=done.extractions,
        steps=done.steps,
        crossings=crossings,
        crossings_total=len(state.crossings),
        closures=closures(split),
        contracts=contracts(split, wire),
        data=data_plan(split),
    )


def _cured(crossing: Crossing, done: Made) -> Crossing:
    step, (remedy, why, dropped) = cured(crossing, done)
    why = "; ".join(filter(None, (crossing.why, why)))
    return replace(crossing, step=step, remedy=remedy, why=why, dropped=dropped)


def _largest(crossings: tuple[Crossing, ...]) -> tuple[Crossing, ...]:
    if len(crossings) <= LIMIT:
        return crossings
    kept = {id(one) for one in sorted(crossings, key=lambda one: -one.count)[:LIMIT]}
    return tuple(one for one in crossings if id(one) in kept)


def what_if(split: Split, moves: Mapping[str, str]) -> tuple[Numbers, Numbers]:
    """All numbers before and after some files are in other boundaries."""
    reached = Reached(reach(split.program, split.meaning))
    return numbers(State(split), reached), numbers(State(split.moved(moves)), reached)


def paths_of(wanted: str, paths: Iterable[str]) -> tuple[str, ...]:
    """The files that a path names: itself, or all below a folder."""
    folder = wanted.rstrip("/") + "/"
    return tuple(path for path in paths if path == wanted or path.startswith(folder))


def only(plan: Plan, boundary: str) -> Plan:
    """The part of a plan that concerns one boundary."""
    return replace(
        plan,
        steps=tuple(step for step in plan.steps if step.boundary == boundary),
        crossings=tuple(one for one in plan.crossings if boundary in (one.dependent, one.dependency)),
        extractions=tuple(one for one in plan.extractions if one.boundary == boundary),
        closures=tuple(one for one in plan.closures if one.boundary == boundary),
        contracts=tuple(one for one in plan.contracts if one.provider == boundary),
        data=data_of(plan.data, boundary),
    )
