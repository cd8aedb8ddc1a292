"""Broken, foreign and hostile files are read as far as they go, never raised about."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.extract.go import extract, extract_imports
from analyzer.extract.go.file import LARGEST
from analyzer.model.facts import FileFacts
from analyzer.model.source import Language, SourceFile

SOURCE = SourceFile("a.go", Language.GO, "m")
SAMPLE = (Path(__file__).parents[2] / "fixtures" / "languages" / "go" / "everything.go").read_bytes()
HEAD = b'package p\nimport "fmt"\nfunc first() { fmt.Println(1) }\n'
LAST = b"\nfunc last() { fmt.Println(2) }\n"
DEEP = 10_000


def read(text: bytes) -> FileFacts:
    return extract(SOURCE, text)


def test_the_sample_has_no_problem() -> None:
    facts = read(SAMPLE)
    assert facts.surface.problems == ()
    assert facts.surface.package == "shop"
    assert len(facts.body.sql) == 4


@pytest.mark.parametrize(
    ("middle", "kinds"),
    [
        (b"\0", ["nul", "syntax"]),
        ("// \u00e9".encode("latin-1"), ["encoding"]),
        (b"var x = " + b"(" * DEEP + b"1" + b")" * DEEP, ["nesting"]),
        (b"func f() " + b"{" * DEEP + b"}" * DEEP, ["nesting"]),
        (b"var x = " + b"f(" * DEEP + b")" * DEEP, ["nesting"]),
        (b"var x = a" + b".b" * DEEP, ["nesting"]),
        (b"var x " + b"[]" * DEEP + b"int", ["nesting"]),
        (b"type x " + b"struct{ a " * 2000 + b"int" + b"}" * 2000, ["nesting"]),
        (b'var x = "a"' + b' + "b"' * DEEP, []),
        (b"func f() { if a {} " + b"else if b { }" * DEEP + b"}", []),
        (b"func broken( { }", ["syntax"]),
        (b"var x = []byte{" + b"1, " * 20_000 + b"}", []),
        (b'var x = "' + b"a" * 1_000_000 + b'"', []),
    ],
)
def test_the_rest_of_the_file_is_not_lost(middle: bytes, kinds: list[str]) -> None:
    facts = read(HEAD + middle + LAST)
    assert [each.kind for each in facts.surface.problems] == kinds
    names = [each.name for each in facts.surface.definitions]
    assert "first" in names
    assert "last" in names
    assert [call.name for call in facts.body.calls if call.name == "Println"] == ["Println"] * 2
    assert facts.body.calls[-1].scope == names.index("last")


def test_utf16_is_read() -> None:
    facts = read((HEAD + LAST).decode().encode("utf-16"))
    assert [each.kind for each in facts.surface.problems] == ["encoding"]
    assert [each.name for each in facts.surface.definitions] == ["first", "last"]


@pytest.mark.parametrize("text", [b"", b"\n", b"package", b"\xef\xbb\xbfpackage p", b"\xff\xfe"])
def test_nearly_empty_files(text: bytes) -> None:
    assert read(text).surface.definitions == ()


def test_a_huge_line_is_named_and_its_head_is_read() -> None:
    facts = read(HEAD + b'var x = "' + b"a" * LARGEST + b'"')
    assert [each.kind for each in facts.surface.problems] == ["too-large"]
    assert [each.target for each in facts.surface.imports] == ["fmt"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_source_never_raises(data: st.DataObject) -> None:
    text = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 25)))
        text[start:end] = data.draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from(
                    [b"{", b"}", b"(", b")", b"[", b'"', b"`", b":=", b"func ", b"type ", b"*", b"/*", b"."]
                ),
            )
        )
    read(bytes(text))
    extract_imports(SOURCE, bytes(text))


@given(st.binary(max_size=300))
def test_any_bytes_never_raise(text: bytes) -> None:
    read(text)
