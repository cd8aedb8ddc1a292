"""Data ownership as a chapter of plan.md: owners of tables, and what crosses between them."""

from collections.abc import Iterable

from analyzer.measure.crossing import homes, ownership
from analyzer.model.analysis import Analysis
from analyzer.model.data import PATTERNS, ColumnUse, DataCrossing, DataPlan
from analyzer.model.measures import Ownership
from analyzer.render.markup import cell, code, table
from analyzer.render.words import number, some

LIMIT = 40
KINDS = {
    "join": "Joins that cross",
    "view": "Views that cross",
    "foreign-key": "Foreign keys that cross",
    "transaction": "Transactions that cross",
    "write": "Crossing writes outside any transaction",
}
_HEAD = "Where", "What", "Owners", "Pattern", "Why"


def chapter(analysis: Analysis) -> list[str]:
    """The matrix, the split of tables, and every kind of crossing with the pattern for it."""
    found = ownership(analysis.meaning, homes(analysis.units))
    if not found:
        return []
    plan = analysis.plan.data
    text = ["## Data ownership", "", *_matrix(found), *_columns(plan)]
    if plan.unwritten:
        names = ", ".join(code(name) for name in plan.unwritten)
        text += [f"No boundary writes {some(len(plan.unwritten), 'table')} that others read: {names}.", ""]
    for kind, title in KINDS.items():
        text += _crossings(title, [one for one in plan.crossings if one.kind == kind])
    used = {one.pattern for one in plan.crossings}
    text += [*(f"- **{name}**: {meaning}." for name, meaning in PATTERNS.items() if name in used)]
    return [*text, "", "`monoscan plan --schema` writes the schemas and the migration of each table.", ""]


def _matrix(found: Iterable[Ownership]) -> list[str]:
    """Tables by boundaries: places that read and write."""
    rows = [one for one in found if one.access]
    names = sorted({access.boundary for one in rows for access in one.access})
    lines = [(code(one.table), cell(one.owner), *_cells(one, names), _mark(one)) for one in rows[:LIMIT]]
    head = ("Table", "Owner", *(f"{cell(name)} (R/W)" for name in names), "")
    return table(head, lines, len(rows))


def _cells(one: Ownership, names: list[str]) -> list[str]:
    access = {each.boundary: each for each in one.access}
    return [f"{access[name].reads}/{access[name].writes}" if name in access else "" for name in names]


def _mark(one: Ownership) -> str:
    return "contested" if one.contested else ""


def _columns(plan: DataPlan) -> list[str]:
    rows = []
    for one in plan.shared_tables:
        if one.split:
            rows.append(
                (code(one.table), "; ".join(_written(use) for use in one.split), code(", ".join(one.key)))
            )
    if not rows:
        return []
    text = ["### Tables that can be split by the columns that each side writes", ""]
    return [*text, *table(("Table", "Columns", "Key in both"), rows, len(rows))]


def _written(use: ColumnUse) -> str:
    return f"{cell(use.boundary)}: {code(', '.join(use.writes))}"


def _crossings(title: str, found: list[DataCrossing]) -> list[str]:
    if not found:
        return []
    rows = [
        (
            code(f"{one.place.path}:{one.place.line}"),
            code(", ".join(one.tables)),
            cell(", ".join(one.owners)),
            one.pattern,
            cell(_why(one)),
        )
        for one in found[:LIMIT]
    ]
    return [f"### {title}", "", f"{number(len(found))} in all.", *table(_HEAD, rows, len(found))]


def _why(one: DataCrossing) -> str:
    steps = " → ".join(
        f"{step.kind} {step.table}{f' ({step.undo})' if step.undo else ''}" for step in one.steps
    )
    return f"{one.why}: {steps}" if steps else one.why
