"""Homes that no service reaches by a link: loaded by name, registered elsewhere, or dead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct
from scipy.sparse import csr_array, diags_array

from analyzer.partition.flow import Matrix
from analyzer.partition.net import Net
from analyzer.partition.options import PartitionOptions
from analyzer.partition.settle import SHARED_LABEL, UNREACHED

ROUNDS = 36
LEAST_SIMILAR = 0.1
HUB = 0.05
HUB_LEAST = 50


class Placing(Struct, frozen=True):
    """The homes that no service reaches, and how strongly each is tied to every home."""

    homes: tuple[int, ...]
    ties: csr_array


def placing(net: Net, labels: Sequence[int], packages: Sequence[str], options: PartitionOptions) -> Placing:
    """The ties of the unreached homes: what uses them, what they use, and what is like them.

    Alike are homes that use the same others (cosine, rare dependencies count more), and, where
    `packages` names them, homes of one package.
    """
    todo = tuple(home for home, label in enumerate(labels) if label == UNREACHED)
    return Placing(todo, csr_array(_ties(net, todo, packages, options)))


def place(placing: Placing, labels: Sequence[int], services: int) -> tuple[list[int], Matrix]:
    """The labels with every unreached home placed, and the opinion about each of those.

    Nothing links two services to such a home, so it is no shared one: only services are counted.
    Homes without any tie to a service become shared.
    """
    opinion = np.zeros((len(labels), max(1, services)))
    for home, label in enumerate(labels):
        if label >= 0:
            opinion[home, label] = 1.0
    todo = list(placing.homes)
    for _ in range(ROUNDS if todo else 0):
        heard = placing.ties @ opinion
        total = heard.sum(axis=1, keepdims=True)
        opinion[todo] = np.divide(heard, total, out=np.zeros_like(heard), where=total > 0)
    placed = [SHARED_LABEL if label == UNREACHED else label for label in labels]
    for home in todo:
        if opinion[home].any():
            placed[home] = int(np.round(opinion[home], 9).argmax())
    return placed, opinion[todo]


def _ties(net: Net, todo: Sequence[int], packages: Sequence[str], options: PartitionOptions) -> csr_array:
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []

    def tie(row: int, others: Iterable[tuple[int, float]]) -> None:
        for other, weight in others:
            rows.append(row)
            columns.append(other)
            values.append(weight)

    siblings = _siblings(packages)
    likeness = _alike(net, todo, options.similar)
    for row, home in enumerate(todo):
        tie(row, ((user, 1.0) for user in net.dependents[home]))
        tie(row, ((used, 1.0 / len(net.dependents[used])) for used in net.dependencies[home]))
        tie(row, likeness[row])
        family = siblings.get(packages[home], []) if packages[home] else []
        if options.package and len(family) > 1:
            tie(row, ((other, options.package / (len(family) - 1)) for other in family if other != home))
    return csr_array((values, (rows, columns)), shape=(len(todo), net.size))


def _siblings(packages: Sequence[str]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for home, package in enumerate(packages):
        found[package].append(home)
    return found


def _alike(net: Net, todo: Sequence[int], most: int) -> list[list[tuple[int, float]]]:
    """For each home of `todo` the `most` homes with the most similar dependencies, each with its tie."""
    used = _use_vectors(net)
    product = csr_array(used[list(todo)] @ used.T)
    found = []
    for row, home in enumerate(todo):
        part = slice(product.indptr[row], product.indptr[row + 1])
        near = [
            (float(value), int(other))
            for other, value in zip(product.indices[part], product.data[part], strict=True)
            if other != home and value > LEAST_SIMILAR
        ]
        near.sort(key=lambda item: (-round(item[0], 9), item[1]))
        found.append([(other, value / most) for value, other in near[:most]])
    return found


def _use_vectors(net: Net) -> csr_array:
    """A row of unit length for each home: what it uses, rare dependencies weighing more, hubs nothing."""
    hub = max(HUB_LEAST, HUB * net.size)
    fan_in = np.array([len(users) for users in net.dependents])
    rarity: Matrix = np.where(fan_in > hub, 0.0, np.log((1 + net.size) / (1 + fan_in)))
    rows = [home for home, others in enumerate(net.dependencies) for _ in others]
    columns = [other for others in net.dependencies for other in others]
    vectors = csr_array((rarity[columns], (rows, columns)), shape=(net.size, net.size))
    length = np.sqrt(vectors.multiply(vectors).sum(axis=1))
    return csr_array(diags_array(1 / np.where(length > 0, length, 1.0)) @ vectors)
