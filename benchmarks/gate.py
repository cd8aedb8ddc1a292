"""What the gate costs: `monoscan check` with an import-only policy of 20 boundaries, beside its peers.

    python benchmarks/gate.py [--package homeassistant --depth 3 | --package nova --depth 2] [--rounds 3]

Runs on a large Python package and on the Go standard library with its commands, every command once a round,
and prints a Markdown table of CPU seconds and peak memory. The folders of the tree at some depth are put
into 20 groups of like size; each may import the others, but not the next one. `tach`, run where it is
installed, gets the same policy; import-linter, which compares packages two by two, gets the first package of
each group only. `go list` lists the standard library and its commands, two modules. `--base` is measured in a
copy of the tree under git, with 20 changed files.
"""

import argparse
import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from measure import Run, paired, table, tool
from trees import go_tree, lines, python_tree, sources

BOUNDARIES = 20
CHANGED = 20


def folders(tree: Path, suffix: str, depth: int) -> list[list[str]]:
    """The folders of a depth in groups, the largest first into the group with the fewest files."""
    held: Counter[str] = Counter()
    for path in sources(tree, suffix):
        parts = path.relative_to(tree).parts
        if len(parts) > depth:
            held["/".join(parts[:depth])] += 1
    groups: list[tuple[int, list[str]]] = [(0, []) for _ in range(BOUNDARIES)]
    for name in sorted(held, key=lambda name: (-held[name], name)):
        index = min(range(BOUNDARIES), key=lambda number: groups[number][0])
        groups[index] = (groups[index][0] + held[name], [*groups[index][1], name])
    return [names for _, names in groups if names]


def allowed(count: int, index: int) -> list[int]:
    """All others but the next."""
    return [other for other in range(count) if other not in (index, (index + 1) % count)]


def monoscan_policy(groups: list[list[str]]) -> str:
    """The policy as monoscan.toml."""
    parts = []
    for index, names in enumerate(groups):
        globs, others = [f"{name}/**" for name in names], [f"part{o}" for o in allowed(len(groups), index)]
        parts.append(
            f"[boundaries.part{index}]\nfiles = {json.dumps(globs)}\nmay_depend_on = {json.dumps(others)}\n"
        )
    return "\n".join([*parts, '[gate]\nunassigned = "off"\ncycles = false\n'])


def linter_policy(groups: list[list[str]], package: str) -> str:
    """The policy for the first package of each group as contracts of import-linter."""
    modules = [names[0].replace("/", ".") for names in groups]
    parts = [f"[importlinter]\nroot_package = {package}\n"]
    for index, module in enumerate(modules):
        other = modules[(index + 1) % len(modules)]
        parts.append(
            f"[importlinter:contract:{index}]\nname = {module}\ntype = forbidden\nsource_modules = {module}\n"
            f"forbidden_modules = {other}\nallow_indirect_imports = True\n"
        )
    return "\n".join(parts)


def tach_policy(groups: list[list[str]]) -> str:
    """The policy as tach.toml."""
    modules = [[name.replace("/", ".") for name in names] for names in groups]
    parts = ['source_roots = ["."]\nroot_module = "ignore"\nignore_type_checking_imports = true\n']
    for index, group in enumerate(modules):
        others = [name for other in (index, *allowed(len(modules), index)) for name in modules[other]]
        parts.append(f"[[modules]]\npaths = {json.dumps(group)}\ndepends_on = {json.dumps(others)}\n")
    return "\n".join(parts)


def monoscan_runs(tree: Path, suffix: str, groups: list[list[str]], scratch: Path) -> list[Run]:
    """`check` cold and warm."""
    cache = str(scratch / f"gate{suffix}")
    command = checked(tree, suffix, groups, scratch, cache)
    return [
        Run("monoscan check", "cold", command, scratch, {}, before=(cache,)),
        Run("monoscan check", "warm", command, scratch, {}),
    ]


def checked(tree: Path, suffix: str, groups: list[list[str]], scratch: Path, cache: str) -> tuple[str, ...]:
    """The command, with its policy written."""
    config, baseline = scratch / f"policy{suffix}.toml", scratch / f"baseline{suffix}.jsonl"
    config.write_text(monoscan_policy(groups))
    baseline.write_text('{"schema_version": 1}\n')
    options = ("--cache-dir", cache, "--jobs", "1", "--allow-incomplete", "--stale=warn")
    settings = ("--config", str(config), "--baseline", str(baseline))
    return (tool("monoscan"), "check", str(tree), *settings, *options)


