"""The gate's verdict as JUnit XML: a test case for each check, failed by its new findings."""

from analyzer.model.finding import CheckResult, State
from analyzer.model.plain import plain


def render(result: CheckResult) -> str:
    """One suite `monoscan`; a run that could not see everything is an error of the case `complete`."""
    cases = [_case(result, check.code, check.name) for check in result.checks]
    cases.append(_complete(result))
    failures = sum("<failure" in case for case in cases)
    errors = sum("<error" in case for case in cases)
    head = f'<testsuite name="monoscan" tests="{len(cases)}" failures="{failures}" errors="{errors}">'
    return "\n".join(['<?xml version="1.0" encoding="utf-8"?>', head, *cases, "</testsuite>"]) + "\n"


def _case(result: CheckResult, code: str, name: str) -> str:
    new = [item for item in result.verdict.new if item.finding.check == code and item.state is State.NEW]
    start = f"  <testcase classname={_attribute(code)} name={_attribute(name)}"
    if not new:
        return start + "/>"
    text = "\n".join(
        plain(f"{place.path}:{place.line}: {item.finding.message}")
        for item in new
        for place in item.finding.evidence[:1]
    )
    return f"{start}><failure message={_attribute(f'{len(new)} new')}>{_text(text)}</failure></testcase>"


def _complete(result: CheckResult) -> str:
    start = '  <testcase classname="monoscan" name="complete"'
    if not result.verdict.incomplete:
        return start + "/>"
    trouble = _text("\n".join(map(plain, result.verdict.incomplete)))
    return f'{start}><error message="incomplete">{trouble}</error></testcase>'


def _text(text: str) -> str:
    from xml.sax.saxutils import escape  # loads the network's modules, which no other format needs

    return escape(text)


def _attribute(text: str) -> str:
    from xml.sax.saxutils import quoteattr

    return quoteattr(plain(text))
