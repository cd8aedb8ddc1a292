"""Entry points as seeds: handlers that serve one thing belong to one service."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from analyzer.model.meaning import EntryPoint, EntryPointKind
from analyzer.partition.naming import VERSION

LOCAL = frozenset({EntryPointKind.MAIN, EntryPointKind.COMMAND})
REQUESTS = frozenset({EntryPointKind.HTTP, EntryPointKind.GRPC})
COMMON = 0.5
OPERATIONAL = frozenset(
    {"debug", "favicon.ico", "health", "healthcheck", "healthz", "live", "liveness", "livez", "metrics"}
    | {"openapi", "openapi.json", "openapi.yaml", "ping", "pprof", "readiness", "ready", "readyz", "redoc"}
    | {"robots.txt", "sitemap.xml", "swagger", "swagger-ui", "swagger.json", "version"}
)
"""What every service answers, whatever it is for."""
_SERVICE = re.compile(r"[a-z]\w*(\.\w+)*\.[A-Z]\w*")
_WORD = re.compile(r"[A-Za-z][\w.-]*")


class Served(Struct, frozen=True):
    """A home that handles entry points, and the word that most of them share."""

    home: int
    word: str


def handlers(points: Iterable[EntryPoint], home_at: dict[str, int]) -> tuple[int, ...]:
    """The home of the handler of each entry point that is reached from outside."""
    return tuple(
        home_at[place] for point in points if point.kind not in LOCAL and (place := _place(point)) in home_at
    )


def served(points: Sequence[EntryPoint], home_at: dict[str, int]) -> list[Served]:
    """What each handling home serves, by home. Words that half of all paths begin with are left out.

    A request tells it by the path that clients call. The name of a job, a queue or a schedule is one of
    its kind and groups nothing: there the place of the handler in the repository tells it. What every service
    answers tells nothing, where there is anything else.
    """
    requests = [point for point in points if point.kind in REQUESTS]
    others = [point for point in points if point.kind not in REQUESTS | LOCAL]
    words = _telling([_request(point.path) for point in requests])
    words += _telling([_parts(_place(point).rpartition(".")[0]) for point in others])
    pairs = list(zip(requests + others, words, strict=True))
    telling = [pair for pair in pairs if pair[1].lower() not in OPERATIONAL]
    counts: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for point, word in telling or pairs:
        home = home_at.get(_place(point))
        if home is not None:
            counts[home][word] += 1
    found = []
    for home, count in sorted(counts.items()):
        word = min(count, key=lambda one: (not one, -count[one], one))
        found.append(Served(home, word))
    return found


def _place(point: EntryPoint) -> str:
    return point.handler_file or point.file


def _request(path: str) -> list[str]:
    """The parts of a path; of a service in a package, as in `/shop.v1.Orders/List`, its own name."""
    return [part.rpartition(".")[2] if _SERVICE.fullmatch(part) else part for part in _parts(path)]


def _parts(path: str) -> list[str]:
    return [part for part in re.split(r"[/\s]", path) if part]


def _telling(paths: Sequence[Sequence[str]]) -> list[str]:
    """The first word of each path that tells it from others: no version, no parameter, nothing common."""
    rest = [list(path) for path in paths]
    while True:
        first = Counter(path[0] for path in rest if path)
        common = {word for word, count in first.items() if count >= COMMON * len(rest) and count > 1}
        dull = common | {word for word in first if VERSION.fullmatch(word) or not _WORD.fullmatch(word)}
        if not any(path and path[0] in dull and len(path) > 1 for path in rest):
            return [path[0] if path and path[0] not in dull else "" for path in rest]
        rest = [path[1:] if path and path[0] in dull and len(path) > 1 else path for path in rest]
