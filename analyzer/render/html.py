"""report.html: one file, no request, readable without CSS and without JavaScript."""

import jinja2
from markupsafe import Markup, escape
from msgspec import Struct

from analyzer.model.analysis import Analysis
from analyzer.model.graph import Evidence
from analyzer.render import rows
from analyzer.render.alternatives import alternative_table
from analyzer.render.blockers import blocker_groups
from analyzer.render.changes import Compared, compared
from analyzer.render.crossing_data import crossing_data
from analyzer.render.links import source_template
from analyzer.render.map import boundary_map
from analyzer.render.matrix import LEFT, TOP, matrix
from analyzer.render.options import RenderOptions
from analyzer.render.payload import payload
from analyzer.render.plan.rows import step_rows
from analyzer.render.routes import routes
from analyzer.render.short import shown as short_name
from analyzer.render.table_rows import table_rows
from analyzer.render.tables import completeness, most_coupled
from analyzer.render.verdict import planned, verdict
from analyzer.render.view import View, view
from analyzer.render.words import number, some

CUTS, TABLES, ROUTES, MODULES, CYCLES, PROBLEMS = 200, 1_000, 2_000, 60, 12, 100


class Section(Struct, frozen=True):
    """A section with its anchor, name, and the question it answers."""

    id: str
    name: str
    question: str


SECTIONS: tuple[tuple[str, str, str], ...] = (
    ("verdict", "Verdict", "Can it be split?"),
    ("changes", "Changes", "What is new, gone and moved since the older analysis?"),
    ("boundaries", "Proposed boundaries", "What becomes a service, and what ties the pieces together today?"),
    ("matrix", "Dependency matrix", "Which module depends on which, and what crosses the lines?"),
    ("tables", "Table ownership", "Who owns each table, and who else touches it?"),
    ("routes", "Routes per service", "How does work come in, and where does it land?"),
    ("hotspots", "Hot spots", "Where will the work be, and why there?"),
    ("blockers", "Blockers", "What stops an extraction although no import crosses it?"),
    ("plan", "Extraction plan", "What is cut, in which order, and how is a step known to be done?"),
    ("whatif", "What if", "What changes if a module or file goes elsewhere?"),
    ("modules", "Modules", "What does this one module depend on, what depends on it, and where exactly?"),
    ("method", "Method and limits", "How far can these numbers be trusted?"),
)
"""All sections in order; one without data is left out."""

SCRIPTS = ("report.js", "page.js", "matrix.js", "whatif.js", "modules.js")


def render(analysis: Analysis, options: RenderOptions) -> str:
    """The whole page. Sections without data are absent, in the page and in its contents."""
    shown = view(analysis)
    since = compared(analysis, options.former)
    context = _context(shown, options, since)
    return environment(shown, options, since).get_template("report.html.j2").render(context)


def environment(shown: View, options: RenderOptions, since: Compared | None = None) -> jinja2.Environment:
    """The templates with their filters; everything put into them is escaped."""
    made = jinja2.Environment(
        loader=jinja2.DictLoader(options.templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["n"] = number
    made.filters["some"] = some
    made.filters["short"] = lambda name: short_name(name, shown.prefix)
    made.filters["ticks"] = _ticks
    made.filters["breaks"] = _breaks
    made.globals["prefix"] = shown.prefix
    made.globals["status"] = since.status if since else _unchanged
    return made


def _unchanged(kind: str, *subject: str) -> str:
    return ""


def _context(shown: View, options: RenderOptions, since: Compared | None) -> dict[str, object]:
    source = source_template(options)
    grid = matrix(shown)
    present = _present(shown, grid is not None) | ({"changes"} if since else set())
    script = "\n".join(options.templates[name] for name in SCRIPTS)
    return {
        "title": options.title or shown.analysis.name,
        "analysis": shown.analysis,
        "revision": options.revision,
        "sections": [Section(*one) for one in SECTIONS if one[0] in present],
        "question": {one[0]: one[2] for one in SECTIONS},
        "verdict": verdict(shown),
        "planned": planned(shown.analysis.plan),
        "services": shown.services,
        "map": boundary_map(shown),
        "matrix": grid,
        "matrix_left": LEFT,
        "matrix_top": TOP,
        "css": _trusted(options.templates["style.css"]),
        "js": _trusted(f"(()=>{{'use strict';\n{script}}})();"),
        "payload": _trusted(payload(shown, grid, source)),
        "letters": {one.name: one.letters for one in shown.services},
        "reach": bool(shown.analysis.reach),
        "alternatives": alternative_table(shown.analysis.alternatives),
        "since": since,
        "steps": step_rows(shown.analysis.plan, source),
        "blockers": blocker_groups(shown.analysis.blockers, source),
        "crossing_data": crossing_data(shown, source),
        **_rows(shown, source),
    }


def _rows(shown: View, source: str) -> dict[str, object]:
    analysis = shown.analysis
    homes = rows.homes_of(shown)
    tables = table_rows(shown, source)[:TABLES]
    return {
        "cuts": rows.cut_rows(shown, shown.cuts[:CUTS], source),
        "cut_pairs": len(shown.cuts),
        "cut_references": shown.cut_references,
        "pairs": {(pair.dependent, pair.dependency): pair for pair in shown.pairs},
        "tables": [one for one in tables if one.used],
        "idle_tables": [one for one in tables if not one.used],
        "table_count": len(shown.tables),
        "routes": rows.route_rows(shown, routes(shown)[:ROUTES], source),
        "spots": rows.spot_rows(shown, analysis.hot_spots, source),
        "cycles": rows.cycle_rows(shown, analysis.cycles[:CYCLES], source),
        "coupled": [
            rows.ModuleRow(one, homes.get(one.module, ())) for one in most_coupled(analysis.modules)[:MODULES]
        ],
        "completeness": completeness(analysis.completeness),
        "problems": [
            (rows.places((Evidence(one.path, one.line),), source), one)
            for one in analysis.problems[:PROBLEMS]
        ],
    }


def _present(shown: View, has_matrix: bool) -> set[str]:
    split = len(shown.services) > 1
    found = {
        "boundaries": bool(shown.services),
        "matrix": has_matrix,
        "tables": bool(shown.tables),
        "routes": bool(shown.analysis.meaning.entry_points),
        "hotspots": bool(shown.analysis.hot_spots),
        "blockers": bool(shown.analysis.blockers),
        "plan": bool(shown.analysis.plan.extractions or shown.analysis.plan.steps),
        "whatif": split and bool(shown.edges),
        "modules": bool(shown.analysis.modules),
    }
    return {"verdict", "method", *(name for name, has in found.items() if has)}


def _trusted(text: str) -> Markup:
    """Our own style and script, and data made safe: they go into the page as they are."""
    return Markup(text)


def _ticks(text: str) -> Markup:
    """`names` in backticks as code, all of it escaped."""
    parts = text.split("`")
    marked = [
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    ]
    return Markup("").join(marked)


def _breaks(text: str) -> Markup:
    """A path that may break after each slash."""
    return Markup("/<wbr>").join(escape(part) for part in text.split("/"))
