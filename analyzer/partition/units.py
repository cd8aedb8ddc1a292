"""A draft to units and boundaries, with reasons, verdicts and roles."""

from collections import Counter
from collections.abc import Mapping, Sequence

from analyzer.model.boundary import OTHER, SHARED, Boundary, Partition, Unit
from analyzer.model.meaning import Meaning
from analyzer.partition.assign import margin
from analyzer.partition.clues import Clues
from analyzer.partition.draft import Draft, second
from analyzer.partition.options import PartitionOptions
from analyzer.partition.reasons import case_of, flip, reasons
from analyzer.partition.verdicts import verdicts

BY_CONSTRAINT = "it is placed by a constraint"


def partition_of(
    clues: Clues,
    draft: Draft,
    labels: Sequence[str],
    meaning: Meaning,
    options: PartitionOptions,
) -> Partition:
    """The partition with a unit for every file: its boundary, margin, reasons and what would change it."""
    roles = {role.path: role.role for role in meaning.roles}
    case = case_of(clues, draft.assignment, draft.names, draft.labels)
    why = [reasons(case, home) for home in range(len(clues.homes))]
    turn = [flip(case, home, options) for home in range(len(clues.homes))]
    lead = [margin(draft.assignment, home) for home in range(len(clues.homes))]
    told = verdicts(clues, labels, meaning)
    units = []
    for number, (node, home) in enumerate(zip(clues.files, clues.home_of, strict=True)):
        moved = labels[number] != draft.labels[home]
        units.append(
            Unit(
                path=node.path,
                language=node.language,
                module=node.module,
                lines=node.lines,
                boundary=labels[number],
                role=roles.get(node.path, OTHER),
                margin=1.0 if moved else lead[home],
                certainty=1.0 if moved else draft.certainty[home],
                contested=not moved and draft.certainty[home] < options.certain,
                second=draft.labels[home] if moved else second(draft, home),
                verdict=told[number],
                reasons=why[home],
                flip=BY_CONSTRAINT if moved else turn[home],
            )
        )
    entries = {
        name: tuple(clues.homes[home].name for home in members)
        for name, members in zip(draft.names, draft.seeds, strict=True)
    }
    return Partition(
        label="recommended",
        boundaries=boundaries(units, entries, dict(zip(draft.names, draft.why, strict=True))),
        units=tuple(units),
        recommended=True,
    )


def boundaries(
    units: Sequence[Unit], entries: Mapping[str, tuple[str, ...]], why: Mapping[str, str]
) -> tuple[Boundary, ...]:
    """The boundaries of the units, services by name, then the shared one."""
    lines: Counter[str] = Counter()
    count: Counter[str] = Counter()
    roles: dict[str, Counter[str]] = {}
    for unit in units:
        lines[unit.boundary] += unit.lines
        count[unit.boundary] += 1
        roles.setdefault(unit.boundary, Counter())[unit.role] += unit.lines + 1
    return tuple(
        Boundary(
            name=name,
            role=SHARED if name == SHARED else min(roles[name], key=lambda role: (-roles[name][role], role)),
            units=count[name],
            lines=lines[name],
            why_name="what several services need" if name == SHARED else why.get(name, "from a constraint"),
            entries=entries.get(name, ()),
        )
        for name in sorted(count, key=lambda name: (name == SHARED, name))
    )
