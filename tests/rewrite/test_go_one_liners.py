"""Functions on one line keep their columns, and open where they get too long, as gofmt has it."""

import pytest

from tests.rewrite.sources import after

FS = "package fs\n\ntype Item int\n"
HEAD = 'package a\n\nimport "example.org/m/fs"\n\ntype T int\n\n'


def moved(text: str, target: str) -> str:
    """A file that uses the package, when that moves."""
    there = after({"fs/fs.go": FS, "a/a.go": HEAD + text}, f"fs={target}")["a/a.go"]
    return there.partition("type T int\n\n")[2]


def test_bodies_keep_their_column() -> None:
    text = (
        "func (T) A() int{}{{ return 1 }}\nfunc (T) Long(x {}) {{ panic(1) }} // long\nfunc (T) C() {{\n}}\n"
    )
    assert moved(text.format(9 * " ", "fs.Item"), "files") == text.format(12 * " ", "files.Item")


@pytest.mark.parametrize(("count", "is_open"), [(70, False), (71, True)])
def test_long_ones_open(count: int, is_open: bool) -> None:
    """Head and body may have 100 characters, one of which is the blank behind `func`, counted twice."""
    name = "N" * (count - len("func (x files.Item)"))
    short = "func A() { }\n".replace("{ }", "{}")
    line = f"func {name}(x fs.Item) {{ f(1234); _ = 123456; f(12345) }}\n"
    made = moved(line + short, "files")
    if is_open:
        assert made == f"func {name}(x files.Item) {{\n\tf(1234)\n\t_ = 123456\n\tf(12345)\n}}\n{short}"
    else:
        assert made.startswith(f"func {name}(x files.Item) {{ f(1234);")
