"""A change of the plan, and the step that it is: what it removes, adds, risks, and how it is proved."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from analyzer.model.graph import Evidence
from analyzer.model.plan import ACTIONS, CROSSING_KINDS, Crossing, Move, Step, StepRule
from analyzer.plan.ledger.references import subject_of
from analyzer.plan.split import Split
from analyzer.plan.steps.effort import risk, size
from analyzer.plan.steps.state import Key, Reached, State, numbers


class Remedy(NamedTuple):
    """What is done about a crossing, why, and the remedy that was not taken."""

    remedy: str
    why: str = ""
    dropped: str = ""


class Change(NamedTuple):
    """One change before it is counted: files and symbols that move, or crossings and tables that are
    settled."""

    action: str
    subject: str
    boundary: str
    title: str
    reason: str
    files: Mapping[str, str] = {}
    symbols: Mapping[int, str] = {}
    remedies: Mapping[Key, Remedy] = {}
    tables: Sequence[str] = ()
    contract: Sequence[str] = ()
    precondition: str = ""
    dropped: str = ""
    rollback: str = ""


def applied(state: State, change: Change) -> State:
    """The state after a change."""
    if change.files or change.symbols:
        return state.moved(change.files, change.symbols)
    return state.without(change.remedies, change.tables)


def step_of(
    number: int,
    before: State,
    after: State,
    change: Change,
    removed: Mapping[Key, int],
    added: Mapping[Key, int],
    reached: Reached,
) -> Step:
    """The change as a step, with the numbers that it leaves; `removed` and `added` are its differences."""
    gone = [before.by_key[key] for key in removed]
    return Step(
        number=number,
        action=change.action,
        subject=change.subject,
        boundary=change.boundary,
        title=change.title or ACTIONS[change.action],
        reason=change.reason,
        precondition=change.precondition,
        removes=_by_kind(removed),
        adds=_by_kind(added),
        moves=tuple(_move(before.split, path, name) for path, name in sorted(change.files.items())),
        symbols=_names(before.split, change),
        contract=tuple(change.contract),
        tables=tuple(change.tables),
        dropped=change.dropped,
        risk=risk(before.split, gone),
        size=size(before.split, gone, change.files, change.symbols),
        rollback=change.rollback,
        gate_rule=_rule(before, after, change),
        done_when=f"monoscan check . --config monoscan-plan/step-{number:02}.toml"
        " --baseline monoscan-plan/none.jsonl",
        after=numbers(after, reached),
    )


def differences(before: State, after: State) -> tuple[dict[Key, int], dict[Key, int]]:
    """By crossing how much has gone, and how much has come."""
    removed, added = {}, {}
    for key, one in before.by_key.items():
        other = after.by_key.get(key)
        if other is None or other.count < one.count:
            removed[key] = one.count - (other.count if other else 0)
    for key, one in after.by_key.items():
        former = before.by_key.get(key)
        if former is None or former.count < one.count:
            added[key] = one.count - (former.count if former else 0)
    return removed, added


def _by_kind(changes: Mapping[Key, int]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for (kind, *_), count in changes.items():
        counts[kind] += count
    return {kind: counts[kind] for kind in CROSSING_KINDS if counts[kind]}


def _move(split: Split, path: str, name: str) -> Move:
    """Where a file goes: below packages/ if it is shared, else below the service's own folder."""
    return Move(path, split.home.get(path, ""), name)


def _names(split: Split, change: Change) -> tuple[str, ...]:
    """The symbols that move one by one, fields and methods left out, and those of whole files."""
    symbols = split.program.graph.symbols
    paths = split.program.graph.files
    names = {
        subject_of(split, symbols[number])
        for number in change.symbols
        if symbols[number].name
        and "." not in symbols[number].name
        and paths[symbols[number].file].path not in change.files
    }
    return tuple(sorted(names))


def _rule(before: State, after: State, change: Change) -> StepRule:
    """The references that may be left between boundaries that the step takes apart; who owns its tables."""
    if change.tables:
        owner = before.split.owner
        owned: dict[str, list[str]] = {}
        for table in change.tables:
            owned.setdefault(owner[table], []).append(table)
        return StepRule(
            owns={name: tuple(sorted(tables)) for name, tables in sorted(owned.items())},
            users=_users(after, change.tables),
        )
    counts = [{(one.dependent, one.dependency): one.count for one in side.pairs} for side in (before, after)]
    at_most: dict[str, dict[str, int]] = {}
    for pair, count in counts[0].items():
        left = counts[1].get(pair, 0)
        if left < count:
            at_most.setdefault(pair[0], {})[pair[1]] = left
    return StepRule(at_most=at_most)


def _users(state: State, tables: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The boundaries that still use a table of another."""
    users: dict[str, set[str]] = {}
    for one in state.crossings:
        if one.kind == "table" and one.subject in tables:
            users.setdefault(one.subject, set()).add(one.dependent)
    return {table: tuple(sorted(users[table])) for table in sorted(users)}


def evidence_of(crossings: Iterable[Crossing]) -> tuple[Evidence, ...]:
    """The first places of some crossings."""
    return tuple(dict.fromkeys(place for one in crossings for place in one.evidence))
