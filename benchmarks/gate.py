"""What the gate costs: `monoscan check` with an import-only policy of 20 boundaries, beside its peers.

    python benchmarks/gate.py [--package homeassistant] [--rounds 3] [--scratch FOLDER]

Runs on a large Python package and on the Go standard library, every command once a round, and prints a
Markdown table of CPU seconds and peak memory. The peers get the same boundaries where they can: import-linter
as one independence contract over the same folders; `go list` reads the same imports.
"""

import argparse
import json
from pathlib import Path

from measure import Run, paired, table, tool
from trees import go_tree, lines, python_tree, sources

BOUNDARIES = 20


def folders(tree: Path, suffix: str, depth: int) -> list[list[str]]:
    """The folders of the tree in groups, the largest first into the group with the least."""
    weights: dict[str, int] = {}
    for path in sources(tree, suffix):
        parts = path.relative_to(tree).parts
        if len(parts) > depth:
            folder = "/".join(parts[:depth])
            weights[folder] = weights.get(folder, 0) + 1
    groups: list[tuple[int, list[str]]] = [(0, []) for _ in range(BOUNDARIES)]
    for folder in sorted(weights, key=lambda name: (-weights[name], name)):
        index = min(range(BOUNDARIES), key=lambda number: groups[number][0])
        groups[index] = (groups[index][0] + weights[folder], [*groups[index][1], folder])
    return [group for _, group in groups if group]


def policy(groups: list[list[str]]) -> str:
    """Boundaries that may all depend on each other: what is measured is the looking, not the telling."""
    names = [f"part{number}" for number in range(len(groups))]
    parts = []
    for name, group in zip(names, groups, strict=True):
        others = [other for other in names if other != name]
        globs = [f"{folder}/**" for folder in group]
        parts.append(
            f"[boundaries.{name}]\nfiles = {json.dumps(globs)}\nmay_depend_on = {json.dumps(others)}\n"
        )
    return "\n".join([*parts, '[gate]\nunassigned = "off"\ncycles = false\n'])


def monoscan_runs(tree: Path, suffix: str, depth: int, scratch: Path) -> list[Run]:
    """`check` cold and warm."""
    config, baseline = scratch / f"policy{suffix}.toml", scratch / f"baseline{suffix}.jsonl"
    config.write_text(policy(folders(tree, suffix, depth)))
    baseline.write_text('{"schema_version": 1}\n')
    cache = str(scratch / f"gate{suffix}")
    command = (tool("monoscan"), "check", str(tree), "--config", str(config), "--baseline", str(baseline))
    command = (*command, "--cache-dir", cache, "--jobs", "1", "--allow-incomplete", "--stale=warn")
    return [
        Run("monoscan check", "cold", command, scratch, {}, before=(cache,)),
        Run("monoscan check", "warm", command, scratch, {}),
    ]


def linter_runs(tree: Path, package: str, scratch: Path) -> list[Run]:
    """import-linter with one contract over the package."""
    config, cache = scratch / "gate-importlinter.ini", str(scratch / "gate-linter")
    config.write_text(
        f"[importlinter]\nroot_package = {package}\n\n[importlinter:contract:1]\nname = one\n"
        f"type = forbidden\nsource_modules = {package}.util\nforbidden_modules = {package}.__main__\n"
    )
    command = (tool("lint-imports"), "--config", str(config), "--cache-dir", cache)
    path = {"PYTHONPATH": str(tree)}
    return [
        Run("lint-imports", "cold", command, scratch, path, before=(cache,)),
        Run("lint-imports", "warm", command, scratch, path),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", default="homeassistant")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path, default=Path("build/benchmarks"))
    given = parser.parse_args()
    given.scratch.mkdir(parents=True, exist_ok=True)
    scratch = given.scratch.resolve()
    package = python_tree(given.package, scratch)
    listing = (tool("go"), "list", "-e", "-json", "./...")
    for title, tree, suffix, depth, peers in (
        ("Python", package, ".py", 3, linter_runs(package, given.package, scratch)),
        ("Go", go_tree(), ".go", 1, [Run("go list -e -json ./...", "cold", listing, go_tree(), {})]),
    ):
        runs = [*monoscan_runs(tree, suffix, depth, scratch), *peers]
        costs = paired(runs, given.rounds, scratch / "log")
        rows = [
            (run.tool, run.state, f"{cost.cpu:.2f}", f"{cost.megabytes:.0f}")
            for run, cost in zip(runs, costs, strict=True)
        ]
        print(f"\n{title}: {lines(sources(tree, suffix)):,} lines\n")
        print(table(("tool", "state", "CPU s", "MB"), rows))


if __name__ == "__main__":
    main()
