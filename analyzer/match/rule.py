"""Rules: what a framework looks like in the facts, and where the parts of its meaning stand."""

from enum import StrEnum

from msgspec import Struct


class ShapeKind(StrEnum):
    """What a rule looks at; a rule has exactly one."""

    CALL = "call"
    DECORATOR = "decorator"
    CLASS = "class"
    STRUCT = "struct"
    TAG = "tag"
    FUNCTION = "function"
    BINDING = "binding"


SHAPE_KEYS: dict[ShapeKind, frozenset[str]] = {
    ShapeKind.CALL: frozenset({"function", "method", "strings", "arguments"}),
    ShapeKind.DECORATOR: frozenset({"function", "method", "strings"}),
    ShapeKind.CLASS: frozenset({"base"}),
    ShapeKind.STRUCT: frozenset({"type"}),
    ShapeKind.TAG: frozenset({"key"}),
    ShapeKind.FUNCTION: frozenset({"name", "parameter"}),
    ShapeKind.BINDING: frozenset({"name"}),
}

EMITS: dict[str, frozenset[str]] = {
    "entry_point.http": frozenset(
        {"method", "path", "pattern", "regex", "handler", "viewset", "mapping", "middleware", "router"}
    ),
    "table.http": frozenset({"table", "handlers", "name", "method", "path", "handler", "router"}),
    "entry_point.grpc": frozenset({"path", "handler"}),
    "entry_point.message": frozenset({"path", "handler"}),
    "entry_point.job": frozenset({"path", "handler"}),
    "entry_point.schedule": frozenset({"path", "handler"}),
    "entry_point.command": frozenset({"path", "handler"}),
    "entry_point.main": frozenset({"path", "handler"}),
    "prefix": frozenset({"path", "method", "router", "binds", "middleware"}),
    "mount": frozenset({"path", "regex", "target", "router", "middleware"}),
    "wrap": frozenset({"path", "target", "attribute"}),
    "around": frozenset({"path", "middleware"}),
    "setting": frozenset({"path"}),
    "part": frozenset({"path", "method", "handler", "middleware"}),
    "middleware": frozenset({"middleware", "router"}),
    "sql": frozenset({"statement", "name"}),
    "table": frozenset({"table", "op", "columns", "model", "name", "schema"}),
    "table_name": frozenset({"table", "schema"}),
    "transaction": frozenset({"handle", "body", "end"}),
    "external": frozenset({"kind", "system", "detail"}),
    "signal": frozenset({"role", "weight"}),
}
"""The closed list of what a rule may emit, with the parts each one takes."""


class TakeKind(StrEnum):
    """Where a part stands."""

    NAME = "name"
    RECEIVER = "receiver"
    ASSIGNED_TO = "assigned_to"
    DECORATES = "decorates"
    METHODS = "methods"
    SCOPE = "scope"
    BASE = "base"
    VALUE = "value"
    TAG = "tag"
    MODULE = "module"
    ARG = "arg"
    ARGS = "args"
    KEYWORD = "keyword"
    FIELD = "field"
    CONSTANT = "constant"


PLAIN_TAKES = (
    TakeKind.NAME,
    TakeKind.RECEIVER,
    TakeKind.ASSIGNED_TO,
    TakeKind.DECORATES,
    TakeKind.METHODS,
    TakeKind.SCOPE,
    TakeKind.BASE,
    TakeKind.VALUE,
    TakeKind.TAG,
    TakeKind.MODULE,
)


class Take(Struct, frozen=True):
    """One place: `arg` and `args` have `first` (and `last`), the others a `name` where they need one.

    The `name` of an `arg` is a text to be put before it (`'/'+arg:0`).
    """

    kind: TakeKind
    first: int = 0
    last: int = -1
    name: str = ""


class Shape(Struct, frozen=True):
    """What must be there. Names are as in the code; `function` and `base` are relative to the guard.

    `strings` are arguments that may be a string as far as the file shows, `arguments` the least number
    of positional arguments. `name`, `type` and `key` belong to the other shapes.
    """

    kind: ShapeKind
    function: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    strings: tuple[int, ...] = ()
    arguments: int = 0
    base: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    name: tuple[str, ...] = ()
    parameter: tuple[str, ...] = ()

    @property
    def is_free(self) -> bool:
        """Whether all that it matches are functions, not methods of a value."""
        return bool(self.function) and not self.method


class Join(StrEnum):
    """How a prefix and a path become one: with exactly one slash between them, or as they are.

    `replace` and `own` are for mounts. With `replace` their path takes the place of the prefix given where
    the router was made. With `own` nothing is cut off the path of a request: only routers of the modules of
    the rule know what lies ahead of them, all others match the whole path.
    """

    SLASH = "slash"
    CONCAT = "concat"
    REPLACE = "replace"
    OWN = "own"


class Rule(Struct, frozen=True):
    """One recogniser. `imports` are the modules it is about, each standing for all below it.

    `receiver` are the type or constructor names (last dotted part) a method may be called on; none
    means any. Parts are alternatives in order: the first that is there counts.
    """

    id: str
    doc: str
    link: str
    language: str
    imports: tuple[str, ...]
    receiver: tuple[str, ...]
    shape: Shape
    emits: str
    take: dict[str, tuple[Take, ...]]
    join: Join = Join.SLASH
    file: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which the rule is looked up: last parts of called functions, methods, bases."""
        shape = self.shape
        written = (*shape.function, *shape.method, *shape.base, *shape.type, *shape.key, *shape.name)
        return tuple(sorted({name.rsplit(".", 1)[-1] for name in written}))
