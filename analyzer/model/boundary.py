"""Boundaries: a proposal of what belongs together, with reasons."""

from msgspec import Struct

from analyzer.model.graph import Evidence

SHARED = "shared"


class Reason(Struct, frozen=True):
    """A piece of evidence that decided where a unit belongs."""

    layer: str
    text: str
    weight: float
    evidence: tuple[Evidence, ...] = ()


class Unit(Struct, frozen=True):
    """A file or module with the boundary proposed for it.

    `margin` is the lead over the second best boundary, `certainty` the share of perturbed runs
    that agree, both 0 to 1; a unit with low certainty is `contested`.
    """

    path: str
    language: str
    module: str
    lines: int
    boundary: str
    role: str
    margin: float
    certainty: float
    contested: bool = False
    second: str = ""
    verdict: str = ""
    reasons: tuple[Reason, ...] = ()
    flip: str = ""


class Boundary(Struct, frozen=True):
    """A named set of units meant to live together."""

    name: str
    role: str
    units: int
    lines: int
    why_name: str = ""
    entries: tuple[str, ...] = ()


class Partition(Struct, frozen=True):
    """Every unit in exactly one boundary. `numbers` are counts a practitioner can use."""

    label: str
    boundaries: tuple[Boundary, ...] = ()
    units: tuple[Unit, ...] = ()
    numbers: dict[str, float] = {}
    recommended: bool = False
    reason: str = ""
