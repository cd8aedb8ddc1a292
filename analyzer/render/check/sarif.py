"""The gate's verdict as SARIF 2.1.0 (OASIS), as code scanning services take it."""

import json
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from analyzer.model.finding import CheckResult, Identity, Judged, Severity, State
from analyzer.model.graph import Evidence

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASELINE_STATES = {
    State.NEW: "new",
    State.KNOWN: "unchanged",
    State.MOVED: "updated",
    State.SUPPRESSED: "unchanged",
}


def render(result: CheckResult) -> str:
    """One run with a rule for each check; known findings are suppressed, never left out."""
    codes = [check.code for check in result.checks]
    run = {
        "tool": {"driver": _driver(result)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The repository's root."}}},
        "invocations": [_invocation(result)],
        "results": [_result(item, codes, result) for item in result.verdict.findings],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _driver(result: CheckResult) -> dict[str, Any]:
    return {
        "name": "monoscan",
        "version": result.version,
        "rules": [
            {
                "id": check.code,
                "name": check.name,
                "shortDescription": {"text": check.title},
                "fullDescription": {"text": check.title},
                "help": {
                    "text": check.remedy,
                    "markdown": f"{check.title}\n\n**What to do:** {check.remedy}",
                },
                "defaultConfiguration": {"level": "error"},
            }
            for check in result.checks
        ],
    }


def _invocation(result: CheckResult) -> dict[str, Any]:
    notes = [{"level": "error", "message": {"text": trouble}} for trouble in result.verdict.incomplete]
    done = not result.verdict.incomplete
    return {
        "executionSuccessful": done,
        "exitCode": result.verdict.exit_code,
        "toolExecutionNotifications": notes,
    }


def _result(item: Judged, codes: list[str], result: CheckResult) -> dict[str, Any]:
    finding = item.finding
    entry: dict[str, Any] = {
        "ruleId": finding.check,
        "ruleIndex": codes.index(finding.check),
        "level": "error" if finding.severity is Severity.ERROR else "warning",
        "message": {"text": finding.message},
        "locations": [_location(finding.evidence[0], result.folder)],
        "relatedLocations": [_location(place, result.folder) for place in finding.evidence[1:10]],
        "partialFingerprints": {"monoscanIdentity/v1": fingerprint(finding.identity)},
        "baselineState": _BASELINE_STATES[item.state],
    }
    if item.state is not State.NEW:
        kind = "inSource" if item.state is State.SUPPRESSED else "external"
        entry["suppressions"] = [{"kind": kind, "justification": item.note or f"known in {result.baseline}"}]
    if finding.chain:
        steps = [
            {"location": _location(place, result.folder) | {"message": {"text": hop}}}
            for hop, place in finding.chain
        ]
        entry["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    return entry


def _location(place: Evidence, folder: str) -> dict[str, Any]:
    artifact = {"uri": quote(folder + place.path), "uriBaseId": "SRCROOT"}
    return {"physicalLocation": {"artifactLocation": artifact, "region": {"startLine": max(1, place.line)}}}


def fingerprint(identity: Identity, salt: str = "") -> str:
    """A digest of what stays the same of a finding, 32 hexadecimal digits."""
    text = "\0".join((salt, identity.kind, identity.language, identity.dependent, identity.dependency))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
