"""What a Python expression can be, as far as the link knows."""

from typing import NamedTuple


class Module(NamedTuple):
    """A module or package of the repository; `file` is -1 for a package without `__init__`."""

    name: str
    file: int
    folder: str


class Instance(NamedTuple):
    """A value whose class is symbol `of`; `args` fill the type parameters of the class."""

    of: int
    args: "tuple[Meaning, ...]" = ()


class Outside(NamedTuple):
    """Something defined outside the repository, by its qualified name."""

    name: str


class Container(NamedTuple):
    """A list, dict, tuple, or (kind `method:NAME`) a method of one; `args` are what it holds."""

    kind: str
    args: "tuple[Meaning, ...]"


class Super(NamedTuple):
    """`super()` in the class with this symbol."""

    of: int


class Either(NamedTuple):
    """One of several."""

    options: "tuple[Meaning, ...]"


class Receiver(NamedTuple):
    """The value a method was called on (`-> Self`)."""


class Slot(NamedTuple):
    """A value whose type is a type parameter; the receiver of the call fills it."""

    name: str


Meaning = int | Module | Instance | Outside | Container | Super | Either | Receiver | Slot | None
"""An int is a symbol itself: the class, function, variable or field."""

LONGEST_OUTSIDE = 160


def outside(name: str) -> Outside | None:
    """An outside value, unless its name grew beyond use."""
    return Outside(name) if len(name) <= LONGEST_OUTSIDE else None


def either(options: "list[Meaning]") -> Meaning:
    """One meaning out of several; unknown ones are left out."""
    known = list(dict.fromkeys(option for option in options if option is not None))
    if not known:
        return None
    return known[0] if len(known) == 1 else Either(tuple(known))
