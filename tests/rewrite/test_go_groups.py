"""A type leaves a group: the group is taken apart, as gofmt has it."""

import pytest

from tests.rewrite.sources import after, carried_out, patched, reasons, reversed_patch

GROUP = """package m

import "time"

type (
	// A is first.
	A struct {
		T time.Time `json:"t"`
	}

	B int

	// C is last,
	// of three.
	C struct {
		B B
		a A
	}
)

func (a A) Go() {}

func f(a A, b B) C { return C{b, a} }
"""
A = '// A is first.\ntype A struct {\n\tT time.Time `json:"t"`\n}\n'
B = "type B int\n"
C = "// C is last,\n// of three.\ntype C struct {\n\tB B\n\ta A\n}\n"
REST = "func f(a A, b B) C { return C{b, a} }\n"
HEAD = 'package m\n\nimport "example.org/m/q"\n\n'

BOTH = 'package m\n\nimport (\n\t"time"\n\n\t"example.org/m/q"\n)\n\n'


@pytest.mark.parametrize(
    ("name", "there", "left"),
    [
        (
            "A",
            f'package q\n\nimport "time"\n\n{A}\nfunc (a A) Go() {{}}\n',
            HEAD + f"{B}\n{C}\n{REST}".replace("a A", "a q.A"),
        ),
        (
            "B",
            f"package q\n\n{B}",
            BOTH
            + f"{A}\n{C}\nfunc (a A) Go() {{}}\n\n{REST}".replace("B B", "B q.B").replace("b B", "b q.B"),
        ),
    ],
)
def test_one_type_of_a_group(name: str, there: str, left: str) -> None:
    made = after({"m/m.go": GROUP}, f"m/m.go:{name}=q")
    assert made["q/m.go"] == there
    assert made["m/m.go"] == left


def test_the_last_type_at_the_end_of_a_file() -> None:
    source = "package m\n\ntype (\n\tA int\n\n\t// C is C.\n\tC int\n)\n"
    assert after({"m/m.go": source}, "m/m.go:C=q") == {
        "m/m.go": "package m\n\ntype A int\n",
        "q/m.go": "package q\n\n// C is C.\ntype C int\n",
    }


def test_an_alias_takes_the_place_of_a_type() -> None:
    source = "package m\n\ntype (\n\tA int\n\n\tC int\n)\n\nvar x C\n"
    assert after({"m/m.go": source}, "m/m.go:C=q", alias=True)["m/m.go"] == (
        'package m\n\nimport "example.org/m/q"\n\ntype A int\n\ntype C = q.C\n\nvar x C\n'
    )


def test_everything_can_be_taken_back() -> None:
    sources = {"m/m.go": GROUP}
    patch = patched(sources, "m/m.go:A=q")
    assert carried_out(carried_out(sources, patch), reversed_patch(patch)) == sources


@pytest.mark.parametrize(
    "group",
    [
        "type (\n\tA int\n\tC int\n)",  # Columns may go through both.
        "// All of them.\ntype (\n\tA int\n\n\tC int\n)",
        "type (A int; C int)",
        "type (\n\tA int\n\n\t//C is what gofmt would change.\n\tC int\n)",
    ],
)
def test_other_groups_stay_together(group: str) -> None:
    assert reasons({"m/m.go": f"package m\n\n{group}\n"}, "m/m.go:C=q") == [
        "C is declared together with other names"
    ]
