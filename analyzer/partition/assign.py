"""From the seeds of the services to a label for every home, and how sure that is."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from analyzer.partition.chains import extend
from analyzer.partition.flow import Matrix, Weights, links_of, shares
from analyzer.partition.net import Net, dominated_sizes
from analyzer.partition.options import PartitionOptions
from analyzer.partition.settle import UNREACHED, settle
from analyzer.partition.unreached import Placing, place, placing


class Ground(Struct, frozen=True):
    """What does not change between runs: the graph, its reach, and the package of each home ("" for none)."""

    net: Net
    reach: tuple[int, ...]
    packages: tuple[str, ...]


class Start(Struct, frozen=True):
    """The seeds of each service, the homes that continue them, and what each home dominates."""

    seeds: tuple[tuple[int, ...], ...]
    chains: tuple[tuple[int, ...], ...]
    sizes: tuple[int, ...]
    weights: Weights


class Assignment(Struct, frozen=True):
    """The label of each home (a service's number or SHARED_LABEL), and what led to it.

    `shares` holds the flow from each service, for an unreached home the opinion of its ties.
    """

    labels: tuple[int, ...]
    shares: Matrix
    start: Start
    placing: Placing


def start_from(ground: Ground, seeds: Sequence[Sequence[int]], options: PartitionOptions) -> Start:
    """What follows from the seeds alone."""
    chains = extend(ground.net, ground.reach, seeds, options)
    return Start(
        tuple(map(tuple, seeds)),
        tuple(map(tuple, chains)),
        tuple(dominated_sizes(ground.net, chains)),
        links_of(ground.net),
    )


def settled(
    ground: Ground, start: Start, weights: Weights, options: PartitionOptions
) -> tuple[list[int], Matrix]:
    """The labels before the unreached homes are placed, and the flow."""
    live = [home for home, size in enumerate(start.sizes) if size]
    flow = shares(ground.net, weights, start.seeds, start.chains, live, options)
    held = {home: service for service, members in enumerate(start.chains) for home in members}
    return settle(ground.net, weights, flow, held, options), flow


def assign(ground: Ground, seeds: Sequence[Sequence[int]], options: PartitionOptions) -> Assignment:
    """The label of every home."""
    start = start_from(ground, seeds, options)
    labels, flow = settled(ground, start, start.weights, options)
    ties = placing(ground.net, labels, ground.packages, options)
    placed, opinion = place(ties, labels, len(seeds))
    if len(seeds):
        flow[list(ties.homes)] = opinion
    return Assignment(tuple(placed), flow, start, ties)


def wins(
    ground: Ground, seeds: Sequence[Sequence[int]], worth: Sequence[float], options: PartitionOptions
) -> list[float]:
    """What each seed wins beside itself."""
    labels, _ = settled(ground, start_from(ground, seeds, options), links_of(ground.net), options)
    won = [0.0] * len(seeds)
    own = {home for members in seeds for home in members}
    for home, label in enumerate(labels):
        if label >= 0 and home not in own:
            won[label] += worth[home]
    return won


def lines_of(
    ground: Ground, seeds: Sequence[Sequence[int]], lines: Sequence[int], options: PartitionOptions
) -> list[int]:
    """The lines that each service gets from these seeds."""
    labels, _ = settled(ground, start_from(ground, seeds, options), links_of(ground.net), options)
    held = [0] * len(seeds)
    for home, label in enumerate(labels):
        if label >= 0:
            held[label] += lines[home]
    return held


def certainty(ground: Ground, assignment: Assignment, options: PartitionOptions) -> list[float]:
    """For each home the share of perturbed runs that agree with the assignment.

    A run changes the weight of every link, leaves some links out, and moves the thresholds.
    """
    dice = np.random.default_rng(options.seed)
    start, size = assignment.start, ground.net.size
    agreed: NDArray[np.int64] = np.zeros(size, dtype=np.int64)
    base = np.array(assignment.labels)
    for _ in range(options.runs):
        labels, _ = settled(ground, start, _shaken(start.weights, dice, options), _moved(dice, options))
        ties = assignment.placing
        if any(label == UNREACHED for label in labels):
            known = set(ties.homes)
            labels = [
                base_label if label == UNREACHED and home not in known else label
                for home, (label, base_label) in enumerate(zip(labels, assignment.labels, strict=True))
            ]
        agreed += np.array(place(ties, labels, len(start.seeds))[0]) == base
    return [round(float(share), 4) for share in agreed / max(1, options.runs)]


def _shaken(weights: Weights, dice: np.random.Generator, options: PartitionOptions) -> Weights:
    count = len(weights.values)
    values = weights.values * dice.uniform(1 - options.shake, 1 + options.shake, count)
    return replace(weights, values=np.where(dice.random(count) < options.left_out, 0.0, values))


def _moved(dice: np.random.Generator, options: PartitionOptions) -> PartitionOptions:
    """The thresholds of ownership, each moved by up to a twentieth."""
    most, sure = dice.uniform(-0.05, 0.05, 2)
    return replace(
        options,
        most_dependents=options.most_dependents + float(most),
        sure=options.sure + float(sure),
    )


def second_best(assignment: Assignment, home: int) -> tuple[int, float]:
    """The next best service of a home and its share of the flow; (-1, 0.0) if there is none."""
    row = assignment.shares[home] if assignment.shares.size else np.zeros(0)
    ranked = [int(number) for number in np.argsort(-row, kind="stable") if row[number] > 0]
    rest = [number for number in ranked if number != assignment.labels[home]]
    return (rest[0], float(row[rest[0]])) if rest else (-1, 0.0)


def margin(assignment: Assignment, home: int) -> float:
    """The lead over the second best: of the service's share of the flow, or of what is not the best one's."""
    row = assignment.shares[home] if assignment.shares.size else np.zeros(0)
    label = assignment.labels[home]
    if label < 0:
        return round(1.0 - float(row.max(initial=0.0)), 4)
    if home in assignment.start.chains[label]:
        return 1.0
    return round(max(0.0, float(row[label]) - second_best(assignment, home)[1]), 4)
