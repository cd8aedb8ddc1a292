"""The gate's verdict for a terminal: what, where, how we know, what to do."""

from collections import Counter
from collections.abc import Iterator

from analyzer.model.finding import CheckResult, Judged, State
from analyzer.model.plain import plain

PLACES = 5


def render(result: CheckResult) -> str:
    """Each finding that fails with its places and remedy, then the counts and the next command."""
    return "\n".join(map(plain, _lines(result))) + "\n"


def render_concise(result: CheckResult) -> str:
    """One line a finding: `path:line: CODE message`."""
    lines = [
        f"{place.path}:{place.line}: {item.finding.check} {item.finding.message}"
        for item in result.verdict.findings
        if item.state is State.NEW
        for place in item.finding.evidence[:1]
    ]
    return "\n".join([*map(plain, lines), verdict_line(result)]) + "\n"


def _lines(result: CheckResult) -> Iterator[str]:
    remedies = {check.code: check for check in result.checks}
    for item in result.verdict.findings:
        if item.state is State.NEW:
            yield from _finding(item)
            yield f"  what to do: {remedies[item.finding.check].remedy}"
            yield f"  more:       monoscan explain {item.finding.check}"
            yield ""
    for entry in result.verdict.stale:
        pair = f"{entry.identity.dependent} -> {entry.identity.dependency}"
        yield f"stale: {pair} is in the baseline, not in the code"
    for unused in result.verdict.unused_suppressions:
        why = "covers nothing" if unused.reason else "needs a reason: `-- why`"
        yield f"{unused.path}:{unused.line}: the comment `monoscan: allow {','.join(unused.codes)}` {why}"
    for trouble in result.verdict.incomplete:
        yield f"not seen: {trouble}"
    yield "looked at " + ", ".join(f"{count} {name}" for name, count in result.complete.items())
    yield verdict_line(result)
    yield from next_command(result)


def _finding(item: Judged) -> Iterator[str]:
    finding = item.finding
    yield f"{finding.severity.value}: {finding.check} {finding.message}"
    for place in finding.evidence[:PLACES]:
        yield f"  {place.path}:{place.line}"
    if len(finding.evidence) > PLACES:
        yield f"  and {len(finding.evidence) - PLACES} more places"
    for hop, place in finding.chain:
        yield f"  {hop} ({place.path}:{place.line})"


def verdict_line(result: CheckResult) -> str:
    """The outcome in one line, with the number of findings in each state."""
    verdict = result.verdict
    states = Counter(item.state.value for item in verdict.findings)
    counts = [f"{states[state.value]} {state.value}" for state in State if states[state.value]]
    counts += [f"{len(verdict.stale)} stale"] if verdict.stale else []
    word = {0: "passed", 1: "failed", 2: "could not see everything"}[verdict.exit_code]
    return f"monoscan check {word}: {', '.join(counts) or 'no findings'}"


def next_command(result: CheckResult) -> Iterator[str]:
    """What to run next, if anything."""
    verdict = result.verdict
    if verdict.stale and verdict.stale_fails and not verdict.new:
        yield f"next: {plain(result.update)}   (takes the stale entries out)"
    elif verdict.new and result.update:
        yield f"next: mend the findings, or accept them: {plain(result.update)} --accept-new --reason TEXT"
    elif verdict.new:
        codes = ",".join(sorted({finding.finding.check for finding in verdict.new}))
        yield f"next: mend the findings, or allow one on its line: monoscan: allow {codes} -- REASON"
    elif verdict.exit_code == 2:
        yield "next: mend the files that could not be read, or pass --allow-incomplete"
