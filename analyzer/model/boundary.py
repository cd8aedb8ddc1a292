"""Boundaries: a proposal of what belongs together, with reasons."""

from msgspec import Struct

from analyzer.model.graph import Evidence

SHARED = "shared"
OTHER = "other"
"""The role of what belongs to no service: command lines, scripts, migrations. It stays where it is."""


class Reason(Struct, frozen=True):
    """A piece of evidence that decided where a unit belongs."""

    layer: str
    text: str
    weight: float
    evidence: tuple[Evidence, ...] = ()


class Unit(Struct, frozen=True):
    """A file or module with the boundary proposed for it.

    `margin` is the lead over the second best boundary, `certainty` the share of perturbed runs
    that agree, both 0 to 1; a unit with low certainty is `contested`. `verdict` says for a shared
    unit what to make of it: library, service or duplicate.
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
    """Every unit in exactly one boundary. `numbers` are counts a practitioner can use.

    The partitions beside the recommended one carry no units: they are there to be compared.
    """

    label: str
    boundaries: tuple[Boundary, ...] = ()
    units: tuple[Unit, ...] = ()
    numbers: dict[str, float] = {}
    recommended: bool = False
    reason: str = ""


class Choices(Struct, frozen=True):
    """What the user asks of a proposal.

    A unit is written as a file, the folder or import path of a Go package, the dotted name of a Python
    module, or a glob over paths. `seeds` are (name, unit): an entry of the service of that name.
    `services` is the number wanted, 0 for as many as the code shows. `pins` are (unit, boundary);
    `together` are sets of units, `apart` pairs of them; `shared` and `ignored` are units; `renamed`
    maps a proposed name to the one wanted. `off` are layers of evidence that must not be used. With
    `roles` the boundaries are the roles that files show; without (false) never; None leaves it to the code.
    """

    seeds: tuple[tuple[str, str], ...] = ()
    services: int = 0
    pins: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()
    shared: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    renamed: dict[str, str] = {}
    off: frozenset[str] = frozenset()
    roles: bool | None = None


class Decision(Struct, frozen=True):
    """A step on the way to the entries of the services: what was done with which homes, and why."""

    action: str
    subjects: tuple[str, ...]
    reason: str


class Proposal(Struct, frozen=True):
    """The recommended partition, all partitions to compare, and how the entries were found.

    The recommended one is also the first of the alternatives, there without its units.
    """

    recommended: Partition
    alternatives: tuple[Partition, ...] = ()
    decisions: tuple[Decision, ...] = ()
