"""Every shipped rule does what its example says, and the reference tells of every rule."""

from pathlib import Path

import pytest

from analyzer.examples import check_examples
from analyzer.match.reference import reference
from analyzer.shell.resources import read_folder, texts
from analyzer.stages import Rules, rules_in

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "fixtures" / "rules"
TINY = """
[[rule]]
id = "python/tiny/on"
doc = "A handler."
link = "https://example.org"
imports = ["tiny"]
decorator = { method = ["on"], strings = [0] }
emits = "entry_point.http"
take = { path = "arg:0", handler = "decorates" }
"""


@pytest.fixture(scope="module")
def shipped() -> Rules:
    return rules_in(texts("rules", ".toml"))


def test_every_shipped_rule_matches_its_example_and_nothing_else(shipped: Rules) -> None:
    assert check_examples(shipped, {**read_folder(EXAMPLES, ".go"), **read_folder(EXAMPLES, ".py")}) == []


def test_the_reference_is_current(shipped: Rules) -> None:
    assert (ROOT / "docs" / "rules-reference.md").read_text("utf-8") == reference(shipped.rules)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ('@r.on("/x")  # expect: http ANY /x -> f', []),
        ('@r.on("/x")', ["python/tiny.py:3: found, but not expected: http ANY /x -> f"]),
        ('@r.on("/x")  # expect: http ANY /y -> f', ["not expected: http ANY /x", "not found: http ANY /y"]),
        ("@other", ["rule python/tiny/on is not hit by any line"]),
    ],
)
def test_an_example_tells_what_must_and_must_not_match(line: str, wrong: list[str]) -> None:
    text = f"import tiny\nr = tiny.Router()\n{line}\ndef f():\n    pass\n"
    found = check_examples(rules_in({"python/tiny.toml": TINY}), {"python/tiny.py": text})
    assert len(found) == len(wrong)
    assert all(part in message for part, message in zip(wrong, found, strict=True))
