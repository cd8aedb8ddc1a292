"""A cache that cannot be used is a miss and a warning, never a failure."""

import os
import sqlite3
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.shell.cache import Cache, CacheWarning
from tests.shell.tree import analysed, plant, row_count

FILES = {"a.py": "import b\n", "b.py": "x = 1\n"}
KEYS = [b"k1", b"k2"]


def database(folder: Path) -> Path:
    (file,) = folder.glob("*.sqlite")
    return file


def flip_bytes(folder: Path) -> None:
    """Damage inside the stored rows that the database itself does not notice."""
    connection = sqlite3.connect(database(folder))
    with connection:
        connection.execute("UPDATE facts SET body = x'00', surface = x'c1'")
    connection.close()


def cut_short(folder: Path) -> None:
    file = database(folder)
    file.write_bytes(file.read_bytes()[:5000])


def another_program(folder: Path) -> None:
    file = database(folder)
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE facts (something TEXT)")
    connection.close()


DAMAGES: list[Callable[[Path], object]] = [
    flip_bytes,
    cut_short,
    another_program,
    lambda folder: database(folder).write_bytes(b"not a database" * 100),
    lambda folder: database(folder).write_bytes(b""),
]


def test_rows_come_back(tmp_path: Path) -> None:
    with Cache.open(tmp_path) as cache:
        cache.add([(b"k1", b"s", b"b")])
    with Cache.open(tmp_path) as cache:
        assert cache.rows(KEYS) == {b"k1": (b"s", b"b")}


def test_the_folder_ignores_itself(tmp_path: Path) -> None:
    with Cache.open(tmp_path / "cache"):
        pass
    assert (tmp_path / "cache" / ".gitignore").read_text() == "*\n"


def test_few_results_are_kept(tmp_path: Path) -> None:
    with Cache.open(tmp_path) as cache:
        for number in range(40):
            cache.keep_result(b"%d" % number, b"r")
        kept = [number for number in range(40) if cache.result(b"%d" % number)]
    assert kept == list(range(16, 40))


def test_old_rows_go_when_they_are_many(tmp_path: Path) -> None:
    with Cache.open(tmp_path) as cache:
        cache.add((b"old%d" % number, b"s", b"b") for number in range(2000))
        cache.add([(b"k1", b"s", b"b")])
        cache.prune([b"k1"])
        assert cache.rows([b"k1", b"old1"]) == {b"k1": (b"s", b"b")}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_a_miss(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    root, cache = plant(tmp_path / "repo", FILES), tmp_path / "cache"
    expected = analysed(root, cache=cache)
    damage(cache)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", CacheWarning)
        assert analysed(root, cache=cache) == expected
        assert analysed(root, cache=cache) == expected


@pytest.mark.parametrize("blocked", ["file", "read-only"])
def test_a_folder_that_cannot_be_used_is_a_warning(tmp_path: Path, blocked: str) -> None:
    root, cache = plant(tmp_path / "repo", FILES), tmp_path / "cache"
    if blocked == "file":
        cache.write_text("in the way")
    elif os.geteuid() == 0:
        pytest.skip("root may write everything")
    else:
        cache.mkdir(mode=0o555)
    with pytest.warns(CacheWarning, match="cannot use the cache"):
        found = analysed(root, cache=cache)
    assert found == analysed(root)


def test_a_locked_cache_is_waited_for_and_then_left_alone(tmp_path: Path) -> None:
    with Cache.open(tmp_path) as first, Cache.open(tmp_path) as second:
        assert first.connection is not None and second.connection is not None
        second.connection.execute("PRAGMA busy_timeout = 50")
        first.connection.execute("BEGIN IMMEDIATE")
        with pytest.warns(CacheWarning, match="not used any further"):
            second.add([(b"k1", b"s", b"b")])
        assert second.rows(KEYS) == {}


def test_what_could_not_be_read_is_not_stored(tmp_path: Path) -> None:
    root, cache = plant(tmp_path / "repo", FILES), tmp_path / "cache"
    analysed(root, cache=cache)
    assert row_count(cache) == 2
