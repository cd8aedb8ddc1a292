"""Boundaries that people have decided on, as a partition beside the proposed ones."""

from collections.abc import Mapping

from msgspec.structs import replace

from analyzer.model.boundary import Partition, Proposal, Reason, Unit
from analyzer.model.meaning import Meaning
from analyzer.model.program import Program
from analyzer.partition.numbers import numbers, uses_of
from analyzer.partition.units import boundaries

LABEL = "monoscan.toml"


def decided(proposal: Proposal, home: Mapping[str, str], program: Program, meaning: Meaning) -> Proposal:
    """The boundaries of `home`, recommended before those proposed; files outside of them have none."""
    units = tuple(_placed(unit, home.get(unit.path, "")) for unit in proposal.recommended.units)
    inside = [unit for unit in units if unit.boundary]
    nodes = {node.path: node for node in program.graph.files}
    files = [nodes[unit.path] for unit in inside]
    partition = Partition(
        label=LABEL,
        boundaries=boundaries(inside, {}, {}),
        units=units,
        numbers=numbers([unit.boundary for unit in inside], files, uses_of(program.graph, files), meaning),
        recommended=True,
        reason="The boundaries are those of monoscan.toml.",
    )
    others = tuple(replace(one, recommended=False) for one in proposal.alternatives)
    return Proposal(partition, (replace(partition, units=()), *others), proposal.decisions)


def _placed(unit: Unit, boundary: str) -> Unit:
    reasons = (Reason("policy", "monoscan.toml names its boundary", 1.0),) if boundary else ()
    return Unit(
        unit.path, unit.language, unit.module, unit.lines, boundary, unit.role, 1.0, 1.0, reasons=reasons
    )
