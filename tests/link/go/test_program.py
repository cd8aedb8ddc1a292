"""What a linked program answers, and that the order of files does not matter."""

import random

import pytest

from analyzer.extract.go import extract
from analyzer.link import link
from analyzer.model.graph import REFERENCE_KINDS
from analyzer.model.source import Language, Project, SourceFile
from tests.link.go.repo import callees, linked, named, number_of

ROUTES = {
    "p/a.go": """import "github.com/gin-gonic/gin"
type Server struct { engine *gin.Engine; store *Store }
func (s *Server) routes(base string) {
	r := gin.Default()
	v1 := r.Group("/v1")
	v1.GET("/x", s.show)
	s.engine.Use(helper())
	func() { v1.POST("/y", s.show) }()
}
func (s *Server) show(c *gin.Context) { c.JSON(200, s.store.All()) }
""",
    "p/b.go": "type Store struct{}\nfunc (s *Store) All() []int { return nil }\nfunc helper() int",
}


def test_callees_name_symbols_and_outside_calls() -> None:
    gin = "github.com/gin-gonic/gin"
    assert callees(linked(ROUTES), "p/a.go") == [
        f"{gin}.Default",
        f"{gin}.Default().Group",
        f"{gin}.Default().Group().GET",
        "p/b.go:helper",
        f"{gin}.Engine.Use",
        f"{gin}.Default().Group().POST",
        None,
        "p/b.go:Store.All",
        f"{gin}.Context.JSON",
    ]


@pytest.mark.parametrize(
    ("scope", "name", "target"),
    [
        ("Server.routes", "s.show", "p/a.go:Server.show"),
        ("Server.routes", "s.store.All", "p/b.go:Store.All"),
        ("Server.routes", "v1.GET", "github.com/gin-gonic/gin.Default().Group().GET"),
        ("", "v1.GET", "github.com/gin-gonic/gin.Default().Group().GET"),
        ("Server.routes", "helper", "p/b.go:helper"),
        ("Server.routes", "gin.Default", "github.com/gin-gonic/gin.Default"),
        ("Server.routes", "nothing", None),
    ],
)
def test_names_are_resolved_where_they_stand(scope: str, name: str, target: str | None) -> None:
    program = linked(ROUTES)
    file = number_of(program, "p/a.go")
    definitions = program.surfaces[file].definitions
    index = next(i for i, each in enumerate(definitions) if each.name == scope and each.kind != "struct")
    assert named(program, program.resolve(file, index, name)) == target


def test_types_of_values() -> None:
    program = linked(ROUTES)
    file = number_of(program, "p/a.go")
    scope = next(i for i, d in enumerate(program.surfaces[file].definitions) if d.name == "Server.routes")
    found = {
        name: named(program, program.type_of(file, scope, name)) for name in ("s", "s.store", "s.engine", "r")
    }
    assert found == {
        "s": "p/a.go:Server",
        "s.store": "p/b.go:Store",
        "s.engine": "github.com/gin-gonic/gin.Engine",
        "r": "github.com/gin-gonic/gin.Default()",
    }


def test_references_keep_line_scope_and_kind() -> None:
    program = linked(
        {"p/a.go": "func f() {\n g()\n _ = T{}\n v = 1\n}", "p/b.go": "func g() {}\ntype T int\nvar v int"}
    )
    refs = program.graph.references
    rows = zip(refs.line, refs.scope, refs.symbol, refs.kind, strict=True)
    assert [
        (line, scope, program.graph.symbols[s].name, REFERENCE_KINDS[k]) for line, scope, s, k in rows
    ] == [
        (3, 0, "g", "call"),
        (4, 0, "T", "type"),
        (5, 0, "v", "write"),
    ]


def test_what_is_not_resolved_is_counted_by_reason() -> None:
    code = "type S struct{}\nfunc f(s S) { missing(); s.gone = 1; _ = S{Lost: 1}; len(s) }"
    assert linked({"p/a.go": code}).graph.unresolved == {
        "go: key of unknown literal": 1,
        "go: unknown name": 1,
        "go: value of unknown type": 1,
    }


def test_a_cycle_of_types_and_values_ends() -> None:
    code = (
        "type A B\ntype B A\ntype C = C\ntype S struct{ *S; T }\ntype T struct{ S }\nvar x = y\nvar y = x\n"
    )
    program = linked({"p/a.go": code + "func f(a A, c C, s S) { a.X(); c.X(); s.X(); x.X(); y.X() }"})
    assert callees(program, "p/a.go") == [None] * 5


def test_the_order_of_files_does_not_matter() -> None:
    facts = [
        extract(SourceFile(p, Language.GO, "m/p"), f"package p\n{c}".encode()) for p, c in ROUTES.items()
    ]
    expected = link(Project(()), [each.surface for each in facts], lambda i: facts[i].body)
    for seed in range(3):
        shuffled = random.Random(seed).sample(facts, len(facts))
        program = link(Project(()), [each.surface for each in shuffled], lambda i, s=shuffled: s[i].body)  # type: ignore[misc]
        assert program.graph == expected.graph
        assert callees(program, "p/a.go") == callees(expected, "p/a.go")
