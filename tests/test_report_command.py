"""`monoscan report`: every format from a saved analysis, and what it says to a file that is none."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from analyzer.cli import main
from analyzer.render.formats import FORMATS
from analyzer.render.options import RenderOptions
from analyzer.shell.graphviz import draw
from analyzer.shell.resources import texts
from tests.render.made import analysis

CASES = {"three": analysis(24), "no boundaries": analysis(24, services=0)}
LOOK = RenderOptions(templates=texts("templates", ""))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, arguments)])


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    file = tmp_path / "analysis.json"
    file.write_text(FORMATS["json"](CASES["three"], LOOK))
    return file


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"svg"}))
def test_a_format_is_what_analyze_writes(form: str, saved: Path, tmp_path: Path) -> None:
    done = run(saved, "--format", form)
    assert done.exit_code == 0 and done.stdout == FORMATS[form](CASES["three"], LOOK)
    assert run(saved, "--format", form, "-o", tmp_path / "out").exit_code == 0
    assert (tmp_path / "out").read_text() == done.stdout


def test_options_reach_the_page(saved: Path) -> None:
    done = run(saved, "--source-url", "https://h/{rev}/{path}#L{line}", "--rev", "v1", "--title", "Shown")
    assert 'href="https://h/v1/app/' in done.stdout and "<title>Shown" in done.stdout


def test_svg_without_graphviz_is_our_own(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("analyzer.shell.graphviz.PROGRAMS", ("dot",))
    done = run(saved, "--format", "svg")
    assert done.exit_code == 0 and ElementTree.fromstring(done.stdout).get("class") == "map"


@pytest.mark.parametrize("name", CASES)
def test_our_own_picture_is_xml(name: str) -> None:
    assert ElementTree.fromstring(FORMATS["svg"](CASES[name], LOOK)).tag.endswith("svg")


def program(folder: Path, body: str) -> None:
    file = folder / "dot"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)


@pytest.mark.parametrize(
    ("body", "drawn"),
    [
        ('echo "<svg>$(cat | /usr/bin/wc -c)</svg>"', "<svg>12</svg>\n"),
        ("exec sleep 5", None),
        ("exit 1", None),
    ],
)
def test_a_layout_program_has_its_time(
    body: str, drawn: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, body)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr("analyzer.shell.graphviz.PROGRAMS", ("dot",))
    assert draw("digraph a {}", 0.5) == drawn


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"schema_version": 99}', "schema version 99"),
        (b'{"schema_version": 1}', "not an analysis"),
        (b'{"schema_version": 1, "name": "half', "not an analysis"),
        (b"\xff\xfe\x00", "not an analysis"),
        (b"[" * 100_000, "not an analysis"),
        (b'{"schema_version": "\xff"}', "not an analysis"),
        (None, "cannot read"),
    ],
)
def test_what_is_no_analysis_is_one_error(content: bytes | None, said: str, tmp_path: Path) -> None:
    file = tmp_path / "analysis.json"
    if content is not None:
        file.write_bytes(content)
    done = run(file)
    assert done.exit_code == 2 and said in done.stderr and str(file) in done.stderr
    assert "Traceback" not in done.stderr and len(done.stderr.splitlines()) == 2
