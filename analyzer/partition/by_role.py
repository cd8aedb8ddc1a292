"""Roles as targets: one boundary for each role that the files show."""

from collections import Counter
from collections.abc import Mapping, Sequence

from analyzer.model.boundary import OTHER, SHARED, Choices, Partition, Reason, Unit
from analyzer.model.graph import Evidence, FileNode
from analyzer.model.meaning import FileRole, Meaning
from analyzer.partition.clues import Clues
from analyzer.partition.units import boundaries
from analyzer.partition.verdicts import verdicts

CERTAIN = 0.1
TARGET_SHARE = 0.1
"""Two roles with this share of the lines each are targets worth proposing without being asked."""
LEAST_UNITS, LEAST_SHARE = 3, 0.01
"""A role with fewer units and a smaller share of the lines is no service: it stays with what uses it."""


def shows_targets(files: Sequence[FileNode], meaning: Meaning, choices: Choices) -> bool:
    """Whether to propose the roles: they are asked for, or nothing else is and two hold much of the code."""
    if choices.roles is not None:
        return choices.roles
    if choices.seeds or choices.services:
        return False
    lines = _lines(files, _labels(files, _by_path(meaning)))
    large = [role for role in _targets(lines) if lines[role] >= TARGET_SHARE * lines.total()]
    return len(large) > 1


def partition_by_role(clues: Clues, meaning: Meaning) -> Partition:
    """The units by their role. A unit whose role leads by less than a tenth is contested."""
    roles = _by_path(meaning)
    shown = _labels(clues.files, roles)
    labels = _joined(clues, shown)
    told = verdicts(clues, labels, meaning)
    units = tuple(
        _unit(node, roles.get(node.path), label, verdict)
        for node, label, verdict in zip(clues.files, labels, told, strict=True)
    )
    why = dict.fromkeys(_targets(labels), "the role that its units show")
    return Partition(
        label="by role",
        boundaries=boundaries(units, {}, why | {OTHER: "what no service needs"}),
        units=units,
        recommended=True,
        reason="one boundary for each role that the files show",
    )


def _by_path(meaning: Meaning) -> Mapping[str, FileRole]:
    return {role.path: role for role in meaning.roles}


def _labels(files: Sequence[FileNode], roles: Mapping[str, FileRole]) -> list[str]:
    return [roles[node.path].role if node.path in roles else OTHER for node in files]


def _lines(files: Sequence[FileNode], labels: Sequence[str]) -> Counter[str]:
    lines: Counter[str] = Counter()
    for node, label in zip(files, labels, strict=True):
        lines[label] += node.lines
    return lines


def _targets(labels: Sequence[str] | Mapping[str, int]) -> list[str]:
    """The roles that are services, sorted."""
    return sorted(set(labels) - {SHARED, OTHER})


def _joined(clues: Clues, shown: Sequence[str]) -> list[str]:
    """The labels without roles too small to be a service: those units go to what uses them most."""
    lines, count = _lines(clues.files, shown), Counter(shown)
    small = {
        role
        for role in _targets(shown)
        if count[role] < LEAST_UNITS and lines[role] < LEAST_SHARE * lines.total()
    }
    large = [role for role in _targets(shown) if role not in small]
    if not small or not large:
        return list(shown)
    users = _users(clues, shown, large)
    largest = max(large, key=lambda role: (lines[role], role))
    return [
        (users[home].most_common(1) or [(largest, 0)])[0][0] if role in small else role
        for role, home in zip(shown, clues.home_of, strict=True)
    ]


def _users(clues: Clues, shown: Sequence[str], wanted: Sequence[str]) -> Mapping[int, Counter[str]]:
    """For each home the uses by units of each wanted role, the roles in their order."""
    roles: list[Counter[str]] = [Counter() for _ in clues.homes]
    for role, home in zip(shown, clues.home_of, strict=True):
        roles[home][role] += 1
    users: dict[int, Counter[str]] = {home: Counter() for home in range(len(clues.homes))}
    for link in clues.links:
        for role in wanted:
            if roles[link.dependent][role]:
                users[link.dependency][role] += link.count
    return users


def _unit(node: FileNode, role: FileRole | None, boundary: str, verdict: str) -> Unit:
    margin = role.margin if role else 0.0
    return Unit(
        path=node.path,
        language=node.language,
        module=node.module,
        lines=node.lines,
        boundary=boundary,
        role=role.role if role else OTHER,
        margin=margin,
        certainty=min(1.0, round(0.5 + margin, 4)),
        contested=margin < CERTAIN,
        verdict=verdict,
        reasons=_reasons(role),
        flip="a signal of another role that weighs more, or a pin",
    )


def _reasons(role: FileRole | None) -> tuple[Reason, ...]:
    if role is None or not role.evidence:
        return (Reason("roles", "it shows no signal of any role", 0.0),)
    return tuple(
        Reason("roles", one.signal, one.weight, (Evidence(one.path, one.line),)) for one in role.evidence
    )
