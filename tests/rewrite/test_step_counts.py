"""Steps of the plan, carried out: the tree builds, and the numbers are those that the plan promised."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.rewrite.checkout import GO, checkout, git, go_says, monoscan

COMMIT = ("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-a", "-m", "step")


def plan_of(root: Path) -> dict[str, Any]:
    """The plan, as `monoscan analyze` counts it."""
    monoscan("analyze", ".", "-o", "../out", folder=root)
    return dict(json.loads((root.parent / "out" / "analysis.json").read_text())["plan"])


def moving(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps that move code."""
    return [step for step in plan["steps"] if step["action"] in ("share", "move")]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The example in both languages, with its boundaries and the places of moved code written down."""
    root = checkout(tmp_path)
    monoscan("init", ".", folder=root)
    policy = root / "monoscan.toml"
    text = policy.read_text()
    for known, place in (("internal/config", "packages"), ("internal/relay", "apps/ai_worker")):
        assert f'    "{known}/**",\n' in text
        text = text.replace(f'    "{known}/**",\n', f'    "{known}/**",\n    "{place}/**",\n')
    policy.write_text(text)
    git(root, "add", "-A")
    git(root, *COMMIT)
    return root


def test_each_step_that_moves_code_leaves_the_numbers_of_the_plan(root: Path) -> None:
    plan = plan_of(root)
    before = go_says(root) if GO else []
    promised = [step["after"] for step in moving(plan)]
    assert len(promised) > 1
    for numbers in promised:
        number = str(moving(plan)[0]["number"])
        gate = ("--config", f"../checks/step-{number:0>2}.toml", "--baseline", "../checks/none.jsonl")
        monoscan("plan", ".", "--checks", "../checks", folder=root)
        monoscan("check", ".", *gate, folder=root, expect=1)
        monoscan("extract", ".", "--step", number, "--apply", folder=root)
        monoscan("check", ".", *gate, folder=root)
        assert plan_of(root)["before"] == numbers
        assert (go_says(root) if GO else []) == before
        undo = root.joinpath(".monoscan_cache/extract-undo.patch").read_bytes()
        git(root, "apply", "-R", ".monoscan_cache/extract-undo.patch")
        assert git(root, "status", "--porcelain") == ""
        root.joinpath(".monoscan_cache/extract-redo.patch").write_bytes(undo)
        git(root, "apply", ".monoscan_cache/extract-redo.patch")
        git(root, "add", "-A")
        git(root, *COMMIT)
        plan = plan_of(root)
    assert not moving(plan)


def test_a_boundary_that_moves_keeps_its_numbers(root: Path) -> None:
    before = plan_of(root)["before"]
    monoscan("extract", ".", "--boundary", "ai-worker", "--apply", folder=root)
    assert plan_of(root)["before"] == before
    assert not root.joinpath("internal/relay").exists()
