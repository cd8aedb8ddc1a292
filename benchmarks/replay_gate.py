"""Replay the last commits of a repository through the gate and check every verdict by other means.

    python benchmarks/replay_gate.py REPOSITORY WORK_FOLDER [--commits 200] [--depth 1]

A policy is written once, on the oldest of the commits: each folder of the given depth that holds source
is a boundary that may depend on no other. Then each commit is checked against its parent
(`monoscan check --base HEAD^`), and the verdict is compared with the imports as Python's own parser, or a
reader of Go's import blocks that shares no code with monoscan, sees them before and after the commit.
Prints what was false or missed, and a line of totals.
"""

import argparse
import ast
import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

Edge = tuple[str, str]
Import = tuple[str, str, str]
"""The path of a file, what it imports, and a path in that."""
GO_IMPORT = re.compile(r'^import\s*(?:\(([^)]*)\)|((?:[\w.]+\s+)?"[^"]+"))', re.MULTILINE)
GO_COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)
LEFT_OUT = {
    ".go": re.compile(r"(^|/)([._][^/]*|vendor|testdata|node_modules)(/|$)|_test\.go$"),
    ".py": re.compile(
        r"(^|/)(\.[^/]*|vendor|testdata|node_modules|tests?|testing)(/|$)"
        r"|(^|/)(test_[^/]*|[^/]*_test|tests|conftest)\.py$"
    ),
}
"""Tests, and what is no source of the repository's own."""


def git(root: Path, *arguments: str) -> str:
    """What git prints."""
    run = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True)
    return run.stdout.decode("utf-8", "replace")


def sources(root: Path) -> dict[str, str]:
    """Path to text of each source file that is no test."""
    names = (name for name in git(root, "ls-files", "-z").split("\0") if name.endswith(tuple(LEFT_OUT)))
    wanted = (name for name in names if not LEFT_OUT[name[-3:]].search(name) and (root / name).is_file())
    return {name: (root / name).read_text("utf-8", "replace") for name in wanted}


def edges(root: Path) -> set[Import]:
    """Each import of the repository's own modules."""
    files = sources(root)
    manifest = root / "go.mod"
    module = re.search(r"^module\s+(\S+)", manifest.read_text(), re.MULTILINE)[1] if manifest.exists() else ""
    found = set()
    known = {python_module(name): name for name in files if name.endswith(".py")}
    for name, text in files.items():
        if name.endswith(".go"):
            inner = ((path, path.removeprefix(module + "/")) for path in go_imports(text, module))
            found.update((name, path, folder + "/x") for path, folder in inner)
        else:
            found.update((name, path, known[path]) for path in python_imports(name, text, known))
    return found


def go_imports(text: str, module: str) -> Iterator[str]:
    """Import paths of the own module."""
    head = GO_COMMENT.sub("", text)
    for block in GO_IMPORT.finditer(head):
        for path in re.findall(r'"([^"]+)"', block[1] or block[2]):
            if module and path.startswith(module + "/"):
                yield path


def python_module(name: str) -> str:
    """The dotted name of a file whose package lies at the repository's root."""
    return name[:-3].removesuffix("/__init__").replace("/", ".")


def python_imports(name: str, text: str, known: dict[str, str]) -> Iterator[str]:
    """Modules of the repository that a file imports at run time."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return
    package = python_module(name).split(".")
    if not name.endswith("__init__.py"):
        package = package[:-1]
    for node in walk_runtime(tree):
        if isinstance(node, ast.Import):
            yield from (found for alias in node.names if (found := deepest(alias.name, known)))
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                found = deepest(f"{stem}.{alias.name}", known)
                if found:
                    yield found


def deepest(name: str, known: dict[str, str]) -> str:
    """The longest beginning of a dotted name that is a module."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def walk_runtime(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those under `if TYPE_CHECKING`."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        for other in node.orelse:
            yield from walk_runtime(other)
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from walk_runtime(child)


