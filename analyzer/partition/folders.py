"""The layer of names: where a folder says clearly whose it is, its undecided homes go with it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from analyzer.partition.settle import SHARED_LABEL

LEAST = 3
MOST = 0.5


def by_folder(names: Sequence[str], labels: Sequence[int], entries: Mapping[int, int]) -> list[int]:
    """The labels with shared homes given to the service in whose folder they lie.

    A folder is a service's if it holds an entry of it and of no other, and three or more other homes,
    most of which are that service's. The nearest such folder counts; folders that hold half of
    everything say nothing. `entries` are the homes that stand for a service, with its label.
    """
    held: defaultdict[str, Counter[int]] = defaultdict(Counter)
    owners: defaultdict[str, set[int]] = defaultdict(set)
    for home, (name, label) in enumerate(zip(names, labels, strict=True)):
        for folder in _folders(name):
            held[folder][label] += 1
            if home in entries:
                owners[folder].add(entries[home])
    changed = list(labels)
    for home, (name, label) in enumerate(zip(names, labels, strict=True)):
        if label != SHARED_LABEL:
            continue
        for folder in _folders(name):
            if len(owners[folder]) != 1:
                continue
            (owner,) = owners[folder]
            total = sum(held[folder].values()) - 1
            if total >= LEAST and 2 * total <= len(names) and held[folder][owner] >= MOST * total:
                changed[home] = owner
            break
    return changed


def _folders(name: str) -> list[str]:
    """The folders of a home, itself first as it may hold others, the outermost left out."""
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(len(parts), 1, -1)]
