"""Program and choices to a proposal: entries, labels, constraints, reasons, numbers, alternatives."""

from collections.abc import Sequence

from msgspec.structs import replace

from analyzer.model.boundary import Choices, Decision, Partition, Proposal
from analyzer.model.meaning import Meaning
from analyzer.model.program import Program
from analyzer.partition.by_role import partition_by_role, shows_targets
from analyzer.partition.clues import Clues
from analyzer.partition.compare import Scene, alternatives, by_entries, comparisons
from analyzer.partition.constraints import Constraints, apply, read_constraints
from analyzer.partition.draft import Draft, draft, find, second
from analyzer.partition.entries import Step
from analyzer.partition.numbers import numbers, uses_of
from analyzer.partition.options import DEFAULTS, PartitionOptions
from analyzer.partition.selection import Units
from analyzer.partition.units import BY_CONSTRAINT, boundaries, partition_of


def propose(
    program: Program,
    meaning: Meaning,
    choices: Choices = Choices(),  # noqa: B008 (a frozen value)
    options: PartitionOptions = DEFAULTS,
) -> Proposal:
    """The boundaries proposed for a program, each unit with its reasons, and others to compare.

    Raises ConfigError if a choice names no unit, or if the constraints contradict each other.
    """
    found = find(program, meaning, choices, options)
    clues, ground = found.clues, found.ground
    constraints = read_constraints(choices, Units(clues.files))
    scene = Scene(clues, ground, uses_of(program.graph, clues.files), meaning, choices, options)
    drafted = draft(clues, ground, meaning, found.seeds, found.names, choices, options)
    labels = _constrained(clues, drafted, constraints)
    others = alternatives(scene, drafted)
    if shows_targets(clues.files, meaning, choices):
        others.insert(0, by_entries(labels, len(drafted.seeds), scene, _why(drafted)))
        return _proposal(_pinned(partition_by_role(clues, meaning), constraints), scene, constraints, others)
    partition = replace(partition_of(clues, drafted, labels, meaning, options), reason=_why(drafted))
    proposal = _proposal(partition, scene, constraints, others)
    return replace(proposal, decisions=tuple(_decision(clues, step) for step in found.steps))


def _proposal(
    partition: Partition, scene: Scene, constraints: Constraints, others: Sequence[Partition] = ()
) -> Proposal:
    """The partition with its numbers, beside others."""
    labels = [unit.boundary for unit in partition.units]
    contested = sum(unit.contested for unit in partition.units)
    counted = numbers(labels, scene.clues.files, scene.uses, scene.meaning, contested)
    recommended = _without(replace(partition, numbers=counted), constraints)
    return Proposal(
        recommended=recommended,
        alternatives=(replace(recommended, units=()), *others, *comparisons(labels, scene)),
    )


def _pinned(partition: Partition, constraints: Constraints) -> Partition:
    """The partition with every unit where the constraints want it."""
    labels = [unit.boundary for unit in partition.units]
    weights = [float(unit.lines) for unit in partition.units]
    wanted = apply(labels, [unit.second for unit in partition.units], weights, constraints)
    units = tuple(
        unit
        if unit.boundary == label
        else replace(unit, boundary=label, second=unit.boundary, contested=False, flip=BY_CONSTRAINT)
        for unit, label in zip(partition.units, wanted, strict=True)
    )
    why = {boundary.name: boundary.why_name for boundary in partition.boundaries}
    return replace(partition, units=units, boundaries=boundaries(units, {}, why))


def _constrained(clues: Clues, drafted: Draft, constraints: Constraints) -> list[str]:
    """The boundary of each unit after the user's word."""
    labels = [drafted.labels[home] for home in clues.home_of]
    wishes = [second(drafted, home) for home in clues.home_of]
    return apply(labels, wishes, [float(node.lines) for node in clues.files], constraints)


def _without(partition: Partition, constraints: Constraints) -> Partition:
    """The partition without the units that the user wants ignored."""
    if not constraints.ignored:
        return partition
    kept = tuple(unit for number, unit in enumerate(partition.units) if number not in constraints.ignored)
    entries = {boundary.name: boundary.entries for boundary in partition.boundaries}
    why = {boundary.name: boundary.why_name for boundary in partition.boundaries}
    return replace(partition, units=kept, boundaries=boundaries(kept, entries, why))


def _why(drafted: Draft) -> str:
    count = len(drafted.seeds)
    if not count:
        return "no entry was found: everything is one boundary"
    services = "1 service" if count == 1 else f"{count} services"
    if drafted.given:
        return f"{services}, from the entries that were named"
    return f"{services}, each from entries in the code that reach code of their own"


def _decision(clues: Clues, step: Step) -> Decision:
    return Decision(step.action, _names(clues, step.homes), step.text)


def _names(clues: Clues, homes: Sequence[int]) -> tuple[str, ...]:
    return tuple(clues.homes[home].name for home in homes)
