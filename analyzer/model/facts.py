"""What one file says, names as written.

A fact knows its own file and nothing else. Facts are msgspec Structs in array form, so a
row in the cache is compact and is decoded with validation; they form no cycles, so the garbage
collector need not walk them (`gc=False` doubles the speed of reading). `scope` is always an index into
`FileFacts.definitions` (the function, class or closure that encloses the fact), -1 at file level.

Access path: how a front-end writes an expression whose meaning lies in other files. Local names
are already replaced by their declared type or by the expression that gave them their value, so
the link needs no scopes: `s.store.Get(id)` with `s *Server` is `<*Server>.store.Get`; with
`x := db.New(c)` the call `x.Query()` is `db.New().Query`. The exact grammar stands in the
front-end of each language, next to the code that writes it.
"""

from enum import IntFlag, StrEnum

from msgspec import Struct

from analyzer.model.source import Problem
from analyzer.model.values import Value


class ImportKind(StrEnum):
    """When an import takes effect."""

    RUNTIME = "runtime"
    TYPING = "typing"
    LAZY = "lazy"
    CONDITIONAL = "conditional"
    TEST = "test"
    DYNAMIC = "dynamic"


class Import(Struct, frozen=True, array_like=True, gc=False):
    """One imported module or name.

    `target` is the Go import path or the dotted Python module as written (leading dots kept);
    `member` is the imported name of `from target import member` ("*" for all, "" for none);
    `alias` is the local name ("." and "_" as in Go); `scope` says where the name is visible.
    """

    line: int
    target: str
    member: str = ""
    alias: str = ""
    kind: ImportKind = ImportKind.RUNTIME
    scope: int = -1


class DefinitionKind(StrEnum):
    """What a definition defines; `closure` is a function literal or lambda, without a name."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"
    STRUCT = "struct"
    INTERFACE = "interface"
    TYPE = "type"
    ALIAS = "alias"
    FIELD = "field"
    VARIABLE = "variable"
    CONSTANT = "constant"
    CLOSURE = "closure"


class Parameter(Struct, frozen=True, array_like=True, gc=False):
    """A parameter or result: name ("" if none) and type as an access path ("" if none)."""

    name: str
    type: str = ""
    default: Value | None = None


class Definition(Struct, frozen=True, array_like=True, gc=False):
    """Something the file defines. `name` is qualified within the file: `Server.Handle`.

    `type` is the declared type of a field, variable or constant, the receiver type of a Go
    method, or the underlying type of a type. `bases` are base classes or embedded types.
    `signature` is one line for people. `tag` is a Go struct tag as written; `receiver` is what
    a Go method calls its receiver. A variable without a declared type has type `=` and the access
    path of its value.
    """

    line: int
    end_line: int
    name: str
    kind: DefinitionKind
    scope: int = -1
    parameters: tuple[Parameter, ...] = ()
    results: tuple[Parameter, ...] = ()
    type: str = ""
    bases: tuple[str, ...] = ()
    type_parameters: tuple[Parameter, ...] = ()
    value: Value | None = None
    signature: str = ""
    tag: str = ""
    doc: str = ""
    exported: bool = True
    receiver: str = ""

    @property
    def base_names(self) -> tuple[str, ...]:
        """The bases without pointers and type arguments: of `*Repo[Order]` the dotted name `Repo`."""
        return tuple(base.strip("*").partition("[")[0] for base in self.bases)


class ReferenceKind(StrEnum):
    """How a name is used."""

    CALL = "call"
    TYPE = "type"
    BASE = "base"
    USE = "use"
    WRITE = "write"


class Reference(Struct, frozen=True, array_like=True, gc=False):
    """A use of a name that another file may define, as an access path.

    The callee of a call is no separate reference: `Call.path` is one of kind `call`.
    """

    line: int
    scope: int
    path: str
    kind: ReferenceKind = ReferenceKind.USE


class Binding(Struct, frozen=True, array_like=True, gc=False):
    """A variable or attribute that gets a value (`v1 := r.Group("/v1")`, `self.db = db`).

    `name` is as written. What a function gives back is bound to the name
    `return`, what it yields to `yield`.
    `type` is the access path of the declared or inferred type, "" if unknown. `end` is the last line of
    the block inside the function where the variable is known, 0 if that is the whole function.
    """

    line: int
    scope: int
    name: str
    value: Value
    type: str = ""
    end: int = 0


class Argument(Struct, frozen=True, array_like=True, gc=False):
    """One argument of a call; `keyword` is "" for a positional one, "*" or "**" when spread."""

    value: Value
    keyword: str = ""


class CallFlag(IntFlag):
    """Circumstances of a call."""

    NONE = 0
    IN_LOOP = 1
    SPAWNED = 2  # go f(), threads are known by rules
    DEFERRED = 4
    AWAITED = 8
    DECORATOR = 16
    SCRIPT = 32  # runs only where the file is started as a program


class Call(Struct, frozen=True, array_like=True, gc=False):
    """One call, inner calls before outer ones.

    `a.b.c(x)` has receiver `Name("a.b")` and name `c`; `f(x)` has no receiver; the receiver of
    a chained call is a `Result`. `path` is the callee as an access path, "" if not followed.
    A decorator without parentheses is a call without arguments. `decorates` is the index of
    the decorated definition, else -1.
    """

    line: int
    scope: int
    receiver: Value | None
    name: str
    arguments: tuple[Argument, ...] = ()
    path: str = ""
    flags: int = 0
    decorates: int = -1


class SqlText(Struct, frozen=True, array_like=True, gc=False):
    """A string that may hold SQL, with its holes: text parts and names in order.

    Front-ends apply a cheap test (an SQL verb at the start of a line or statement);
    whether it really is SQL is decided by a parser later. `name` is the constant, variable
    or named query that holds it, "" if none.
    """

    line: int
    scope: int
    value: Value
    name: str = ""


class Block(Struct, frozen=True, array_like=True):
    """Lines that run while something is entered: a `with` statement of Python. `call` gives the manager."""

    line: int
    end_line: int
    scope: int
    call: int


class Surface(Struct, frozen=True, array_like=True):
    """What other files may need to know about a file."""

    path: str
    module: str
    language: str
    package: str = ""
    lines: int = 0
    is_test: bool = False
    is_generated: bool = False
    build: str = ""
    embeds: tuple[tuple[int, str], ...] = ()
    imports: tuple[Import, ...] = ()
    definitions: tuple[Definition, ...] = ()
    all_names: tuple[str, ...] | None = None
    problems: tuple[Problem, ...] = ()


class Body(Struct, frozen=True, array_like=True):
    """What a file does with the names it sees."""

    references: tuple[Reference, ...] = ()
    bindings: tuple[Binding, ...] = ()
    calls: tuple[Call, ...] = ()
    sql: tuple[SqlText, ...] = ()
    blocks: tuple[Block, ...] = ()


class FileFacts(Struct, frozen=True, array_like=True):
    """The unit of cache and of parallel work."""

    surface: Surface
    body: Body
