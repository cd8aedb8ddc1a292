"""Routers of own classes, and routers behind handlers, keep their routes and prefixes."""

import pytest

from tests.match.route_program import routes

FLASK = "from flask import Blueprint, Flask\n"
FASTAPI = "from fastapi import APIRouter, FastAPI\n"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        pytest.param(
            FLASK
            + "class Own(Blueprint):\n def add_url_rule(self, rule, endpoint=None, view_func=None, **more):\n"
            "  super().add_url_rule(self.ahead + rule, endpoint, view_func, **more)\n"
            'one = Own("one", __name__, url_prefix="/one")\ntwo = Own("two", __name__)\n'
            'one.add_url_rule("/a", "a", show, methods=("POST",))\ntwo.add_url_rule("/b", "b", show)\n',
            ["GET /b -> show", "POST /one/a -> show"],
            id="a method that hands on is the method of the framework",
        ),
        pytest.param(
            FLASK + "class Own(Blueprint):\n def add_url_rule(self, rule, endpoint=None, view_func=None):\n"
            '  super().add_url_rule("/v1" + rule, endpoint, view_func)\n'
            'one = Own("one", __name__)\none.add_url_rule("/a", "a", show)\n',
            ["GET /v1/a -> show"],
            id="a method that adds a text is evaluated",
        ),
        pytest.param(
            FASTAPI + "class Own(APIRouter):\n def get(self, path, **more):\n"
            "  return super().get(path, tags=[], **more)\n"
            'r = Own(prefix="/in")\n@r.get("/x")\ndef list(): ...\n',
            ["GET /in/x -> list"],
            id="a decorator that hands on",
        ),
        pytest.param(
            FASTAPI + "class Own(APIRouter):\n def __init__(self, **more):\n"
            '  super().__init__(prefix="/in", **more)\n'
            'r = Own()\n@r.get("/x")\ndef list(): ...\n'
            'app = FastAPI()\napp.include_router(r, prefix="/api")\n',
            ["GET /api/in/x -> list"],
            id="a prefix given by the constructor of the class",
        ),
        pytest.param(
            FLASK + "def redirect(blueprint, name):\n return lambda: name\n"
            'new = Blueprint("new", __name__, url_prefix="/new")\n'
            'old = Blueprint("old", __name__, url_prefix="/old")\n'
            'new.add_url_rule("/a", "a", show)\nold.add_url_rule("/b", "b", redirect(new, "a"))\n',
            ["GET /new/a -> show", "GET /old/b -> redirect"],
            id="a blueprint given to a function that makes a handler is not mounted",
        ),
    ],
)
def test_routes_of_own_classes(code: str, expected: list[str]) -> None:
    assert routes({"app.py": "def show(): ...\n" + code}) == expected


def test_what_is_behind_strip_prefix_is_reached_below_it() -> None:
    """Also where no router mounts it, and where a local variable is called like the package."""
    files = {
        "auth/auth.go": 'package auth\nimport ("net/http"; "github.com/gorilla/mux")\n'
        "type Handler struct { *mux.Router }\nfunc show(w http.ResponseWriter, r *http.Request) {}\n"
        "func New() *Handler {\n h := &Handler{Router: mux.NewRouter()}\n"
        ' h.HandleFunc("/auth", show)\n return h\n}',
        "all/all.go": 'package all\nimport ("net/http"; "example.org/app/auth")\n'
        "type Handler struct { Auth *auth.Handler }\n"
        "func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {\n"
        ' http.StripPrefix("/api", h.Auth).ServeHTTP(w, r)\n}',
        "main.go": 'package app\nimport ("net/http"; "example.org/app/auth"; "example.org/app/all")\n'
        "func main() {\n a := auth.New()\n var h http.Handler = &all.Handler{Auth: a}\n"
        ' all := h\n http.ListenAndServe(":80", all)\n}',
    }
    assert routes(files) == ["ANY /api/auth -> show"]


def test_a_router_that_gets_whole_paths_keeps_them() -> None:
    code = (
        'package app\nimport ("net/http"; "github.com/gorilla/mux")\n'
        "func show(w http.ResponseWriter, r *http.Request) {}\n"
        'func inner() http.Handler {\n r := mux.NewRouter()\n r.HandleFunc("/api/x/y", show)\n return r\n}\n'
        'func main() {\n r := mux.NewRouter()\n api := r.PathPrefix("/api").Subrouter()\n'
        ' api.PathPrefix("/x").Handler(inner())\n http.ListenAndServe(":80", r)\n}'
    )
    assert routes({"a.go": code}) == ["ANY /api/x/y -> show"]


def test_an_interface_that_nothing_here_implements_stands_for_a_router_outside() -> None:
    made = (
        'package app\nimport "github.com/labstack/echo/v4"\n'
        "type EchoRouter interface { GET(path string, h echo.HandlerFunc) *echo.Route }\n"
        "type server struct{}\nfunc (s *server) List(c echo.Context) error { return nil }\n"
        'func Register(router EchoRouter, s *server) { RegisterBelow(router, s, "") }\n'
        "func RegisterBelow(router EchoRouter, s *server, base string) {\n"
        ' router.GET(base+"/users", s.List)\n}\n'
    )
    code = (
        'package app\nimport "github.com/labstack/echo/v4"\n'
        'func main() {\n e := echo.New()\n g := e.Group("/api")\n Register(g, &server{})\n e.Start(":80")\n}'
    )
    assert routes({"gen.go": made, "main.go": code}) == ["GET /api/users -> server.List"]
