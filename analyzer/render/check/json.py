"""The gate's verdict as JSON."""

import json

import msgspec

from analyzer.model.finding import CheckResult

SCHEMA_VERSION = 1


def render(result: CheckResult) -> str:
    """One object: schema version, exit code, findings with their state, what was not seen."""
    verdict = result.verdict
    content = {
        "schema_version": SCHEMA_VERSION,
        "monoscan_version": result.version,
        "exit_code": verdict.exit_code,
        "complete": result.complete,
        "incomplete": verdict.incomplete,
        "findings": [
            {"state": item.state, "note": item.note, **msgspec.to_builtins(item.finding)}
            for item in verdict.findings
        ],
        "stale": verdict.stale,
        "unused_suppressions": verdict.unused_suppressions,
    }
    return json.dumps(msgspec.to_builtins(content), indent=1) + "\n"  # control characters are escaped
