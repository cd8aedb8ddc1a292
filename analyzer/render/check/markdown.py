"""The gate's verdict in Markdown, for a step summary or a comment."""

from analyzer.model.finding import CheckResult, State
from analyzer.render.check.text import verdict_line
from analyzer.render.markup import cell, code

ROWS = 50


def render(result: CheckResult) -> str:
    """The verdict, a table of what is new, and what was looked at."""
    new = [item.finding for item in result.verdict.findings if item.state is State.NEW]
    lines = [f"### {verdict_line(result)}", ""]
    if new:
        lines += ["| check | where | what |", "|---|---|---|"]
        lines += [
            f"| {finding.check} | {code(where)} | {cell(finding.message)} |"
            for finding in new[:ROWS]
            for where in (f"{finding.evidence[0].path}:{finding.evidence[0].line}",)
        ]
        lines += [f"\n{len(new) - ROWS} more."] if len(new) > ROWS else []
        lines.append("")
    lines += [f"- not seen: {cell(trouble)}" for trouble in result.verdict.incomplete]
    lines.append("Looked at " + ", ".join(f"{count} {name}" for name, count in result.complete.items()) + ".")
    return "\n".join(lines) + "\n"
