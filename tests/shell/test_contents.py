"""Names of contents: taken from the cache only where a change would have shown."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from analyzer.shell.cache import Cache
from analyzer.shell.contents import RACY, are_unchanged, content_name, with_contents
from analyzer.shell.discover import look

LATER = 10 * RACY


def contents(root: Path, cache: Path | None, now: int = 0) -> dict[str, bytes]:
    """The names of all contents below root, asked at a time that many nanoseconds from now."""
    place, walked = look(root)
    with Cache.open(cache) as opened:
        named = with_contents(place, walked, opened, b"mark", time.time_ns() + now)
    return {found.path: found.content for found in named.files}


def rewritten(root: Path) -> None:
    """Other bytes of the same length, and the time of the last change set back."""
    place = root / "a.py"
    before = place.stat()
    time.sleep(0.02)  # the clock of a file system may tick only every few milliseconds
    place.write_text("import y\n")
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))


def replaced(root: Path) -> None:
    """Another file in its place, with its size and its time."""
    before = (root / "a.py").stat()
    (root / "new").write_text("import y\n")
    os.utime(root / "new", ns=(before.st_atime_ns, before.st_mtime_ns))
    (root / "new").rename(root / "a.py")


CHANGES: list[Callable[[Path], object]] = [
    rewritten,
    replaced,
    lambda root: (root / "a.py").write_text("import longer\n"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    tmp_path.joinpath("code").mkdir()
    tmp_path.joinpath("code/a.py").write_text("import x\n")
    return tmp_path / "code"


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_never_missed(root: Path, tmp_path: Path, change: Callable[[Path], object]) -> None:
    """Also where size and time of the content are as they were, and the name was kept as of an old file."""
    assert contents(root, tmp_path / "cache", LATER) == {"a.py": content_name(b"import x\n")}
    change(root)
    found = contents(root, tmp_path / "cache", LATER)
    assert found == contents(root, None)
    assert found != {"a.py": content_name(b"import x\n")}


@pytest.mark.parametrize(("age", "asked"), [(0, True), (RACY // 2, True), (LATER, False)])
def test_what_changed_just_now_is_read_again(root: Path, tmp_path: Path, age: int, asked: bool) -> None:
    """A change within the same tick of the clock would leave all times as they are."""
    place, walked = look(root)
    now = walked.files[0].stamp[2] + age
    with Cache.open(tmp_path / "cache") as cache:
        with_contents(place, walked, cache, now=now)
        elsewhere = replace(walked, files=(replace(walked.files[0], place="none.py"),))
        again = with_contents(place, elsewhere, cache, now=now)
    assert again.files[0].content == (b"" if asked else content_name(b"import x\n"))


def test_a_name_that_was_kept_for_another_mark_is_not_used(root: Path, tmp_path: Path) -> None:
    place, walked = look(root)
    with Cache.open(tmp_path / "cache") as cache:
        marks = [
            with_contents(place, walked, cache, mark, time.time_ns() + LATER).files[0].marked
            for mark in (b"none", b"import x", b"none", b"")
        ]
    assert marks == [False, True, False, False]


@pytest.mark.parametrize("change", [*CHANGES, lambda root: (root / "a.py").unlink()])
@pytest.mark.parametrize("now", [0, LATER])
def test_a_change_while_reading_is_seen(root: Path, change: Callable[[Path], object], now: int) -> None:
    place, walked = look(root)
    with Cache.open(None) as cache:
        walked = with_contents(place, walked, cache, now=time.time_ns() + now)
    assert are_unchanged(place, walked)
    change(root)
    assert not are_unchanged(place, walked)
