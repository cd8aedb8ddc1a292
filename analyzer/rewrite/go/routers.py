"""The router that a Go module uses, and how it takes a handler of net/http."""

import re
from collections import Counter
from typing import NamedTuple

from analyzer.rewrite.go.layout import go_files, home
from analyzer.rewrite.request import Request


class Router(NamedTuple):
    """`package` is its import path, `name` what the package is called, `type` the type that takes routes;
    `line` makes `handler` answer at `path`. The names stand in braces for those of the file."""

    package: str
    name: str
    type: str
    line: str


ROUTERS = (
    Router("github.com/gin-gonic/gin", "gin", "{name}.IRoutes", 'POST("{path}", {name}.WrapF({handler}))'),
    Router("github.com/go-chi/chi", "chi", "{name}.Router", 'Post("{path}", {handler})'),
    Router(
        "github.com/labstack/echo", "echo", "*{name}.Echo",
        'POST("{path}", {name}.WrapHandler({http}.HandlerFunc({handler})))',
    ),
    Router(
        "github.com/gorilla/mux", "mux", "*{name}.Router",
        'HandleFunc("{path}", {handler}).Methods({http}.MethodPost)',
    ),
    Router("net/http", "http", "*{name}.ServeMux", 'HandleFunc("{path}", {handler})'),
)  # fmt: skip
"""The last one is there everywhere."""


def router_of(request: Request, path: str) -> Router:
    """The router that most files of the module around a file import, with the version that they import."""
    modules = request.program.project.go_modules
    counts: Counter[tuple[int, str]] = Counter()
    for surface in go_files(request):
        if surface.is_test or home(surface.path, modules) != home(path, modules):
            continue
        for each in surface.imports:
            for place, router in enumerate(ROUTERS[:-1]):
                if re.fullmatch(rf"{re.escape(router.package)}(/v\d+)?", each.target):
                    counts[place, each.target] += 1
    if not counts:
        return ROUTERS[-1]
    place, package = min(counts, key=lambda key: (-counts[key], key))
    return ROUTERS[place]._replace(package=package)
