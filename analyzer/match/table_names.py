"""How object mappers turn the name of a type into the name of a table."""

import re
from collections.abc import Callable

_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNCOUNTABLE = frozenset(
    ["equipment", "information", "rice", "money", "species", "series", "fish", "sheep", "jeans", "police"]
)
_IRREGULAR = {
    "person": "people",
    "man": "men",
    "child": "children",
    "sex": "sexes",
    "move": "moves",
    "ombie": "ombies",
    "goose": "geese",
    "foot": "feet",
    "moose": "moose",
    "tooth": "teeth",
}
_PLURALS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern + "$"), replacement)
    for pattern, replacement in (
        (r"(quiz)", r"\1zes"),
        (r"^(oxen)", r"\1"),
        (r"^(ox)", r"\1en"),
        (r"(m|l)ice", r"\1ice"),
        (r"(m|l)ouse", r"\1ice"),
        (r"(matr|vert|ind)(?:ix|ex)", r"\1ices"),
        (r"(x|ch|ss|sh)", r"\1es"),
        (r"([^aeiouy]|qu)y", r"\1ies"),
        (r"(hive)", r"\1s"),
        (r"(?:([^f])fe|([lr])f)", r"\1\2ves"),
        (r"sis", r"ses"),
        (r"([ti])a", r"\1a"),
        (r"([ti])um", r"\1a"),
        (r"(buffal|tomat)o", r"\1oes"),
        (r"(bu)s", r"\1ses"),
        (r"(alias|status)", r"\1es"),
        (r"(octop|vir)i", r"\1i"),
        (r"(octop|vir)us", r"\1i"),
        (r"^(ax|test)is", r"\1es"),
        (r"s", r"s"),
        (r"", r"s"),
    )
)


def snake(name: str) -> str:
    """`HTTPServer` -> `http_server`, `UserID` -> `user_id`."""
    return _WORD.sub("_", name).lower()


def plural(name: str) -> str:
    """`ability` -> `abilities`, `plugin_conf` -> `plugin_confs`, as the inflection library of gorm does."""
    head, _, last = name.rpartition("_")
    before = f"{head}_" if head else ""
    if last in _UNCOUNTABLE:
        return name
    for singular, many in _IRREGULAR.items():
        if last.endswith(singular):
            return before + last[: -len(singular)] + many
    for pattern, replacement in _PLURALS:
        if pattern.search(last):
            return before + pattern.sub(replacement, last, count=1)
    return name


NAMING: dict[str, Callable[[str], str]] = {
    "plural": lambda name: plural(snake(name)),
    "snake": snake,
    "lower": str.lower,
    "as-is": str,
}
"""Strategies a rule may name; `django` and `mapped` need more than the name of the type."""


def element(written: str) -> str:
    """The named type inside pointers, slices and maps: `*[]*db.User` -> `db.User`."""
    text = written
    while True:
        if text.startswith("map["):
            depth, at = 0, 3
            for at in range(3, len(text)):
                depth += (text[at] == "[") - (text[at] == "]")
                if depth == 0:
                    break
            text = text[at + 1 :]
        elif text.startswith("["):
            text = text[text.index("]") + 1 :] if "]" in text else ""
        elif text.startswith(("*", "&")):
            text = text[1:]
        else:
            return text.split("[", 1)[0]
