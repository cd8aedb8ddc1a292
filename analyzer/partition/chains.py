"""An entry and what merely continues it: `main` calls `app`, and the service is what lies behind `app`."""

from collections.abc import Sequence

from analyzer.partition.net import Net, doors, union
from analyzer.partition.options import PartitionOptions

ROUNDS = 4
STRANGERS = 2
MOST_USERS = 4


def extend(
    net: Net, reach: Sequence[int], seeds: Sequence[Sequence[int]], options: PartitionOptions
) -> list[list[int]]:
    """The seeds of each service with the homes that continue them, seeds first.

    A home continues a seed if nearly all that the seed reaches lies behind that home: either no other
    way leads there, or it covers the reach of the seed by itself, as homes of one cycle do for each other
    without saying anything. No other service may come close, nor use it from several places: then it is
    a library with many users.
    """
    chains = [list(members) for members in seeds]
    ends = [list(members) for members in seeds]
    behind = [union(reach, members) for members in seeds]
    taken = {member for members in seeds for member in members}
    door: dict[int, dict[int, float]] = {}
    cover: dict[int, dict[int, float]] = {}
    for _ in range(ROUNDS):
        for service, members in enumerate(ends):
            for end in members:
                _claim(net, reach, end, service, door, cover, options)
        grown: list[list[int]] = [[] for _ in seeds]
        for claims in (door, cover):
            for home in sorted(claims):
                if home in taken:
                    continue
                service = _winner(claims[home])
                if service >= 0 and _few_others(net, home, service, behind):
                    grown[service].append(home)
                    taken.add(home)
        if not any(grown):
            break
        for service, members in enumerate(grown):
            chains[service] += members
        ends = grown
    return chains


def _claim(
    net: Net,
    reach: Sequence[int],
    end: int,
    service: int,
    door: dict[int, dict[int, float]],
    cover: dict[int, dict[int, float]],
    options: PartitionOptions,
) -> None:
    """Note how much of what `end` reaches lies behind each home that could continue it.

    Whatever leads to such a home reaches at least as much: without a direct dependency of large reach there
    is none.
    """
    own = reach[end].bit_count()
    least = max(3.0, options.chain * own)
    large = [home for home in net.dependencies[end] if reach[home].bit_count() >= least]
    for home in large:
        if not reach[home] >> end & 1:
            claims = cover.setdefault(home, {})
            claims[service] = max(claims.get(service, 0.0), reach[home].bit_count() / own)
    shares = doors(net, end, own, options.chain) if large else {}
    for home, share in shares.items():
        if home != end and reach[home].bit_count() >= least:
            claims = door.setdefault(home, {})
            claims[service] = max(claims.get(service, 0.0), share)


def _winner(claims: dict[int, float]) -> int:
    ranked = sorted(claims.items(), key=lambda claim: (-claim[1], claim[0]))
    return -1 if len(ranked) > 1 and ranked[1][1] == ranked[0][1] else ranked[0][0]


def _few_others(net: Net, home: int, service: int, behind: Sequence[int]) -> bool:
    """Whether few use the home, no other service in several places, and hardly anything unreached."""
    if len(net.dependents[home]) > MOST_USERS:
        return False
    others = [user for user in net.dependents[home] if not behind[service] >> user & 1]
    rest = [bits for number, bits in enumerate(behind) if number != service]
    strangers = sum(1 for user in others if not any(bits >> user & 1 for bits in rest))
    return strangers <= STRANGERS and all(sum(1 for user in others if bits >> user & 1) < 2 for bits in rest)
