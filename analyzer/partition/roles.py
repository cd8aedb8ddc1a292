"""A role for each file: what it shows itself, and what its dependents, dependencies and folder show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analyzer.match.roles import Shown
from analyzer.model.boundary import OTHER, SHARED
from analyzer.model.meaning import FileRole, RoleEvidence
from analyzer.partition.role_signals import counted_signals

LEVELS = 3
"""So many folders above a file are heard, each half as loud as the one below it."""
FEW = 1.0
"""A folder is heard at half when it holds so many others."""
Matrix = NDArray[np.float64]


class RoleOptions(Struct, frozen=True):
    """Weights of the neighbours' opinions against a file's own signals (1 to 3 each by its rule).

    A file that several roles use is shared: the second strongest role counts `both_count`
    dependents as half, and less below the share `both_share` of all dependents. A folder that
    holds more than `everywhere` of all files says nothing.
    """

    dependents: float = 1.0
    dependencies: float = 1.5
    folder: float = 0.5
    shared: float = 2.0
    both_count: float = 1.5
    both_share: float = 0.15
    doubt: float = 0.6
    everywhere: float = 0.85
    rounds: int = 15


DEFAULTS = RoleOptions()


def assign_roles(
    paths: Sequence[str],
    shown: Mapping[str, Sequence[Shown]],
    edges: Iterable[tuple[int, int]],
    options: RoleOptions = DEFAULTS,
) -> tuple[FileRole, ...]:
    """The role of each file of `paths`, in that order; `edges` are (dependent, dependency) positions.

    Opinions spread over the graph with the file's own signals as the fixed part (label propagation
    as in Zhou et al., 2004): opinion = own signals + weighted means of what the dependents, the
    dependencies and the folder think, as shares that add up to one less `doubt`.
    """
    roles = _role_names(shown)
    if not paths:
        return ()
    edges = sorted(set(edges))
    counted = counted_signals(paths, shown, edges, options.everywhere)
    own = _weights(counted, roles)
    neighbours = _Neighbours.of(paths, edges, options)
    opinion = _shares(own, options.doubt)
    for _ in range(options.rounds):
        opinion = _shares(own + _heard(neighbours, opinion, roles, options), options.doubt)
    return tuple(
        _file_role(path, opinion[number], roles, counted[path], neighbours.places(number, opinion))
        for number, path in enumerate(paths)
    )


class _Neighbours(Struct, frozen=True):
    dependents: csr_array
    dependencies: csr_array
    folders: tuple[tuple[float, NDArray[np.intp]], ...]
    count: csr_array
    paths: tuple[str, ...]

    @classmethod
    def of(
        cls, paths: Sequence[str], edges: Iterable[tuple[int, int]], options: RoleOptions
    ) -> "_Neighbours":
        pairs = sorted({pair for pair in edges if pair[0] != pair[1]})
        links = _matrix(len(paths), pairs)
        fan_in = np.maximum(links.sum(axis=0), 1.0)
        fan_out = np.maximum(links.sum(axis=1), 1.0)
        return cls(
            dependents=_mean(csr_array(links.multiply(1 / np.sqrt(fan_out)[:, None])).T),
            dependencies=_mean(links.multiply(1 / np.sqrt(fan_in)[None, :])),
            folders=_folder_levels(paths, options.everywhere),
            count=csr_array(links.T),
            paths=tuple(paths),
        )

    def places(self, number: int, opinion: Matrix) -> tuple[tuple[str, str, int], ...]:
        """For each kind of neighbour the path of the one that weighs most in its role."""
        found = []
        for title, table in (("is used by", self.dependents), ("uses", self.dependencies)):
            row = table.indices[table.indptr[number] : table.indptr[number + 1]]
            if len(row):
                best = max(row, key=lambda other: (opinion[other].max(), -other))
                found.append((title, self.paths[best], int(opinion[best].argmax())))
        return tuple(found)


def _role_names(shown: Mapping[str, Sequence[Shown]]) -> list[str]:
    return sorted({item.role for items in shown.values() for item in items} | {SHARED, OTHER})


def _weights(counted: Mapping[str, Sequence[Shown]], roles: Sequence[str]) -> Matrix:
    own = np.zeros((len(counted), len(roles)))
    for number, items in enumerate(counted.values()):
        for item in items:
            own[number, roles.index(item.role)] += item.evidence.weight
    return own


def _heard(neighbours: _Neighbours, opinion: Matrix, roles: Sequence[str], options: RoleOptions) -> Matrix:
    """What the neighbours say: a role that only one side speaks for, or `shared` where several do."""
    shared = roles.index(SHARED)
    domains = [number for number, role in enumerate(roles) if role not in (SHARED, OTHER)]
    above = neighbours.dependents @ opinion
    below = neighbours.dependencies @ opinion
    below[:, [shared, roles.index(OTHER)]] = 0.0
    if len(domains) > 1:
        both = _both_sides((neighbours.count @ opinion)[:, domains], options)
        # Who hands on to several files of one side is that side's; an entity may use one and is shared.
        used = (neighbours.count.T @ opinion)[:, domains].max(axis=1)
        both *= 1.0 - below[:, domains].max(axis=1) * used / (used + 1.0)
        moved = above[:, domains] * both[:, None]
        above[:, domains] -= moved
        above[:, shared] += moved.sum(axis=1) + options.shared * both
    heard: Matrix = options.dependents * above + options.dependencies * below
    return heard + options.folder * _folder_means(neighbours.folders, opinion)


def _both_sides(mass: Matrix, options: RoleOptions) -> Matrix:
    second = np.sort(mass, axis=1)[:, -2]
    share = second / np.maximum(mass.sum(axis=1), 1e-9)
    result: Matrix = second / (second + options.both_count) * np.minimum(1.0, share / options.both_share)
    return result


def _shares(opinion: Matrix, doubt: float) -> Matrix:
    result: Matrix = opinion / (opinion.sum(axis=1, keepdims=True) + doubt)
    return result


def _matrix(size: int, pairs: Sequence[tuple[int, int]]) -> csr_array:
    rows = [pair[0] for pair in pairs]
    columns = [pair[1] for pair in pairs]
    return csr_array((np.ones(len(pairs)), (rows, columns)), shape=(size, size))


def _mean(weights: csr_array) -> csr_array:
    weights = csr_array(weights)
    total = np.maximum(weights.sum(axis=1), 1e-12)
    return csr_array(weights.multiply(1 / total[:, None]))


def _folder_levels(paths: Sequence[str], everywhere: float) -> tuple[tuple[float, NDArray[np.intp]], ...]:
    """For each level its weight, and for each file the number of its folder there, -1 for none.

    A folder that holds nearly everything tells nothing, nor does the top of the tree.
    """
    chains = [path.split("/")[:-1] for path in paths]
    held = Counter("/".join(chain[:depth]) for chain in chains for depth in range(1, len(chain) + 1))
    numbers: dict[str, int] = {}
    levels = []
    for level in range(LEVELS):
        row = []
        for chain in chains:
            folder = "/".join(chain[: len(chain) - level]) if len(chain) > level else ""
            told = held[folder] <= everywhere * len(paths) if folder else level == 0
            row.append(numbers.setdefault(folder, len(numbers)) if told else -1)
        levels.append((1.0 / 2**level, np.array(row, dtype=np.intp)))
    return tuple(levels)


def _folder_means(levels: Sequence[tuple[float, NDArray[np.intp]]], opinion: Matrix) -> Matrix:
    """What the other files of each file's folder think on average, the folders above it half as loud each."""
    heard = np.zeros_like(opinion)
    total = np.zeros(len(opinion))
    for weight, folder in levels:
        inside = folder >= 0
        sums = np.zeros((max(folder.max(), 0) + 1, opinion.shape[1]))
        np.add.at(sums, folder[inside], opinion[inside])
        others = np.where(inside, np.bincount(folder[inside], minlength=max(len(sums), 1))[folder] - 1, 0)
        loud = weight * others / (others + FEW)
        heard += loud[:, None] * (sums[folder] - opinion) / np.maximum(others, 1)[:, None]
        total += loud
    result: Matrix = heard / np.maximum(total, 1.0)[:, None]
    return result


def _file_role(
    path: str,
    opinion: Matrix,
    roles: Sequence[str],
    shown: Sequence[Shown],
    places: Sequence[tuple[str, str, int]],
) -> FileRole:
    best = int(opinion.argmax()) if opinion.any() else roles.index(OTHER)
    rest = np.delete(opinion, best)
    evidence = [item.evidence for item in shown if item.role == roles[best]]
    evidence += [
        RoleEvidence(f"{title} {roles[role]} code", 1.0, other, 1)
        for title, other, role in places
        if role == best
    ]
    ordered = sorted(evidence, key=lambda item: (-item.weight, item.signal, item.path))
    return FileRole(path, roles[best], round(float(opinion[best] - rest.max()), 4), tuple(ordered[:5]))
