"""A picture by our own layout: the map of boundaries, else the matrix of modules."""

from analyzer.model.analysis import Analysis
from analyzer.render.html import environment
from analyzer.render.map import boundary_map
from analyzer.render.matrix import LEFT, TOP, matrix
from analyzer.render.options import RenderOptions
from analyzer.render.view import view

_EMPTY = '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="30"><text y="20">no modules</text></svg>'


def render(analysis: Analysis, options: RenderOptions) -> str:
    """What can be drawn without Graphviz, at once and whatever the size."""
    shown = view(analysis)
    templates = environment(shown, options)
    letters = {one.name: one.letters for one in shown.services}
    drawn, grid = boundary_map(shown), matrix(shown)
    text = _EMPTY
    if drawn:
        text = templates.get_template("_map.svg.j2").render(map=drawn, letters=letters)
    elif grid:
        text = templates.get_template("_matrix.svg.j2").render(
            matrix=grid, matrix_left=LEFT, matrix_top=TOP, cuts=shown.cuts
        )
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text).strip() + "\n"
