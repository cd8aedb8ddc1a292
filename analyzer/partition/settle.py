"""Every home to one service or to shared, dependents before dependencies."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from analyzer.partition.flow import Matrix, Weights
from analyzer.partition.net import Net
from analyzer.partition.options import PartitionOptions

SHARED_LABEL = -1
UNREACHED = -2
STILL = 1e-9


class Settled(Struct, frozen=True):
    """The label of each home (a service's number, SHARED_LABEL or UNREACHED) and the flow behind it."""

    labels: tuple[int, ...]
    shares: Matrix


def settle(
    net: Net,
    weights: Weights,
    shares: Matrix,
    fixed: Mapping[int, int],
    options: PartitionOptions,
) -> list[int]:
    """The label of each home; `fixed` homes keep theirs.

    Each home is judged after what uses it. Homes of one cycle are judged twice, the second time with
    the first judgement of the others at hand.
    """
    best = shares.argmax(axis=1).tolist() if shares.shape[1] else [0] * net.size
    strength = shares.max(axis=1).tolist() if shares.shape[1] else [0.0] * net.size
    weight = _by_dependency(net, weights)
    labels = [UNREACHED] * net.size
    for home, label in fixed.items():
        labels[home] = label
    for members in net.order:
        for _ in range(2 if len(members) > 1 else 1):
            for home in members:
                if home in fixed or strength[home] <= 0.0:
                    continue
                mine, others = _users(net.dependents[home], weight[home], labels, best[home], strength[home])
                owned = _owned(mine, others, strength[home], options)
                labels[home] = best[home] if owned else SHARED_LABEL
    return labels


def _by_dependency(net: Net, weights: Weights) -> list[list[float]]:
    """The weights of the links to each home, in the order of its dependents."""
    order = np.lexsort((weights.dependents, weights.dependencies))
    values = weights.values[order].tolist()
    ends = np.cumsum([len(users) for users in net.dependents]).tolist()
    return [values[end - len(users) : end] for users, end in zip(net.dependents, ends, strict=True)]


def _users(
    users: Sequence[int], weights: Sequence[float], labels: Sequence[int], service: int, otherwise: float
) -> tuple[float, float]:
    """The shares of the judged dependents that are the service's and other services'.

    If none is judged yet, the service has `otherwise`.
    """
    total = mine = others = 0.0
    for user, weight in zip(users, weights, strict=True):
        label = labels[user]
        if label != UNREACHED:
            total += weight
            if label == service:
                mine += weight
            elif label != SHARED_LABEL:
                others += weight
    return (mine / total, others / total) if total else (otherwise, 0.0)


def _owned(mine: float, others: float, strength: float, options: PartitionOptions) -> bool:
    """Whether a home is the service's, of whose users it holds `mine` and other services `others`.

    Shared code that uses a service's own package, as a store that knows all schemas, takes nothing from
    that service where nearly all of the flow comes from it.
    """
    return mine >= options.most_dependents - STILL or (not others and strength >= options.sure)
