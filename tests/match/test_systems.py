"""The catalogue of external systems."""

from pathlib import Path

import pytest

from analyzer.errors import RuleError
from analyzer.match.systems import read_catalogue

SHIPPED = Path(__file__).parents[2] / "rules" / "systems"

LLM = """
kind = "llm"
doc = "Language models."
[[system]]
name = "openai"
go = ["github.com/openai/openai-go"]
python = ["openai", "google.genai"]
"""


@pytest.mark.parametrize(
    ("language", "target", "expected"),
    [
        ("go", "github.com/openai/openai-go/v2/option", ("llm", "openai")),
        ("go", "github.com/openai/openai-go-fork", None),
        ("python", "openai.types.chat", ("llm", "openai")),
        ("python", "openaix", None),
        ("python", "google.genai", ("llm", "openai")),
        ("python", "google", None),
        ("sql", "openai", None),
    ],
)
def test_an_import_belongs_to_the_system_of_its_longest_prefix(language, target, expected):
    """A listed name stands for itself and all below it, never for a name that merely begins alike."""
    assert read_catalogue({"llm.toml": LLM}).of_import(language, target) == expected


WORDS = "kind = 'llm'\ndoc = 'x'\n[[system]]\nname = 'named'\nwords = ['llm']\npython = ['agents']"


@pytest.mark.parametrize(
    ("language", "target", "expected"),
    [
        ("go", "example.org/team/llm_adaptor/chat", ("llm", "named")),
        ("go", "example.org/team/llmao", None),
        ("go", "internal/llm", None),  # no library has a path without a host
        ("python", "llm_kit.chat", ("llm", "named")),
        ("python", "kit.llm", None),  # a library is named after its top module
        ("python", "agents.run", ("llm", "named")),
    ],
)
def test_a_library_that_no_system_lists_is_known_by_its_name(language, target, expected):
    """Libraries are named after what they reach: a word in the name tells, after all listed names."""
    assert read_catalogue({"llm.toml": WORDS}).of_import(language, target) == expected


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("kind = 'llm'\ndoc = 'x'\n[[system]]\nname = 'a'\nhost = ['b']", "`host`", "`hosts`"),
        ("kind = ", "llm.toml", "docs/rules.md"),
        ("[[system]]\nname = 'a'\ngo = ['b']", "`kind` is missing", "it says what the systems"),
        ("kind = 'llm'\n[[system]]\nname = 'a'\ngo = ['b', 'b']", "`b` is listed twice", "one system"),
    ],
)
def test_a_mistake_names_file_and_key(text, message, hint):
    """A wrong catalogue file is one clear message with a hint."""
    with pytest.raises(RuleError) as caught:
        read_catalogue({"llm.toml": text})
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_the_shipped_catalogue_is_sound():
    """The files that ship are read without a mistake and know the systems the guide names."""
    catalogue = read_catalogue({path.name: path.read_text() for path in SHIPPED.glob("*.toml")})
    assert catalogue.of_import("python", "anthropic") == ("llm", "anthropic")
    assert catalogue.programs["ffmpeg"] == ("media", "ffmpeg")
    assert catalogue.calls["go"]["os/exec.Command"].kind == "process"
