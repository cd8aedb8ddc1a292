"""Input that is broken, hostile or odd: each has a stated result, and the rest is never lost."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from tests.shell.tree import analysed, plant

GOOD = {
    "go.mod": "module example.com/m\n",
    "good/a.go": "package good\n\nfunc A() {}\n",
    "good/b.py": "def b():\n    return 1\n",
}
DEEP = 10_000


def found_problems(root: Path, files: dict[str, str | bytes]) -> set[tuple[str, str]]:
    """(path, kind) of all problems; checks that every file is there and that the good ones are whole."""
    analysis = analysed(plant(root, {**GOOD, **files}))
    assert {"good/a.go", "good/b.py"} <= {file.path for file in analysis.files}
    assert not [problem for problem in analysis.problems if problem.path.startswith("good/")]
    done = analysis.completeness
    assert done.files_parsed == done.files_found == len(analysis.files)
    return {(problem.path, problem.kind) for problem in analysis.problems}


@pytest.mark.parametrize(
    ("name", "content", "kinds"),
    [
        ("x.go", "package x\nfunc (\n", {"syntax"}),
        ("x.py", "def x(:\n  return\n", {"syntax"}),
        ("x.go", "package x\n".encode("utf-16"), {"encoding"}),
        ("x.py", "x = 1\n".encode("utf-16"), {"encoding"}),
        ("x.py", "x = 'é'\n".encode("latin-1"), {"encoding"}),
        ("x.py", "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), set()),
        ("x.go", 'package x\n\nvar X = "é"\n'.encode("latin-1"), {"encoding"}),
        ("x.sql", "SELECT 'é' FROM t;\n".encode("latin-1"), {"encoding"}),
        ("x.go", b"package x\n\x00\n", {"nul", "syntax"}),
        ("x.py", b"x = 1\n\x00\n", {"nul"}),
        ("x.go", b"", set()),
        ("x.py", b"", set()),
        ("x.sql", b"", set()),
        ("x.py", b"\xef\xbb\xbfx = 1\n", set()),
        ("x.py", "x = " + "(" * DEEP + ")" * DEEP + "\n", {"nesting"}),
        ("x.go", "package x\n\nvar X = " + "(" * DEEP + "1" + ")" * DEEP + "\n", {"nesting"}),
        (
            "x.py",
            "".join(" " * i + "if x:\n" for i in range(1000)) + " " * 1000 + "pass\n",
            {"nesting", "syntax"},
        ),
        ("x.sql", "SELECT " + "(" * DEEP + "1" + ")" * DEEP + " FROM t;\n", {"sql"}),
        ("x.py", "x = '" + "y" * 900_000 + "'\n", set()),
        ("new\nline.py", "x = 1\n", set()),
        ("sp ace/é.go", "package x\n", set()),
        ("sub/go.mod", "<<<<<<<\n", {"broken-go-mod"}),
        ("sub/go.mod", "module example.com/m\n", {"duplicate-module"}),
        ("pyproject.toml", "[[[\n", {"broken-project-file"}),
    ],
    ids=lambda value: "content" if isinstance(value, str | bytes) and len(value) > 40 else None,
)
def test_a_broken_file_is_a_problem(tmp_path: Path, name: str, content: str | bytes, kinds: set[str]) -> None:
    """The kinds stated, for that file alone."""
    problems = found_problems(tmp_path, {name: content})
    assert {path for path, _ in problems} <= {name}
    assert {kind for _, kind in problems} == kinds


def test_a_file_over_the_size_is_skipped(tmp_path: Path) -> None:
    """A 50 MB line is left out by its size, with the reason."""
    plant(tmp_path, GOOD)
    with (tmp_path / "long.py").open("wb") as file:
        file.write(b"x = '" + b"y" * 50_000_000 + b"'\n")
    analysis = analysed(tmp_path)
    assert analysis.completeness.skipped_by_reason == {"too-large": 1}
    assert [(item.path, item.reason) for item in analysis.skipped] == [("long.py", "too-large")]


def test_a_long_line_can_be_read(tmp_path: Path) -> None:
    """With a larger limit the same line is read."""
    plant(tmp_path, {**GOOD, "long.py": "x = '" + "y" * 50_000_000 + "'\n"})
    analysis = analysed(tmp_path, max_file_size=100_000_000)
    assert "long.py" in [file.path for file in analysis.files]


def test_a_path_with_bad_bytes_is_shown_and_read(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are shown as U+FFFD; the file is read all the same."""
    plant(tmp_path, GOOD)
    (tmp_path / os.fsdecode(b"bad\xff.py")).write_text("x = 1\n")
    analysis = analysed(tmp_path)
    assert [file.lines for file in analysis.files if file.path == "bad\ufffd.py"] == [1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_and_folder(tmp_path: Path) -> None:
    """Both are problems with the system's reason."""
    plant(tmp_path, {**GOOD, "no.py": "x = 1\n", "locked/a.py": "x = 1\n"})
    (tmp_path / "no.py").chmod(0)
    (tmp_path / "locked").chmod(0)
    try:
        analysis = analysed(tmp_path)
    finally:
        (tmp_path / "locked").chmod(0o755)
    kinds = {(problem.path, problem.kind) for problem in analysis.problems}
    assert kinds == {("no.py", "unreadable-file"), ("locked", "unreadable-folder")}
    assert analysis.completeness.files_parsed == analysis.completeness.files_found - 1


def test_a_repository_of_one_file(tmp_path: Path) -> None:
    """One file is a repository."""
    analysis = analysed(plant(tmp_path, {"one.py": "x = 1\n"}))
    assert [(file.path, file.module) for file in analysis.files] == [("one.py", "one")]


@pytest.mark.parametrize(
    ("files", "path", "message", "hint"),
    [
        ({}, "nowhere", "does not exist", "Give the folder"),
        ({"one.py": "x = 1\n"}, "one.py", "is not a folder", "Give the folder"),
        ({}, "", "no source files", ".go, .py and .sql"),
        ({"vendor/a.go": "package a\n"}, "", "no source files", "1 vendor"),
    ],
)
@pytest.mark.parametrize("command", ["analyze", "facts"])
def test_a_path_that_cannot_be_scanned(
    tmp_path: Path, command: str, files: dict[str, str | bytes], path: str, message: str, hint: str
) -> None:
    """One message, one hint, exit 2, and nothing written."""
    root = plant(tmp_path / "repo", files)
    root.mkdir(exist_ok=True)
    more = ["-o", str(tmp_path / "out")] if command == "analyze" else ["--kind", "imports"]
    done = CliRunner().invoke(main, [command, str(root / path), *more])
    assert done.exit_code == 2
    assert message in done.stderr and hint in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == "" and not (tmp_path / "out").exists()
