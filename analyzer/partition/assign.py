"""From the seeds of the services to a label for every home."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from analyzer.partition.chains import extend
from analyzer.partition.flow import Matrix, Weights, links_of, shares
from analyzer.partition.net import Net, dominated_sizes
from analyzer.partition.options import PartitionOptions
from analyzer.partition.settle import settle
from analyzer.partition.unreached import place


class Assignment(Struct, frozen=True):
    """The label of each home (a service's number or SHARED_LABEL), and what led to it."""

    labels: tuple[int, ...]
    shares: Matrix
    chains: tuple[tuple[int, ...], ...]
    unreached: tuple[int, ...]


class Ground(Struct, frozen=True):
    """What does not change between runs: the graph, its reach, and the package of each home."""

    net: Net
    reach: tuple[int, ...]
    packages: tuple[str, ...]


def settled(
    ground: Ground, seeds: Sequence[Sequence[int]], options: PartitionOptions, fixed: Mapping[int, int] = {}
) -> tuple[list[int], Matrix, list[list[int]]]:
    """The labels before the unreached homes are placed, the flow and the chains."""
    chains = extend(ground.net, ground.reach, seeds, options)
    return settle_with(ground, seeds, chains, links_of(ground.net), _sizes(ground, chains), options, fixed)


def settle_with(
    ground: Ground,
    seeds: Sequence[Sequence[int]],
    chains: list[list[int]],
    weights: Weights,
    sizes: Sequence[int],
    options: PartitionOptions,
    fixed: Mapping[int, int] = {},
) -> tuple[list[int], Matrix, list[list[int]]]:
    """The same with given chains, weights of the links, and sizes of what each home dominates."""
    live = [home for home, size in enumerate(sizes) if size]
    flow = shares(ground.net, weights, seeds, chains, live, options)
    held = {home: service for service, members in enumerate(chains) for home in members} | dict(fixed)
    return settle(ground.net, weights, flow, held, sizes, options), flow, chains


def assign(
    ground: Ground, seeds: Sequence[Sequence[int]], options: PartitionOptions, fixed: Mapping[int, int] = {}
) -> Assignment:
    """The label of every home; `fixed` homes keep theirs and speak for it."""
    labels, flow, chains = settled(ground, seeds, options, fixed)
    placed = place(ground.net, labels, len(seeds), ground.packages, options)
    unreached = tuple(home for home, label in enumerate(labels) if label == -2)
    return Assignment(tuple(placed), flow, tuple(map(tuple, chains)), unreached)


def _sizes(ground: Ground, chains: Sequence[Sequence[int]]) -> list[int]:
    return dominated_sizes(ground.net, chains)
