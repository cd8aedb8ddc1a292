"""Broken, foreign and hostile files are read as far as they go, never raised about."""

import codecs
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.extract.python import extract, extract_imports
from analyzer.model.facts import FileFacts
from analyzer.model.source import Language, SourceFile

SOURCE = SourceFile("m.py", Language.PYTHON, "m")
SAMPLES = Path(__file__).parents[2] / "fixtures" / "languages" / "python"


def read(text: bytes) -> FileFacts:
    return extract(SOURCE, text)


@pytest.mark.parametrize(
    ("text", "kinds", "names"),
    [
        (b"", [], []),
        (codecs.BOM_UTF8 + b"def f(): pass", [], ["f"]),
        ("def f(): pass".encode("utf-16"), ["encoding"], ["f"]),
        ("# coding: latin-1\nd\u00e9f = 1".encode("latin-1"), [], ["d\u00e9f"]),
        ("x = '\u00e9'".encode("latin-1"), ["encoding"], ["x"]),
        ("# coding: nonsense\nx = '\u00e9'".encode("latin-1"), ["encoding"], ["x"]),
        ("\u00fcber = 1".encode(), [], ["\u00fcber"]),
        (b"x = 1\0\ny = 2", ["nul"], ["x", "y"]),
        (b"def f(:\n    pass\ndef g(): pass", ["syntax"], ["g"]),
        (b"print 'hello'\nexec 'x'\ndef f(): pass", [], ["f"]),
        (b"x = " + b"(" * 10_000 + b"1" + b")" * 10_000 + b"\ny = 2", ["nesting"], ["x", "y"]),
        (b"x = " + b"f(" * 5_000 + b")" * 5_000, ["nesting"], ["x"]),
        (b"x = a" + b".b" * 5_000, ["nesting"], ["x"]),
        (b"x = a" + b" + a" * 5_000, [], ["x"]),
        (b"x = 0; " * 20_000, [], ["x"]),
    ],
)
def test_what_can_be_read_is_read(text: bytes, kinds: list[str], names: list[str]) -> None:
    surface = read(text).surface
    assert [problem.kind for problem in surface.problems] == kinds
    assert [each.name for each in surface.definitions if each.name in names] == names


@pytest.mark.parametrize(
    "text",
    [
        b"if x:\n" * 200,
        b"".join(b" " * i + b"if x:\n" for i in range(400)) + b" " * 400 + b"pass",
        b"".join(b" " * i + b"def f():\n" for i in range(300)) + b" " * 300 + b"pass",
        b"x" + b"[0]" * 3000,
        b"[" * 3000,
        b"not " * 3000 + b"x",
        b"- " * 3000 + b"x",
        b"x if y else " * 2000 + b"z",
        b"lambda: " * 2000 + b"x",
        b"a < " * 3000 + b"b",
        b"f'{" * 500,
        b"x: " + b"A[" * 2000 + b"]" * 2000,
        b"case = match = 1\nmatch case:\n  case " + b"[" * 1000 + b"]" * 1000 + b": pass",
        b"try:\n  pass\nexcept A, e:\n  pass",
        b"async await yield return",
        b"class\ndef\n@\nlambda",
        b"from import x\nimport\nfrom . import\nimport a as",
        b"with x as (a, [b, *c]): pass\nfor in y: pass",
        b"del x, y[0]\nnonlocal z\nraise X from y\nassert x, y",
        b"*a, b = *c\n(x := (y := 1))\nx = y = z = 1",
    ],
)
def test_odd_code_is_no_trouble(text: bytes) -> None:
    read(text)
    extract_imports(SOURCE, text)


def sample() -> bytes:
    return b"".join(path.read_bytes() for path in sorted(SAMPLES.glob("*.py")))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_mutation_of_the_bytes_raises(data: st.DataObject) -> None:
    text = bytearray(sample())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(text) - 1))
        kind = data.draw(st.sampled_from(("drop", "put", "double")))
        if kind == "drop":
            del text[at : at + data.draw(st.integers(1, 60))]
        elif kind == "put":
            text[at:at] = data.draw(
                st.sampled_from((b"(", b"]", b"\n", b'"""', b"\xff", b"\0", b"def ", b"@", b"="))
            )
        else:
            text[at:at] = text[at : at + data.draw(st.integers(1, 60))]
        if not text:
            return
    facts = read(bytes(text))
    count = len(facts.surface.definitions)
    assert all(-1 <= each.scope < count for each in facts.surface.definitions)
    assert all(
        -1 <= each.scope < count for each in (*facts.body.calls, *facts.body.references, *facts.body.bindings)
    )
    extract_imports(SOURCE, bytes(text))


@given(st.binary(max_size=300))
def test_no_bytes_raise(text: bytes) -> None:
    read(text)
    extract_imports(SOURCE, text)
