"""Go files and declarations leave their package with every use of them."""

from tests.rewrite.sources import after, carried_out, patched, reversed_patch

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
        'import "time"\n', 'import "time"\nimport "example.org/m/packages/check"\n'
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
