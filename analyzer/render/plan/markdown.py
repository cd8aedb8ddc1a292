"""plan.md: the plan as a document that an architect can sign."""

from analyzer.model.analysis import Analysis
from analyzer.model.plan import CROSSING_KINDS, POLICY, Crossing, Plan
from analyzer.render.markup import cell, code, table
from analyzer.render.options import RenderOptions
from analyzer.render.plan import contracts, data, steps
from analyzer.render.plan.numbers import rows_of
from analyzer.render.words import number, some

LIMIT = 40
NOTHING = "Nothing is cut: there is one boundary, or none."


def render(analysis: Analysis, options: RenderOptions) -> str:
    """Markdown with one heading a deliverable."""
    plan = analysis.plan
    head = [f"# Extraction plan: {cell(options.title or analysis.name)}", ""]
    if not plan.crossings_total:
        return "\n".join([*head, NOTHING]) + "\n"
    parts = [
        *head,
        _source(plan),
        *_numbers(plan),
        *steps.verdicts(plan),
        *steps.overview(plan),
        *steps.chapter(plan),
        *steps.closures(plan),
        *contracts.chapter(plan),
        *data.chapter(analysis),
        *_crossings(plan),
    ]
    return "\n".join(parts) + "\n"


def _source(plan: Plan) -> str:
    whose = "those of monoscan.toml" if plan.source == POLICY else "those that monoscan proposes"
    return f"The boundaries are {whose}."


def _numbers(plan: Plan) -> list[str]:
    rows = [
        (cell(name), number(one), number(other)) for name, (one, other) in rows_of(plan.before, plan.after)
    ]
    return ["", "## Numbers", *table(("What", "Today", "After the last step"), rows)]


def _crossings(plan: Plan) -> list[str]:
    text = ["## Cut ledger", ""]
    text += [f"- **{kind}**: {meaning}." for kind, meaning in CROSSING_KINDS.items()]
    text += [""]
    for (dependent, dependency), found in by_pair(plan.crossings).items():
        text += [f"### {cell(dependent)} → {cell(dependency)}", "", f"{some(len(found), 'crossing')}."]
        shown = sorted(found, key=lambda one: -one.count)[:LIMIT]
        rows = [
            (one.kind, code(one.subject), number(one.count), _remedy(one), cell(one.why), places(one))
            for one in shown
        ]
        head = ("Kind", "Subject", "Count", "Remedy", "Why", "First places")
        text += table(head, rows, len(found))
    return text


def _remedy(one: Crossing) -> str:
    return f"{one.remedy} (step {one.step})" if one.step else one.remedy


def by_pair(crossings: tuple[Crossing, ...]) -> dict[tuple[str, str], list[Crossing]]:
    """The crossings of each pair of boundaries, in order."""
    pairs: dict[tuple[str, str], list[Crossing]] = {}
    for one in crossings:
        pairs.setdefault((one.dependent, one.dependency), []).append(one)
    return pairs


def places(crossing: Crossing) -> str:
    """The first places of a crossing as code spans."""
    return ", ".join(code(f"{place.path}:{place.line}") for place in crossing.evidence[:3])
