"""Every way into a program: HTTP routes, and what other rules with `entry_point` find."""

from collections import Counter
from collections.abc import Sequence

from analyzer.match.lookup import Lookup
from analyzer.match.classes import ClassEvaluator
from analyzer.match.routes import Routes, http_entry_points
from analyzer.match.rule import Rule
from analyzer.model.meaning import EntryPoint
from analyzer.model.program import Program


def entry_points(program: Program, rules: Sequence[Rule]) -> tuple[tuple[EntryPoint, ...], dict[str, int]]:
    """Entry points in order of file and line, and what could not be seen, by reason."""
    lookup = Lookup(program, rules)
    routes = Routes(ClassEvaluator(lookup))
    found = routes.find(lookup.matches)
    points, unseen = http_entry_points(found, [surface.path for surface in program.surfaces])
    return tuple(sorted(points, key=_order)), dict(sorted(Counter(unseen).items()))


def _order(point: EntryPoint) -> tuple[str, int, str, str, str]:
    return point.file, point.line, point.path, point.method, point.rule
