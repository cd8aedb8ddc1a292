"""Import paths of Go files from go.mod, go.work and, without them, from imports."""

from pathlib import Path

import pytest

from analyzer.shell.discover import discover
from analyzer.shell.gomod import parse_gomod, parse_gowork
from tests.shell.tree import modules, plant


@pytest.mark.parametrize(
    ("text", "path", "requires", "replaces"),
    [
        ("module example.com/a\n\ngo 1.22\n", "example.com/a", (), ()),
        ('module "example.com/a" // name\n', "example.com/a", (), ()),
        (
            "module a\nrequire (\n\tb.org/b v1.0.0 // indirect\n\tc.org/c v2\n)\n",
            "a",
            ("b.org/b", "c.org/c"),
            (),
        ),
        ("module a\nreplace b.org/b => ./b\n", "a", (), (("b.org/b", "./b"),)),
        ("module a\nreplace b.org/b v1 => ../b\n", "a", (), (("b.org/b", "../b"),)),
        ("module a\nreplace b.org/b => c.org/c v1\n", "a", (), ()),
        ("module a\nrequire b.org/b v1\nretract [v1, v2]\ntool b.org/cmd\n", "a", ("b.org/b",), ()),
    ],
)
def test_go_mod(
    text: str, path: str, requires: tuple[str, ...], replaces: tuple[tuple[str, str], ...]
) -> None:
    module, problems = parse_gomod("x/go.mod", text)
    assert module is not None and problems == []
    assert (module.folder, module.path, module.requires, module.replaces) == ("x", path, requires, replaces)


def test_go_work() -> None:
    assert parse_gowork("go 1.22\nuse ./a\nuse (\n\t./b // why\n\t.\n)\n") == ["./a", "./b", "."]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (
            {"go.mod": "module x.io/a\n", "m.go": "", "p/q/n.go": ""},
            {"m.go": "x.io/a", "p/q/n.go": "x.io/a/p/q"},
        ),
        (
            {"go.mod": "module x.io/a\n", "m.go": "", "sub/go.mod": "module x.io/b\n", "sub/p/n.go": ""},
            {"m.go": "x.io/a", "sub/p/n.go": "x.io/b/p"},
        ),
        (
            {
                "m.go": 'import "x.io/a/p"\n',
                "p/n.go": 'import (\n\t"x.io/a/q"\n\t"y.io/q"\n)\n',
                "q/o.go": "",
            },
            {"m.go": "x.io/a", "p/n.go": "x.io/a/p", "q/o.go": "x.io/a/q"},
        ),
        ({"m.go": "", "p/n.go": ""}, {"m.go": "main", "p/n.go": "p"}),
        ({"go.mod": "<<<<<<< ours\n", "p/n.go": ""}, {"p/n.go": "p"}),
        (
            {"a/go.mod": "module x\n", "a/m.go": "", "b/go.mod": "module x\n", "b/m.go": ""},
            {"a/m.go": "x", "b/m.go": "x@b"},
        ),
    ],
)
def test_import_paths(tmp_path: Path, files: dict[str, str], expected: dict[str, str]) -> None:
    assert modules(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("files", "kind", "where"),
    [
        ({"go.mod": "<<<<<<< ours\nmodule a\n"}, "broken-go-mod", ("go.mod", 1)),
        ({"go.mod": "go 1.22\n"}, "broken-go-mod", ("go.mod", 1)),
        ({"go.mod": b"\xff\xfe\x00"}, "broken-go-mod", ("go.mod", 1)),
        ({"go.mod": "module a\n", "b/go.mod": "module a\n"}, "duplicate-module", ("b/go.mod", 1)),
        ({"go.mod": "module a\n", "go.work": "use ./b\n"}, "broken-go-work", ("go.work", 1)),
        ({}, "no-go-mod", (".", 0)),
    ],
)
def test_trouble_is_told(
    tmp_path: Path, files: dict[str, str | bytes], kind: str, where: tuple[str, int]
) -> None:
    found = discover(plant(tmp_path, {"m.go": "package m\n", **files})).project
    assert (kind, where) in [(problem.kind, (problem.path, problem.line)) for problem in found.problems]
    assert [file.path for file in found.files] == ["m.go"]
