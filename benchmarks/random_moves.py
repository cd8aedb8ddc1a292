"""Random moves of packages and files on real repositories: does the result still build?

    python benchmarks/random_moves.py REPO --moves 50 --seed 1 --work FOLDER

REPO is copied to FOLDER; every move is made there by `monoscan extract --apply`, checked, and undone.
Go: `go build ./... && go vet ./...` (vet compiles the tests), and `gofmt -l`. Python: see check_imports.py.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

GO_ENVIRONMENT = {"GOFLAGS": "-buildvcs=false"}
WORDS = (
    "core",
    "engine",
    "ledger",
    "gateway",
    "worker",
    "kernel",
    "domain",
    "adapters",
    "legacy",
    "platform",
)


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    import os

    return subprocess.run(
        ["nice", "-n", "5", *command],
        cwd=folder,
        env={**os.environ, **GO_ENVIRONMENT},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


def units(root: Path, kind: str) -> list[str]:
    """What can be drawn: Go packages that are no commands, by folder; their files; their declarations."""
    rows = run("go", "list", "-e", "-f", "{{.Name}} {{.Dir}}", "./...", folder=root).stdout.splitlines()
    parted = [row.split(" ", 1) for row in rows]
    folders = [Path(place).relative_to(root).as_posix() for name, place in parted if name != "main"]
    if kind == "package":
        return sorted(folder for folder in folders if folder != ".")
    files = sorted(path for folder in folders for path in root.joinpath(folder).glob("*.go"))
    paths = [path.relative_to(root).as_posix() for path in files if not path.name.endswith("_test.go")]
    if kind == "file":
        return paths
    return [
        f"{path}:{name}"
        for path in paths
        for name in re.findall(r"^(?:func|type) (\w+)", root.joinpath(path).read_text("utf-8"), re.MULTILINE)
    ]


def target(unit: str, kind: str, folders: list[str], draw: random.Random) -> str:
    """A new folder below the root or below a place that is there, half of the time with another name; for
    files and declarations half of the time a package that is there."""
    if kind != "package" and draw.random() < 0.5:
        return draw.choice([folder for folder in folders if folder != unit.rpartition("/")[0]])
    last = re.sub(r"[.]go.*", "", unit.rpartition("/")[2]) if draw.random() < 0.5 else draw.choice(WORDS)
    return f"{draw.choice(['apps', 'packages', 'services', *(u for u in folders if u != unit)])}/{last}x"


def state(root: Path) -> tuple[str, ...]:
    """What the compiler and the formatter say."""
    said = []
    for command in (("go", "build", "./..."), ("go", "vet", "./..."), ("gofmt", "-l", ".")):
        done = run(*command, folder=root)
        lines = (done.stdout if command[0] == "gofmt" else done.stderr).splitlines()
        told = [line for line in sorted(lines) if not line.startswith("go: downloading")]
        said.append("\n".join([str(done.returncode), *told]))
    return tuple(said)


def main() -> None:
    """Print a line for each move, and the sums."""
    parser = argparse.ArgumentParser()
    parser.add_argument("repo", type=Path)
    parser.add_argument("--moves", type=int, default=50)
    parser.add_argument("--kind", choices=("package", "file", "declaration"), default="package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--touch", action="append", default=[], help="A file that a build step would make.")
    parser.add_argument("--work", type=Path, required=True)
    asked = parser.parse_args()
    root = (asked.work / asked.repo.name).resolve()
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(asked.repo, root, symlinks=True)
    shutil.rmtree(root / ".git", ignore_errors=True)
    for path in asked.touch:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).touch()
    for command in (("init", "-q"), ("add", "-A", "-f"), ("commit", "-q", "-m", "start")):
        run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", *command, folder=root)
    draw = random.Random(asked.seed)
    drawn, folders = units(root, asked.kind), units(root, "package")
    run("gofmt", "-w", ".", folder=root)
    before = state(root)
    run("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qam", "tidy", folder=root)
    print(f"{asked.repo.name}: {len(drawn)} units; before: {[line[:200] for line in before]}")
    counts: Counter[str] = Counter()
    for number in range(asked.moves):
        unit = draw.choice(drawn)
        wish = f"{unit}={target(unit, asked.kind, folders, draw)}"
        outcome, detail = attempt(root, wish, before)
        counts[outcome] += 1
        print(f"{number + 1:3} {outcome:8} {wish} {detail}", flush=True)
    print(json.dumps(dict(counts)))


def attempt(root: Path, wish: str, before: tuple[str, ...]) -> tuple[str, str]:
    """One move, judged and undone."""
    monoscan = (sys.executable, "-m", "analyzer", "extract", ".", "--move", wish, "--apply", "--jobs", "1")
    done = run(*monoscan, folder=root)
    try:
        if done.returncode:
            dirty = run("git", "status", "--porcelain", folder=root).stdout
            return ("refused" if "refused" in done.stderr and not dirty else "failed"), done.stderr.strip()[
                -600:
            ]
        after = state(root)
        if after != before:
            worse = [new for old, new in zip(before, after, strict=True) if old != new]
            return "broken", "\n".join(worse)[:1500]
        undone = run("git", "apply", "-R", ".monoscan_cache/extract-undo.patch", folder=root)
        dirty = run("git", "status", "--porcelain", folder=root).stdout
        return ("done", "") if not (undone.returncode or dirty) else ("no undo", undone.stderr + dirty)
    finally:
        run("git", "reset", "-q", "--hard", folder=root)
        run("git", "clean", "-qfd", folder=root)


if __name__ == "__main__":
    main()
