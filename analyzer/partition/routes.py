"""Entry points as seeds: handlers that serve one thing belong to one service."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from analyzer.model.meaning import EntryPoint, EntryPointKind
from analyzer.partition.entries import Seeds

LOCAL = frozenset({EntryPointKind.MAIN, EntryPointKind.COMMAND})
COMMON = 0.5
_VERSION = re.compile(r"v\d+")
_WORD = re.compile(r"[A-Za-z][\w.-]*")


class Served(Struct, frozen=True):
    """A home that handles entry points, and the word that most of their paths begin with."""

    home: int
    word: str
    count: int


def handlers(points: Iterable[EntryPoint], home_at: dict[str, int]) -> tuple[int, ...]:
    """The home of the handler of each entry point that is reached from outside."""
    return tuple(
        home_at[place]
        for point in points
        if point.kind not in LOCAL and (place := point.handler_file or point.file) in home_at
    )


def served(points: Sequence[EntryPoint], home_at: dict[str, int]) -> list[Served]:
    """What each handling home serves, by home. Words that half of all paths begin with are left out."""
    outside = [point for point in points if point.kind not in LOCAL]
    words = _telling([_parts(point.path) for point in outside])
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for point, word in zip(outside, words, strict=True):
        home = home_at.get(point.handler_file or point.file)
        if home is not None:
            counts[home][word] += 1
    found = []
    for home, count in sorted(counts.items()):
        word = min(count, key=lambda one: (not one, -count[one], one))
        found.append(Served(home, word, sum(count.values())))
    return found


def seeds_of(items: Iterable[Served]) -> Seeds:
    """The homes that serve one word together, in the order of their first home; no word, no company."""
    groups: dict[str, list[int]] = {}
    for item in items:
        groups.setdefault(item.word or f" {item.home}", []).append(item.home)
    return list(groups.values())


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"[/\s]", path) if part]


def _telling(paths: Sequence[Sequence[str]]) -> list[str]:
    """The first word of each path that tells it from others: no version, no parameter, nothing common."""
    rest = [list(path) for path in paths]
    while True:
        first = Counter(path[0] for path in rest if path)
        common = {word for word, count in first.items() if count >= COMMON * len(rest) and count > 1}
        dull = common | {word for word in first if _VERSION.fullmatch(word) or not _WORD.fullmatch(word)}
        if not any(path and path[0] in dull and len(path) > 1 for path in rest):
            return [path[0] if path and path[0] not in dull else "" for path in rest]
        rest = [path[1:] if path and path[0] in dull and len(path) > 1 else path for path in rest]
