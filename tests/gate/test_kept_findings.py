"""Findings kept from an earlier run are used only while nothing that they depend on has changed."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.gate.test_cli import CODE, POLICY, monoscan, write

SAME_SIZE = {"ok": "from pycore import util\n", "crossing": "from pyai import model \n"}
IMPORTS_ONLY = (
    POLICY.replace('forbid_external = ["llm"]\n', "")
    .replace('owns = ["users"]\n', "")
    .replace('owns = ["jobs"]\n', "")
)


@pytest.fixture
def checked(tmp_path: Path) -> Path:
    """A repository that passed, with what was found in its cache."""
    files = {**CODE, "monoscan.toml": IMPORTS_ONLY, "monoscan-baseline.jsonl": '{"schema_version": 1}\n'}
    write(tmp_path, {**files, "pyweb/views.py": SAME_SIZE["ok"]})
    assert monoscan("check", str(tmp_path))[0] == 0
    return tmp_path


def same_size_and_time(root: Path) -> None:
    place = root / "pyweb" / "views.py"
    before = place.stat()
    place.write_text(SAME_SIZE["crossing"])
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (place.stat().st_size, place.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def other_policy(root: Path) -> None:
    write(root, {"monoscan.toml": IMPORTS_ONLY.replace('may_depend_on = ["core"]', "", 1)})


def other_module_names(root: Path) -> None:
    """What crosses follows from go.mod alone."""
    write(root, {"web/more.go": 'package web\n\nimport _ "y/ai"\n'})
    assert monoscan("check", str(root))[0] == 0
    write(root, {"go.mod": "module y\n\ngo 1.22\n"})


CHANGES: list[Callable[[Path], object]] = [
    same_size_and_time,
    other_policy,
    other_module_names,
    lambda root: write(root, {"pyweb/more.py": "from pyai import model\n"}),
    lambda root: (
        (root / "pyai/model.py").rename(root / "pyai/moved.py")
        and write(root, {"pyweb/more.py": "import pyai.moved\n"})
    ),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(checked: Path, change: Callable[[Path], object]) -> None:
    change(checked)
    with_cache = monoscan("check", str(checked), "--stale=warn")
    assert with_cache[0] == 1
    assert monoscan("check", str(checked), "--stale=warn", "--no-cache") == with_cache
    assert monoscan("check", str(checked), "--stale=warn") == with_cache


def test_a_suppression_that_goes_is_missed(checked: Path) -> None:
    line = "from pyai import model  # monoscan: allow MS101 -- until the queue is there\n"
    write(checked, {"pyweb/more.py": line})
    assert [monoscan("check", str(checked))[0] for _ in range(2)] == [0, 0]
    write(checked, {"pyweb/more.py": line.partition("#")[0] + "\n"})
    assert monoscan("check", str(checked))[0] == 1


def test_a_broken_file_makes_every_run_incomplete(checked: Path) -> None:
    write(checked, {"pyweb/more.py": "def f(:\n    pass\n", "pyweb/other.py": "from pyai import model\n"})
    runs = [monoscan("check", str(checked)) for _ in range(2)]
    assert runs[0] == runs[1]
    assert runs[0][0] == 2
    assert "pyweb.other" in runs[0][1]


@pytest.mark.parametrize("damage", ["x'c1'", "x''", "substr(result, 1, 9)"])
def test_damaged_findings_are_found_anew(checked: Path, damage: str) -> None:
    write(checked, {"pyweb/more.py": "from pyai import model\n"})
    first = monoscan("check", str(checked))
    (file,) = checked.joinpath(".monoscan_cache").glob("*.sqlite")
    connection = sqlite3.connect(file)
    with connection:
        connection.execute(f"UPDATE results SET result = {damage}")
    connection.close()
    assert monoscan("check", str(checked)) == first


def test_a_policy_that_does_not_fit_is_told_each_time(checked: Path) -> None:
    write(checked, {"monoscan.toml": IMPORTS_ONLY + '[boundaries.none]\nfiles = ["nowhere/**"]\n'})
    assert [monoscan("check", str(checked))[0] for _ in range(2)] == [2, 2]


def at_once(root: Path, *arguments: str, runs: int = 3) -> set[tuple[int, bytes, bytes]]:
    """Exit code, output and errors of several checks started together, each a program of its own."""
    command = [sys.executable, "-m", "analyzer", "check", str(root), "--format", "json", *arguments]
    started = [subprocess.Popen(command, stdout=-1, stderr=-1) for _ in range(runs)]
    return {(program.wait(), *program.communicate()) for program in started}


def test_checks_at_once_share_one_cache(checked: Path) -> None:
    """From nothing, after a change and with findings kept: one answer, that without a cache."""
    for name in ("first", "second"):
        write(checked, {f"pyweb/{name}.py": "from pyai import model\n"})
        shutil.rmtree(checked / ".monoscan_cache") if name == "first" else None
        found = at_once(checked)
        assert found == at_once(checked) == at_once(checked, "--no-cache", runs=1)
        assert [(code, errors) for code, _, errors in found] == [(1, b"")]


def test_checks_of_two_policies_at_once(checked: Path) -> None:
    """Each gets the findings of its own policy."""
    write(checked, {"other.toml": IMPORTS_ONLY.replace('may_depend_on = ["core"]', "", 1)})
    commands = [("--config", str(checked / name)) for name in ("monoscan.toml", "other.toml")] * 2
    start = [sys.executable, "-m", "analyzer", "check", str(checked), "--format", "concise"]
    for _ in range(2):
        programs = [subprocess.Popen([*start, *more], stdout=-1) for more in commands]
        assert [program.wait() for program in programs] == [0, 1, 0, 1]
        assert len({program.communicate()[0] for program in programs}) == 2
