"""One program that composes several services: the home that treats them alike, and what they are."""

from collections.abc import Sequence

from msgspec import Struct

from analyzer.partition.chains import MOST_USERS
from analyzer.partition.net import Net, bits_of, union
from analyzer.partition.options import PartitionOptions

NEAR = 3


class Group(Struct, frozen=True):
    """Homes that one home treats alike: it uses `symbol` of each, or imports each for its effects."""

    home: int
    symbol: str
    members: tuple[int, ...]


class Candidates(Struct, frozen=True):
    """What the code itself offers.

    `mains` are program starts; `sources` may start where nothing links to them; `by_name` are (dependent,
    dependency) links that stand in a string or a table of plug-ins; `groups` are homes that another one
    treats alike; `handlers` names for each entry point the home that handles it.
    """

    mains: tuple[int, ...]
    sources: tuple[int, ...] = ()
    by_name: frozenset[tuple[int, int]] = frozenset()
    groups: tuple[Group, ...] = ()
    handlers: tuple[int, ...] = ()


def composing_group(
    net: Net, reach: Sequence[int], start: int, candidates: Candidates, options: PartitionOptions
) -> Group | None:
    """The group nearest to `start` whose members hold the program between them, without parts of members."""
    distance = _distances(net, start)
    whole = max(1, reach[start].bit_count() - 1)
    at = [home for home in candidates.handlers if reach[start] >> home & 1]
    best: tuple[tuple[int, float, int, str], Group] | None = None
    for group in candidates.groups:
        if distance.get(group.home, NEAR) >= NEAR:
            continue
        if reach[group.home].bit_count() < options.group_reach * whole:
            continue
        members = _components(net, reach, group)
        covered = union(reach, members).bit_count() / whole
        if (
            len(members) >= options.members
            and covered >= options.group_reach
            and _handles(reach, members, at)
        ):
            rank = (distance[group.home], -round(covered, 2), -len(members), group.symbol)
            if best is None or rank < best[0]:
                best = (rank, Group(group.home, group.symbol, tuple(members)))
    return best[1] if best else None


def _handles(reach: Sequence[int], members: Sequence[int], handling: Sequence[int]) -> bool:
    """Whether work comes in through the members: they reach half of what handles it."""
    bits = union(reach, members)
    return 2 * sum(bits >> home & 1 for home in handling) >= len(handling)


def _distances(net: Net, start: int) -> dict[int, int]:
    distance = {start: 0}
    queue = [start]
    for home in queue:
        if distance[home] < NEAR:
            for other in net.dependencies[home]:
                if other not in distance:
                    distance[other] = distance[home] + 1
                    queue.append(other)
    return distance


def _components(net: Net, reach: Sequence[int], group: Group) -> list[int]:
    """The members that few homes use, but for those that are a part of one other member.

    A part is used by that member alone, beside the home that composes them.
    """
    able = [
        home
        for home in group.members
        if reach[home].bit_count() > 1 and len(net.dependents[home]) <= MOST_USERS
    ]
    found = []
    for home in able:
        users = bits_of(net.dependents[home]) & ~(1 << group.home)
        owners = [other for other in able if other != home and reach[other] & users]
        part = len(owners) == 1 and not users & ~reach[owners[0]] and not reach[home] >> owners[0] & 1
        if not part:
            found.append(home)
    return found
