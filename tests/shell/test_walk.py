"""Which files a walk finds, and what it leaves out and why."""

import os
from pathlib import Path

import pytest

from analyzer.shell.discover import Options, discover
from tests.shell.tree import plant, skipped

GOOD = {"a.py": "x = 1\n"}


@pytest.mark.parametrize(
    ("files", "reasons"),
    [
        ({".gitignore": "b.py\n", "b.py": ""}, {"b.py": "ignored"}),
        ({".gitignore": "gen/\n", "gen/b.py": ""}, {"gen": "ignored"}),
        ({".gitignore": "*.py\n!a.py\n", "b.py": ""}, {"b.py": "ignored"}),
        ({".gitignore": "/b.py\n", "b.py": "", "d/b.py": ""}, {"b.py": "ignored"}),
        ({".gitignore": "d/**/b.py\n", "d/e/f/b.py": ""}, {"d/e/f/b.py": "ignored"}),
        ({".gitignore": "*.py\n!a.py\n", "d/.gitignore": "!b.py\n", "d/b.py": ""}, {}),
        ({"d/.gitignore": "b.py\n", "d/b.py": "", "b.py": ""}, {"d/b.py": "ignored"}),
        ({".gitignore": "# a.py\n\n", "b.py": ""}, {}),
        ({".git/info/exclude": "b.py\n", "b.py": ""}, {"b.py": "ignored"}),
        ({"vendor/x/b.go": ""}, {"vendor": "vendor"}),
        ({"web/node_modules/x/b.py": ""}, {"web/node_modules": "node-modules"}),
        ({"p/testdata/b.go": ""}, {"p/testdata": "testdata"}),
        ({"env/pyvenv.cfg": "", "env/lib/b.py": ""}, {"env": "virtual-environment"}),
        ({".hidden/b.py": ""}, {".hidden": "hidden"}),
        ({"_old/b.go": "", "_b.go": "", "_c.py": ""}, {"_old/b.go": "underscore", "_b.go": "underscore"}),
        ({"b.py": "x" * 200}, {"b.py": "too-large"}),
        ({"readme.md": "", "notes.txt": ""}, {}),
    ],
)
def test_what_is_left_out(tmp_path: Path, files: dict[str, str], reasons: dict[str, str]) -> None:
    root = plant(tmp_path, {**GOOD, **files})
    found = discover(root, Options(max_file_size=100)).project
    assert {item.path: str(item.reason) for item in found.skipped} == reasons
    assert "a.py" in [file.path for file in found.files]


def test_a_pattern_of_the_user_excludes(tmp_path: Path) -> None:
    root = plant(tmp_path, {**GOOD, "examples/b.py": "", "examples/c/d.py": ""})
    found = discover(root, Options(exclude=("examples/",))).project
    assert [(item.path, str(item.reason)) for item in found.skipped] == [("examples", "excluded")]


def test_links_are_told_and_not_followed(tmp_path: Path) -> None:
    root = plant(tmp_path / "repo", {**GOOD, "p/b.py": ""})
    plant(tmp_path / "outside", {"secret.py": ""})
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "p" / "loop").symlink_to(root)
    (root / "again").symlink_to(root / "p")
    (root / "self").symlink_to(root / "self")
    (root / "c.py").symlink_to(root / "a.py")
    found = discover(root).project
    assert [file.path for file in found.files] == ["a.py", "p/b.py"]
    assert {item.path: str(item.reason) for item in found.skipped} == {
        "again": "symlink",
        "c.py": "symlink",
        "out": "symlink-outside",
        "p/loop": "symlink-loop",
        "self": "symlink-loop",
    }


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    assert skipped(tmp_path, GOOD) == {"pipe.py": "not-a-file"}


def test_the_own_cache_is_never_mentioned(tmp_path: Path) -> None:
    assert skipped(tmp_path, {**GOOD, ".monoscan_cache/x.py": "", ".git/hooks/x.py": ""}) == {}


def test_bytes_that_do_not_decode_get_a_name(tmp_path: Path) -> None:
    plant(tmp_path, GOOD)
    for name in (b"\xff.py", b"\xfe.py"):
        (tmp_path / os.fsdecode(name)).touch()
    found = discover(tmp_path)
    assert [file.path for file in found.project.files] == ["a.py", "\ufffd.py", "\ufffd.py#2"]
    assert len({each.place for each in found.found}) == 3


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"go.mod": "module example.org/shop/v2"}, "example.org/shop/v2"),
        ({"backend/go.mod": "module example.org/shop/backend/v3"}, "example.org/shop"),
        ({"backend/go.mod": "module example.org/shop"}, "example.org/shop"),
        ({"pyproject.toml": '[project]\nname = "shop"', "sdk/go.mod": "module example.org/sdk"}, "shop"),
        (
            {"a/go.mod": "module example.org/a", "b/go.mod": "module example.org/b", "b/x.go": "package b"},
            "example.org/b",
        ),
        ({"deep/down/go.mod": "module example.org/tool", "b/pyproject.toml": '[project]\nname = "b"'}, "b"),
        ({}, ""),
    ],
)
def test_a_repository_is_called_as_its_topmost_project_says(tmp_path, files, expected):
    root = plant(tmp_path, files | {"b/y.go": "package b"})
    assert discover(root).project.name == expected
