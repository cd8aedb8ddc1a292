"""Random moves of Python files and packages: does every module that could be imported still?

    python benchmarks/random_moves_python.py REPO FOLDER --python INTERPRETER --work PLACE --moves 50 --seed 1

REPO is copied to PLACE; INTERPRETER has its requirements. Every move is made by `monoscan extract --apply`,
byte-compiled, imported module by module (check_imports.py), undone by the patch that is kept, and compared
with the start.
"""

import argparse
import json
import os
import random
import shutil
import sys
from collections import Counter
from pathlib import Path

from random_moves import WORDS, run

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com")


def main() -> None:
    """Print a line for each move, and the sums."""
    parser = argparse.ArgumentParser()
    parser.add_argument("repo", type=Path)
    parser.add_argument("folder", help="The package to draw from.")
    parser.add_argument("--python", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--moves", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    root = (asked.work / asked.repo.name).resolve()
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(asked.repo, root, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    for command in (("init", "-q"), ("add", "-A", "-f"), ("commit", "-q", "-m", "start")):
        run(*GIT, *command, folder=root)
    before = imports(root, asked.python, [asked.folder])
    drawn = units(root, asked.folder)
    sound = sum(not error for error in before.values())
    print(f"{asked.repo.name}: {len(drawn)} units, {sound} of {len(before)} import")
    draw = random.Random(asked.seed)
    counts: Counter[str] = Counter()
    for number in range(asked.moves):
        unit = draw.choice(drawn)
        wish = f"{unit}={target(unit, drawn, draw)}"
        outcome, detail = attempt(root, wish, asked.python, asked.folder, before)
        counts[outcome] += 1
        print(f"{number + 1:3} {outcome:8} {wish} {detail}", flush=True)
    print(json.dumps(dict(counts)))


def units(root: Path, folder: str) -> list[str]:
    """Files with a module's name that are no `__init__`, and packages below the folder; tests, too."""
    files = [path for path in root.joinpath(folder).rglob("*.py") if path.name != "__init__.py"]
    files = [path for path in files if path.stem.isidentifier()]
    packages = [path.parent for path in root.joinpath(folder).rglob("__init__.py")]
    return sorted({path.relative_to(root).as_posix() for path in (*files, *packages)} - {folder})


def target(unit: str, units: list[str], draw: random.Random) -> str:
    """A new place below a new folder or below one that is there; half of the time with another name."""
    stem = unit.rpartition("/")[2].removesuffix(".py")
    last = stem if draw.random() < 0.5 else draw.choice(WORDS)
    folders = sorted({each.rpartition("/")[0] for each in units} - {unit.rpartition("/")[0]})
    folders = [each for each in folders if not (each + "/").startswith(unit + "/")]
    place = draw.choice(["apps", "packages", "services", *folders])
    return f"{place}/{last}x{'.py' * unit.endswith('.py')}"


def imports(root: Path, python: Path, folders: list[str]) -> dict[str, str]:
    """What each file says when it is imported."""
    script = Path(__file__).with_name("check_imports.py")
    done = run(str(python), str(script), str(root), *folders, folder=root)
    return json.loads(done.stdout) if done.returncode == 0 else {"": done.stderr}


def attempt(root: Path, wish: str, python: Path, folder: str, before: dict[str, str]) -> tuple[str, str]:
    """One move, judged and undone."""
    monoscan = (sys.executable, "-m", "analyzer", "extract", ".", "--move", wish, "--apply", "--jobs", "1")
    done = run(*monoscan, folder=root)
    try:
        if done.returncode:
            dirty = run("git", "status", "--porcelain", folder=root).stdout
            outcome = "refused" if "refused" in done.stderr and not dirty else "failed"
            return outcome, " ".join(done.stderr.split())[:300]
        unit, _, there = wish.partition("=")
        after = imports(root, python, sorted({folder, there.partition("/")[0]}))
        for path, error in before.items():
            moved = there + path[len(unit) :] if path == unit or path.startswith(unit + "/") else path
            if not error and after.get(moved, "gone"):
                return "broken", f"{moved}: {after.get(moved, 'gone')}"
        compiled = run(
            str(python), "-m", "compileall", "-q", "-f", folder, there.partition("/")[0], folder=root
        )
        if compiled.returncode:
            return "broken", compiled.stdout[:300]
        undone = run("git", "apply", "-R", ".monoscan_cache/extract-undo.patch", folder=root)
        dirty = run("git", "status", "--porcelain", folder=root).stdout
        return ("done", "") if not (undone.returncode or dirty) else ("no undo", undone.stderr + dirty)
    finally:
        run("git", "reset", "-q", "--hard", folder=root)
        run("git", "clean", "-qfd", folder=root)


if __name__ == "__main__":
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    main()
