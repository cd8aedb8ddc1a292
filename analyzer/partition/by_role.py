"""Roles as targets: one boundary for each role that the files show."""

from analyzer.model.boundary import SHARED, Partition, Reason, Unit
from analyzer.model.graph import Evidence
from analyzer.model.meaning import FileRole, Meaning
from analyzer.partition.clues import Clues
from analyzer.partition.units import OTHER, boundaries
from analyzer.partition.verdicts import verdicts

CERTAIN = 0.1


def partition_by_role(clues: Clues, meaning: Meaning) -> Partition:
    """The units by their role. A unit whose role leads by less than a tenth is contested."""
    roles = {role.path: role for role in meaning.roles}
    labels = [roles[node.path].role if node.path in roles else OTHER for node in clues.files]
    told = verdicts(clues, labels, meaning)
    units = tuple(
        _unit(roles.get(node.path), node.path, node.language, node.module, node.lines, verdict)
        for node, verdict in zip(clues.files, told, strict=True)
    )
    why = dict.fromkeys(set(labels) - {SHARED}, "the role that its units show")
    return Partition(
        label="by role",
        boundaries=boundaries(units, {}, why),
        units=units,
        recommended=True,
        reason="one boundary for each role that the files show",
    )


def _unit(role: FileRole | None, path: str, language: str, module: str, lines: int, verdict: str) -> Unit:
    margin = role.margin if role else 0.0
    return Unit(
        path=path,
        language=language,
        module=module,
        lines=lines,
        boundary=role.role if role else OTHER,
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
