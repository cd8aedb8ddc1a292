"""Reports of the gate: what they say, and that hostile names stay inert in each."""

import json
import re
from xml.etree import ElementTree

import pytest

from analyzer.gate.judge import judge
from analyzer.model.finding import CheckInfo, CheckResult, Finding, Identity
from analyzer.model.graph import Evidence
from analyzer.render.check import CHECK_FORMATS
from analyzer.render.markup import code

CHECKS = (CheckInfo("MS101", "cross-boundary-import", "A title.", "A remedy."),)
HOSTILE = "a%0A::error::x,y:z\n</failure>|`<img src=x>` \x00 \u202e"


def result(*dependents: str, **options) -> CheckResult:
    """A result with one finding for each dependent, all new."""
    findings = [
        Finding(
            "MS101",
            Identity("import", "go", name, "x/ai"),
            f"{name} imports x/ai",
            (Evidence(f"{name}.go", 7),),
        )
        for name in dependents
    ]
    return CheckResult(
        judge(findings, **options),
        CHECKS,
        {"files": 3, "imports": 9},
        "1.0",
        update="monoscan baseline update .",
    )


@pytest.mark.parametrize("name", CHECK_FORMATS)
def test_every_format_tells_new_from_none(name):
    """A format never changes the verdict, and what is new is in it."""
    assert "x/web" in CHECK_FORMATS[name](result("x/web"))
    assert "x/web" not in CHECK_FORMATS[name](result())


@pytest.mark.parametrize("name", ["text", "json", "sarif", "github", "junit", "markdown"])
def test_what_was_not_seen_is_said(name):
    """An incomplete run says so in each format that has a place for it."""
    assert "b.go: syntax error" in CHECK_FORMATS[name](result(incomplete=["b.go: syntax error"]))


def test_hostile_names_stay_inert():
    """Names from the scanned code are escaped as each format asks."""
    report = result(HOSTILE)
    annotations = CHECK_FORMATS["github"](report).splitlines()
    assert sum(line.startswith("::error") for line in annotations) == 1
    assert len(annotations) == 2
    suite = ElementTree.fromstring(CHECK_FORMATS["junit"](report).encode())
    assert suite.get("failures") == "1"
    spans_left_out = re.sub(r"(?<!\\)(`+)(?!`).+?(?<![`\\])\1(?!`)", "", CHECK_FORMATS["markdown"](report))
    assert "<img" not in spans_left_out.replace("\\<img", "")
    for name in ("json", "sarif", "gitlab"):
        json.loads(CHECK_FORMATS[name](report))


def test_github_shows_at_most_ten_annotations():
    """The tenth annotation counts what the log alone shows."""
    lines = CHECK_FORMATS["github"](result(*(f"x/{number}" for number in range(25)))).splitlines()
    annotations = [line for line in lines if line.startswith("::error")]
    assert len(annotations) == 10
    assert "16 more" in annotations[-1]


def test_fingerprints_of_gitlab_differ():
    """Two issues of one identity would be one for GitLab."""
    issues = json.loads(CHECK_FORMATS["gitlab"](result("x/web", "x/web")))
    assert len({issue["fingerprint"] for issue in issues}) == 2
    assert issues[0]["location"] == {"path": "x/web.go", "lines": {"begin": 7}}


def test_the_text_says_what_where_and_what_to_do():
    """The four parts of a message."""
    text = CHECK_FORMATS["text"](result("x/web"))
    for part in ("x/web imports x/ai", "x/web.go:7", "A remedy.", "baseline update", "3 files, 9 imports"):
        assert part in text


@pytest.mark.parametrize(
    ("text", "span"), [("a", "`a`"), ("a`b", "`` a`b ``"), ("``` x`", "```` ``` x` ````"), ("a|b", "`a\\|b`")]
)
def test_a_code_span_ends_where_its_content_ends(text, span):
    """The fence is longer than any run of its own sign inside."""
    assert code(text) == span
