"""The facts of one file while it is read, its scopes, and the access paths of Python.

An access path says what an expression means in terms of names other files can resolve:

    path  = [ "(" value ")" ] [ head ] { step }
    value = head { step } { "/" head { step } }     one of several, after branches
    head  = NAME          a name of the file's top level, or a builtin
          | "@" NUMBER    import number NUMBER of the file (an import inside a function)
          | "#" NUMBER    definition number NUMBER of the file (a local class or function, `cls`)
          | "<" TYPE ">"  a value of that type (an annotated parameter, `self`, a literal)
          | "<^#" N ">"   `super()` in class number N
          | "~" NAME      a type parameter (`class A[T]`)
          | "[" path "]"  a list of such values, `{path}` a dict with such values
          | "[p;p]"       a tuple of these values
    step  = "." NAME      attribute
          | "()"          call
          | "[]"          subscript; "[0]" with a constant, "[:]" a slice
          | "[*]"         an element got by a loop; "[#]" what `enumerate` gives
          | ".__enter__()"   what `with` binds

What stands in round brackets was written elsewhere (it replaces a local name, or is an inner call
with its own fact), so only the rest refers to something at this place. "?" is a name that was
used but whose meaning the file does not tell; "" is an expression that is not followed.
TYPE is an annotation without blanks and quotes. Wherever facts hold a type, a declared one is
written as TYPE and an inferred one as "=" and the path of the value.

Conventions of this front-end: `Definition.tag` holds the decorators as written, separated by
blanks; the `parameters` of a class are the keyword arguments of the class statement; a result
named `yield` is what a generator gives; `Composite.type` is list, tuple, set or dict; spread
entries have the key `Constant("*")` or `Constant("**")`.
"""

from collections.abc import Callable

from msgspec import Struct, field
from tree_sitter import Node

from analyzer.model.facts import (
    Binding,
    Block,
    Call,
    Definition,
    DefinitionKind,
    Import,
    ImportKind,
    Reference,
    ReferenceKind,
    SqlText,
)
from analyzer.model.source import Problem
from analyzer.model.values import Constant, Hole, Value

LONGEST_PATH = 240
MOST_OPTIONS = 3
DEEPEST = 120
"""Expressions and blocks nested deeper are not read; a `Problem` says so."""

Path = tuple[str, str]
"""What was written elsewhere, and what was written here."""

UNKNOWN: Path = ("?", "")
HOLE = Hole()
NONE = Constant("None")

Seen = tuple[Value, Path]
NOTHING: Seen = (HOLE, UNKNOWN)


class Scope(Struct):
    """Names of a function, class or comprehension; `definition` is its index, -1 for the file."""

    definition: int
    prefix: str = ""
    parent: "Scope | None" = None
    owner: int = -1
    is_class: bool = False
    in_function: bool = False
    receiver: str = ""
    loops: int = 0
    names: dict[str, Path] = field(default_factory=dict)
    outer: set[str] = field(default_factory=set)
    returned: list[str] = field(default_factory=list)
    yielded: list[str] = field(default_factory=list)


Visit = Callable[["Draft", Node], Seen]


class Draft(Struct):
    """Facts collected so far.

    `source` is UTF-8; `text` maps each byte of it to one character, so offsets of nodes fit.
    """

    path: str
    source: bytes
    text: str
    on: dict[int, Visit]
    is_test: bool = False
    scope: Scope = field(default_factory=lambda: Scope(-1))
    import_kind: ImportKind = ImportKind.RUNTIME
    pending: int = 0
    depth: int = 0
    too_deep: int = 0
    definitions: list[Definition] = field(default_factory=list)
    variables: dict[str, int] = field(default_factory=dict)
    imports: list[Import] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    bindings: list[Binding] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    sql: list[SqlText] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    all_names: list[str] | None = None
    problems: list[Problem] = field(default_factory=list)


def cut(draft: Draft, node: Node) -> str:
    """The source of a node."""
    text = draft.text[node.start_byte : node.end_byte]
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "replace")


def line_of(node: Node) -> int:
    """The first line of a node, counted from 1."""
    return node.start_point[0] + 1


def look_up(draft: Draft, name: str) -> Path:
    """What a bare name stands for: a local's value, or the name itself at file level."""
    scope: Scope | None = draft.scope
    while scope is not None:
        found = scope.names.get(name)
        if found is not None:
            return found
        scope = scope.parent
    return ("", name)


def hidden(path: Path, step: str = "") -> Path:
    """The value of `path` (and one more step) for use at another place."""
    if path[0] == "?":
        return UNKNOWN
    before, here = path[0], path[1] + step
    whole = before + here if "/" not in before else "/".join(each + here for each in before.split("/"))
    return (whole, "") if len(whole) <= LONGEST_PATH else UNKNOWN


def one_of(options: list[Path]) -> Path:
    """One of several values; unknown ones are left out."""
    known = [each for option in options for each in hidden(option)[0].split("/") if each not in ("", "?")]
    text = "/".join(list(dict.fromkeys(known))[:MOST_OPTIONS])
    return (text, "") if text and len(text) <= LONGEST_PATH else UNKNOWN


def attribute(path: Path, name: str) -> Path:
    """The attribute `name` of `path`, written here."""
    return (path[0], f"{path[1]}.{name}")


def shown(path: Path) -> str:
    """The path as facts write it; "" if not followed."""
    before, here = path
    if before == "?" or len(before) + len(here) > LONGEST_PATH:
        return ""
    return f"({before}){here}" if before else here


def whole(path: Path) -> str:
    """The path as the type of something defined ("=..."), "" if not followed."""
    before = hidden(path)[0]
    return f"={before}" if before not in ("", "?") else ""


def refer(draft: Draft, node: Node, path: Path, kind: ReferenceKind = ReferenceKind.USE) -> None:
    """Note that `path` is used at `node`."""
    if not path[1] or path[1][0] == "~":
        return
    text = shown(path) or "?"
    draft.references.append(Reference(node.start_point[0] + 1, draft.scope.definition, text, kind))


def visit(draft: Draft, node: Node) -> Seen:
    """Read any node: its facts go to the draft, what it means comes back."""
    return draft.on[node.kind_id](draft, node)


def visit_all(draft: Draft, node: Node) -> Seen:
    """Read the named children of a node that means nothing itself."""
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    on = draft.on
    for child in node.named_children:
        on[child.kind_id](draft, child)
    draft.depth -= 1
    return NOTHING


def too_deep(draft: Draft, node: Node) -> Seen:
    """Give up on a node nested too deep."""
    if not draft.too_deep:
        draft.too_deep = line_of(node)
    return NOTHING


def nothing(draft: Draft, node: Node) -> Seen:
    """Read nothing."""
    return NOTHING


def define(draft: Draft, node: Node, name: str, kind: DefinitionKind) -> int:
    """Reserve the index of a definition; it is completed when its body was read."""
    start, end = node.start_point[0] + 1, node.end_point[0] + 1
    draft.definitions.append(Definition(start, end, name, kind, draft.scope.definition))
    return len(draft.definitions) - 1
