"""The layer of names: where a folder says clearly whose it is, its undecided homes go with it."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from analyzer.partition.settle import SHARED_LABEL

LEAST = 3
MOST = 0.6


def by_folder(names: Sequence[str], labels: Sequence[int], sure: Sequence[bool]) -> list[int]:
    """The labels with those changed that are not sure and lie in the folder of one service.

    A folder is a service's if it holds three or more other homes and most of them are that service's.
    The nearest such folder counts; folders that hold half of everything say nothing.
    """
    held: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for name, label in zip(names, labels, strict=True):
        for folder in _folders(name):
            held[folder][label] += 1
    changed = list(labels)
    for home, (name, label) in enumerate(zip(names, labels, strict=True)):
        if sure[home]:
            continue
        for folder in _folders(name):
            count = held[folder].copy()
            count[label] -= 1
            total = sum(count.values())
            if total < LEAST or 2 * total > len(names):
                continue
            best = min(count, key=lambda one: (-count[one], one))
            if best != SHARED_LABEL and count[best] >= MOST * total:
                changed[home] = best
            break
    return changed


def _folders(name: str) -> list[str]:
    """The folders of a home, itself first as it may hold others, the outermost left out."""
    parts = name.split("/")
    return ["/".join(parts[:count]) for count in range(len(parts), 1, -1)]
