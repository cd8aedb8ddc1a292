"""The tables of monoscan.toml that the gate reads, to a Policy; every mistake is told at once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeVar

import msgspec

from analyzer.errors import ConfigError
from analyzer.model.policy import EDGE_KINDS, BoundaryPolicy, GatePolicy, Policy, TablePolicy

SECTIONS = ("boundaries", "tables", "gate")

Part = TypeVar("Part", BoundaryPolicy, TablePolicy, GatePolicy)


def read_policy(content: Mapping[str, object], name: str = "monoscan.toml") -> Policy:
    """The policy of a decoded configuration. Raises ConfigError with all mistakes in it."""
    mistakes: list[str] = []
    policy = Policy(
        boundaries=dict(_parts(content, "boundaries", BoundaryPolicy, mistakes)),
        tables=dict(_parts(content, "tables", TablePolicy, mistakes)),
        gate=_part(content.get("gate", {}), "gate", GatePolicy, mistakes) or GatePolicy(),
    )
    mistakes += _unknown_names(policy)
    mistakes += _owned_twice(policy)
    if mistakes:
        raise ConfigError(f"{name}:\n  " + "\n  ".join(mistakes), "docs/gate.md describes every key")
    return policy


def _parts(
    content: Mapping[str, object], section: str, kind: type[Part], mistakes: list[str]
) -> Iterator[tuple[str, Part]]:
    tables = content.get(section, {})
    if not isinstance(tables, Mapping):
        mistakes.append(f"{section} must be a table")
        return
    for name, table in tables.items():
        part = _part(table, f"{section}.{name}", kind, mistakes)
        if part is not None:
            yield name, part


def _part(table: object, where: str, kind: type[Part], mistakes: list[str]) -> Part | None:
    """One table; each unknown key is told with the nearest known one, then what is wrong with the rest."""
    known = kind.__struct_fields__
    if isinstance(table, Mapping):
        for key in table:
            if key not in known:
                near = get_close_matches(str(key), known, 1)
                hint = f"did you mean `{near[0]}`?" if near else "known: " + ", ".join(known)
                mistakes.append(f"{where}: unknown key `{key}`; {hint}")
        table = {key: value for key, value in table.items() if key in known}
    try:
        return msgspec.convert(table, kind)
    except msgspec.ValidationError as error:
        mistakes.append(f"{where}: {error}")
        return None


def _unknown_names(policy: Policy) -> Iterator[str]:
    known = tuple(policy.boundaries)
    for name, boundary in policy.boundaries.items():
        for key in ("may_depend_on", "must_not_link", "at_most"):
            yield from _unknown(f"boundaries.{name}.{key}", getattr(boundary, key), known)
            if key != "may_depend_on" and name in getattr(boundary, key):
                yield f"boundaries.{name}.{key}: names the boundary itself"
    for name, table in policy.tables.items():
        yield from _unknown(f"tables.{name}.readers", table.readers, known)
        yield from _unknown(f"tables.{name}.writers", table.writers, known)
    yield from _unknown("gate.layers", policy.gate.layers, known)
    twice = sorted(name for name, count in Counter(policy.gate.layers).items() if count > 1)
    yield from (f"gate.layers: `{name}` stands in several places" for name in twice)
    yield from _unknown("gate.kinds", policy.gate.kinds, EDGE_KINDS)


def unknown_words(
    policy: Policy, systems: Mapping[str, frozenset[str]], roles: Iterable[str]
) -> Iterator[str]:
    """The external systems and roles that a policy forbids and no rule knows: such a check would never fail.
    `systems` are their names by kind, none where any name may come."""
    known, roles = tuple(sorted(systems)), tuple(sorted(roles))
    for name, boundary in policy.boundaries.items():
        yield from _unknown(f"boundaries.{name}.forbid_roles", boundary.forbid_roles, roles)
        for written in boundary.forbid_external:
            kind, sign, system = written.partition(":")
            where, names = f"boundaries.{name}.forbid_external", systems.get(kind)
            if names is None:
                yield from _unknown(where, (kind,), known)
            elif sign and names and system not in names:
                yield from _unknown(where, (written,), tuple(f"{kind}:{each}" for each in sorted(names)))


def _unknown(where: str, names: Iterable[str], known: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"did you mean `{near[0]}`?" if near else "known: " + (", ".join(known) or "none")
            yield f"{where}: `{name}` is not known; {hint}"


def _owned_twice(policy: Policy) -> Iterator[str]:
    owner: dict[str, str] = {}
    for name, boundary in policy.boundaries.items():
        for table in boundary.owns:
            if owner.setdefault(table, name) != name:
                yield f"boundaries.{name}.owns: {table} is owned by {owner[table]} already"
