"""Calls through interfaces reach the interface's method, and implementations by full signature."""

import pytest

from analyzer.model.graph import Via
from tests.link.go.repo import linked, uses

CALLER = 'import "m/i"\nfunc f(s i.Store) { s.Get(1) }'


def reached(declaration: str, implementation: str) -> list[str]:
    files = {"i/i.go": declaration, "p/a.go": CALLER, "x/x.go": implementation}
    program = linked(files)
    assert "i/i.go:Store.Get" in uses(program, "p/a.go")
    return uses(program, "p/a.go", Via.INTERFACE_IMPL)


GET = "type Store interface{ Get(id int) error }"


@pytest.mark.parametrize(
    ("declaration", "implementation", "found"),
    [
        (GET, "type T struct{}\nfunc (t *T) Get(n int) error { return nil }", True),
        (GET, "type T int\nfunc (t T) Get(int) (err error) { return nil }", True),
        (GET, "type T struct{}\nfunc (t *T) Get(n int64) error { return nil }", False),
        (GET, "type T struct{}\nfunc (t *T) Get(n ...int) error { return nil }", False),
        (GET, "type T struct{}\nfunc (t *T) Get(n int) {}", False),
        (GET, "type In struct{}\nfunc (t In) Get(n int) error { return nil }\ntype T struct{ *In }", True),
        (
            "type Store interface{ Get(id int) error; Put() }",
            "type T int\nfunc (T) Get(int) error { return nil }",
            False,
        ),
        ("type Store interface{ Get(id byte) }", "type T int\nfunc (T) Get(uint8) {}", True),
        (
            "type Store interface{ Get(id int); own() }",
            "type T int\nfunc (T) Get(int) {}\nfunc (T) own() {}",
            False,
        ),
        (
            'import "io"\ntype Store interface{ Get(id int); io.Closer }',
            "type T int\nfunc (T) Get(int) {}\nfunc (T) Close() error { return nil }",
            True,
        ),
        (
            'import "e.org/other"\ntype Store interface{ Get(id int); other.Unknown }',
            "type T int\nfunc (T) Get(int) {}",
            False,
        ),
        (
            "type Store interface{ Get(id int); Base }\ntype Base interface{ Close() }",
            "type T int\nfunc (T) Get(int) {}\nfunc (T) Close() {}",
            True,
        ),
        (
            "type Row struct{}\ntype Store interface{ Get(id int) *Row }",
            'import "m/i"\ntype T int\nfunc (T) Get(int) *i.Row { return nil }',
            True,
        ),
        (
            "type Row struct{}\ntype Store interface{ Get(id int) *Row }",
            "type Row struct{}\ntype T int\nfunc (T) Get(int) *Row { return nil }",
            False,
        ),
    ],
)
def test_implementations(declaration: str, implementation: str, found: bool) -> None:
    names = [each for each in reached(declaration, implementation) if each.startswith("x/x.go")]
    assert bool(names) is found
    assert all(each.endswith(".Get") for each in names)


def test_another_interface_is_no_implementation() -> None:
    assert reached(GET, "type Other interface{ Get(id int) error }\ntype T struct{ Other }") == []