def linter_runs(tree: Path, groups: list[list[str]], package: str, scratch: Path) -> list[Run]:
    """import-linter, and tach where it is installed."""
    config, cache = scratch / "gate-importlinter.ini", str(scratch / "gate-linter")
    config.write_text(linter_policy(groups, package))
    command = (tool("lint-imports"), "--config", str(config), "--cache-dir", cache)
    path = {"PYTHONPATH": str(tree)}
    runs = [
        Run("lint-imports", "cold", command, scratch, path, before=(cache,)),
        Run("lint-imports", "warm", command, scratch, path),
    ]
    if shutil.which(tool("tach")):
        (tree / "tach.toml").write_text(tach_policy(groups))
        runs.append(
            Run("tach check", "cold", (tool("tach"), "check"), tree, {}, before=(str(tree / ".tach"),))
        )
        runs.append(Run("tach check", "warm", (tool("tach"), "check"), tree, {}))
    return runs


def base_runs(tree: Path, groups: list[list[str]], scratch: Path) -> list[Run]:
    """A branch with 20 changed files, on the cache that a run on its base left."""
    copy, cache = scratch / f"{tree.name}-branch", str(scratch / "gate-base")
    if not copy.exists():
        shutil.copytree(tree, copy, ignore=shutil.ignore_patterns("*.pyc", ".tach"))
        for arguments in (("init", "-q"), ("add", "."), ("commit", "-qm", "one")):
            git(copy, *arguments)
    git(copy, "checkout", "-q", ".")
    command = checked(copy, ".py", groups, scratch, cache)
    shutil.rmtree(cache, ignore_errors=True)
    subprocess.run(command, stdout=subprocess.DEVNULL)
    found = sources(copy, ".py")
    for path in found[:: len(found) // CHANGED][:CHANGED]:
        path.write_bytes(path.read_bytes() + b"\nimport json\n")
    left = str(scratch / "gate-base-left")
    shutil.rmtree(left, ignore_errors=True)
    shutil.copytree(cache, left)
    restore = ("sh", "-c", f'rm -rf "{cache}"; cp -r "{left}" "{cache}"')
    return [
        Run("(the cache of the base put back)", "", restore, scratch, {}),
        Run("monoscan check --base HEAD", "first", (*command, "--base", "HEAD"), scratch, {}),
        Run("monoscan check --base HEAD", "again", (*command, "--base", "HEAD"), scratch, {}),
    ]


def git(folder: Path, *arguments: str) -> None:
    settings = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(("git", *settings, *arguments), cwd=folder, check=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--package", default="homeassistant")
    parser.add_argument("--depth", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path, default=Path("build/benchmarks"))
    given = parser.parse_args()
    given.scratch.mkdir(parents=True, exist_ok=True)
    scratch = given.scratch.resolve()
    package = python_tree(given.package, scratch)
    groups = folders(package, ".py", given.depth)
    listing = ("sh", "-c", f"{tool('go')} list -e -json ./... && cd cmd && {tool('go')} list -e -json ./...")
    for title, tree, suffix, runs in (
        (
            "Python",
            package,
            ".py",
            [
                *monoscan_runs(package, ".py", groups, scratch),
                *linter_runs(package, groups, given.package, scratch),
                *base_runs(package, groups, scratch),
            ],
        ),
        (
            "Go",
            go_tree(),
            ".go",
            [
                *monoscan_runs(go_tree(), ".go", folders(go_tree(), ".go", 1), scratch),
                Run("go list -e -json ./...", "cold", listing, go_tree(), {}),
            ],
        ),
    ):
        costs = paired(runs, given.rounds, scratch / "log")
        rows = [
            (run.tool, run.state, f"{cost.cpu:.2f}", f"{cost.megabytes:.0f}")
            for run, cost in zip(runs, costs, strict=True)
            if run.state
        ]
        print(f"\n{title}: {lines(sources(tree, suffix)):,} lines\n")
        print(table(("tool", "state", "CPU s", "MB"), rows))


if __name__ == "__main__":
    main()
