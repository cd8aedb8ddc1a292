"""The gate's verdict in Markdown, for a step summary or a comment."""

import re

from analyzer.model.finding import CheckResult, State
from analyzer.render.check.text import verdict_line

ROWS = 50


def render(result: CheckResult) -> str:
    """The verdict, a table of what is new, and what was looked at."""
    new = [item.finding for item in result.verdict.findings if item.state is State.NEW]
    lines = [f"### {verdict_line(result)}", ""]
    if new:
        lines += ["| check | where | what |", "|---|---|---|"]
        lines += [
            f"| {finding.check} | `{_cell(place.path)}:{place.line}` | {_cell(finding.message)} |"
            for finding in new[:ROWS]
            for place in finding.evidence[:1]
        ]
        lines += [f"\n{len(new) - ROWS} more."] if len(new) > ROWS else []
        lines.append("")
    lines += [f"- not seen: {_cell(trouble)}" for trouble in result.verdict.incomplete]
    lines.append("Looked at " + ", ".join(f"{count} {name}" for name, count in result.complete.items()) + ".")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return re.sub(r"([|<>`*_\\\[\]])", r"\\\1", text.replace("\n", " ").replace("\r", " "))
