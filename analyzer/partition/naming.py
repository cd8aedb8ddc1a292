"""A name for each boundary, from what it holds: unique, and the same as long as its entries stay."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from analyzer.model.boundary import SHARED

LAYERS = frozenset(
    {"controller", "controllers", "endpoint", "endpoints", "handler", "handlers"}
    | {"router", "routers", "routes", "urls", "view", "views"}
)
"""Words that say where code stands and not what it is about: `user_controller` is about `user`."""
GENERIC = (LAYERS - {"view"}) | {
    "api-server",
    "app",
    "apps",
    "asgi",
    "assets",
    "bin",
    "cmd",
    "cmds",
    "command",
    "commands",
    "core",
    "default",
    "entry",
    "entrypoint",
    "eventlet",
    "go",
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
    "public",
    "python",
    "root",
    "run",
    "server",
    "service",
    "services",
    "src",
    "start",
    "static",
    "wsgi",
}
"""Words that name no service by themselves. `view` may: page views are something to serve."""
VERSION = re.compile(r"v\d+([._-]\d+)*")
HUMP = re.compile(r"(?<=[a-z0-9]{2})(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word begins within a name such as `AuditLogService`."""


def name_boundaries(
    entries: Sequence[Sequence[str]], features: Sequence[Sequence[str]], product: tuple[int, str] = (-1, "")
) -> list[tuple[str, str]]:
    """A name and its reason for each boundary.

    `entries` are the homes that stand for each boundary, `features` the words that tell what it serves,
    the one with the most lines first, `product` the boundary that starts the program and what the
    repository calls itself. The only boundary is the product. Elsewhere the nearest word of an entry's path
    that says something is the name; a word that another boundary needs too is taken only together with the
    words before it.
    """
    used = {SHARED}
    main = _telling(re.sub(r"/v\d+$", "", product[1]).rpartition("/")[2])
    needed = _needed([{word for home in homes for word in _telling(home)} for homes in entries])
    named = []
    for boundary, (homes, words) in enumerate(zip(entries, features, strict=True)):
        own = [(word, "what the repository calls itself") for word in main if boundary == product[0]]
        proposals = _proposals(homes, words, needed, own)
        ranked = (*own, *proposals) if len(entries) == 1 else proposals
        name, why = next(((name, why) for name, why in ranked if name not in used), ("", ""))
        number = 1
        while not name or name in used:
            name, why = f"service-{number}", "nothing in it says what it is for"
            number += 1
        used.add(name)
        named.append((name, why))
    return named


def _needed(words: Sequence[AbstractSet[str]]) -> Counter[str]:
    """How many boundaries need each word: those that have it and no word of their own, or the only one."""
    common = Counter(word for some in words for word in some)
    own = [{word for word in some if common[word] == 1} for some in words]
    return Counter(word for some, alone in zip(words, own, strict=True) for word in alone or some)


def _proposals(
    homes: Sequence[str], features: Sequence[str], needed: Mapping[str, int], own: Sequence[tuple[str, str]]
) -> Iterable[tuple[str, str]]:
    served = [
        (word, f"the largest part of what it serves is called `{word}`")
        for word in features
        if word not in GENERIC
    ]
    if len(homes) > 1:
        yield from served
        yield from own
    for home in homes:
        for word in reversed(_telling(home)):
            if needed[word] == 1:
                yield word, f"from its entry `{home}`"
    yield from own
    yield from served
    for home in homes:
        words = [word for word in _words(home) if word not in ("src", "pkg", "internal")]
        for count in range(2, len(words) + 1):
            yield "-".join(words[-count:]), f"from its entry `{home}`"


def _telling(home: str) -> list[str]:
    return [
        word for word in _words(home) if len(word) > 1 and word not in GENERIC and not VERSION.fullmatch(word)
    ]


def _words(home: str) -> list[str]:
    stem = re.sub(r"\.\w+$", "", home) if home.endswith((".py", ".go", ".sql")) else home
    return [word for word in (slug(part) for part in stem.split("/")) if word]


def slug(text: str) -> str:
    """The text as a name: words in lower case joined by hyphens, without `-service` at its end and words of a
    layer at either end."""
    spaced = HUMP.sub("-", text)
    words = re.sub(r"[^a-z0-9]+", "-", spaced.lower()).strip("-").removesuffix("-service").split("-")
    while len(words) > 1 and words[-1] in LAYERS:
        words.pop()
    while len(words) > 1 and words[0] in LAYERS:
        words.pop(0)
    return "-".join(words)
