"""Build constraints: which files the default build (linux, amd64, cgo, no tags) compiles."""

import re

_TRUE = frozenset({"linux", "amd64", "cgo", "gc", "unix"})
_TOKEN = re.compile(r"\|\||&&|!|\(|\)|[\w.]+")


def in_default_build(label: str) -> bool:
    """Whether the default build compiles a file with this constraint; a broken one excludes nothing."""
    if not label:
        return True
    tokens = _TOKEN.findall(label)
    value, rest = _either(tokens, 0)
    return value or rest < len(tokens)


def _holds(tag: str) -> bool:
    return tag in _TRUE or tag.startswith("go1.")


def _either(tokens: list[str], at: int) -> tuple[bool, int]:
    value, at = _both(tokens, at)
    while at < len(tokens) and tokens[at] == "||":
        right, at = _both(tokens, at + 1)
        value = value or right
    return value, at


def _both(tokens: list[str], at: int) -> tuple[bool, int]:
    value, at = _one(tokens, at)
    while at < len(tokens) and tokens[at] == "&&":
        right, at = _one(tokens, at + 1)
        value = value and right
    return value, at


def _one(tokens: list[str], at: int) -> tuple[bool, int]:
    wanted = True
    while at < len(tokens) and tokens[at] == "!":
        wanted, at = not wanted, at + 1
    if at >= len(tokens):
        return True, at
    if tokens[at] == "(":
        value, at = _either(tokens, at + 1)
        return value is wanted, at + 1
    return _holds(tokens[at]) is wanted, at + 1
