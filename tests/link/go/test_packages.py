"""Which package and which file a name means."""

import pytest

from analyzer.link.go.build import in_default_build
from analyzer.model.source import GoModule
from tests.link.go.repo import callees, linked, uses


def imported(
    files: dict[str, str], path: str, modules: tuple[GoModule, ...] = (GoModule("", "m"),)
) -> list[str]:
    program = linked(files, modules)
    number = next(i for i, file in enumerate(program.graph.files) if file.path == path)
    return [
        f"{edge.module}{'' if edge.internal else ' (outside)'}"
        for edge in program.graph.imports
        if edge.file == number
    ]


def test_files_of_a_package_see_each_other() -> None:
    program = linked({"p/a.go": "func f() { g() }", "p/b.go": "func g() {}", "q/c.go": "func g() {}"})
    assert uses(program, "p/a.go") == ["p/b.go:g"]


def test_names_may_have_any_letters() -> None:
    program = linked(
        {"p/a.go": "func f(s *Straße) { s.größe() }", "p/b.go": "type Straße int\nfunc (s Straße) größe() {}"}
    )
    assert uses(program, "p/a.go") == ["p/b.go:Straße", "p/b.go:Straße.größe"]


def test_a_local_name_hides_the_package() -> None:
    program = linked(
        {"p/a.go": "func f(g func()) { g(); h := 1; _ = h }", "p/b.go": "func g() {}\nfunc h() {}"}
    )
    assert uses(program, "p/a.go") == []


def test_test_packages_stand_apart() -> None:
    files = {
        "p/a.go": "func F() {}\nfunc hidden() {}",
        "p/a_test.go": "func t() { hidden() }",
        "p/b_test.go": 'package p_test\nimport "m/p"\nfunc t() { p.F(); hidden() }',
    }
    assert uses(linked(files), "p/a_test.go") == ["p/a.go:hidden"]
    assert uses(linked(files), "p/b_test.go") == ["p/a.go:F"]


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ('import "m/d"', "d.F()"),
        ('import x "m/d"', "x.F()"),
        ('import . "m/d"', "F()"),
        ('import "m/odd-folder"', "odd.G()"),
    ],
)
def test_imports_name_packages(line: str, call: str) -> None:
    files = {
        "d/d.go": "func F() {}",
        "odd-folder/o.go": "package odd\nfunc G() {}",
        "p/a.go": f"{line}\nfunc f() {{ {call} }}",
    }
    assert len(uses(linked(files), "p/a.go")) == 1


@pytest.mark.parametrize(
    ("line", "call", "target"),
    [
        ('import "github.com/go-chi/chi/v5"', "chi.NewRouter()", "github.com/go-chi/chi/v5.NewRouter"),
        ('import "gopkg.in/yaml.v3"', "yaml.Marshal()", "gopkg.in/yaml.v3.Marshal"),
        ('import "github.com/mattn/go-sqlite3"', "sqlite3.Open()", "github.com/mattn/go-sqlite3.Open"),
        ('import "k8s.io/api/apps/v1"', "v1.New()", "k8s.io/api/apps/v1.New"),
        ('import "e.org/api/flow/v1"', "flow.New()", "e.org/api/flow/v1.New"),
        ('import g "github.com/gin-gonic/gin"', "g.Default()", "github.com/gin-gonic/gin.Default"),
        ('import . "github.com/onsi/gomega"', "Expect(1)", "github.com/onsi/gomega.Expect"),
    ],
)
def test_packages_outside_are_named_by_path(line: str, call: str, target: str) -> None:
    assert callees(linked({"p/a.go": f"{line}\nfunc f() {{ {call} }}"}), "p/a.go") == [target]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("", True), ("linux", True), ("windows", False), ("!windows", True), ("linux && arm64", False),
        ("unix && (amd64 || arm64)", True), ("!cgo", False), ("go1.18", True), ("integration", False),
        ("!(a || b)", True), ("((", True),
    ],
)  # fmt: skip
def test_default_build(label: str, expected: bool) -> None:
    assert in_default_build(label) is expected


def test_the_default_build_chooses_among_files() -> None:
    files = {
        "p/a.go": "func f() { g() }",
        "p/a_windows.go": "func w() { g() }",
        "p/g_darwin.go": "func g() {}",
        "p/g_linux.go": "func g() {}",
        "p/g_windows.go": "func g() {}",
    }
    program = linked(files)
    assert uses(program, "p/a.go") == ["p/g_linux.go:g"]
    assert uses(program, "p/a_windows.go") == ["p/g_windows.go:g"]
    assert len([s for s in program.graph.symbols if s.name == "g"]) == 3


def test_modules_nested_replaced_and_twice() -> None:
    modules = (
        GoModule("", "m", replaces=(("old.org/lib", "./lib"),)),
        GoModule("api", "m/api"),
        GoModule("lib", "new.org/lib"),
        GoModule("one", "same"),
        GoModule("two", "same"),
    )
    files = {
        "a/a.go": 'import "m/api/v"\nimport "old.org/lib/x"\nimport "m/none"\nimport "m"',
        "main.go": "package main",
        "api/v/v.go": "",
        "lib/x/x.go": "",
        "one/b/b.go": 'import "same/c"',
        "one/c/c.go": "",
        "two/b/b.go": 'import "same/c"\nfunc f() { c.F() }',
        "two/c/c.go": "func F() {}",
    }
    assert imported(files, "a/a.go", modules) == ["m/api/v", "new.org/lib/x", "m/none (outside)", "m"]
    assert imported(files, "one/b/b.go", modules) == ["same/c"]
    assert uses(linked(files, modules), "two/b/b.go") == ["two/c/c.go:F"]


def test_without_a_module_files_of_a_folder_still_see_each_other() -> None:
    program = linked({"p/a.go": "func f() { g() }", "p/b.go": "func g() {}"}, modules=())
    assert uses(program, "p/a.go") == ["p/b.go:g"]
