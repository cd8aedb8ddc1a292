"""A name for each boundary, from what it holds: unique, and the same as long as its entries stay."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from analyzer.model.boundary import SHARED

GENERIC = frozenset(
    {
        "api-server",
        "app",
        "apps",
        "asgi",
        "bin",
        "cmd",
        "cmds",
        "command",
        "commands",
        "controller",
        "controllers",
        "core",
        "default",
        "entry",
        "entrypoint",
        "eventlet",
        "go",
        "handler",
        "handlers",
        "impl",
        "init",
        "internal",
        "lib",
        "libs",
        "main",
        "manager",
        "module",
        "modules",
        "pkg",
        "python",
        "root",
        "router",
        "routers",
        "run",
        "server",
        "service",
        "services",
        "src",
        "start",
        "views",
        "wsgi",
    }
)
VERSION = re.compile(r"v\d+")


def name_boundaries(
    entries: Sequence[Sequence[str]], prefixes: Sequence[Sequence[str]]
) -> list[tuple[str, str]]:
    """A name and its reason for each boundary.

    `entries` are the homes that stand for each boundary, `prefixes` the first parts of the paths its
    entry points serve, the most frequent first. The nearest word of an entry's path that says something
    is the name; if another boundary has it too, the words before it are added.
    """
    used = {SHARED}
    common = Counter(word for homes in entries for word in {part for home in homes for part in _words(home)})
    named = []
    for homes, paths in zip(entries, prefixes, strict=True):
        name, why = next(
            ((name, why) for name, why in _proposals(homes, paths, common) if name not in used),
            ("", ""),
        )
        number = 1
        while not name or name in used:
            name, why = f"service-{number}", "nothing in it says what it is for"
            number += 1
        used.add(name)
        named.append((name, why))
    return named


def _proposals(
    homes: Sequence[str], prefixes: Sequence[str], common: Mapping[str, int]
) -> Iterable[tuple[str, str]]:
    if len(homes) > 1 and prefixes:
        yield _slug(prefixes[0]), f"from the routes below `/{prefixes[0]}`"
    for home in homes:
        words = _words(home)
        telling = [
            word for word in words if len(word) > 1 and word not in GENERIC and not VERSION.fullmatch(word)
        ]
        for word in reversed(telling):
            if common[word] == 1:
                yield word, f"from its entry `{home}`"
    for prefix in prefixes:
        yield _slug(prefix), f"from the routes below `/{prefix}`"
    for home in homes:
        words = [word for word in _words(home) if word not in ("src", "pkg", "internal")]
        for count in range(2, len(words) + 1):
            yield "-".join(words[-count:]), f"from its entry `{home}`"


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in GENERIC and not VERSION.fullmatch(word)


def _words(home: str) -> list[str]:
    stem = re.sub(r"\.\w+$", "", home) if home.endswith((".py", ".go", ".sql")) else home
    return [word for word in (_slug(part) for part in stem.split("/")) if word]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
