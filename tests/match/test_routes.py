"""Routes are seen through the ways in which programs build them."""

import pytest

from analyzer.match.texts import format_fields, path_join, path_of_regex, sprintf, url_join
from analyzer.match.worlds import World, explore
from tests.match.route_program import meaning, routes

HEAD = (
    'package app\nimport ("net/http"; "fmt"; "path"; "github.com/go-chi/chi/v5")\n'
    "func show(w http.ResponseWriter, r *http.Request) {}\n"
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            'const p = "/a"\nfunc r(m *http.ServeMux) { m.HandleFunc(p + "/b", show) }',
            ["ANY /a/b -> show"],
            id="constant and concatenation",
        ),
        pytest.param(
            'func r(m *http.ServeMux) { m.HandleFunc(fmt.Sprintf("/v%d/%s", 2, "x"), show) }',
            ["ANY /v2/x -> show"],
            id="Sprintf of constants",
        ),
        pytest.param(
            'func r(m *http.ServeMux) { m.HandleFunc(path.Join("/a", "b/"), show) }',
            ["ANY /a/b -> show"],
            id="path.Join",
        ),
        pytest.param(
            "func add(m *http.ServeMux, method, p string, h http.HandlerFunc) { m.HandleFunc(p, h) }\n"
            'func r(m *http.ServeMux) {\n add(m, "GET", "/x", show)\n add(m, http.MethodPost, "/y", show)\n}',
            ["GET /x -> show", "POST /y -> show"],
            id="own registration function",
        ),
        pytest.param(
            "type server struct { m *http.ServeMux; base string }\n"
            "func (s *server) add(p string) { s.m.HandleFunc(s.base + p, show) }\n"
            'func r() { x := &server{m: http.NewServeMux(), base: "/in"}\n x.add("/x") }',
            ["ANY /in/x -> show"],
            id="method and fields",
        ),
        pytest.param(
            "func r(m *http.ServeMux) {\n for _, x := range []struct{ p string; h http.HandlerFunc }{\n"
            '  {"/x", show}, {p: "/y", h: show},\n } {\n  m.HandleFunc(x.p, x.h)\n }\n}',
            ["ANY /x -> show", "ANY /y -> show"],
            id="table walked by a loop",
        ),
        pytest.param(
            "type reg interface { Add(p string, h http.HandlerFunc) }\ntype mux struct { m *http.ServeMux }\n"
            "func (x *mux) Add(p string, h http.HandlerFunc) { x.m.HandleFunc(p, h) }\n"
            'func r(x reg) { x.Add("/x", show) }',
            ["ANY /x -> show"],
            id="registrar interface",
        ),
        pytest.param(
            "type own struct { c chi.Router }\n"
            "func (o *own) Route(p string, f func(*own)) {\n"
            "  o.c.Route(p, func(c chi.Router) { f(&own{c}) })\n}\n"
            "func (o *own) With(m func(http.Handler) http.Handler) *own {\n"
            "  c := o.c.With(m)\n  return &own{c}\n}\n"
            "func (o *own) Get(p string, h http.HandlerFunc) { o.c.Get(p, h) }\n"
            "func (o *own) Put(p string, h http.HandlerFunc) { o.c.Put(p, h) }\n"
            "func guard(h http.Handler) http.Handler { return h }\n"
            'func r() {\n o := &own{chi.NewRouter()}\n o.Get("/x", show)\n o.Route("/a", func(o *own) {\n'
            '  o.Get("/", show)\n  o.With(guard).Route("/{id}", func(o *own) { o.Put("/y", show) })\n })\n}',
            ["GET /a/ -> show", "GET /x -> show", "PUT /a/{id}/y -> show"],
            id="own router that hands itself on to closures",
        ),
        pytest.param(
            "var hooks []func(*http.ServeMux)\n"
            "func keep(f func(*http.ServeMux)) { hooks = append(hooks, f) }\n"
            'func one(m *http.ServeMux) { m.HandleFunc("/x", show) }\nfunc init() { keep(one) }\n'
            "func all() {\n inner := http.NewServeMux()\n for _, h := range hooks {\n  h(inner)\n }\n"
            ' http.Handle("/in/", http.StripPrefix("/in", inner))\n}',
            ["ANY /in/x -> show"],
            id="functions collected in a list",
        ),
        pytest.param(
            "type list[T any] struct { all []func(*http.ServeMux) }\n"
            "type box[T any] struct { in list[T] }\n"
            "func (b *box[T]) keep(f func(*http.ServeMux)) "
            "{ b.in = list[T]{}; b.in.all = append(b.in.all, f) }\n"
            'func r(m *http.ServeMux, b *box[int]) { b.keep(nil); m.HandleFunc("/x", show) }',
            ["ANY /x -> show"],
            id="fields of a generic type",
        ),
        pytest.param(
            "func at(p string) string { return p }\n"
            'func r(m *http.ServeMux) {\n p := at("/a")\n {\n  p := at(p + "/b")\n'
            '  m.HandleFunc(p, show)\n }\n if p := at(p + "/c"); p != "" {\n  m.HandleFunc(p, show)\n }\n'
            " m.HandleFunc(p, show)\n}",
            ["ANY /a -> show", "ANY /a/b -> show", "ANY /a/c -> show"],
            id="a name of its own in a block",
        ),
        pytest.param(
            "func wrap(h http.Handler) http.Handler { return h }\n"
            'func r(m *http.ServeMux) { m.Handle("/x", wrap(http.HandlerFunc(show))) }',
            ["ANY /x -> show"],
            id="handler behind wrappers",
        ),
    ],
)
def test_a_route_is_seen_through(code: str, expected: list[str]) -> None:
    assert routes({"a.go": HEAD + code}) == expected


def test_a_fluent_builder_that_switches_on_the_method_is_seen_through() -> None:
    code = """package app
import "github.com/gin-gonic/gin"
var e = gin.New()
func own(c *gin.Context) {}
type route struct { verb, path string }
func (r *route) Verb(v string) *route { r.verb = v; return r }
func (r *route) Path(p string) *route { r.path = p; return r }
func (r *route) Do(h gin.HandlerFunc) {
 switch r.verb {
 case "GET":
  e.GET(r.path, h)
 case "POST":
  e.POST(r.path, h)
 }
}
func routes() {
 (&route{}).Verb("GET").Path("/x").Do(own)
 (&route{}).Verb("POST").Path("/y").Do(own)
}"""
    assert routes({"a.go": code}) == ["GET /x -> own", "POST /y -> own"]


def test_a_prefix_travels_through_files() -> None:
    files = {
        "a.go": HEAD + 'func sub(m *http.ServeMux) { m.HandleFunc("GET /x", show) }',
        "b.go": 'package app\nimport "net/http"\nfunc main() {\n m := http.NewServeMux()\n sub(m)\n'
        ' http.Handle("/v1/", http.StripPrefix("/v1", m))\n}',
    }
    assert routes(files) == ["GET /v1/x -> show"]


def test_a_list_that_takes_the_name_of_the_one_it_includes_is_another() -> None:
    source = (
        "from django.urls import include, path\nimport views\n"
        'inner = [path("<int:pk>/", views.show)]\n'
        "inner = [\n"
        '    path("users/", include(inner)),\n'
        '    path("all/", views.every),\n'
        "]\n"
        'urlpatterns = [path("api/", include(inner))]\n'
    )
    found = routes({"urls.py": source, "views.py": "def show(r, pk): pass\ndef every(r): pass\n"})
    assert found == ["ANY /api/all/ -> every", "ANY /api/users/<int:pk>/ -> show"]


def test_what_only_running_tells_is_counted_not_guessed() -> None:
    code = 'func r(m *http.ServeMux, a string) { m.HandleFunc(a, show)\n m.HandleFunc("/x/"+a, show) }'
    assert routes({"a.go": HEAD + code}) == ["ANY /x/{computed} -> show"]


def test_routes_stored_in_groups_and_registered_in_a_loop_are_counted_not_mixed() -> None:
    groups = "".join(
        f' g{n} := group("/g{n}")\n' + "".join(f' g{n}.get("/r{n}{m}")\n' for m in range(2)) for n in range(5)
    )
    code = (
        HEAD + "type route struct { group *groups; path string }\ntype groups struct { prefix string }\n"
        "var all []*route\nvar every []*groups\n"
        "func group(p string) *groups { g := &groups{}; g.prefix = p; every = append(every, g); return g }\n"
        "func (g *groups) get(p string) { all = append(all, &route{path: p}) }\n"
        f"func add() {{\n{groups}}}\n"
        "func serve(m *http.ServeMux) {\n for _, g := range every {\n  for _, r := range all {\n"
        "   m.HandleFunc(g.prefix+r.path, show)\n  }\n }\n}\n"
    )
    found = meaning({"a.go": code})
    assert [p.path for p in found.entry_points if p.kind == "http"] == []
    assert found.unseen["http: routes that are stored and registered in a loop"] == 1


def test_recursion_ends() -> None:
    code = 'func r(m *http.ServeMux, p string) { m.HandleFunc(p, show)\n r(m, p + "/x") }\n'
    code += 'func s() { r(nil, "/a") }'
    assert "ANY /a -> show" in routes({"a.go": HEAD + code})


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (sprintf(["/%s/%d%%", "a"]), "/a/{computed}%"),
        (path_join(["/a/", "", "b/"]), "/a/b"),
        (url_join(["https://x/", "/a"]), "https://x/a"),
        (format_fields("/{}/{0}/{name}", ["a"]), "/a/a/{computed}"),
        (path_of_regex(r"^users/(?P<pk>\d+)/(a|b)/$"), "users/{pk}/{}/"),
        (path_of_regex(r"/file\.txt"), "/file.txt"),
    ],
)
def test_texts_are_computed(found: str, expected: str) -> None:
    assert found == expected


def test_each_combination_of_choices_is_one_world() -> None:
    def compute(world: World) -> tuple[int, int]:
        return world.choose("a", 2), world.choose("b", 3)

    assert explore(compute) == ([(a, b) for a in range(2) for b in range(3)], True)
    assert explore(compute, most=2)[1] is False


def test_of_too_many_worlds_those_tried_show_every_option_of_every_choice() -> None:
    results, complete = explore(lambda world: [world.choose(n, 9) for n in range(4)], most=400)
    assert not complete
    assert [{result[n] for result in results} for n in range(4)] == [set(range(9))] * 4


def test_a_class_of_the_repository_stands_for_the_router_it_extends() -> None:
    own = (
        "from fastapi import APIRouter as Base\nclass Router(Base):\n    pass\n"
        "def make(kind: int) -> type[Base]:\n    class Inner(Base):\n        pass\n    return Inner\n"
        "Made = make(1)\n"
    )
    code = (
        'from own import Router, Made\nfrom fastapi import FastAPI\na = Router(prefix="/a")\n'
        'b = Made(prefix="/b")\n@a.get("/1")\ndef one(): ...\n@b.get("/2")\ndef two(): ...\n'
        'app = FastAPI()\napp.include_router(a)\napp.include_router(b, prefix="/in")\n'
    )
    assert routes({"own.py": own, "app.py": code}) == ["GET /a/1 -> one", "GET /in/b/2 -> two"]


def test_a_generated_function_that_nothing_calls_registers_nothing() -> None:
    made = "// Code generated by protoc-gen-x. DO NOT EDIT.\n" + HEAD.replace("func show", "func serve")
    made += 'func A(m *http.ServeMux) { m.HandleFunc("/x", serve) }\n'
    made += 'func B(m *http.ServeMux) { C("/b", m) }\n'
    made += 'func C(p string, m *http.ServeMux) { m.HandleFunc(p+"/x", serve) }\n'
    code = 'package app\nimport "net/http"\nfunc main() { A(http.DefaultServeMux)\n C("/c", nil) }'
    assert routes({"a.go": made, "b.go": code}) == ["ANY /c/x -> serve", "ANY /x -> serve"]
