"""What an access path means."""

from typing import NamedTuple

from analyzer.link.go.packages import PackageKey
from analyzer.link.go.types import Type


class Meaning(NamedTuple):
    """What a path means: `what` is it a value, a type or a package; the symbol or outside name; its type."""

    what: str
    target: int | str | None
    type: Type
    results: tuple[Type, ...] = ()
    package: PackageKey | str = ""


UNKNOWN = Meaning("unknown", None, None)

BUILTIN = frozenset(
    {
        "append",
        "cap",
        "clear",
        "close",
        "complex",
        "copy",
        "delete",
        "imag",
        "len",
        "max",
        "min",
        "panic",
        "print",
    }
    | {"println", "real", "recover", "new", "make", "iota", "nil", "true", "false"}
)
"""Predeclared names that are no types; a package may define them anew."""
