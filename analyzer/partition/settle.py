"""Every home to one service or to shared, dependents before dependencies."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from analyzer.partition.flow import Matrix, Weights
from analyzer.partition.net import Net
from analyzer.partition.options import PartitionOptions

SHARED_LABEL = -1
UNREACHED = -2


class Settled(Struct, frozen=True):
    """The label of each home (a service's number, SHARED_LABEL or UNREACHED) and the flow behind it."""

    labels: tuple[int, ...]
    shares: Matrix


def settle(
    net: Net,
    weights: Weights,
    shares: Matrix,
    fixed: Mapping[int, int],
    sizes: Sequence[int],
    options: PartitionOptions,
) -> list[int]:
    """The label of each home; `fixed` homes keep theirs, `sizes` says how many homes each dominates.

    Each home is judged after what uses it. Homes of one cycle are judged twice, the second time with
    the first judgement of the others at hand.
    """
    best = shares.argmax(axis=1).tolist() if shares.shape[1] else [0] * net.size
    strength = shares.max(axis=1).tolist() if shares.shape[1] else [0.0] * net.size
    weight = _by_dependency(net, weights)
    large = max(options.component_least, options.component * sum(1 for size in sizes if size))
    labels = [UNREACHED] * net.size
    for home, label in fixed.items():
        labels[home] = label
    for members in net.order:
        for _ in range(2 if len(members) > 1 else 1):
            for home in members:
                if home in fixed or strength[home] <= 0.0:
                    continue
                agreed = _agreed(net.dependents[home], weight[home], labels, best[home], strength[home])
                owned = (
                    agreed >= 1.0
                    or (agreed >= options.most_dependents and strength[home] >= options.least_share)
                    or (sizes[home] >= large and strength[home] >= options.component_share)
                )
                labels[home] = best[home] if owned else SHARED_LABEL
    return labels


def _by_dependency(net: Net, weights: Weights) -> list[list[float]]:
    """The weights of the links to each home, in the order of its dependents."""
    order = np.lexsort((weights.dependents, weights.dependencies))
    values = weights.values[order].tolist()
    ends = np.cumsum([len(users) for users in net.dependents]).tolist()
    return [values[end - len(users) : end] for users, end in zip(net.dependents, ends, strict=True)]


def _agreed(
    users: Sequence[int], weights: Sequence[float], labels: Sequence[int], service: int, otherwise: float
) -> float:
    """The share of the judged dependents that belong to the service; `otherwise` if none is judged yet."""
    total = mine = 0.0
    for user, weight in zip(users, weights, strict=True):
        label = labels[user]
        if label != UNREACHED:
            total += weight
            if label == service:
                mine += weight
    return mine / total + 1e-9 if total else otherwise
