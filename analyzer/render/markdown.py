"""report.md: the same numbers as the HTML report, for mail, tickets and diffs."""

from collections.abc import Iterable

from analyzer.model.analysis import Analysis
from analyzer.model.graph import Edge
from analyzer.render.blockers import blocker_groups
from analyzer.render.changes import Compared, compared
from analyzer.render.markup import cell, code, table
from analyzer.render.options import RenderOptions
from analyzer.render.routes import routes, spanning
from analyzer.render.tables import boundary_of, completeness, kinds, most_coupled, places
from analyzer.render.verdict import verdict
from analyzer.render.view import View, view
from analyzer.render.words import listed, number, some

LIMIT = 50
PAIR = ("From", "To", "References", "Kinds", "First places")


def render(analysis: Analysis, options: RenderOptions) -> str:
    """Markdown with one heading a section; long tables end with how many rows are left out."""
    shown = view(analysis)
    parts = [
        *_verdict(shown, options.title or analysis.name),
        *_changes(compared(analysis, options.former)),
        *_boundaries(shown),
        *_cuts(shown),
        *_tables(shown),
        *_routes(shown),
        *_hot_spots(shown),
        *_blockers(shown),
        *_coupling(shown),
        *_cycles(shown),
        *_method(shown),
    ]
    return "\n".join(parts) + "\n"


def _verdict(shown: View, title: str) -> list[str]:
    found = verdict(shown)
    rows = [(count.value + (f" of {count.of}" if count.of else ""), count.label) for count in found.counts]
    text = [f"# {cell(title)}", "", f"**{cell(found.headline)}**", ""]
    text += [cell(" ".join(found.sentences)), ""] if found.sentences else []
    return [*text, *[f"- **{value}** {label}" for value, label in rows], ""]


def _changes(found: Compared | None) -> list[str]:
    if found is None:
        return []
    text = ["## Changes", ""]
    text += [cell(found.caution), ""] if found.caution else []
    for group in found.groups:
        rows = [(row.status, code(row.name), cell(row.detail or "—")) for row in group.rows[:LIMIT]]
        text += [f"### {group.plural.capitalize()}: {group.words}", *table(("", "What", "Where"), rows)]
        text += (
            [f"{number(len(rows))} of {number(group.whole)} shown.", ""] if len(rows) < group.whole else []
        )
    return text if found.groups else [*text, "Nothing has changed.", ""]


def _boundaries(shown: View) -> list[str]:
    if not shown.services:
        return []
    rows = [(code(one.name), cell(one.role), number(one.units), number(one.lines)) for one in shown.services]
    text = ["## Proposed boundaries", *table(("Boundary", "Role", "Units", "Lines"), rows)]
    crossing = [(code(p.dependent), code(p.dependency), number(p.count)) for p in shown.pairs if p.cut]
    return text + (table(("From", "To", "References to cut"), crossing) if crossing else [])


def _cuts(shown: View) -> list[str]:
    if not shown.cuts:
        return []
    home = boundary_of(shown)
    rows = [
        (
            f"{code(edge.dependent)} ({cell(home[edge.dependent])})",
            f"{code(edge.dependency)} ({cell(home[edge.dependency])})",
            number(edge.count),
            kinds(edge.kinds),
            code(places(edge.evidence)),
        )
        for edge in shown.cuts[:LIMIT]
    ]
    total = f"{some(shown.cut_references, 'reference')} in {some(len(shown.cuts), 'pair')} of modules."
    return ["## References to cut", "", total, *table(PAIR, rows, len(shown.cuts))]


def _tables(shown: View) -> list[str]:
    if not shown.tables:
        return []
    rows = [
        (
            code(one.table),
            cell(one.owner or "—"),
            "; ".join(f"{cell(a.boundary)} R{a.reads} W{a.writes}" for a in one.access) or "—",
            "yes" if one.contested else "no",
            code(places(one.evidence, 2)) if one.evidence else "—",
        )
        for one in sorted(shown.tables, key=lambda one: (not one.contested, one.table))[:LIMIT]
    ]
    head = ("Table", "Proposed owner", "Access", "Contested", "Evidence")
    text = f"{len(shown.contested)} of {some(len(shown.tables), 'table')} have more than one writer."
    return ["## Table ownership", "", text, *table(head, rows, len(shown.tables))]


