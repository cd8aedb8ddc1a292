"""The command line: what goes where, and with which exit code."""

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from analyzer.cli.reference import reference
from analyzer.config import read_config
from analyzer.errors import ConfigError
from tests.shell.tree import plant

ROOT = Path(__file__).parents[1]
FILES = {
    "go.mod": "module example.com/m\n",
    "a/a.go": 'package a\n\nimport "example.com/m/b"\n\nfunc A() { b.B() }\n',
    "b/b.go": 'package b\n\nimport "example.com/m/c"\n\nfunc B() { c.C() }\n',
    "c/c.go": "package c\n\nfunc C() {}\n",
    "app/__init__.py": "",
    "app/x.py": "from app import y\n\n\ndef f():\n    return y.g()\n",
    "app/y.py": "def g():\n    return 1\n",
    "tests/test_x.py": "from app.x import f\n",
}


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    return plant(tmp_path / "repo", FILES)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def rows(repo: Path, kind: str, *more: str) -> list[dict[str, object]]:
    done = run("facts", repo, "--kind", kind, "--format", "jsonl", "--no-cache", "--jobs", "1", *more)
    assert done.exit_code == 0, done.stderr
    assert "Files: 7 found, 7 parsed" in done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_analyze_writes_four_files_and_a_summary(repo: Path, tmp_path: Path) -> None:
    done = run("analyze", repo, "-o", tmp_path / "out", "--no-cache", "--jobs", "1")
    assert done.exit_code == 0 and done.stderr == ""
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == [
        "analysis.json",
        "plan.md",
        "report.html",
        "report.md",
    ]
    assert "example.com/m" in done.stdout and "Completeness" in done.stdout


def test_analyze_marks_what_changed_since(repo: Path, tmp_path: Path) -> None:
    def analyzed(*more: object) -> str:
        done = run("analyze", repo, "-o", tmp_path / "out", "--jobs", "1", *more)
        assert done.exit_code == 0, done.stderr
        return done.stdout

    analyzed()
    old = (tmp_path / "out" / "analysis.json").rename(tmp_path / "old.json")
    assert "Changes" not in analyzed()
    assert "older analysis\n  none" in analyzed("--compare", old)
    plant(repo, {"c/c.go": 'package c\n\nimport "example.com/m/d"\n\nfunc C() { d.D() }\n'})
    plant(repo, {"d/d.go": "package d\n\nfunc D() {}\n"})
    assert "dependencies between modules       1 new" in analyzed("--compare", old)
    assert run("analyze", repo, "--compare", tmp_path / "none.json").exit_code == 2


def test_analyze_keeps_its_cache_out_of_git(repo: Path, tmp_path: Path) -> None:
    assert run("analyze", repo, "-o", tmp_path / "out", "--jobs", "1").exit_code == 0
    assert (repo / ".monoscan_cache" / ".gitignore").read_text() == "*\n"


