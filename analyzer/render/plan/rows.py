"""The steps of a plan as rows of the HTML report."""

from msgspec import Struct

from analyzer.model.plan import Crossing, Plan, Step
from analyzer.render.plan.steps import NAMES, counts, facts_of, names_of, rule_lines
from analyzer.render.rows import Place, places

CROSSINGS = 40
WIDTH = 120


class StepRow(Struct, frozen=True):
    """A step with all that is told of it; `crossings` are the heaviest of `total`, `width` is in SVG units.

    `names` are (heading, the first names, how many more).
    """

    step: Step
    removes: str
    width: float
    facts: dict[str, str]
    names: tuple[tuple[str, tuple[str, ...], int], ...]
    rules: tuple[str, ...]
    crossings: tuple[tuple[Crossing, tuple[Place, ...]], ...]
    total: int


def step_rows(plan: Plan, source: str) -> tuple[StepRow, ...]:
    """One row a step, in order; `source` is the template of links to places."""
    most = max(1, plan.before.references)
    rows = []
    for step in plan.steps:
        found = sorted((one for one in plan.crossings if one.step == step.number), key=lambda one: -one.count)
        facts = facts_of(step)
        facts.pop("Removes", None)
        rows.append(
            StepRow(
                step=step,
                removes=counts(step.removes),
                width=round(WIDTH * step.after.references / most, 1),
                facts=facts,
                names=tuple(
                    (name, each[:NAMES], max(0, len(each) - NAMES)) for name, each in names_of(step).items()
                ),
                rules=tuple(rule_lines(step.gate_rule)),
                crossings=tuple((one, places(one.evidence, source)) for one in found[:CROSSINGS]),
                total=len(found),
            )
        )
    return tuple(rows)
