"""A role for each file: what it shows itself, and what its dependents, dependencies and folder show."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analyzer.match.roles import Shown, folders
from analyzer.model.boundary import OTHER, SHARED
from analyzer.model.meaning import FileRole, RoleEvidence

Matrix = NDArray[np.float64]


class RoleOptions(Struct, frozen=True):
    """Weights of the neighbours' opinions against a file's own signals (1 to 3 each by its rule).

    A file that several roles use is shared: the second strongest role counts `both_count`
    dependents as half, and less below the share `both_share` of all dependents. A folder that
    holds more than `everywhere` of all files says nothing.
    """

    dependents: float = 1.0
    dependencies: float = 1.0
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
    own = _own_signals(paths, shown, roles, options)
    if not paths:
        return ()
    neighbours = _Neighbours.of(paths, edges)
    opinion = _shares(own, options.doubt)
    for _ in range(options.rounds):
        opinion = _shares(own + _heard(neighbours, opinion, roles, options), options.doubt)
    return tuple(
        _file_role(path, opinion[number], roles, shown.get(path, ()), neighbours.places(number, opinion))
        for number, path in enumerate(paths)
    )


class _Neighbours(Struct, frozen=True):
    dependents: csr_array
    dependencies: csr_array
    folder: NDArray[np.intp]
    count: csr_array
    paths: tuple[str, ...]

    @classmethod
    def of(cls, paths: Sequence[str], edges: Iterable[tuple[int, int]]) -> "_Neighbours":
        pairs = sorted({pair for pair in edges if pair[0] != pair[1]})
        links = _matrix(len(paths), pairs)
        fan_in = np.maximum(links.sum(axis=0), 1.0)
        fan_out = np.maximum(links.sum(axis=1), 1.0)
        return cls(
            dependents=_mean(csr_array(links.multiply(1 / np.sqrt(fan_out)[:, None])).T),
            dependencies=_mean(links.multiply(1 / np.sqrt(fan_in)[None, :])),
            folder=_folder_numbers(paths),
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


def _own_signals(
    paths: Sequence[str], shown: Mapping[str, Sequence[Shown]], roles: Sequence[str], options: RoleOptions
) -> Matrix:
    everywhere = _folders_everywhere(paths, options.everywhere)
    own = np.zeros((len(paths), len(roles)))
    for number, path in enumerate(paths):
        for item in shown.get(path, ()):
            if not (item.folders and item.folders <= everywhere):
                own[number, roles.index(item.role)] += item.evidence.weight
    return own


def _folders_everywhere(paths: Sequence[str], share: float) -> frozenset[str]:
    count = Counter(folder for path in paths for folder in set(folders(path)))
    return frozenset(folder for folder, files in count.items() if files > share * len(paths))


def _heard(neighbours: _Neighbours, opinion: Matrix, roles: Sequence[str], options: RoleOptions) -> Matrix:
    """What the neighbours say: a role that only one side speaks for, or `shared` where several do."""
    shared = roles.index(SHARED)
    domains = [number for number, role in enumerate(roles) if role not in (SHARED, OTHER)]
    above = neighbours.dependents @ opinion
    below = neighbours.dependencies @ opinion
    below[:, [shared, roles.index(OTHER)]] = 0.0
    if len(domains) > 1:
        both = _both_sides((neighbours.count @ opinion)[:, domains], options)
        moved = above[:, domains] * both[:, None]
        above[:, domains] -= moved
        above[:, shared] += moved.sum(axis=1) + options.shared * both
    heard: Matrix = options.dependents * above + options.dependencies * below
    return heard + options.folder * _folder_means(neighbours.folder, opinion)


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


def _folder_numbers(paths: Sequence[str]) -> NDArray[np.intp]:
    numbers: dict[str, int] = {}
    return np.array(
        [numbers.setdefault(path.rpartition("/")[0], len(numbers)) for path in paths], dtype=np.intp
    )


def _folder_means(folder: NDArray[np.intp], opinion: Matrix) -> Matrix:
    """What the other files of each file's folder think, on average."""
    sums = np.zeros((folder.max() + 1, opinion.shape[1]))
    np.add.at(sums, folder, opinion)
    others = np.maximum(np.bincount(folder)[folder] - 1, 1)
    result: Matrix = (sums[folder] - opinion) / others[:, None]
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
