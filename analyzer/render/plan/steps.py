"""The verdicts and the ordered steps of a plan as chapters of plan.md."""

from collections.abc import Iterator, Mapping

from analyzer.model.plan import ACTIONS, Crossing, Plan, Step, StepRule
from analyzer.render.markup import cell, code, table
from analyzer.render.words import listed, number, some

NAMES = 12
CROSSINGS = 15


def verdicts(plan: Plan) -> list[str]:
    """Which boundaries become services, and the limits that speak against the others."""
    if not plan.extractions:
        return []
    rows = [
        (
            code(one.boundary),
            one.verdict.replace("-", " "),
            cell("; ".join(one.limits)),
            cell(", ".join(f"{number(count)} {name}" for name, count in one.counts.items())),
        )
        for one in plan.extractions
    ]
    return ["## What to extract", *table(("Boundary", "Verdict", "Limits", "Counts"), rows)]


def overview(plan: Plan) -> list[str]:
    """One row a step with the numbers that it leaves."""
    if not plan.steps:
        return []
    first = ("0", "today", "", number(plan.before.references), number(len(plan.before.contested)))
    rows = [first]
    for step in plan.steps:
        left = (number(step.after.references), number(len(step.after.contested)))
        rows.append((str(step.number), cell(step.title), counts(step.removes), *left))
    head = ("Step", "What", "Removes", "References left to cut", "Tables with several writers")
    return ["## Order", "", *_order(), *table(head, rows)]


def _order() -> Iterator[str]:
    yield (
        "The system can be released after every step, and each table has one writer at all times: first what "
        "is shared, then what runs against the direction of the rest, then boundary after boundary, the one "
        "with the least coming back into the rest first. The numbers of each step are computed on the code "
        "as the step before leaves it."
    )


def chapter(plan: Plan) -> list[str]:
    """One heading a step: why, what exactly, risk, size, proof and way back."""
    if not plan.steps:
        return []
    text = ["## Steps"]
    for step in plan.steps:
        text += ["", f"### {step.number}. {cell(step.title)}", "", *_facts(step)]
        found = sorted((one for one in plan.crossings if one.step == step.number), key=lambda one: -one.count)
        text += table(("Kind", "Subject", "Count", "Remedy", "First places"), _rows(found), len(found))
    return text


def facts_of(step: Step) -> dict[str, str]:
    """What there is to say of a step, by heading."""
    told = {
        "Action": ACTIONS[step.action],
        "Why": step.reason,
        "Before it": step.precondition,
        "Removes": counts(step.removes),
        "Adds": counts(step.adds),
        "Risk": _named(step.risk),
        "Size": _named(step.size),
        "Not taken": step.dropped,
        "Way back": step.rollback,
    }
    return {name: value for name, value in told.items() if value}


def names_of(step: Step) -> dict[str, tuple[str, ...]]:
    """The files, symbols, operations and tables of a step, by heading."""
    names = {
        "Files that move": tuple(move.path for move in step.moves),
        "Symbols that move": step.symbols,
        "Operations": step.contract,
        "Tables": step.tables,
    }
    return {name: found for name, found in names.items() if found}


def _facts(step: Step) -> Iterator[str]:
    yield from (f"- **{name}**: {cell(value)}" for name, value in facts_of(step).items())
    yield from (
        f"- **{name}** ({len(found)}): {listed([code(one) for one in found], NAMES)}"
        for name, found in names_of(step).items()
    )
    yield f"- **From then on**: {'; '.join(code(line) for line in rule_lines(step.gate_rule))}"
    yield f"- **Done when** this passes, as it does not before: {code(step.done_when)}"


def rule_lines(rule: StepRule) -> Iterator[str]:
    """The rule as monoscan.toml has it, without the heads of its tables."""
    for one, others in rule.at_most.items():
        counts_of = ", ".join(f"{other} = {count}" for other, count in others.items())
        yield f"boundaries.{one}.at_most = {{ {counts_of} }}"
    for one, tables in rule.owns.items():
        yield f"boundaries.{one}.owns = [{', '.join(tables)}]"


def counts(changes: Mapping[str, int]) -> str:
    """`3 call, 2 use`: crossings by kind."""
    return ", ".join(f"{number(count)} {kind}" for kind, count in changes.items())


def _named(found: Mapping[str, int]) -> str:
    return ", ".join(f"{number(count)} {name}" for name, count in found.items())


def _rows(found: list[Crossing]) -> list[tuple[str, ...]]:
    return [
        (
            one.kind,
            code(one.subject),
            number(one.count),
            cell(one.remedy),
            ", ".join(code(f"{place.path}:{place.line}") for place in one.evidence[:3]),
        )
        for one in found[:CROSSINGS]
    ]


def closures(plan: Plan) -> list[str]:
    """What each boundary links today, and what of it does not belong there."""
    if not plan.closures:
        return []
    rows = [
        (
            code(one.boundary),
            number(one.packages),
            number(one.files),
            number(one.lines),
            number(len(one.third_party)),
            f"{some(one.foreign_files, 'file')}, {some(one.foreign_lines, 'line')}",
        )
        for one in plan.closures
    ]
    head = ("Boundary", "Packages", "Files", "Lines", "Third-party modules", "Of other boundaries")
    text = [
        "## Link closures",
        "",
        "What a service of the code as it is today would link.",
        *table(head, rows),
    ]
    for closure in plan.closures:
        if closure.residents:
            text += [f"Residents of {code(closure.boundary)}, the largest first:"]
            shown = [
                (
                    code(one.path),
                    cell(one.boundary),
                    number(one.lines),
                    " → ".join(code(f"{place.path}:{place.line}") for place in one.chain[:6]),
                )
                for one in closure.residents[:CROSSINGS]
            ]
            text += table(("File", "Boundary", "Lines", "Linked through"), shown, closure.foreign_files)
    return text
