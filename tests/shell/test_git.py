"""Git objects, read from a real repository made for the test."""

import subprocess

import pytest

from analyzer.errors import SourceError
from analyzer.shell.git import blob_name, contents, merge_base, renames, same_content, tree


def git(root, *arguments):
    """Run git in the test's repository."""
    settings = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    """Two commits: the second renames old.go, and a branch `side` parts at the first."""
    (tmp_path / "old.go").write_text("package a\n" * 20)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").write_text("import a\n")
    (tmp_path / "link.py").symlink_to("sub/b.py")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    git(tmp_path, "branch", "side")
    git(tmp_path, "mv", "old.go", "new name.go")
    git(tmp_path, "commit", "-q", "-m", "two")
    return tmp_path


def test_the_tree_of_the_merge_base_and_its_contents(repository):
    """Regular files only, with the contents they had."""
    base = merge_base(repository, "side")
    blobs = tree(repository, base)
    assert [blob.path for blob in blobs] == ["old.go", "sub/b.py"]
    assert dict(contents(repository, [blobs[1].oid, "0" * 40])) == {blobs[1].oid: b"import a\n"}
    assert blob_name(b"import a\n", blobs[1].oid) == blobs[1].oid


def test_a_scanned_subfolder_sees_its_own_paths(repository):
    """Paths are relative to the scanned folder, not to git's top."""
    assert [blob.path for blob in tree(repository / "sub", "HEAD")] == ["b.py"]


def test_renames_are_known_from_git_and_from_equal_content(repository):
    """Committed renames by git's likeness, others by the name of the content."""
    base = merge_base(repository, "side")
    assert renames(repository, base) == {"new name.go": "old.go"}
    before = tree(repository, base)
    now = {"moved.go": before[0].oid, "sub/b.py": before[1].oid}
    assert same_content(now, before) == {"moved.go": "old.go"}


@pytest.mark.parametrize("ref", ["nowhere", "--upload-pack=x"])
def test_an_unknown_revision_is_one_clear_error(repository, ref):
    """What the user gave cannot be worked with."""
    with pytest.raises(SourceError) as caught:
        merge_base(repository, ref)
    assert ref in caught.value.message
    assert caught.value.hint


def test_a_folder_outside_git_is_one_clear_error(tmp_path):
    """No repository, no tree."""
    with pytest.raises(SourceError, match="ls-tree"):
        tree(tmp_path, "HEAD")
