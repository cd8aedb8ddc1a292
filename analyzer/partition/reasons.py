"""Why a home belongs where it is: the five pieces of evidence that weigh most, and what would change it."""

from collections import defaultdict
from collections.abc import Sequence
from math import ceil, floor

from msgspec import Struct

from analyzer.model.boundary import SHARED, Reason
from analyzer.partition.assign import Assignment, second_best
from analyzer.partition.clues import Clues, Link
from analyzer.partition.options import PartitionOptions

MOST = 5
LISTED = 3


class Case(Struct, frozen=True):
    """All that the reasons are drawn from. `names` are the boundaries by number, `labels` by home."""

    clues: Clues
    assignment: Assignment
    names: tuple[str, ...]
    labels: tuple[str, ...]
    users: dict[int, tuple[Link, ...]]
    uses: dict[int, tuple[Link, ...]]


def case_of(clues: Clues, assignment: Assignment, names: Sequence[str], labels: Sequence[str]) -> Case:
    """The links of each home, the strongest first."""
    users: defaultdict[int, list[Link]] = defaultdict(list)
    uses: defaultdict[int, list[Link]] = defaultdict(list)
    for link in sorted(clues.links, key=lambda link: (-link.count, link.dependent, link.dependency)):
        users[link.dependency].append(link)
        uses[link.dependent].append(link)
    return Case(
        clues,
        assignment,
        tuple(names),
        tuple(labels),
        {home: tuple(links) for home, links in users.items()},
        {home: tuple(links) for home, links in uses.items()},
    )


def reasons(case: Case, home: int) -> tuple[Reason, ...]:
    """The reasons for one home, the strongest first, five at most."""
    found = _own(case, home) + _users(case, home)
    if len(found) < MOST:
        found += _uses(case, home)
    return tuple(sorted(found, key=lambda reason: -reason.weight)[:MOST])


def flip(case: Case, home: int, options: PartitionOptions) -> str:
    """The smallest change that would give the home another boundary."""
    label = case.assignment.labels[home]
    if label >= 0 and home in case.assignment.start.chains[label]:
        return f"it is an entry of `{case.names[label]}`: only a pin or another choice of entries moves it"
    if home in case.assignment.placing.homes:
        return "nothing that runs leads to it: one use by another service would move it there"
    users = sorted({link.dependent for link in case.users.get(home, ())})
    if label >= 0:
        mine = sum(1 for user in users if case.assignment.labels[user] == label)
        more = max(1, floor(mine / options.most_dependents - len(users)) + 1)
        return f"{more} more {_uses_word(more)} from outside `{case.names[label]}` would make it shared"
    best, _ = second_best(case.assignment, home)
    if best < 0:
        return ""
    others = [user for user in users if case.assignment.labels[user] != best]
    mine = len(users) - len(others)
    fewer = max(1, ceil(len(users) - mine / options.most_dependents))
    if not mine:
        return f"nothing of `{case.names[best]}` uses it directly: it would take a new entry or a pin"
    listed = ", ".join(f"`{case.clues.homes[user].name}`" for user in others[:LISTED])
    some = f"{fewer} of the {len(others)}" if fewer < len(others) else f"the {len(others)}"
    return f"without {some} {_uses_word(fewer)} by others ({listed}) it would be of `{case.names[best]}`"


def _uses_word(count: int) -> str:
    return "use" if count == 1 else "uses"


def _own(case: Case, home: int) -> list[Reason]:
    label = case.assignment.labels[home]
    row = case.assignment.shares[home] if case.assignment.shares.size else None
    found: list[Reason] = []
    if label < 0:
        if row is not None and row.any():
            parts = sorted(((float(share), case.names[n]) for n, share in enumerate(row) if share > 0.005))
            told = ", ".join(f"{name} {share:.0%}" for share, name in reversed(parts[-LISTED:]))
            found.append(Reason("flow", f"what enters here comes from {told}", 1.0 - parts[-1][0] + 0.5))
        return found
    start = case.assignment.start
    if home in start.seeds[label]:
        found.append(Reason("entries", f"it is an entry of `{case.names[label]}`", 9.0))
    elif home in start.chains[label]:
        found.append(Reason("entries", f"it continues the entry of `{case.names[label]}`", 8.0))
    elif home in case.assignment.placing.homes:
        found.append(Reason("likeness", "no entry leads to it; it is placed by its neighbours", 0.4))
    elif row is not None:
        share = float(row[label])
        found.append(
            Reason("flow", f"{share:.0%} of what enters here comes from `{case.names[label]}`", share)
        )
    if start.sizes[home] > 1 and home not in case.assignment.placing.homes:
        behind = start.sizes[home] - 1
        found.append(Reason("dominance", f"it is the only way to {behind} other packages or modules", 0.6))
    return found


def _users(case: Case, home: int) -> list[Reason]:
    """Who uses it: for a service its own users first, for shared one of each boundary."""
    links = case.users.get(home, ())
    label = case.labels[home]
    found: list[Reason] = []
    told: set[str] = set()
    for link in links:
        user = case.labels[link.dependent]
        if label == SHARED and user in told:
            continue
        told.add(user)
        near = user == label if label != SHARED else user != SHARED
        weight = (2.0 if near else 0.5) + min(0.9, link.count / 100)
        name = case.clues.homes[link.dependent].name
        found.append(Reason(link.layer, f"`{name}` of `{user}` depends on it", weight, link.places))
    return sorted(found, key=lambda reason: -reason.weight)[:MOST]


def _uses(case: Case, home: int) -> list[Reason]:
    found = []
    for link in case.uses.get(home, ())[: MOST * 2]:
        used = case.labels[link.dependency]
        if used == case.labels[home]:
            name = case.clues.homes[link.dependency].name
            weight = 0.3 + min(0.09, link.count / 1000)
            found.append(Reason(link.layer, f"it depends on `{name}` of `{used}`", weight, link.places))
    return found