def _routes(shown: View) -> list[str]:
    found = routes(shown)
    if not found:
        return []
    rows = [
        (
            cell(one.boundary or "—"),
            cell(one.entry.kind),
            cell(one.entry.method or "—"),
            code(one.entry.path or "—"),
            code(one.entry.handler or "—"),
            cell(listed(sorted(one.touched)) or "—"),
            code(f"{one.where.path}:{one.where.line}"),
        )
        for one in found[:LIMIT]
    ]
    head = ("Boundary", "Kind", "Method", "Path", "Handler", "Touches", "Where")
    spans, whole = spanning(shown)
    text = some(whole, "entry point")
    text += f", {number(spans)} of them would span two or more boundaries." if shown.analysis.reach else "."
    return ["## Entry points", "", text, *table(head, rows, whole)]


def _hot_spots(shown: View) -> list[str]:
    if not shown.analysis.hot_spots:
        return []
    rows = [
        (code(spot.subject), cell(spot.reason), code(places(spot.evidence, 2)) if spot.evidence else "—")
        for spot in shown.analysis.hot_spots
    ]
    return ["## Hot spots", *table(("Module", "Why", "Evidence"), rows)]


def _blockers(shown: View) -> list[str]:
    text: list[str] = []
    for group in blocker_groups(shown.analysis.blockers, ""):
        rows = [
            (cell(one.why), cell(one.remedy or "as above"), code(one.file_lines))
            for one in group.rows[:LIMIT]
        ]
        remedy = [f"Remedy: {cell(group.remedy)}", ""] if group.remedy else []
        title = f"### {cell(group.title)}: {some(group.whole, 'place')}"
        text += [title, "", *remedy, *table(("Why", "Remedy", "Where"), rows, group.whole)]
    return ["## Blockers", "", *text] if text else []


def _coupling(shown: View) -> list[str]:
    modules = most_coupled(shown.analysis.modules)
    rows = [
        (
            code(one.module),
            number(one.files),
            number(one.lines),
            number(one.afferent),
            number(one.efferent),
            f"{one.instability:.2f}",
        )
        for one in modules[:LIMIT]
    ]
    head = ("Module", "Files", "Lines", "Ca", "Ce", "I")
    note = "Ca: modules that depend on it. Ce: modules it depends on. I = Ce / (Ca + Ce)."
    return ["## Modules", "", note, *table(head, rows, len(modules))]


def _cycles(shown: View) -> list[str]:
    text: list[str] = []
    for place, cycle in enumerate(shown.analysis.cycles[:10], 1):
        names = ", ".join(code(name) for name in cycle.members[:LIMIT])
        more = f" and {len(cycle.members) - LIMIT} more" if len(cycle.members) > LIMIT else ""
        text += [f"### Cycle {place}: {len(cycle.members)} modules", "", names + more, ""]
        text += ["Cheapest to remove:", *table(PAIR, _breaks(cycle.breaks), len(cycle.breaks))]
    if not text:
        return []
    hidden = len(shown.analysis.cycles) - 10
    tail = [f"{some(hidden, 'smaller cycle')} in analysis.json.", ""] if hidden > 0 else []
    return ["## Cycles", "", *text, *tail]


def _breaks(edges: Iterable[Edge]) -> list[tuple[str, ...]]:
    return [
        (
            code(e.dependent),
            code(e.dependency),
            number(e.count),
            cell(kinds(e.kinds)),
            code(places(e.evidence)),
        )
        for e in sorted(edges, key=lambda e: (-e.count, e.dependent, e.dependency))[:LIMIT]
    ]


def _method(shown: View) -> list[str]:
    rows = [(cell(name), cell(value)) for name, value in completeness(shown.analysis.completeness)]
    text = ["## Method and limits", *table(("Counted", "Result"), rows)]
    problems = shown.analysis.problems
    if problems:
        found = [(code(f"{p.path}:{p.line}"), cell(p.kind), cell(p.message)) for p in problems[:LIMIT]]
        text += table(("Problem at", "Kind", "Message"), found, len(problems))
    return [*text, f"monoscan {shown.analysis.monoscan_version}"]
