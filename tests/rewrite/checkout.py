"""A copy of the bundled example under git, changed by the real command and judged by the real compilers."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "fixtures" / "repos" / "aiplatform"
GO = shutil.which("go", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
CHECKS = (("build", "./..."), ("vet", "./..."), ("test", "./..."))


def run(*command: str, folder: Path, expect: int = 0) -> str:
    """What a command prints; it must end with the exit code `expect`."""
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert done.returncode == expect, f"{' '.join(command)}: {done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def monoscan(*arguments: str, folder: Path, expect: int = 0) -> str:
    """What the command prints."""
    return run(sys.executable, "-m", "analyzer", *arguments, "--jobs", "1", folder=folder, expect=expect)


def checkout(folder: Path, source: Path = EXAMPLE) -> Path:
    """A committed copy."""
    root = folder / source.name
    shutil.copytree(source, root)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "start")
    return root


def git(root: Path, *arguments: str) -> str:
    """What git prints."""
    return run("git", *arguments, folder=root)


def go_says(root: Path) -> list[str]:
    """What the Go tools have against the tree."""
    assert GO
    said = []
    for check in CHECKS:
        done = subprocess.run([GO, *check], cwd=root, capture_output=True, text=True)
        said += [f"go {check[0]}: {done.stdout}{done.stderr}"] if done.returncode else []
    gofmt = Path(run(GO, "env", "GOROOT", folder=root).strip(), "bin", "gofmt")
    return said + [f"gofmt: {line}" for line in run(str(gofmt), "-l", ".", folder=root).splitlines()]
