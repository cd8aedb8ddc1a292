"""Routers that functions of other files are handed, and hand on."""

import pytest

from tests.match.route_program import routes

ROUTER = "from rest_framework.routers import DefaultRouter\nfrom django.urls import include, path\n"
VIEWS = "from rest_framework.viewsets import ModelViewSet\n" + "".join(
    f'class V{n}(ModelViewSet):\n    http_method_names = ["delete"]\n' for n in range(20)
)
ADDING = "import views\n" + "".join(
    f'def add_{n}(router):\n    router.register("t{n}", views.V{n})\n    return router\n' for n in range(20)
)


def test_a_router_keeps_its_place_through_any_number_of_functions_that_give_it_back() -> None:
    bound = "".join(f"router = add.add_{n}(router)\n" for n in range(20))
    urls = f"import add\n{ROUTER}router = DefaultRouter()\n{bound}"
    urls += 'urlpatterns = [path("api/", include(router.urls))]'
    found = routes({"views.py": VIEWS, "add.py": ADDING, "urls.py": urls})
    assert found == sorted(f"DELETE /api/t{n}/{{pk}}/ -> V{n}" for n in range(20))


def test_a_function_that_makes_a_router_makes_another_with_each_call() -> None:
    code = (
        'package app\nimport "github.com/go-chi/chi/v5"\nfunc fresh() chi.Router { return chi.NewRouter() }\n'
        'func main() {\n a := fresh()\n b := fresh()\n a.Get("/x", show)\n b.Get("/x", show)\n'
        ' r := chi.NewRouter()\n r.Mount("/a", a)\n r.Mount("/b", b)\n}\nfunc show() {}\n'
    )
    assert routes({"a.go": code}) == ["GET /a/x -> show", "GET /b/x -> show"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param("init(Flask(__name__))", ["GET /x -> show"], id="made on the spot"),
        pytest.param("app = Flask(__name__)\ninit(app)", ["GET /x -> show"], id="a variable"),
        pytest.param("init(target=Flask(__name__))", ["GET /x -> show"], id="by keyword"),
        pytest.param(
            "class Own(Flask): ...\ndef on(a):\n    init(a)\non(Own(__name__))",
            ["GET /x -> show"],
            id="through another function, of a class of the repository",
        ),
        pytest.param("init(Flask(__name__))\ninit(Mapper())", [], id="callers do not agree"),
        pytest.param("init(Mapper())", [], id="something else"),
    ],
)
def test_what_callers_give_tells_what_a_parameter_is(code: str, expected: list[str]) -> None:
    inner = 'def show(): ...\ndef init(target):\n    target.add_url_rule("/x", "x", show)\n'
    head = "from flask import Flask\nfrom mapping import Mapper\nfrom inner import init\n"
    assert routes({"inner.py": inner, "app.py": head + code}) == expected


def test_a_router_of_another_framework_matches_the_whole_path_where_chi_mounts_it() -> None:
    code = (
        'package app\nimport ("net/http"; "github.com/go-chi/chi/v5")\n'
        'func main() {\n m := http.NewServeMux()\n m.HandleFunc("GET /api/x", show)\n'
        ' c := chi.NewRouter()\n c.Get("/y", show)\n'
        ' r := chi.NewRouter()\n r.Mount("/api", m)\n r.Mount("/own", c)\n}\n'
        "func show(w http.ResponseWriter, r *http.Request) {}\n"
    )
    assert routes({"a.go": code}) == ["GET /api/x -> show", "GET /own/y -> show"]


def test_a_handler_made_of_a_router_for_one_path_is_a_route() -> None:
    code = (
        'package app\nimport ("net/http"; "github.com/go-chi/chi/v5")\n'
        'func main() {\n m := http.NewServeMux()\n m.HandleFunc("GET /api/x", show)\n'
        ' r := chi.NewRouter()\n r.Get("/stream", streamed(m))\n}\n'
        "func streamed(h http.Handler) http.HandlerFunc { return h.ServeHTTP }\n"
        "func show(w http.ResponseWriter, r *http.Request) {}\n"
    )
    assert [route.partition(" -> ")[0] for route in routes({"a.go": code})] == ["GET /api/x", "GET /stream"]


def test_routers_that_one_constructor_wraps_keep_their_own_groups_and_handlers() -> None:
    code = (
        'package app\nimport "github.com/labstack/echo/v4"\n'
        "type Handler func(c echo.Context) error\n"
        "func (h Handler) toEcho() echo.HandlerFunc {\n"
        " return func(c echo.Context) error { return h(c) }\n}\n"
        "func checked(h Handler) Handler { return h }\n"
        "type Router struct { *echo.Group }\n"
        "func NewRouter(g *echo.Group) *Router { return &Router{Group: g} }\n"
        "func (r *Router) Sub(prefix string) *Router { return NewRouter(r.Group.Group(prefix)) }\n"
        "func (r *Router) GET(path string, h Handler) { r.Group.GET(path, checked(h).toEcho()) }\n"
        'func main() {\n e := echo.New()\n r := NewRouter(e.Group(""))\n r.GET("/", home)\n'
        ' a := r.Sub("/a")\n a.GET("/x", show)\n a.Sub("/b").GET("/y", show)\n}\n'
        "func home(c echo.Context) error { return nil }\n"
        "func show(c echo.Context) error { return nil }\n"
    )
    assert routes({"a.go": code}) == ["GET / -> home", "GET /a/b/y -> show", "GET /a/x -> show"]


@pytest.mark.parametrize(
    ("between", "expected"),
    [
        pytest.param("", ["/a", "/b", "/c"], id="handed on as they are"),
        pytest.param("urls = [url for url in urls]", ["/a", "/b", "/c"], id="walked under their own name"),
        pytest.param("urls = [v1(url) for url in urls]", ["/v1/a", "/v1/b", "/v1/c"], id="each changed"),
        pytest.param("urls = [v1(\n url)\n for url in urls]", ["/v1/a", "/v1/b", "/v1/c"], id="on lines"),
    ],
)
def test_any_number_of_paths_go_through_a_method_of_an_own_api(between: str, expected: list[str]) -> None:
    code = (
        "from flask_restful import Api, Resource\n"
        "class Show(Resource):\n    def get(self): ...\n"
        'def v1(url):\n    return "/v1" + url\n'
        "class Own(Api):\n    def add(self, resource, *urls, **more):\n"
        f"        {between}\n        return self.add_resource(resource, *urls, **more)\n"
        'api = Own()\napi.add(Show, "/a", "/b")\napi.add(Show, "/c")\n'
    )
    assert routes({"a.py": code}) == [f"GET {path} -> Show" for path in expected]
