"""A patch is written as a whole or not at all."""

from pathlib import Path

import pytest

from analyzer.errors import MonoscanError
from analyzer.model.patch import FileChange, Patch
from analyzer.shell.worktree import tree_of, write_patch
from tests.shell.tree import plant

FILES = {"a/one.go": b"1\n", "a/two.go": b"2\n", "b.go": b"3\n"}
MOVE = FileChange("a/one.go", "x/y/one.go", b"1\n", b"one\n")
EDIT = FileChange("b.go", "b.go", b"3\n", b"three\n")


def texts(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_everything_is_written(tmp_path: Path) -> None:
    root = plant(tmp_path, dict(FILES))
    (root / "a/one.go").chmod(0o755)
    gone = FileChange("a/two.go", "", b"2\n", b"")
    write_patch(root, Patch((gone, EDIT, FileChange("", "new.txt", b"", b"new"), MOVE)))
    assert texts(root) == {"b.go": b"three\n", "new.txt": b"new", "x/y/one.go": b"one\n"}
    assert not (root / "a").exists()
    assert (root / "x/y/one.go").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize(
    "wrong",
    [
        FileChange("a/two.go", "a/two.go", b"changed since\n", b""),
        FileChange("a/none.go", "n.go", b"", b""),
        FileChange("", "a/two.go", b"", b"in the way"),
        FileChange("", "a/two.go/new.go", b"", b"below a file"),
    ],
    ids=["changed", "gone", "in the way", "no folder"],
)
def test_nothing_is_written_where_one_change_fails(wrong: FileChange, tmp_path: Path) -> None:
    root = plant(tmp_path, dict(FILES))
    with pytest.raises(MonoscanError):
        write_patch(root, Patch((EDIT, MOVE, wrong)))
    assert texts(root) == FILES
    assert sorted(path.name for path in root.iterdir()) == ["a", "b.go"]


INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from analyzer.model.patch import Patch
from analyzer.shell.worktree import write_patch
from tests.rewrite.test_worktree import EDIT, MOVE

seen = 0

def interrupt(event, given):
    global seen
    if event == "os.rename":
        seen += 1
        if seen == int(sys.argv[2]):
            if sys.argv[3] == "raise":
                raise KeyboardInterrupt
            os.kill(os.getpid(), signal.Signals[sys.argv[3]])

sys.addaudithook(interrupt)
write_patch(Path(sys.argv[1]), Patch((EDIT, MOVE)))
"""


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize("how", ["raise", "SIGINT", "SIGTERM"])
def test_an_interruption_leaves_all_or_nothing(number: int, how: str, tmp_path: Path) -> None:
    import subprocess
    import sys

    root = plant(tmp_path, dict(FILES))
    command = [sys.executable, "-c", INTERRUPTED, str(root), str(number), how]
    assert subprocess.run(command, cwd=Path(__file__).parents[2], stderr=subprocess.DEVNULL).returncode != 0
    after = {"a/two.go": b"2\n", "b.go": b"three\n", "x/y/one.go": b"one\n"}
    assert texts(root) == (FILES if how == "raise" else after)


def test_a_tree_holds_what_git_does_not_ignore_and_no_links(tmp_path: Path) -> None:
    import subprocess

    root = plant(tmp_path, {**FILES, ".gitignore": "*.log\n", "x.log": ""})
    (root / "link.go").symlink_to("b.go")
    assert "x.log" in tree_of(root).texts
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    tree = tree_of(root)
    assert sorted(tree.texts) == [".gitignore", "a/one.go", "a/two.go", "b.go"]
    assert tree.links == {"link.go"}
    assert tree.texts["b.go"] == b"3\n"
