"""A patch is a diff that git takes in both directions."""

import subprocess
from pathlib import Path

import pytest

from analyzer.model.patch import FileChange, Patch
from analyzer.render.patch import unified_diff

CHANGES = {
    "edit": FileChange("a.go", "a.go", b"one\ntwo\nthree\n", b"one\n2\nthree\n"),
    "no line feed at the end": FileChange("a.go", "a.go", b"one\ntwo", b"one\n2"),
    "line feed added": FileChange("a.go", "a.go", b"one", b"one\n"),
    "carriage returns": FileChange("a.go", "a.go", b"one\r\ntwo\r\n", b"one\r\n2\r\n"),
    "a form feed and a lone carriage return": FileChange(
        "a.go", "a.go", b"a\x0cb\rc\nd\n", b"a\x0cb\rc\ne\n"
    ),
    "no UTF-8": FileChange("a.py", "a.py", b"# caf\xe9\nx\n", b"# caf\xe9\ny\n"),
    "rename": FileChange("a.go", "deep/down/b.go", b"one\n", b"one\n"),
    "rename with edit": FileChange("a.go", "b.go", b"1\n2\n3\n4\n5\n", b"1\n2\n3\n4\n6\n"),
    "rename of an empty file": FileChange("a/__init__.py", "b/__init__.py", b"", b""),
    "new": FileChange("", "new/go.mod", b"", b"module m\n"),
    "removed": FileChange("a.go", "", b"one\n", b""),
    "a blank in the name": FileChange("a b.go", "c d.go", b"1\n2\n3\n4\n", b"1\n2\n3\n5\n"),
    "a name that git quotes": FileChange('ä"\t.go', "ö\\.go", b"1\n2\n3\n4\n", b"1\n2\n3\n5\n"),
}


def git(folder: Path, *arguments: str, patch: bytes = b"") -> None:
    done = subprocess.run(["git", *arguments], cwd=folder, input=patch, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def texts(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_git_applies_and_takes_back(change: FileChange, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    if change.was:
        file = tmp_path / change.was
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(change.before)
    before = texts(tmp_path)
    patch = unified_diff(Patch((change,)))
    git(tmp_path, "apply", "-", patch=patch)
    assert texts(tmp_path) == ({change.path: change.after} if change.path else {})
    git(tmp_path, "apply", "-R", "-", patch=patch)
    assert texts(tmp_path) == before
