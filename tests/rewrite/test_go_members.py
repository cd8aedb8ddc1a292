"""Fields that are used from another package become exported: those of the type, and no others."""

import pytest

from tests.rewrite.sources import after, reasons

USE = "\n\nfunc f(t T) int { return t.n }\n"


def sources(text: str, use: str = USE) -> dict[str, str]:
    return {"m/0.go": f"package m\n\n{text}\n", "m/1.go": f"package m{use}"}


@pytest.mark.parametrize(
    ("text", "then"),
    [
        (  # Another type of the package has a field called so, or one called as it will be.
            "type T struct{ n int }\n\ntype U struct{ n, m int }\n\nfunc g(u U) int { return u.n }",
            "type T struct{ N int }\n\ntype U struct{ n, m int }\n\nfunc g(u U) int { return u.n }",
        ),
        (
            "type T struct{ n int }\n\ntype U struct{ N, m int }",
            "type T struct{ N int }\n\ntype U struct{ N, m int }",
        ),
        (  # Keys of literals: of the struct, of others, and values.
            "type T struct{ n int }\n\nfunc g(n int) (T, []T) { return T{n: n}, []T{{n: n}} }",
            "type T struct{ N int }\n\nfunc g(n int) (T, []T) { return T{N: n}, []T{{N: n}} }",
        ),
        (
            "type T struct{ n int }\n\nvar n = 1\n\nvar t, byNumber = T{n: n}, map[int]bool{n: true}",
            "type T struct{ N int }\n\nvar n = 1\n\nvar t, byNumber = T{N: n}, map[int]bool{n: true}",
        ),
        (
            "type T struct{ n int }\n\ntype M map[int]int\n\nfunc g(n int) M { return M{n: T{n: n}.n} }",
            "type T struct{ N int }\n\ntype M map[int]int\n\nfunc g(n int) M { return M{n: T{N: n}.N} }",
        ),
    ],
)
def test_only_fields_of_the_type(text: str, then: str) -> None:
    there = after(sources(text), "m/1.go=q")
    assert there["m/0.go"] == f"package m\n\n{then}\n"
    assert there["q/1.go"].endswith("func f(t m.T) int { return t.N }\n")


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("n would have to be exported, but that is no free name", "type T struct{ n int; N int }"),
        (
            "n would have to be exported, but that is no free name",
            "type T struct{ n int }\n\ntype U struct {\n\tT\n\tN string\n}",
        ),
        (
            "n would have to be exported, but that is no free name",
            'import "net"\n\ntype T struct {\n\tn int\n\tnet.Conn\n}\n\nfunc g(t T) any { return t.N }',
        ),
        (
            "n would have to be exported, but a key may be a field or a value",
            "type T struct{ n int }\n\nfunc g(n int) any {\n\ttype L struct{ n int }\n\treturn L{n: n}\n}",
        ),
    ],
)
def test_what_is_not_clear_is_refused(reason: str, text: str) -> None:
    assert reasons(sources(text), "m/1.go=q") == [reason]


def test_types_that_can_be_converted_go_together() -> None:
    text = "type T struct{ n int }\n\ntype U struct{ n int }\n\nfunc g(u U) T { return T(u) }"
    assert "type U struct{ N int }" in after(sources(text), "m/1.go=q")["m/0.go"]


def test_a_literal_of_a_named_list_gives_no_fields() -> None:
    there = after(sources("type S []int\n\ntype T struct{ N int }", "\n\nvar s = S{1, 2}\n"), "m/1.go=q")
    assert there["q/1.go"].endswith("var s = m.S{1, 2}\n")