def test_analyze_that_cannot_write_says_so(repo: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    done = run("analyze", repo, "-o", tmp_path / "out", "--no-cache", "--jobs", "1")
    assert done.exit_code == 2 and "cannot write" in done.stderr and "Traceback" not in done.stderr


def test_facts_imports(repo: Path) -> None:
    assert rows(repo, "imports") == [
        {"from": a, "to": b, "file": file, "line": line, "kind": kind}
        for a, b, file, line, kind in [
            ("example.com/m/a", "example.com/m/b", "a/a.go", 3, "runtime"),
            ("app.x", "app.y", "app/x.py", 1, "runtime"),
            ("example.com/m/b", "example.com/m/c", "b/b.go", 3, "runtime"),
            ("tests.test_x", "app.x", "tests/test_x.py", 1, "test"),
        ]
    ]
    assert [row["file"] for row in rows(repo, "imports", "--no-tests")] == ["a/a.go", "app/x.py", "b/b.go"]


def test_imports_alone_are_those_of_the_whole(repo: Path) -> None:
    """The quick reader of imports gives what the full one gives."""
    from analyzer.pipeline import Options, find
    from analyzer.render.facts import KINDS

    def imports(quick: bool) -> list[object]:
        found = find(repo, Options(), lambda done, total: None, imports_only=quick)
        return list(KINDS["imports"].rows(found.program, found.meaning))

    assert imports(True) == imports(False)


def test_facts_references(repo: Path) -> None:
    fields = ("from_file", "line", "to_file", "symbol", "kind", "via")
    wanted = ("a/a.go", 5, "b/b.go", "B", "call", "direct")
    assert wanted in [tuple(row[field] for field in fields) for row in rows(repo, "references")]


def test_facts_definitions(repo: Path) -> None:
    found = [(row["file"], row["line"], row["symbol"], row["kind"]) for row in rows(repo, "definitions")]
    assert ("c/c.go", 3, "C", "function") in found and ("app/y.py", 1, "g", "function") in found


@pytest.mark.parametrize(("form", "first"), [("table", "FROM"), ("csv", "from,to,file,line,kind")])
def test_facts_in_other_forms(repo: Path, form: str, first: str) -> None:
    done = run("facts", repo, "--kind", "imports", "--format", form, "--no-cache", "--jobs", "1")
    lines = done.stdout.splitlines()
    assert lines[0].startswith(first) and len(lines) == 5


def test_a_name_with_control_characters_stays_on_its_line(tmp_path: Path) -> None:
    root = plant(tmp_path, {"a\nb\x1b[31m.py": "import os\n"})
    done = run("facts", root, "--kind", "imports", "--no-cache", "--jobs", "1")
    assert len(done.stdout.splitlines()) == 2 and "\x1b" not in done.stdout


@pytest.mark.parametrize("a", ["example.com/m/a", "a", "a/a.go", "./a/"])
@pytest.mark.parametrize("b", ["example.com/m/c", "c"])
def test_explain(repo: Path, a: str, b: str) -> None:
    done = run("explain", repo, a, b, "--no-cache", "--jobs", "1")
    assert [line.strip() for line in done.stdout.splitlines()] == [
        "chain 1",
        "a/a.go -> b/b.go",
        "a/a.go:5  B",
        "b/b.go -> c/c.go",
        "b/b.go:5  C",
    ]


def test_explain_says_when_there_is_none(repo: Path) -> None:
    done = run("explain", repo, "c", "a", "--no-cache", "--jobs", "1")
    assert done.exit_code == 0 and "no chain from c to a" in done.stdout


def test_explain_of_an_unknown_name_says_what_is_near(repo: Path) -> None:
    done = run("explain", repo, "app.z", "a", "--no-cache", "--jobs", "1")
    assert done.exit_code == 2 and "nothing here is called app.z" in done.stderr and "app.x" in done.stderr


def test_schema_describes_what_analyze_writes(repo: Path, tmp_path: Path) -> None:
    import jsonschema

    run("analyze", repo, "-o", tmp_path / "out", "--no-cache", "--jobs", "1")
    analysis = json.loads((tmp_path / "out" / "analysis.json").read_text("utf-8"))
    jsonschema.validate(analysis, json.loads(run("schema").stdout))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(shell: str) -> None:
    done = run("completion", shell)
    assert done.exit_code == 0 and "_MONOSCAN_COMPLETE" in done.stdout


def test_help_has_examples() -> None:
    """Every command shows how it is used, in the page that holds all help texts."""
    sections = reference().split("\n## ")[1:]
    assert [text.split("\n")[0] for text in sections if "Example" not in text and "COMMAND" not in text] == []


@pytest.mark.parametrize("arguments", [["nope"], ["facts", "."], ["analyze"], ["analyze", ".", "-j", "0"]])
def test_wrong_usage_is_exit_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_docs_are_what_help_says() -> None:
    """Rewrite with: python -m analyzer.cli.reference > docs/cli.md"""
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == reference()


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("[scann]\n", ["unknown section `scann`; did you mean `scan`?"]),
        (
            "[scan]\nexclud = []\nmax_file_size = 'big'\n[gate]\nkind = []\n",
            [
                "[scan] unknown key `exclud`; did you mean `exclude`?",
                "[scan] max_file_size: Expected `int`, got `str`",
                "unknown key `kind`; did you mean `kinds`?",
            ],
        ),
        ("scan = 1\n", ["[scan] must be a table"]),
        ("[scan\n", ["not valid TOML"]),
    ],
)
def test_all_mistakes_of_a_configuration_are_told(text: str, mistakes: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        read_config("monoscan.toml", text)
    assert [mistake for mistake in mistakes if mistake not in caught.value.message] == []


def test_a_wrong_configuration_is_exit_2(repo: Path) -> None:
    plant(repo, {"monoscan.toml": "[scan]\nexclud = []\n"})
    done = run("facts", repo, "--kind", "imports")
    assert done.exit_code == 2 and "did you mean `exclude`?" in done.stderr


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("monoscan.toml", "[scan]\nexclude = ['app/']\n"),
        ("pyproject.toml", "[project]\nname = 'x'\n[tool.monoscan.scan]\nexclude = ['app/']\n"),
    ],
)
def test_configuration_is_found(repo: Path, file: str, text: str) -> None:
    plant(repo, {file: text})
    done = run("facts", repo, "--kind", "definitions", "--format", "jsonl", "--no-cache", "--jobs", "1")
    assert done.exit_code == 0 and "app/" not in done.stdout and "Skipped: excluded: 1" in done.stderr


def test_the_documented_configuration_is_right() -> None:
    """The example in docs/configuration.md can be read."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    example = text.split("```toml\n")[1].split("```")[0]
    assert tomllib.loads(example)["scan"] and read_config("monoscan.toml", example).partition.services == 3
