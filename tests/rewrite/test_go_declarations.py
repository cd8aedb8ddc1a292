"""Go files and declarations leave their package with every use of them."""

import pytest

from tests.rewrite.sources import after, carried_out, patched, reasons, reversed_patch

USERS = """package model

import "time"

// User is a person.
type User struct {
	ID      int
	Created time.Time
}

// Age is for people too.
func (u User) Age() time.Duration { return time.Since(u.Created) }

// Find finds.
func Find(id int) (*User, error) { return &User{ID: id}, check(id) }
"""
CHECKS = """package model

import "errors"

func check(id int) error {
	if id < 1 {
		return errors.New("no id")
	}
	return nil
}
"""
API = """package api

import (
	"fmt"

	"example.org/m/model"
)

func Get(id int) { fmt.Println(model.Find(id)) }

type Page struct {
	user *model.User // who
	n    int         // how many
}
"""
SOURCES = {"model/users.go": USERS, "model/checks.go": CHECKS, "api/api.go": API}


def test_a_file_to_a_new_package() -> None:
    there = after(SOURCES, "model/checks.go=packages/check")
    assert there["packages/check/checks.go"] == CHECKS.replace("package model", "package check").replace(
        "func check", "func Check"
    )
    assert there["model/users.go"] == USERS.replace(
        'import "time"\n', 'import (\n\t"time"\n\n\t"example.org/m/packages/check"\n)\n'
    ).replace("check(id)", "check.Check(id)")
    assert there["api/api.go"] == API


def test_a_file_to_a_package_that_is_there() -> None:
    base = 'package base\n\nimport "example.org/m/model"\n\nvar X = model.Find\n'
    there = after(
        SOURCES
        | {"model/checks.go": "package model\n", "base/base.go": base}
        | {"model/users.go": USERS.replace("check(id)", "nil")},
        "model/users.go=base",
    )
    assert there["base/base.go"] == "package base\n\nvar X = Find\n"
    assert there["base/users.go"] == USERS.replace("package model", "package base").replace(
        "check(id)", "nil"
    )
    assert there["api/api.go"] == API.replace("m/model", "m/base").replace("model.", "base.").replace(
        "n    int         //", "n    int        //"
    )


def test_uses_in_other_packages_follow() -> None:
    sources = SOURCES | {
        "model/checks.go": "package model\n",
        "model/users.go": USERS.replace("check(id)", "nil"),
    }
    there = after(sources, "model/users.go=types")
    assert there["api/api.go"] == API.replace("m/model", "m/types").replace("model.", "types.")
    assert "model/users.go" not in there


def test_a_single_type_takes_its_methods_along() -> None:
    there = after(SOURCES, "model/users.go:User=packages/types")
    assert there["packages/types/users.go"] == (
        "package types\n\n"
        + USERS.partition("package model\n\n")[2].partition("// Find")[0].rstrip("\n")
        + "\n"
    )
    assert there["model/users.go"] == (
        'package model\n\nimport "example.org/m/packages/types"\n\n// Find finds.\n'
        "func Find(id int) (*types.User, error) { return &types.User{ID: id}, check(id) }\n"
    )
    assert '"example.org/m/model"\n\t"example.org/m/packages/types"' in there["api/api.go"]
    assert "\tuser *types.User // who\n\tn    int         // how many" in there["api/api.go"]


def test_the_reverse_patch_restores_every_byte() -> None:
    patch = patched(SOURCES, "model/users.go:User=packages/types")
    assert carried_out(carried_out(SOURCES, patch), reversed_patch(patch)) == SOURCES


def test_an_alias_is_left_for_callers_that_move_later() -> None:
    there = after(SOURCES, "model/users.go:User=packages/types", alias=True)
    assert there["api/api.go"] == API
    assert there["model/users.go"] == (
        'package model\n\nimport "example.org/m/packages/types"\n\ntype User = types.User\n\n'
        + USERS[USERS.index("// Find") :]
    )
    assert "func (u User) Age()" in there["packages/types/users.go"]


def package(*bodies: str) -> dict[str, str]:
    """Files `m/0.go`, `m/1.go`, … of one package."""
    return {f"m/{number}.go": f"package m\n\n{body}\n" for number, body in enumerate(bodies)}


