"""The house rules that a program can check: layers, sizes, docstrings, names."""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(ROOT.joinpath("analyzer").rglob("*.py"))
FILE_LINES, FUNCTION_LINES, DEPTH = 250, 40, 3
BANNED = {"manager", "util", "utils", "helper", "helpers", "upstream", "downstream"}


def path_of(module: Path) -> str:
    return module.relative_to(ROOT).as_posix()


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def functions(module: Path) -> Iterator[tuple[str, int]]:
    """Name and lines of code of each function, without its docstring and without functions inside it."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
            yield node.name, (node.end_lineno or 0) - first.lineno + 2


def test_layers() -> None:
    """Stages import only what stands below them, and only the edges touch the machine."""
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", MODULES, ids=path_of)
def test_a_module_says_what_it_is_in_one_sentence(module: Path) -> None:
    docstring = ast.get_docstring(tree(module))
    assert docstring and docstring.splitlines()[0].endswith((".", "`"))


def test_files_and_functions_are_small() -> None:
    """No file over 250 lines, no function over 40, ten at the median, three folders deep at most."""
    sizes = {path_of(module): len(module.read_text("utf-8").splitlines()) for module in MODULES}
    assert {name: size for name, size in sizes.items() if size > FILE_LINES} == {}
    lines = {(path_of(module), name): size for module in MODULES for name, size in functions(module)}
    assert {name: size for name, size in lines.items() if size > FUNCTION_LINES} == {}
    assert statistics.median(lines.values()) <= 10
    assert max(name.count("/") for name in sizes) <= DEPTH


def test_names() -> None:
    """Words that say nothing, or mean two opposite things in this field, name no module."""
    assert [path_of(module) for module in MODULES if module.stem in BANNED] == []


def test_public_functions_say_what_the_caller_gets() -> None:
    silent = [
        f"{path_of(module)}: {node.name}"
        for module in MODULES
        for node in tree(module).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []
