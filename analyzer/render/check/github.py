"""The gate's verdict as workflow commands of GitHub Actions: annotations on the changed files."""

from analyzer.model.finding import CheckResult, Judged, Severity, State
from analyzer.model.plain import plain
from analyzer.render.check.text import verdict_line

LIMIT = 10
"""A step shows at most ten annotations of each level."""


def render(result: CheckResult) -> str:
    """An annotation for each finding that fails, at most ten of a level; the last says how many more."""
    new = [item for item in result.verdict.findings if item.state is State.NEW]
    lines = []
    for severity, level in ((Severity.ERROR, "error"), (Severity.WARNING, "warning")):
        of_level = [item for item in new if item.finding.severity is severity]
        shown = of_level if len(of_level) <= LIMIT else of_level[: LIMIT - 1]
        lines += [_annotation(level, item, result.folder) for item in shown]
        if len(shown) < len(of_level):
            lines.append(f"::{level} title=monoscan::{len(of_level) - len(shown)} more findings: see the log")
    lines += [f"::error title=monoscan::{_data(trouble)}" for trouble in result.verdict.incomplete[:LIMIT]]
    return "\n".join([*lines, verdict_line(result)]) + "\n"


def _annotation(level: str, item: Judged, folder: str) -> str:
    place = item.finding.evidence[0]
    title = _property("monoscan " + item.finding.check)
    where = f"file={_property(folder + place.path)},line={place.line},title={title}"
    return f"::{level} {where}::{_data(item.finding.message)}"


def _data(text: str) -> str:
    return plain(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
