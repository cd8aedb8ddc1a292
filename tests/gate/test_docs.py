"""The page of the gate describes every check."""

from pathlib import Path

from analyzer.gate.checks import CHECKS

PAGE = Path(__file__).parents[2] / "docs" / "gate.md"


def test_every_check_stands_on_the_page_as_the_code_has_it():
    """Code, name, title and remedy are the same in docs and code."""
    text = PAGE.read_text()
    for code, check in CHECKS.items():
        assert f"### {code} {check.name}\n\n{check.title}\n\nWhat to do: {check.remedy}" in text
