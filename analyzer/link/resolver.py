"""What the link asks of a language: one Resolver, made from all surfaces of that language."""

from array import array
from collections.abc import Callable, Sequence

from msgspec import Struct

from analyzer.model.facts import Body, Surface
from analyzer.model.graph import ImportEdge
from analyzer.model.program import Target
from analyzer.model.source import Project


class Linkable(Struct, frozen=True):
    """All files in path order; symbol number of definition d of file i is `first_symbol[i] + d`."""

    project: Project
    surfaces: tuple[Surface, ...]
    first_symbol: Sequence[int]
    body: Callable[[int], Body]


class LinkedFile(Struct):
    """Resolved references of one file as columns, one Target a call, and what was not resolved by reason."""

    scope: "array[int]"
    line: "array[int]"
    symbol: "array[int]"
    kind: "array[int]"
    via: "array[int]"
    callees: Sequence[Target]
    unresolved: dict[str, int]


class Resolver(Struct, frozen=True):
    """The resolution of one language; see Program for `resolve` and `type_of`."""

    imports: Callable[[int], Sequence[ImportEdge]]
    link: Callable[[int, Body], LinkedFile]
    resolve: Callable[[int, int, str], Target]
    type_of: Callable[[int, int, str], Target]


MakeResolver = Callable[[Linkable, Sequence[int]], Resolver]
"""Takes everything and the numbers of the files of this language."""
