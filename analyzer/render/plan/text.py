"""The plan in brief, for a terminal."""

from collections.abc import Iterator

from analyzer.model.analysis import Analysis
from analyzer.model.plan import Plan
from analyzer.render.options import RenderOptions
from analyzer.render.plan.markdown import NOTHING, by_pair
from analyzer.render.plan.numbers import rows_of
from analyzer.render.words import some

SHOWN = 12


def render(analysis: Analysis, options: RenderOptions) -> str:
    """The numbers, and the heaviest crossings of each pair of boundaries."""
    return "\n".join(_lines(analysis.plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    if not plan.crossings_total:
        yield NOTHING
        return
    yield from (f"{name:<40} {before:>8,}" for name, (before, _) in rows_of(plan.before, plan.after))
    for (dependent, dependency), found in by_pair(plan.crossings).items():
        yield ""
        yield f"{dependent} -> {dependency}"
        for one in sorted(found, key=lambda one: -one.count)[:SHOWN]:
            place = f"{one.evidence[0].path}:{one.evidence[0].line}" if one.evidence else ""
            yield f"  {one.kind:<12} {one.count:>5}  {one.subject}  {place}"
        if len(found) > SHOWN:
            yield f"  and {some(len(found) - SHOWN, 'more crossing')}"
