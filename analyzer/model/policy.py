"""What the user allows: boundaries by globs, who may depend on whom, who owns which table."""

from typing import Annotated, Literal

from msgspec import Meta, Struct

EDGE_KINDS = ("runtime", "conditional", "lazy", "dynamic", "typing", "test", "generated")
"""Kinds of an import edge that a policy can count: when it takes effect, or what file it stands in."""

COUNTED = ("runtime", "conditional", "lazy", "dynamic", "generated")


class BoundaryPolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """One boundary: its files, and what it may touch.

    `files` are globs over paths from the repository's root. `may_depend_on` names boundaries (none given:
    no other boundary). `public` are globs over modules that others may use (none given: all), or
    `MODULE:SYMBOL`.
    `forbid_external` are kinds or `kind:name` of external systems, `forbid_modules` import paths with
    all below them. `owns` are tables. `at_most`
    gives by boundary how many references may lead into it. `forbid_roles` are roles no file of it may have.
    """

    files: tuple[str, ...]
    may_depend_on: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    must_not_link: tuple[str, ...] = ()
    at_most: dict[str, Annotated[int, Meta(ge=0)]] = {}
    forbid_external: tuple[str, ...] = ()
    forbid_modules: tuple[str, ...] = ()
    forbid_roles: tuple[str, ...] = ()
    owns: tuple[str, ...] = ()
    reason: str = ""


class TablePolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """Boundaries that may read or write a table beside its owner."""

    readers: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()
    reason: str = ""


class GatePolicy(Struct, frozen=True, forbid_unknown_fields=True):
    """How the gate judges.

    `kinds` are the edge kinds that count, `layers` boundaries from the top down; `references` also
    checks uses of symbols that no import announces.
    """

    kinds: tuple[str, ...] = COUNTED
    layers: tuple[str, ...] = ()
    unassigned: Literal["error", "warn", "off"] = "warn"
    cycles: bool = True
    references: bool = False
    secrets: Literal["error", "warn", "off"] = "off"


class Policy(Struct, frozen=True):
    """All that `monoscan check` holds the code against."""

    boundaries: dict[str, BoundaryPolicy] = {}
    tables: dict[str, TablePolicy] = {}
    gate: GatePolicy = GatePolicy()
