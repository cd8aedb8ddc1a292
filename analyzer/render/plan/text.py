"""The plan in brief, for a terminal."""

from collections.abc import Iterator

from analyzer.model.analysis import Analysis
from analyzer.model.plan import Plan
from analyzer.render.options import RenderOptions
from analyzer.render.plan.markdown import NOTHING, by_pair
from analyzer.render.plan.numbers import rows_of
from analyzer.render.plan.steps import counts
from analyzer.render.words import some

SHOWN = 12


def render(analysis: Analysis, options: RenderOptions) -> str:
    """The numbers, the verdicts, the steps, and the heaviest crossings of each pair of boundaries."""
    return "\n".join(_lines(analysis.plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    if not plan.crossings_total:
        yield NOTHING
        return
    for name, (before, after) in rows_of(plan.before, plan.after):
        yield f"{name:<40} {before:>8,} -> {after:>6,}"
    yield from _steps(plan)
    for (dependent, dependency), found in by_pair(plan.crossings).items():
        yield ""
        yield f"{dependent} -> {dependency}"
        for one in sorted(found, key=lambda one: -one.count)[:SHOWN]:
            place = f"{one.evidence[0].path}:{one.evidence[0].line}" if one.evidence else ""
            yield f"  {one.kind:<12} {one.count:>5}  {one.subject}  {place}"
        if len(found) > SHOWN:
            yield f"  and {some(len(found) - SHOWN, 'more crossing')}"


def _steps(plan: Plan) -> Iterator[str]:
    if plan.extractions:
        yield ""
    for one in plan.extractions:
        limits = f": {'; '.join(one.limits)}" if one.limits else ""
        yield f"{one.boundary}: {one.verdict.replace('-', ' ')}{limits}"
    for step in plan.steps:
        yield ""
        yield f"{step.number}. {step.title}"
        yield f"   {step.reason}"
        left = f"leaves {step.after.references:,} references to cut"
        yield f"   removes {counts(step.removes) or 'nothing'}; {left}"
        yield f"   done when: {step.done_when}"
