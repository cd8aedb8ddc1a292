"""What an expression is, as far as its file tells: the values of bindings, arguments and constants."""

from msgspec import Struct


class Text(Struct, frozen=True, array_like=True, gc=False, tag=0, tag_field="tag"):
    """A string constant."""

    value: str


class Constant(Struct, frozen=True, array_like=True, gc=False, tag=1, tag_field="tag"):
    """A number, boolean, nil or None, as written."""

    text: str


class Name(Struct, frozen=True, array_like=True, gc=False, tag=2, tag_field="tag"):
    """A dotted name as written: `prefix`, `h.Show`, `s.router`, `http.MethodGet`."""

    path: str


class Result(Struct, frozen=True, array_like=True, gc=False, tag=3, tag_field="tag"):
    """The result of call number `call` of this file."""

    call: int


class Concat(Struct, frozen=True, array_like=True, gc=False, tag=4, tag_field="tag"):
    """Strings joined by `+`, or an f-string."""

    parts: "tuple[Value, ...]"


class Item(Struct, frozen=True, array_like=True, gc=False):
    """One entry of a composite literal; `key` is None in a list, a `Name` for a field."""

    key: "Value | None"
    value: "Value"


class Composite(Struct, frozen=True, array_like=True, gc=False, tag=5, tag_field="tag"):
    """A struct, map, slice, dict, list, set or tuple literal; `type` as written, "" if none.

    `line` is where it begins, 0 if nothing was written there.
    """

    type: str
    items: tuple[Item, ...]
    line: int = 0


class Closure(Struct, frozen=True, array_like=True, gc=False, tag=6, tag_field="tag"):
    """A function literal or lambda: the definition with this index."""

    definition: int


class Element(Struct, frozen=True, array_like=True, gc=False, tag=7, tag_field="tag"):
    """One element of a collection that a loop walks (`for _, x := range of`)."""

    of: "Value"


class Index(Struct, frozen=True, array_like=True, gc=False, tag=8, tag_field="tag"):
    """`of[key]`, or result number `key` of a call with several results (a `Constant`)."""

    of: "Value"
    key: "Value"


class Select(Struct, frozen=True, array_like=True, gc=False, tag=9, tag_field="tag"):
    """`of.name` where `of` is no plain name: `New().router`, `routes[i].path`."""

    of: "Value"
    name: str


class Hole(Struct, frozen=True, array_like=True, gc=False, tag=10, tag_field="tag"):
    """An expression that is not followed: arithmetic, comparisons, anything else."""


Value = Text | Constant | Name | Result | Concat | Composite | Closure | Element | Index | Select | Hole
