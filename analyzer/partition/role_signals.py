"""The signals that files show, weighed by who uses the files."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from analyzer.match.roles import Shown, folders
from analyzer.model.boundary import OTHER, SHARED

HOLLOW = 16
"""A folder is no home of the role it is named for where fewer than one file of so many shows it otherwise."""
APART = 0.2
"""A folder of scripts of which others use a larger share is no folder of scripts."""


def counted_signals(
    paths: Sequence[str],
    shown: Mapping[str, Sequence[Shown]],
    edges: Sequence[tuple[int, int]],
    everywhere: float,
) -> dict[str, tuple[Shown, ...]]:
    """The signals of each file with their weight there; a folder of `everywhere` of all files is mute."""
    told = _folders_everywhere(paths, everywhere)
    users = Counter(dependency for _, dependency in edges)
    needed = _needed(paths, shown, edges)
    hollow = _hollow(paths, shown)
    counted = {}
    for number, path in enumerate(paths):
        kept = []
        for item in shown.get(path, ()):
            home = _top(path, item.folders) if item.folders else ""
            mute = (
                (item.folders and item.folders <= told)
                or (item.apart and home in needed)
                or (item.role, home) in hollow
            )
            share = min(1.0, users[number] / item.users) if item.users else 1.0
            if share and not mute:
                weight = item.evidence.weight * share
                kept.append(replace(item, evidence=replace(item.evidence, weight=weight)))
        counted[path] = tuple(kept)
    return counted


def _hollow(paths: Sequence[str], shown: Mapping[str, Sequence[Shown]]) -> frozenset[tuple[str, str]]:
    """The roles and folders named for them whose many files show nothing of the role but names.

    Code is shared by who uses it, which its text does not show, so folders named for it are heard; what
    stands beside the product is told by what its files are called, too.
    """
    files: Counter[tuple[str, str]] = Counter()
    shows: Counter[tuple[str, str]] = Counter()
    for path in paths:
        items = shown.get(path, ())
        named = {(item.role, _top(path, item.folders)) for item in items if item.folders}
        otherwise = {
            item.role for item in items if not item.folders and (item.role == OTHER or not item.by_name)
        }
        files.update(named)
        shows.update(home for home in named if home[0] in otherwise)
    return frozenset(
        home for home, count in files.items() if home[0] != SHARED and HOLLOW * (shows[home] + 1) < count
    )


def _needed(
    paths: Sequence[str], shown: Mapping[str, Sequence[Shown]], edges: Sequence[tuple[int, int]]
) -> frozenset[str]:
    """The folders said to stand apart of which code outside of any such folder uses more than a few files."""
    apart = [
        next((_top(path, item.folders) for item in shown.get(path, ()) if item.apart), "") for path in paths
    ]
    size = Counter(apart)
    used = Counter(
        apart[dependency]
        for dependency in {dependency for dependent, dependency in edges if not apart[dependent]}
    )
    return frozenset(folder for folder in size if used[folder] > APART * size[folder])


def _top(path: str, names: frozenset[str]) -> str:
    """The path down to the first folder of one of these names."""
    parts = path.split("/")[:-1]
    first = next(
        (depth for depth, part in enumerate(parts) if names.intersection(folders(f"{part}/"))), len(parts)
    )
    return "/".join(parts[: first + 1])


def _folders_everywhere(paths: Sequence[str], share: float) -> frozenset[str]:
    count = Counter(folder for path in paths for folder in set(folders(path)))
    return frozenset(folder for folder, files in count.items() if files > share * len(paths))
