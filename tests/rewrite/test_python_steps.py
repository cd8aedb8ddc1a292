"""Every kind of Python step on the bundled example: it compiles, imports, passes its tests, can be undone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rewrite.checkout import ROOT, checkout, git, monoscan
from tests.shell.tree import plant

STEPS = {
    "a module with another name": ("aiservice/ledger.py=aiservice/usage.py",),
    "a module to another package": ("aiservice/vectors/chunking.py=aiservice/llm/chunking.py",),
    "a module to a new package": ("aiservice/settings.py=packages/config/settings.py",),
    "a package": ("aiservice/llm=services/ai/llm",),
    "a package with another name": ("aiservice/worker=apps/jobs",),
    "several at once": ("aiservice/render=apps/renderer/render", "aiservice/db.py=packages/database.py"),
    "all packages": ("aiservice=apps/ai",),
    "a function": ("aiservice/llm/prompts.py:repair_messages=packages/text/answers.py",),
    "functions to a module that is there": (
        "aiservice/worker/progress.py:report=aiservice/ledger.py",
        "aiservice/render/ffmpeg.py:seconds=aiservice/ledger.py",
    ),
    "a class": ("aiservice/api/chat.py:Text=packages/forms",),
    "a variable that is shared": ("aiservice/settings.py:CHAT_MODEL=packages/config", "--leave-alias"),
    "a step of the plan": ("--step=1",),
    "calls of a service": (
        "--remote=aiservice/llm/prompts.py:scene_messages",
        "--remote=aiservice/llm/client.py:is_harmless",
    ),
}
REQUIREMENTS = '''"""Stands for every package that the example needs and that is not installed here."""
import importlib.abc, importlib.machinery, sys, types

class Anything:
    def __call__(self, *given, **named): return self
    def __getattr__(self, name): return Anything()
    def __getitem__(self, key): return self
    def __or__(self, other): return self
    __ror__ = __or__
    def __mro_entries__(self, bases): return ()

class Module(types.ModuleType):
    __path__ = []
    def __getattr__(self, name): return Anything()

class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        known = name.partition(".")[0] in ("fastapi", "manim", "numpy", "openai", "pydantic", "sqlalchemy")
        return importlib.machinery.ModuleSpec(name, self) if known else None
    def create_module(self, spec): return Module(spec.name)
    def exec_module(self, module): pass

sys.meta_path.insert(0, Finder())
'''


def stubbed(place: Path) -> None:
    """Puts what stands for the requirements beside the copies of the example in a folder."""
    plant(place / "requirements", {"sitecustomize.py": REQUIREMENTS})


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("python")
    stubbed(place)
    root = checkout(place)
    assert len(imported(root)) == len(list(root.glob("aiservice/**/*.py")))
    assert not any(imported(root).values())
    return root


def python(example: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What an interpreter says that has the requirements of the example."""
    place = example.parent
    paths = os.pathsep.join([str(example), str(place / "requirements")])
    more = {
        "PYTHONPATH": paths,
        "PYTHONPYCACHEPREFIX": str(place / "compiled"),
        "DATA_DIR": str(place / "data"),
    }
    return subprocess.run(
        [sys.executable, *arguments], cwd=example, env={**os.environ, **more}, capture_output=True, text=True
    )


def folders(example: Path) -> list[str]:
    """The folders of the top that hold Python, tests aside: pytest imports those."""
    return sorted({path.relative_to(example).parts[0] for path in example.rglob("*.py")} - {"tests"})


def imported(example: Path) -> dict[str, str]:
    """What each Python file says when it is the first to be imported."""
    script = ROOT / "benchmarks" / "check_imports.py"
    return json.loads(python(example, str(script), str(example), *folders(example)).stdout)


def lost(example: Path) -> list[str]:
    """The lines of Python files that are no longer what they were."""
    git(example, "add", "-A")
    lines = git(example, "diff", "--cached", "-M", "-U0", "--", "*.py").splitlines()
    git(example, "reset", "-q")
    return [line for line in lines if line.startswith("-") and not line.startswith("---")]


@pytest.mark.parametrize("moves", STEPS.values(), ids=STEPS)
def test_the_example_runs_after_every_kind_of_step(moves: tuple[str, ...], example: Path) -> None:
    wishes = [word for move in moves for word in ((move,) if move.startswith("--") else ("--move", move))]
    assert "to undo: git apply -R" in monoscan("extract", ".", *wishes, "--apply", folder=example)
    assert not any(imported(example).values())
    assert python(example, "-m", "compileall", "-q", *folders(example)).returncode == 0
    tests = python(example, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert tests.returncode == 0, tests.stdout
    if not any(":" in move or "--step" in move for move in moves):
        assert not [line for line in lost(example) if "import" not in line and "__file__" not in line]
    git(example, "apply", "-R", ".monoscan_cache/extract-undo.patch")
    assert git(example, "status", "--porcelain") == ""
