"""The docs speak of commands, options, files and fields that exist."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from analyzer.cli import main
from tests.output_page import page

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.joinpath("docs").glob("*.md"), *ROOT.glob("benchmarks/*.md")])
FENCE = re.compile(r"^```(?:sh|bash|console)\n(.*?)^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#\s]*[./][^)#\s]*)(?:#[^)]*)?\)")
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
TEST_COMMAND = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/python -m pytest"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def commands(path: Path) -> Iterator[list[str]]:
    """The words of each monoscan command in the page's shell blocks, up to a pipe or redirection."""
    for block in FENCE.findall(read(path)):
        for part in re.split(r"&&|\||;|\n", block.replace("\\\n", " ")):
            words = shlex.split(part.split(" >")[0], comments=True)
            if words and words[0].rsplit("/", 1)[-1] == "monoscan":
                yield words[1:]


def unknown_words(words: list[str]) -> list[str]:
    """Subcommands and options of a documented command that the command line does not have."""
    command: click.Command = main
    options = {option for parameter in main.params for option in parameter.opts}
    unknown = []
    for word in words:
        if isinstance(command, click.Group) and not word.startswith("-"):
            if word not in command.commands:
                return [word]
            command = command.commands[word]
            given = (option for each in command.params for option in (*each.opts, *each.secondary_opts))
            options |= {*given, "--help"}
        elif word.startswith("-") and word.split("=")[0] not in options:
            unknown.append(word)
    return unknown


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_documented_commands_exist(path: Path) -> None:
    assert [words for words in commands(path) if unknown_words(words)] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(path: Path) -> None:
    targets = [target for target in LINK.findall(CODE.sub("", read(path))) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_documented_commands_run_on_the_example(name: str, tmp_path: Path) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    for words in commands(ROOT / name):
        run = [sys.executable, "-m", "analyzer", *words, "--no-cache"]
        done = subprocess.run(
            run, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
        )
        assert done.returncode == 0 and done.stdout, f"{' '.join(words)}: {done.stderr}"


def test_the_readme_shows_what_the_example_gives(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "analyzer", "analyze", "tests/fixtures/repos/aiplatform", "--no-cache"]
    done = subprocess.run([*run, "-o", str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    shown = re.findall(r"^```text\n(.*?)^```", read(ROOT / "README.md"), re.DOTALL | re.MULTILINE)[0]
    assert [line for line in shown.splitlines() if line not in done.stdout.splitlines()] == []


def test_every_command_is_in_the_readme() -> None:
    text = read(ROOT / "README.md")
    assert [name for name in main.commands if f"`monoscan {name}" not in text] == []


def test_ci_ends_with_the_readme_command() -> None:
    assert TEST_COMMAND in read(ROOT / "README.md")
    assert read(ROOT / ".ci" / "run").rstrip().endswith(TEST_COMMAND)


def test_output_page_is_up_to_date() -> None:
    """After a change of the models: python tests/output_page.py."""
    assert read(ROOT / "docs" / "output.md") == page()


def test_every_stage_is_in_the_design() -> None:
    text = read(ROOT / "docs" / "design.md")
    stages = [path.name for path in ROOT.joinpath("analyzer").iterdir() if (path / "__init__.py").exists()]
    assert [name for name in sorted(stages) if f"`analyzer/{name}/`" not in text] == []


def test_index_links_every_page() -> None:
    text = read(ROOT / "docs" / "index.md")
    pages = {path.name for path in ROOT.joinpath("docs").glob("*.md")} - {"index.md"}
    assert [name for name in sorted(pages) if f"({name})" not in text] == []
