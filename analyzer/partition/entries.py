"""Which homes stand for a service: candidates from the code, merged, opened up and sifted."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from analyzer.partition.net import Net, bits_of, reach_of, union
from analyzer.partition.opening import Candidates, Group, composing_group
from analyzer.partition.options import PartitionOptions

Seeds = list[list[int]]
OPENED = "opened up"
FEW = 2
SAME_REST = 0
LEAST_SOURCE = 5
LEAST_COMPOSER_FAN_OUT = 10
REGISTRAR = 0.05
REGISTRAR_COMPOSES = 0.1


class Step(Struct, frozen=True):
    """A decision on the way, for people."""

    action: str
    homes: tuple[int, ...]
    text: str


def find_seeds(
    net: Net, candidates: Candidates, options: PartitionOptions, wins: Callable[[Seeds], list[float]]
) -> tuple[Seeds, list[Step]]:
    """The homes that start each service, and what was decided. `wins` says how much each seed wins."""
    reach = reach_of(net)
    steps: list[Step] = []
    seeds = _starting(net, reach, candidates, options, steps)
    if not seeds:
        return [], steps
    seeds = _open_up(net, reach, merge_same(reach, seeds), candidates, options, steps)
    seeds = _sift(reach, merge_same(reach, seeds), options, steps)
    if not any(step.action == OPENED for step in steps):
        seeds = _open_up(net, reach, seeds, candidates, options, steps)
        seeds = _sift(reach, merge_same(reach, seeds), options, steps)
    return _drop_losers(reach, seeds, options, wins, steps), steps


def exclusive(reach: Sequence[int], seeds: Sequence[Collection[int]]) -> list[int]:
    """For each seed what it alone reaches, as bits."""
    reached = [union(reach, members) for members in seeds]
    once = several = 0
    for bits in reached:
        several |= once & bits
        once |= bits
    return [bits & ~several for bits in reached]


def merge_same(reach: Sequence[int], seeds: Sequence[Sequence[int]]) -> Seeds:
    """The seeds with those made one of which neither reaches anything much beside what the other does."""
    merged = [list(members) for members in seeds]
    bits = [union(reach, members) & ~bits_of(members) for members in merged]
    while True:
        pair = _closest(merged, bits)
        if pair is None:
            return merged
        kept, gone = pair
        merged[kept] += merged[gone]
        bits[kept] = (bits[kept] | bits[gone]) & ~bits_of(merged[kept])
        del merged[gone], bits[gone]


def _closest(seeds: Seeds, bits: Sequence[int]) -> tuple[int, int] | None:
    best: tuple[int, int, int] | None = None
    own = [bits_of(members) for members in seeds]
    for one in range(len(seeds)):
        for other in range(one + 1, len(seeds)):
            rest = max(
                (bits[one] & ~bits[other] & ~own[other]).bit_count(),
                (bits[other] & ~bits[one] & ~own[one]).bit_count(),
            )
            both = (bits[one] & bits[other]).bit_count()
            alike = 2 * both >= max(bits[one].bit_count(), bits[other].bit_count())
            if rest <= SAME_REST and alike and (best is None or rest < best[0]):
                best = (rest, one, other)
    return best[1:] if best else None


def composed(reach: Sequence[int], seed: Sequence[int], others: Sequence[Sequence[int]], share: float) -> int:
    """How many of the others the seed contains for the most part, 0 if that is less than `share` of them."""
    mine = union(reach, seed)
    held = real = 0
    for members, alone in zip(others, exclusive(reach, others), strict=True):
        rest = alone & ~bits_of(members)
        if rest:
            real += 1
            held += 2 * (rest & mine).bit_count() >= rest.bit_count()
    return held if held >= max(3, share * real) else 0


def _starting(
    net: Net, reach: Sequence[int], candidates: Candidates, options: PartitionOptions, steps: list[Step]
) -> Seeds:
    mains = [[home] for home in candidates.mains if reach[home].bit_count() > 1]
    if not candidates.sources:
        return mains
    registrars = _registrars(net, reach, mains, candidates, options)
    if registrars:
        steps.append(Step("set aside", tuple(sorted(registrars)), "lists the parts of several services"))
    sources = [home for home in _sources(net, candidates, registrars) if home not in registrars]
    seeds = mains + [[home] for home in sources]
    least = max(LEAST_SOURCE, options.source_reach * net.size)
    alone = exclusive(reach, seeds)
    return [
        members
        for number, members in enumerate(seeds)
        if number < len(mains) or alone[number].bit_count() > least
    ]


def _sources(net: Net, candidates: Candidates, ignored: Collection[int]) -> list[int]:
    """Homes that nothing links to but the ignored homes and names in strings."""
    mains = set(candidates.mains)
    return [
        home
        for home in candidates.sources
        if home not in mains
        and all(user in ignored or (user, home) in candidates.by_name for user in net.dependents[home])
    ]


def _registrars(
    net: Net, reach: Sequence[int], mains: Seeds, candidates: Candidates, options: PartitionOptions
) -> set[int]:
    """Homes that nothing uses and that list parts of many services, as a table of options does."""
    found: set[int] = set()
    for _ in range(2):
        sources = _sources(net, candidates, found)
        seeds = mains + [[home] for home in sources]
        new = {
            home
            for home in sources
            if home not in found
            and len(net.dependencies[home]) >= max(LEAST_COMPOSER_FAN_OUT, REGISTRAR * net.size)
            and composed(reach, [home], [seed for seed in seeds if seed != [home]], REGISTRAR_COMPOSES)
        }
        if not new:
            break
        found |= new
    return found


def _sift(reach: Sequence[int], seeds: Seeds, options: PartitionOptions, steps: list[Step]) -> Seeds:
    """Without the seeds that only put others together, the one that holds most of them first.

    A program with much code that nothing else reaches is no such seed, whatever else it holds.
    """
    while True:
        own = [bits.bit_count() for bits in exclusive(reach, seeds)]
        held = [
            composed(reach, members, seeds[:number] + seeds[number + 1 :], options.composer)
            if own[number] < options.composer * sum(own)
            else 0
            for number, members in enumerate(seeds)
        ]
        most = max(held, default=0)
        if not most:
            return seeds
        number = held.index(most)
        steps.append(Step("left out", tuple(seeds[number]), f"puts {most} of the others together"))
        seeds = seeds[:number] + seeds[number + 1 :]


def _open_up(
    net: Net,
    reach: Sequence[int],
    seeds: Seeds,
    candidates: Candidates,
    options: PartitionOptions,
    steps: list[Step],
) -> Seeds:
    """If one program holds nearly everything: the services that it composes in its place."""
    own = [bits.bit_count() for bits in exclusive(reach, seeds)]
    number = own.index(max(own))
    if own[number] < options.single * sum(own):
        return seeds
    others = seeds[:number] + seeds[number + 1 :]
    for start in sorted(set(seeds[number]) & set(candidates.mains)):
        group = composing_group(net, reach, start, candidates, options)
        if group is not None and not _have_programs(reach, group, others):
            steps.append(Step(OPENED, (start, group.home), f"composes them through `{group.symbol}`"))
            return seeds[:number] + [[home] for home in group.members] + seeds[number + 1 :]
    return seeds


def _have_programs(reach: Sequence[int], group: Group, others: Seeds) -> bool:
    """Whether most members have a program of their own: one that leads to few members, this among them."""
    wanted = bits_of(group.members)
    led = [union(reach, members) & wanted for members in others]
    own = 0
    for bits in led:
        if bits.bit_count() <= FEW:
            own |= bits
    return 2 * own.bit_count() >= len(group.members)


def _drop_losers(
    reach: Sequence[int],
    seeds: Seeds,
    options: PartitionOptions,
    wins: Callable[[Seeds], list[float]],
    steps: list[Step],
) -> Seeds:
    """Without the seeds that win no home beside themselves: programs that only use shared code.

    Half of them go at a time, the smallest programs first, because what one gives up may be won by
    its like.
    """
    while len(seeds) > 2:
        won = wins(seeds)
        losers = [number for number, count in enumerate(won) if count < options.least_won]
        losers.sort(key=lambda number: (won[number], union(reach, seeds[number]).bit_count(), number))
        if not losers:
            break
        gone = set(losers[: (len(losers) + 1) // 2])
        steps += [Step("left out", tuple(seeds[number]), "uses shared code only") for number in sorted(gone)]
        seeds = [members for number, members in enumerate(seeds) if number not in gone]
    return seeds
