"""Same input, same bytes: over jobs, hash seed, folder, order of files, and broken-off runs."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.shell.tree import analysed, plant, row_count

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "fixtures" / "repos" / "aiplatform"
OUTPUTS = ("analysis.json", "report.html", "report.md")


def command(source: Path, output: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "analyzer", "analyze", str(source), "-o", str(output), *options]


def environment(**more: str) -> dict[str, str]:
    return {"PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"], **more}


def outputs(source: Path, output: Path, *options: str, **more: str) -> Mapping[str, bytes]:
    """The bytes of all output files of one run."""
    done = subprocess.run(
        command(source, output, *options), env=environment(**more), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return {name: (output / name).read_bytes() for name in OUTPUTS}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    folder = tmp_path_factory.mktemp("expected")
    return outputs(EXAMPLE, folder / "out", "--no-cache", "--jobs", "1", PYTHONHASHSEED="1")


def large(root: Path) -> Path:
    """A repository that keeps a run busy for some seconds."""
    body = "".join(f"def f{i}(a, b):\n    c = g(a)\n    return c.h(b, {i})\n\n\n" for i in range(60))
    return plant(root, {f"pkg/m{i}.py": f"import pkg.m{i // 2}\n\n\n{body}" for i in range(900)})


@pytest.mark.parametrize("seed", ["0", "4321"])
def test_hash_seed_and_jobs(tmp_path: Path, expected: Mapping[str, bytes], seed: str) -> None:
    found = outputs(EXAMPLE, tmp_path / "out", "--no-cache", "--jobs", "4", PYTHONHASHSEED=seed)
    assert found == expected


@pytest.mark.parametrize("seed", ["0", "1", "2"])
def test_two_uses_of_one_table_in_one_text_keep_their_order(tmp_path: Path, seed: str) -> None:
    sql = "; ".join(f"update album set c{i} = 0 where c{i} is null" for i in range(9))
    code = f'import sqlite3\n\n\ndef fill(db: sqlite3.Connection) -> None:\n    db.executescript("{sql}")\n'
    root = plant(tmp_path / "repo", {"a.py": code})
    analysis = json.loads(outputs(root, tmp_path / "out", PYTHONHASHSEED=seed)["analysis.json"])
    written = [use["columns"] for use in analysis["meaning"]["table_uses"] if use["op"] == "write"]
    assert written == [[f"c{i}"] for i in range(9)]


def test_jobs_on_what_fills_a_pool(tmp_path: Path) -> None:
    """The example is too small to need a pool; this is not."""
    root = large(tmp_path / "repo")
    assert analysed(root, jobs=4) == analysed(root, jobs=1)


def test_folder_and_order_of_files(tmp_path: Path, expected: Mapping[str, bytes]) -> None:
    """A copy made in reverse order, in a folder of another name, is the same repository."""
    copy = tmp_path / "a folder" / "elsewhere"
    for file in sorted(EXAMPLE.rglob("*"), reverse=True):
        if file.is_file() and ".monoscan_cache" not in file.parts:
            target = copy / file.relative_to(EXAMPLE)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
    assert outputs(copy, tmp_path / "out", "--no-cache") == expected


def test_cold_and_warm(tmp_path: Path, expected: Mapping[str, bytes]) -> None:
    cache = ("--cache-dir", str(tmp_path / "cache"))
    assert outputs(EXAMPLE, tmp_path / "cold", *cache) == expected
    assert outputs(EXAMPLE, tmp_path / "warm", *cache) == expected


def test_a_change_is_seen_through_the_cache(tmp_path: Path) -> None:
    root = plant(tmp_path / "repo", {"a.py": "import b\n", "b.py": "x = 1\n"})
    cache = tmp_path / "cache"
    before = analysed(root, cache=cache)
    plant(root, {"a.py": "y = 1\n"})
    assert analysed(root, cache=cache) == analysed(root) != before


def test_two_runs_at_once_on_one_cache(tmp_path: Path, expected: Mapping[str, bytes]) -> None:
    cache = ("--cache-dir", str(tmp_path / "cache"))
    runs = [
        subprocess.Popen(
            command(EXAMPLE, tmp_path / name, *cache), env=environment(), stderr=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    assert [(run.communicate()[1], run.returncode) for run in runs] == [("", 0), ("", 0)]
    for name in ("one", "two"):
        assert {file: (tmp_path / name / file).read_bytes() for file in OUTPUTS} == expected


def wait_for_rows(cache: Path, run: "subprocess.Popen[bytes]") -> None:
    """Until the run has stored something; it must still be running."""
    for _ in range(600):
        if list(cache.glob("*.sqlite")) and row_count(cache):
            break
        time.sleep(0.02)
    assert run.poll() is None


def workers_of(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(number) for number in children.read_text().split()]


def is_running(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to see workers")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_a_broken_off_run(tmp_path: Path, how: signal.Signals) -> None:
    """No output half written, no worker left; the next run is right, and need not begin anew."""
    root, cache, output = large(tmp_path / "repo"), tmp_path / "cache", tmp_path / "out"
    options = ("--jobs", "2", "--cache-dir", str(cache))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job ignores it
    run = subprocess.Popen(
        command(root, output, *options), env=environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE
    )
    wait_for_rows(cache, run)
    workers = workers_of(run.pid)
    assert workers
    run.send_signal(how)
    run.communicate(timeout=20)
    assert run.returncode == (2 if how == signal.SIGINT else -how)
    deadline = time.monotonic() + 10
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, workers))
    assert not output.exists() or not list(output.iterdir())
    whole = outputs(root, tmp_path / "again", *options)
    assert whole == outputs(root, tmp_path / "fresh", "--no-cache", "--jobs", "1")
