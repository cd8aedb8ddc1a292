"""A linked program: facts, graph, and the means to resolve one more name.

This is what the stages after the link work on: `match/` evaluates routes and tables over it,
`partition/` and `plan/` read its graph.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from analyzer.model.facts import Body, Surface
from analyzer.model.graph import CodeGraph
from analyzer.model.source import Project

Target = int | str | None
"""What a name means: a symbol number, the qualified name of something outside the repository
(`github.com/gin-gonic/gin.Default`, `fastapi.APIRouter`; a method or attribute of an outside
value is appended with a dot, a call result with `()`), or None if unknown."""


class Program(Struct, frozen=True):
    """Facts, graph and resolution of one repository.

    `surfaces[i]` belongs to `graph.files[i]`; `body(i)` decodes that file's body on demand.
    `callees(i)` gives one Target for each of its calls, in order. `resolve(i, scope, name)` says
    what a dotted name as written at `scope` of file i means (locals by their bindings, then file,
    package, imports). `type_of(i, scope, name)` gives the Target of the type of that name's value.
    """

    project: Project
    surfaces: tuple[Surface, ...]
    graph: CodeGraph
    body: Callable[[int], Body]
    callees: Callable[[int], Sequence[Target]]
    resolve: Callable[[int, int, str], Target]
    type_of: Callable[[int, int, str], Target]
