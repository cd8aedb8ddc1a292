"""What is left of a file that declarations leave, as gofmt would have it."""

import pytest

from tests.rewrite.sources import after, reasons

KEPT = "package a\n\nfunc Keep() {}\n"
TYPE = "\n// T is moved.\ntype T struct{}\n"
METHODS = "\nfunc (t T) One() {}\n\nfunc (t T) Two() {}\n"
LAST = "\nfunc Last() {}\n"


@pytest.mark.parametrize(
    ("source", "left"),
    [
        (KEPT + TYPE + METHODS, KEPT),
        (KEPT + TYPE + METHODS + LAST, KEPT + LAST),
        (KEPT + TYPE + LAST + METHODS, KEPT + LAST),
        ("package a\n" + TYPE + METHODS + LAST, "package a\n" + LAST),
    ],
)
def test_declarations_leave_no_gap(source: str, left: str) -> None:
    there = after({"a/a.go": source}, "a/a.go:T=b")
    assert there == {"a/a.go": left, "b/a.go": "package b\n" + TYPE + METHODS}


def test_tests_go_along_with_the_last_code_of_their_package() -> None:
    sources = {
        "a/a.go": "package a\n\nfunc get() int { return 1 }\n",
        "a/a_test.go": "package a\n\nvar x = get()\n",
        "a/b_test.go": "package a_test\n",
    }
    there = after(sources, "a/a.go=b")
    assert sorted(there) == ["b/a.go", "b/a_test.go", "b/b_test.go"]
    assert there["b/a_test.go"] == "package b\n\nvar x = get()\n"
    assert there["b/b_test.go"] == "package b_test\n"


def test_a_package_takes_over_the_name_of_an_import_that_goes() -> None:
    api = 'package api\n\nimport "example.org/m/llm"\n\nvar x llm.T\n'
    both = 'package both\n\nimport "example.org/m/llm"\n\nvar x llm.T\n\nvar y llm.U\n'
    sources = {"llm/t.go": "package llm\n\ntype T int\n", "llm/u.go": "package llm\n\ntype U int\n"}
    there = after(sources | {"api/a.go": api, "both/b.go": both}, "llm/t.go=types/llm")
    assert there["api/a.go"] == api.replace("m/llm", "m/types/llm")
    assert "\nvar x typesllm.T\n\nvar y llm.U\n" in there["both/b.go"]


def test_a_file_that_nothing_is_left_in_goes() -> None:
    sources = {"a/a.go": "package a\n\ntype T int\n", "a/b.go": "package a\n\ntype U int\n"}
    assert after(sources, "a/a.go:T=b") == {
        "a/b.go": sources["a/b.go"],
        "b/a.go": sources["a/a.go"].replace("package a", "package b"),
    }


RUNS = "package a\n\nvar x int\n\nfunc init() { x = 1 }\n"


def test_a_package_that_goes_as_a_whole_runs_where_it_did() -> None:
    importer = 'package b\n\nimport _ "example.org/m/a"\n'
    there = after({"a/a.go": RUNS, "b/b.go": importer}, "a/a.go=c")
    assert there == {
        "c/a.go": RUNS.replace("package a", "package c"),
        "b/b.go": importer.replace("m/a", "m/c"),
    }


@pytest.mark.parametrize("beside", ["a/b.go", "c/b.go"])
def test_what_runs_on_import_stays_with_its_package(beside: str) -> None:
    other = f"package {beside[0]}\n\nvar y int\n"
    assert reasons({"a/a.go": RUNS, beside: other}, "a/a.go=c") == [
        "init() runs when its package is imported"
    ]


def test_all_imports_of_several_groups_make_room_for_a_new_one() -> None:
    imports = 'import (\n\t"fmt"\n\t"io"\n\n\t"golang.org/x/crypto/ssh"\n)\n'
    used = "type T struct {\n\tw io.Writer\n\tk ssh.Signer\n\ts fmt.Stringer\n}\n"
    source = f"package a\n\n{imports}\n{used}\nfunc New() *T {{ return nil }}\n"
    assert after({"a/a.go": source}, "a/a.go:T=b")["a/a.go"] == (
        'package a\n\nimport (\n\t"example.org/m/b"\n)\n\nfunc New() *b.T { return nil }\n'
    )