def boundary(path: str, depth: int, names: Iterable[str]) -> str:
    """The boundary of a path: its deepest folder of at most that depth in the policy, "" if there is none."""
    folders = path.split("/")[:-1][:depth]
    deepest_first = ("/".join(folders[:end]) for end in range(len(folders), 0, -1))
    return next((folder for folder in deepest_first if folder in names), "")


def policy(folders: Iterable[str]) -> str:
    """A configuration in which no boundary may depend on another."""
    parts = [f'[boundaries."{folder}"]\nfiles = ["{folder}/**"]\n' for folder in sorted(folders)]
    return "\n".join([*parts, '[gate]\nunassigned = "off"\ncycles = false\n'])


def crossing(found: set[Import], depth: int, names: set[str], root: Path) -> set[Edge]:
    """Module to module edges between boundaries."""
    manifest = root / "go.mod"
    module = re.search(r"^module\s+(\S+)", manifest.read_text(), re.MULTILINE)[1] if manifest.exists() else ""
    result = set()
    for path, target, place in found:
        home = boundary(path, depth, names)
        folder = path.rpartition("/")[0]
        in_go = f"{module}/{folder}" if folder else module
        dependent = in_go if path.endswith(".go") else python_module(path)
        other = boundary(place, depth, names)
        if home and other and home != other:
            result.add((dependent, target))
    return result


def verdict(root: Path, config: Path) -> dict[str, set[Edge]]:
    """What monoscan says of HEAD against its parent, by state."""
    command = ["monoscan", "check", root, "--config", config, "--base", "HEAD^", "--format", "json"]
    run = subprocess.run([*command, "--allow-incomplete", "--jobs", "1"], capture_output=True, text=True)
    if run.returncode not in (0, 1):
        return {"failed": {(run.stderr.strip(), "")}}
    states: dict[str, set[Edge]] = {"new": set(), "moved": set(), "known": set()}
    for item in json.loads(run.stdout)["findings"]:
        if item["check"] == "MS101":
            states[item["state"]].add((item["identity"]["dependent"], item["identity"]["dependency"]))
    return states


def main() -> None:
    """Replay and compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--commits", type=int, default=200)
    parser.add_argument("--depth", type=int, default=1)
    arguments = parser.parse_args()
    root, config = arguments.work / "clone", arguments.work / "policy.toml"
    if not root.exists():
        subprocess.run(["git", "clone", "-q", "--shared", arguments.repository, root], check=True)
    commits = git(root, "rev-list", "--first-parent", f"-{arguments.commits + 1}", "HEAD").split()[::-1]
    git(root, "checkout", "-qf", commits[0])
    names = {"/".join(name.split("/")[:-1][: arguments.depth]) for name in sources(root)} - {""}
    config.write_text(policy(names))
    before = crossing(edges(root), arguments.depth, names, root)
    totals: Counter[str] = Counter()
    for commit in commits[1:]:
        git(root, "checkout", "-qf", commit)
        after = crossing(edges(root), arguments.depth, names, root)
        compare(commit, before, after, verdict(root, config), totals)
        before = after
    print(
        ", ".join(
            f"{name} {totals[name]}" for name in ("commits", "new", "moved", "false", "missed", "failed")
        )
    )


def compare(
    commit: str, before: set[Edge], after: set[Edge], states: dict[str, set[Edge]], totals: Counter[str]
) -> None:
    """Count and print how the verdict differs from the imports before and after."""
    totals["commits"] += 1
    if "failed" in states:
        totals["failed"] += 1
        print(commit[:10], "failed:", *[message for message, _ in states["failed"]])
        return
    real = after - before
    false = {edge for edge in states["new"] if edge not in real}
    missed = {edge for edge in real if edge not in states["new"] | states["moved"]}
    totals.update(new=len(states["new"]), moved=len(states["moved"]), false=len(false), missed=len(missed))
    for word, found in (("false", false), ("missed", missed)):
        for edge in sorted(found):
            print(commit[:10], word, *edge)


if __name__ == "__main__":
    main()
