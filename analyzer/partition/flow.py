"""How much of each service flows through each home: personalised PageRank along the dependencies."""

from collections.abc import Collection, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analyzer.partition.net import Net
from analyzer.partition.options import PartitionOptions

Matrix = NDArray[np.float64]
ROUNDS = 60
STILL = 1e-9


class Weights(Struct, frozen=True):
    """One weight a link, in the order of `links_of`."""

    dependents: NDArray[np.int64]
    dependencies: NDArray[np.int64]
    values: Matrix


def links_of(net: Net) -> Weights:
    """Every link with weight 1, by dependent, then dependency."""
    rows = [node for node, others in enumerate(net.dependencies) for _ in others]
    columns = [other for others in net.dependencies for other in others]
    return Weights(np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64), np.ones(len(rows)))


def shares(
    net: Net,
    weights: Weights,
    seeds: Sequence[Sequence[int]],
    chains: Sequence[Sequence[int]],
    live: Collection[int],
    options: PartitionOptions,
) -> Matrix:
    """Rows: homes; columns: services; the part of the flow through the home that comes from the service.

    The walk starts at the seeds of a service and does not pass through the chain of another one.
    Only the `live` homes, which a seed reaches, count as users of others. A home that no walk reaches
    has a row of zeros.
    """
    size, count = net.size, len(seeds)
    start = np.zeros((size, count))
    gate = np.ones((size, count))
    for service, members in enumerate(seeds):
        start[list(members), service] = 1.0 / len(members)
    for members in chains:
        gate[list(members), :] = 0.0
    for service, members in enumerate(chains):
        gate[list(members), service] = 1.0
    step = csr_array(_transitions(size, weights, live, options).T)
    flow = start
    for _ in range(ROUNDS):
        moved = (1 - options.damping) * start + options.damping * (step @ (flow * gate))
        done = float(np.abs(moved - flow).sum()) < STILL
        flow = moved
        if done:
            break
    flow = flow * gate
    total = flow.sum(axis=1, keepdims=True)
    result: Matrix = np.divide(flow, total, out=np.zeros_like(flow), where=total > 1e-12)
    return result


def _transitions(size: int, weights: Weights, live: Collection[int], options: PartitionOptions) -> csr_array:
    alive = np.zeros(size)
    alive[sorted(live)] = 1.0
    used = np.bincount(weights.dependencies, weights=alive[weights.dependents], minlength=size)
    values = weights.values / np.maximum(used[weights.dependencies], 1) ** options.hub_exponent
    total = np.bincount(weights.dependents, weights=values, minlength=size)
    values = values / np.maximum(total[weights.dependents], 1e-12)
    return csr_array((values, (weights.dependents, weights.dependencies)), shape=(size, size))
