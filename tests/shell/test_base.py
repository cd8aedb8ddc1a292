"""The tree of a commit is seen as a clean checkout of it would be; only what differs is written out."""

from pathlib import Path

import pytest

from analyzer.errors import SourceError
from analyzer.shell import git
from analyzer.shell.base import former_files
from analyzer.shell.cache import Cache
from analyzer.shell.contents import content_name, with_contents
from analyzer.shell.discover import MANIFESTS, Options, look
from analyzer.shell.pyhints import PROJECT_FILES
from analyzer.shell.walk import Walked
from tests.gate.test_cli import git as run_git
from tests.gate.test_cli import write

TREE: dict[str, str | bytes | None] = {
    "go.mod": "module x\n",
    "a/a.go": "package a\n",
    "a/same.go": "package a\n",
    "a/b/c.py": "import x\n",
    "a/.gitignore": "kept.py\n!kept.py\nout/\n",
    "a/out/lost.py": "import y\n",
    "a/kept.py": "import z\n",
    "vendor/v.go": "package v\n",
    ".hidden/h.py": "\n",
    "env/pyvenv.cfg": "\n",
    "env/lib.py": "\n",
    "_not/n.go": "package n\n",
    "large.sql": "-- " + "x" * 99 + "\n",
    "left/out.py": "\n",
    "deep/testdata/t.go": "package t\n",
    "no_suffix": "\n",
    "strange\né.py": b"import \xff\n",
}
OPTIONS = Options(max_file_size=90, exclude=("left/",))


def named(root: Path) -> Walked:
    place, walked = look(root, OPTIONS)
    with Cache.open(None) as cache:
        return with_contents(place, walked, cache, b"import x")


def former(root: Path, folder: Path, commit: str = "HEAD") -> Walked:
    return former_files(root, git.tree(root, commit), named(root), OPTIONS, folder, b"import x")


def seen(walked: Walked) -> list[tuple[str, bytes, bool]]:
    return [(found.path, found.content, found.marked) for found in walked.files]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A committed tree with all that a walk leaves out."""
    root = tmp_path / "code"
    write(root, TREE)
    (root / "link.py").symlink_to("a/b/c.py")
    run_git(root, "init", "-q")
    run_git(root, "add", "-f", ".")
    run_git(root, "commit", "-q", "-m", "one")
    return root


def test_a_commit_is_seen_like_a_checkout(repository: Path, tmp_path: Path) -> None:
    """The same files with the same contents, and nothing is taken out of git."""
    assert seen(former(repository, tmp_path / "out")) == seen(named(repository))
    assert [path for path, _, _ in seen(named(repository))] == [
        "a/a.go",
        "a/b/c.py",
        "a/kept.py",
        "a/same.go",
        "go.mod",
        "strange\né.py",
    ]
    assert not (tmp_path / "out").exists()


def test_only_what_differs_is_written(repository: Path, tmp_path: Path) -> None:
    """Changed and removed files, also where a rule of today leaves them out."""
    before = seen(named(repository))
    write(
        repository,
        {"a/b/c.py": "import y\n", "a/kept.py": None, "new.py": "\n", ".gitignore": "strange*\n"},
    )
    found = former(repository, tmp_path / "out")
    assert seen(found) == before
    written = sorted(path.name for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert written == ["c.py", "kept.py", "strange\né.py"]
    assert [content_name((repository / each.place).read_bytes()) for each in found.files] == [
        each.content for each in found.files
    ]


def test_a_content_that_git_does_not_have_is_no_new_code(repository: Path, tmp_path: Path) -> None:
    """A partial clone: an error, not a base without that file."""
    oid = next(blob.oid for blob in git.tree(repository, "HEAD") if blob.path == "a/b/c.py")
    write(repository, {"a/b/c.py": "import y\n"})
    (repository / ".git/objects" / oid[:2] / oid[2:]).unlink()
    with pytest.raises(SourceError, match=r"a/b/c\.py"):
        former(repository, tmp_path / "out")


def test_every_project_file_is_looked_for() -> None:
    """The names stand apart from their readers, which a warm run does not load."""
    assert {"go.mod", "go.work", *PROJECT_FILES} == MANIFESTS
