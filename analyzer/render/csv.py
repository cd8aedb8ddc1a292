"""Dependencies between modules, one a line, for spreadsheets."""

import csv
import io
from collections.abc import Iterable

from analyzer.measure.crossing import is_cut
from analyzer.model.analysis import Analysis
from analyzer.render.options import RenderOptions
from analyzer.render.tables import boundary_of, places
from analyzer.render.view import view

HEAD = ("dependent", "dependency", "count", "kinds", "from_boundary", "to_boundary", "cut", "evidence")


def render(analysis: Analysis, options: RenderOptions) -> str:
    """One row a pair of modules, sorted; `cut` is yes, no, or empty without boundaries."""
    shown = view(analysis)
    home = boundary_of(shown)
    rows = []
    for edge in shown.edges:
        a, b = home.get(edge.dependent, ""), home.get(edge.dependency, "")
        cut = ("yes" if is_cut(a, b) else "no") if shown.services else ""
        how = "; ".join(f"{kind} {count}" for kind, count in edge.kinds.items())
        rows.append((edge.dependent, edge.dependency, edge.count, how, a, b, cut, places(edge.evidence)))
    return table(HEAD, rows)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """CSV text; a cell that a spreadsheet would run as a formula gets an apostrophe in front."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return text.getvalue()


def _inert(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
