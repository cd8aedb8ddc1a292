"""Package clause, imports, build constraints and embeds, read without parsing."""

import pytest

from analyzer.extract.go import extract, extract_imports
from analyzer.model.facts import ImportKind
from analyzer.model.source import Language, SourceFile


def source(path: str, *, is_test: bool = False) -> SourceFile:
    return SourceFile(path, Language.GO, "m", is_test)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('package p\nimport "a/b"', [(2, "a/b", "")]),
        ("package p\nimport `a/b`", [(2, "a/b", "")]),
        (
            'package p\nimport x "a"; import _ "b"\nimport . "c"',
            [(2, "a", "x"), (2, "b", "_"), (3, "c", ".")],
        ),
        ('package p\nimport (\n\t"a" // why\n\n\t/* no */ y "b"\n)', [(3, "a", ""), (5, "b", "y")]),
        ('// c\n/* "x" */ package p // import "q"\n\nimport "a"\nfunc f() {}\nimport "late"', [(4, "a", "")]),
        ('package p\nimport ()\nimport "a"\nvar x = `import "b"`', [(3, "a", "")]),
        ('package p\r\nimport (\r\n"a"\r\n)\r\n', [(3, "a", "")]),
        ("no go at all", []),
        ("", []),
    ],
)
def test_imports(text: str, found: list[tuple[int, str, str]]) -> None:
    head = extract_imports(source("a.go"), text.encode())
    assert [(each.line, each.target, each.alias) for each in head.imports] == found
    assert extract(source("a.go"), text.encode()).surface.imports == head.imports


def test_imports_of_a_test_say_so() -> None:
    head = extract_imports(source("a_test.go", is_test=True), b'package p\nimport "a"')
    assert head.imports[0].kind == ImportKind.TEST


@pytest.mark.parametrize(
    ("path", "text", "label"),
    [
        ("a.go", "package p", ""),
        ("a_linux.go", "package p", "linux"),
        ("x/a_linux_arm64_test.go", "package p", "linux && arm64"),
        ("a_other.go", "package p", ""),
        ("linux.go", "package p", ""),
        ("a.go", "//go:build linux && !cgo\n\npackage p", "linux && !cgo"),
        ("a_windows.go", "//go:build a || b\n\npackage p", "(a || b) && windows"),
        ("a.go", "// +build linux,386 darwin\n// +build !x\n\npackage p", "(linux && 386 || darwin) && !x"),
        ("a.go", "package p\n//go:build late", ""),
        ("a.go", 'package p\nimport "C"', "cgo"),
    ],
)
def test_build_constraints(path: str, text: str, label: str) -> None:
    assert extract_imports(source(path), text.encode()).build == label


def test_embeds() -> None:
    text = b'package p\n//go:embed a/*.sql "b c" `d`\nvar x string'
    assert extract_imports(source("a.go"), text).embeds == ((2, "a/*.sql"), (2, "b c"), (2, "d"))