@pytest.mark.parametrize(
    ("reason", "sources", "move"),
    [
        ("there is no file m/9.go", package(""), "m/9.go:X=q"),
        ("single declarations are those of Go and Python", package("") | {"m/x.sql": ""}, "m/x.sql:X=q"),
        ("m/0.go declares no X", package("type Y int"), "m/0.go:X=q"),
        ("A is declared together with other names", package("var A, B = 1, 2"), "m/0.go:A=q"),
        ("a file cannot be read whole", package("func f( {"), "m/0.go=q"),
        ("init() runs when its package is imported", package("func init() {}", "var X int"), "m/0.go=q"),
        ("C code is found by folder (cgo)", package('import "C"\n\nvar X C.int'), "m/0.go=q"),
        (
            "embedded files stay in their folder",
            package('import _ "embed"\n\n//go:embed x.txt\nvar X string'),
            "m/0.go=q",
        ),
        ("methods lie in the package of their type", package("type T int", "func (t T) M() {}"), "m/0.go=q"),
        (
            "a declaration under a build constraint moves with its whole file",
            {"m/x_linux.go": "package m\n\nconst X = 1\n"},
            "m/x_linux.go:X=q",
        ),
        (
            "other build constraints declare the name too",
            {"m/x_linux.go": "package m\n\nconst X = 1\n", "m/x_darwin.go": "package m\n\nconst X = 2\n"},
            "m/x_linux.go=q",
        ),
        (
            "the name is there already",
            package("const X = 1") | {"q/q.go": "package q\n\nvar X int\n"},
            "m/0.go=q",
        ),
        (
            "a name would hide another one",
            package("var X = len(s)") | {"q/q.go": "package q\n\nfunc len() {}\n"},
            "m/0.go=q",
        ),
        (
            "example.org/m/m and example.org/m/q would import each other",
            package("func A() { B() }", "func B() { A() }"),
            "m/0.go=q",
        ),
        (
            "x would have to be exported, but that is no free name",
            package("func x() {}", "func X() { x() }"),
            "m/0.go=q",
        ),
        (
            "n would have to be exported, but types on both sides have a field or method of that name",
            package("type T struct{ n int }", "type U struct{ n int }\n\nfunc f(t T) int { return g(t).n }"),
            "m/0.go=q",
        ),
        (
            "n would have to be exported, but its struct is read or written by encoders",
            package('type T struct {\n\tn int\n\tA int `json:"a"`\n}', "func f(t T) int { return t.n }"),
            "m/0.go=q",
        ),
        (
            "string would have to be exported, but the standard library calls methods of that name",
            package("type T int\n\nfunc (t T) string() {}", "func f(t T) { t.string() }"),
            "m/0.go=q",
        ),
        (
            "a literal gives fields without their names",
            package("type T struct{ N int }", "var X = T{1}"),
            "m/0.go=q",
        ),
        (
            "code of tests cannot be imported",
            {"m/m_test.go": "package m\n\nfunc X() {}\n\nfunc Y() { X() }\n"},
            "m/m_test.go:X=q",
        ),
        (
            "a command cannot be imported",
            {"m/a.go": "package main\n\nfunc X() {}\n", "m/b.go": "package main\n\nfunc Y() { X() }\n"},
            "m/b.go=q",
        ),
        (
            "an internal package would not be visible",
            package("func A() { B() }", "func B() {}"),
            "m/1.go=z/internal/q",
        ),
        (
            "example.org/m/plug and example.org/m/kit would import each other",
            package("func X() {}")
            | {
                "auth/a.go": 'package auth\n\nimport "example.org/m/m"\n\nvar x = m.X\n',
                "kit/k.go": 'package kit\n\nimport _ "example.org/m/auth"\n',
                "plug/p_test.go": 'package plug\n\nimport _ "example.org/m/kit"\n',
                "plug/p.go": "package plug\n",
                "mock/m.go": 'package mock\n\nimport _ "example.org/m/plug"\n',
            },
            "m/0.go=mock",
        ),
        (
            "only tests would be left in the package",
            package("func X() {}") | {"m/m_test.go": "package m_test\n"},
            "m/0.go:X=q",
        ),
        ("no package can be called like 1", package("var X int"), "m/0.go=q/1"),
        (
            "//go:linkname names a package by its path",
            package("func X() {}") | {"z.go": "package z\n\n//go:linkname x example.org/m/m.X\nfunc x()\n"},
            "m/0.go=q",
        ),
    ],
)
def test_refusals(reason: str, sources: dict[str, str], move: str) -> None:
    assert reasons(sources, move) == [reason]


MEMBERS = """func f(t T, u U) int {
	t.set()
	return t.n + T{n: 1}.n + u.other
}"""


def test_members_become_exported_with_all_their_uses() -> None:
    sources = package(
        "type T struct {\n\tn, m int\n}\n\nfunc (t T) set() { t.m++ }",
        f"type U struct{{ other int }}\n\n{MEMBERS}",
    )
    patch = patched(sources, "m/0.go=q")
    there = carried_out(sources, patch)
    assert there["q/0.go"] == "package q\n\ntype T struct {\n\tN, m int\n}\n\nfunc (t T) Set() { t.m++ }\n"
    assert there["m/1.go"].endswith(
        "func f(t q.T, u U) int {\n\tt.Set()\n\treturn t.N + q.T{N: 1}.N + u.other\n}\n"
    )
    assert [note.text for note in patch.notes] == [
        "a field becomes exported (N): encoders and printers see it now"
    ]


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("func f(X int) int { return X }", "func f(X int) int { return X }"),
        ("func f() int { q := 1; return q + X }", "func f() int { q := 1; return q + mq.X }"),
        ("func f() { X := X; _ = X }", "func f() { X := q.X; _ = X }"),
        ("func f() { for X := range X { _ = X } }", "func f() { for X := range q.X { _ = X } }"),
        ("var v = struct{ X int }{X: X}", "var v = struct{ X int }{X: q.X}"),
        ("var v = map[int]int{X: X}", "var v = map[int]int{q.X: q.X}"),
        ("type s struct{ X int }\n\nvar v = s{X: X}.X", "type s struct{ X int }\n\nvar v = s{X: q.X}.X"),
        ("func f[X any](x X) {}", "func f[X any](x X) {}"),
        ("func f() {\nX:\n\tbreak X\n}", "func f() {\nX:\n\tbreak X\n}"),
    ],
)
def test_only_uses_of_the_name_itself_change(before: str, then: str) -> None:
    there = after(package("const X = 1", before), "m/0.go=q")["m/1.go"]
    assert there.partition("\n\n")[2].rpartition('/q"\n\n')[2] == then + "\n"


def test_an_import_that_runs_something_stays() -> None:
    sources = package("func A() {}", "func init() {}") | {
        "cmd/main.go": 'package main\n\nimport "example.org/m/m"\n\nfunc main() { m.A() }\n'
    }
    assert after(sources, "m/0.go=q")["cmd/main.go"] == (
        'package main\n\nimport (\n\t_ "example.org/m/m"\n\t"example.org/m/q"\n)\n\nfunc main() { q.A() }\n'
    )
