"""A folder becomes a Go module of its own."""

import pytest

from analyzer.model.patch import Move, Patch, Tree
from analyzer.rewrite.extract import extract
from tests.rewrite.sources import carried_out, program

GO_MOD = """module example.org/m

go 1.23

require example.com/other v1.2.3

replace example.com/other => ./third/other

tool example.com/x
"""
SOURCES = {
    "go.mod": GO_MOD,
    "go.sum": "sum\n",
    "ai/ai.go": 'package ai\n\nimport "example.org/m/base"\n\nvar X = base.X\n',
    "base/base.go": "package base\n\nvar X int\n",
    "main.go": 'package main\n\nimport "example.org/m/ai"\n\nvar X = ai.X\n',
}
MADE = """module example.org/m/services/ai

go 1.23

require example.com/other v1.2.3

replace example.com/other => ../../third/other

require example.org/m v0.0.0

replace example.org/m => ../..
"""


def patch(sources: dict[str, str], folder: str, *moves: Move) -> Patch:
    texts = {path: text.encode() for path, text in sources.items()}
    return extract(program(sources), Tree(texts), moves, (folder,))


def test_both_modules_find_each_other() -> None:
    there = carried_out(SOURCES, patch(SOURCES, "services/ai", Move("ai", "services/ai")))
    assert there["services/ai/go.mod"] == MADE
    assert there["services/ai/go.sum"] == "sum\n"
    assert there["go.mod"] == GO_MOD + (
        "\nrequire example.org/m/services/ai v0.0.0\n\nreplace example.org/m/services/ai => ./services/ai\n"
    )


def test_only_what_is_imported_is_required() -> None:
    sources = SOURCES | {"ai/ai.go": "package ai\n\nvar X int\n", "main.go": "package main\n"}
    there = carried_out(sources, patch(sources, "ai"))
    assert "example.org/m v0" not in there["ai/go.mod"] and there["go.mod"] == GO_MOD


def test_a_workspace_names_the_module() -> None:
    sources = SOURCES | {"go.work": "go 1.23\n\nuse .\n"}
    assert carried_out(sources, patch(sources, "ai"))["go.work"] == "go 1.23\n\nuse .\nuse ./ai\n"


EMBED = 'package m\n\nimport _ "embed"\n\n//go:embed ai/x.txt\nvar x string\n'


@pytest.mark.parametrize(
    ("reason", "more", "folder"),
    [
        ("none holds no Go files", {}, "none"),
        ("a vendored module lists its modules in vendor/modules.txt", {"vendor/modules.txt": ""}, "ai"),
        ("embedded files stay in the module of their package", {"e.go": EMBED}, "ai"),
    ],
)
def test_refusals(reason: str, more: dict[str, str], folder: str) -> None:
    assert [each.reason for each in patch(SOURCES | more, folder).refusals] == [reason]
