"""The gate's verdict as a GitLab code quality report."""

import json
from collections import Counter

from analyzer.model.finding import CheckResult, Identity, Severity, State
from analyzer.render.check.sarif import fingerprint


def render(result: CheckResult) -> str:
    """A list of issues; fingerprints are salted so that two of one identity stay apart."""
    seen: Counter[Identity] = Counter()
    issues = []
    for item in result.verdict.findings:
        if item.state is not State.NEW:
            continue
        finding, place = item.finding, item.finding.evidence[0]
        seen[finding.identity] += 1
        issues.append(
            {
                "description": finding.message,
                "check_name": finding.check,
                "fingerprint": fingerprint(finding.identity, f"{finding.check}/{seen[finding.identity]}"),
                "severity": "major" if finding.severity is Severity.ERROR else "minor",
                "location": {"path": result.folder + place.path, "lines": {"begin": max(1, place.line)}},
            }
        )
    return json.dumps(issues, indent=1) + "\n"
