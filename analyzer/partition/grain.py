"""Fewer or more services from the same entries."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from msgspec.structs import replace

from analyzer.partition.clues import Link
from analyzer.partition.entries import Seeds, exclusive
from analyzer.partition.net import Net, union
from analyzer.partition.opening import Candidates, composing_group
from analyzer.partition.options import PartitionOptions


def merge_to(reach: Sequence[int], seeds: Sequence[Sequence[int]], count: int) -> Seeds:
    """The seeds in `count` groups: again and again the two that have most in common are made one.

    In common is what both reach and fewer than half of all seeds do; without any, the two with the
    least code of their own go together.
    """
    merged = [list(members) for members in seeds]
    rare = _rare(reach, merged)
    while len(merged) > max(1, count):
        bits = [union(reach, members) & rare for members in merged]
        alone = [own.bit_count() for own in exclusive(reach, merged)]
        kept, gone = max(
            ((one, other) for one in range(len(merged)) for other in range(one + 1, len(merged))),
            key=lambda pair: (
                _overlap(bits[pair[0]], bits[pair[1]]),
                -alone[pair[0]] - alone[pair[1]],
                -pair[0],
                -pair[1],
            ),
        )
        merged[kept] += merged[gone]
        del merged[gone]
    return merged


def absorb_small(
    reach: Sequence[int],
    seeds: Sequence[Sequence[int]],
    links: Sequence[Link],
    lines: Callable[[Seeds], list[int]],
    options: PartitionOptions,
) -> Seeds:
    """The seeds with the small ones made part of those they are tied to most.

    This goes on while a service has less than `least_part` of the lines of all services, or while there
    are more than `most_services`. Of many, a quarter of what is too much goes at a time.
    """
    merged = [list(members) for members in seeds]
    while len(merged) > 2:
        size = lines(merged)
        small = sorted(range(len(merged)), key=lambda one: (size[one], one))
        if len(merged) <= options.most_services and size[small[0]] >= options.least_part * sum(size):
            break
        count = max(1, (len(merged) - options.most_services) // 4)
        merged = _absorbed(reach, merged, small[:count], links, size)
    return merged


def _absorbed(
    reach: Sequence[int],
    seeds: Seeds,
    small: Sequence[int],
    links: Sequence[Link],
    size: Sequence[int],
) -> Seeds:
    """The seeds with each of the small ones added to its nearest among the others."""
    rare = _rare(reach, seeds)
    bits = [union(reach, members) & rare for members in seeds]
    tied = _tied(seeds, links)
    others = [number for number in range(len(seeds)) if number not in small]
    merged = [list(members) for members in seeds]
    for one in small:
        kept = max(
            others,
            key=lambda other: (tied(one, other), _overlap(bits[one], bits[other]), -size[other], -other),
        )
        merged[kept] += seeds[one]
    return [merged[number] for number in others]


def _tied(seeds: Seeds, links: Iterable[Link]) -> Callable[[int, int], float]:
    """How much two seeds refer to each other, as a share of what each refers and is referred to."""
    owner = {home: number for number, members in enumerate(seeds) for home in members}
    between: Counter[tuple[int, int]] = Counter()
    total: Counter[int] = Counter()
    for link in links:
        ends = sorted({owner[home] for home in (link.dependent, link.dependency) if home in owner})
        total.update(dict.fromkeys(ends, link.count))
        if len(ends) == 2:
            between[ends[0], ends[1]] += link.count

    def tied(one: int, other: int) -> float:
        shared = between[min(one, other), max(one, other)]
        return shared / math.sqrt(total[one] * total[other]) if shared else 0.0

    return tied


def split_to(
    net: Net,
    reach: Sequence[int],
    seeds: Sequence[Sequence[int]],
    candidates: Candidates,
    count: int,
    options: PartitionOptions,
) -> Seeds:
    """The seeds with the largest opened up into what they compose, while there are fewer than `count`."""
    easy = replace(options, group_reach=options.group_reach / 2)
    result = [list(members) for members in seeds]
    tried: set[int] = set()
    while len(result) < count:
        sizes = [bits.bit_count() for bits in exclusive(reach, result)]
        waiting = [number for number in range(len(result)) if result[number][0] not in tried]
        if not waiting:
            break
        number = max(waiting, key=lambda one: (sizes[one], -one))
        start = result[number][0]
        tried.add(start)
        group = composing_group(net, reach, start, candidates, easy)
        if group is not None:
            room = count - len(result) + 1
            parts = merge_to(reach, [[home] for home in group.members], room)
            result = result[:number] + parts + result[number + 1 :]
    return result


def _rare(reach: Sequence[int], seeds: Seeds) -> int:
    bits = [union(reach, members) for members in seeds]
    rare = 0
    for home in range(len(reach)):
        users = sum(one >> home & 1 for one in bits)
        if users > 0 and 2 * users <= len(seeds):
            rare |= 1 << home
    return rare


def _overlap(one: int, other: int) -> float:
    least = min(one.bit_count(), other.bit_count())
    return (one & other).bit_count() / least if least else 0.0
