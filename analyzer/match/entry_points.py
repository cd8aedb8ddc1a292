"""Every way into a program: HTTP routes, and what other rules with `entry_point` find."""

from collections.abc import Sequence

from analyzer.match.classes import ClassEvaluator
from analyzer.match.lookup import Lookup
from analyzer.match.others import Others, programs
from analyzer.match.prefixes import http_entry_points
from analyzer.match.routes import Routes
from analyzer.match.rule import Rule
from analyzer.model.meaning import EntryPoint
from analyzer.model.program import Program


def entry_points(program: Program, rules: Sequence[Rule]) -> tuple[tuple[EntryPoint, ...], dict[str, int]]:
    """Entry points in order of file and line, and what could not be seen, by reason."""
    lookup = Lookup(program, rules)
    evaluator = ClassEvaluator(lookup)
    found = Routes(evaluator).find(lookup.matches)
    points, unseen = http_entry_points(found, [surface.path for surface in program.surfaces])
    others, also_unseen = Others(evaluator).find()
    everything = (*points, *others, *programs(lookup))
    return tuple(sorted(everything, key=_order)), dict(sorted((unseen + also_unseen).items()))


def _order(point: EntryPoint) -> tuple[str, int, str, str, str]:
    return point.file, point.line, point.path, point.method, point.rule
