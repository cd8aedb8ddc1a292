"""Compares the nine greps that a migration guide starts with, and what monoscan answers in their place.

.venv/bin/python benchmarks/greps.py FOLDER [--left-out NUMBER]
"""

import argparse
import json
import random
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

from measure import table, tool

SUFFIXES = (".go", ".py", ".sql")
SKIPPED = {".git", "vendor", "node_modules", "testdata", ".monoscan_cache"}
COMMENT = re.compile(r"\s*(//|#|--|\*|/\*)")
TEST = re.compile(r"(^|/)tests?/|_test\.go$|(^|/)test_[^/]*\.py$|_tests?\.py$|(^|/)conftest\.py$")
FROM = re.compile(r"(?:from|join|into|update)\s+[\"`]?(?:\w+\.)?(\w+)", re.IGNORECASE)
MOVING = "upload|download|file|media|attach|image"
NEAR = 3
"""Lines between a fact and a line of the same statement."""

Fact = dict[str, object]
Line = tuple[str, int, str]


def facts(folder: Path, kind: str) -> list[Fact]:
    """What `monoscan facts` prints."""
    command = [tool("monoscan"), "facts", str(folder), "--kind", kind, "--format", "jsonl", "--jobs", "1"]
    shown = subprocess.run([*command, "--no-cache"], check=True, capture_output=True, text=True)
    return [json.loads(line) for line in shown.stdout.splitlines()]


def source_lines(folder: Path) -> list[Line]:
    """Every line of every source file."""
    found: list[Line] = []
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if path.suffix in SUFFIXES and path.is_file() and not SKIPPED & set(relative.parts):
            text = path.read_text("utf-8", "replace")
            found += [(str(relative), n, line) for n, line in enumerate(text.split("\n"), 1)]
    return found


def places(answer: Iterable[Fact]) -> Iterable[tuple[str, int]]:
    """Where facts stand; a route stands where it is registered and where it is handled."""
    for fact in answer:
        for key in ("", "handler_"):
            if fact.get(f"{key}file"):
                yield str(fact[f"{key}file"]), int(str(fact[f"{key}line"]))


def at(answer: Iterable[Fact]) -> Callable[[Line], bool]:
    """Whether a line lies at one of the facts."""
    found: dict[str, set[int]] = {}
    for file, line in places(answer):
        found.setdefault(file, set()).add(line)
    return lambda line: any(abs(line[1] - place) <= NEAR for place in found.get(line[0], ()))


def in_files(answer: Iterable[Fact], paths: Iterable[str] = ()) -> Callable[[Line], bool]:
    """Whether a line lies in a file that an answer names."""
    files = {file for file, _ in places(answer)} | set(paths)
    return lambda line: line[0] in files


def of_tables(answer: Iterable[Fact]) -> Callable[[Line], bool]:
    """Whether a line selects from a table of which its file is known to make use."""
    known: dict[str, set[str]] = {}
    for fact in answer:
        known.setdefault(str(fact["file"]), set()).add(str(fact["table"]).rsplit(".", 1)[-1].lower())
    return lambda line: bool(known.get(line[0], set()) & {name.lower() for name in FROM.findall(line[2])})


Answer = tuple[str, str, int, Callable[[Line], bool]]
"""The grep, what monoscan answers, the number of facts or files, and whether a line is among them."""


def answers(folder: Path) -> list[Answer]:
    """For each grep what stands in its place."""
    imports = facts(folder, "imports")
    own = {fact["from"] for fact in imports}
    inner = [fact for fact in imports if fact["to"] in own]
    points = facts(folder, "entry-points")
    routes = [p for p in points if p["kind"] == "http"]
    work = [p for p in points if p["kind"] in ("job", "message", "schedule")]
    moving = [r for r in routes if re.search(MOVING, f"{r['path']} {r['handler']}", re.IGNORECASE)]
    tables = facts(folder, "tables")
    external = facts(folder, "external")

    def systems(*kinds: str) -> list[Fact]:
        return [e for e in external if e["kind"] in kinds]

    roles = facts(folder, "roles")

    def files(role: str) -> list[str]:
        return [str(r["path"]) for r in roles if r["role"] == role]

    def named(grep: str, name: str, answer: list[Fact], paths: list[str]) -> Answer:
        return grep, name, len(answer) + len(paths), in_files(answer, paths)

    gateway, worker, shared = files("gateway"), files("ai-worker"), files("shared")
    models, stores = systems("llm", "machine-learning", "vector-store"), systems("object-storage", "media")
    return [
        ("import.*internal", "imports inside the repository", len(inner), at(inner)),
        ("SELECT.*FROM", "uses of tables", len(tables), of_tables(tables)),
        named("func.*common", "files of role shared", [], shared),
        ("http.HandleFunc", "routes", len(routes), at(routes)),
        named("middleware", "routes, web frameworks, role gateway", [*routes, *systems("web")], gateway),
        named("auth", "routes, identity, role gateway", [*routes, *systems("identity")], gateway),
        named("openai|anthropic|gemini", "uses of models, role ai-worker", models, worker),
        ("job.*process", "jobs, messages, schedules", len(work), at(work)),
        named("upload|download", "stores of objects, routes that move files", [*stores, *moving], []),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--left-out", type=int, default=0, help="print so many lines that are in no answer")
    options = parser.parse_args()
    lines = source_lines(options.folder)
    rows = []
    for pattern, name, count, holds in answers(options.folder):
        found = [line for line in lines if re.search(pattern, line[2])]
        aside = [line for line in found if TEST.search(line[0]) or COMMENT.match(line[2])]
        code = [line for line in found if line not in set(aside)]
        left = [line for line in code if not holds(line)]
        rows.append(
            (
                f"`{pattern}`",
                name,
                *map(str, (len(found), len(aside), len(code) - len(left), len(left), count)),
            )
        )
        for path, number, text in random.Random(1).sample(left, min(options.left_out, len(left))):
            print(f"{pattern}\t{path}:{number}\t{text.strip()[:150]}")
    head = ("grep", "answer", "lines", "tests, comments", "in the answer", "left out", "facts")
    print(table(head, rows))


if __name__ == "__main__":
    main()
