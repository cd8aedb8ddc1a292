"""Calls: callee, arguments, circumstances; and the few calls that mean something special."""

from functools import cache

from tree_sitter import Node

from analyzer.extract.python.annotations import annotation
from analyzer.extract.python.draft import (
    DEEPEST,
    UNKNOWN,
    Draft,
    Path,
    Seen,
    cut,
    hidden,
    line_of,
    shown,
    too_deep,
    visit,
)
from analyzer.extract.python.grammar import kinds
from analyzer.extract.python.literals import MOST_PARTS, tuple_of, wrapped
from analyzer.extract.python.names import chain
from analyzer.extract.python.strings import formatted, note_sql
from analyzer.model.facts import Argument, Call, CallFlag, Import, ImportKind
from analyzer.model.values import Name, Result, Select, Text, Value


def call(draft: Draft, node: Node) -> Seen:
    """A call: inner calls first, then this one; its value is its result."""
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    flags, draft.pending = draft.pending, 0
    if draft.scope.loops:
        flags |= CallFlag.IN_LOOP
    draft.depth += 1
    children = node.named_children
    value, path = chain(draft, children[0])
    arguments, paths = _arguments(draft, children[-1]) if len(children) > 1 else ((), [])
    draft.depth -= 1
    receiver, name = _callee(value)
    number = len(draft.calls)
    text = shown(path) or "?" if path != UNKNOWN else ""
    draft.calls.append(Call(line_of(node), draft.scope.definition, receiver, name, arguments, text, flags))
    special = SPECIAL.get(name)
    if special is not None:
        found = special(draft, node, receiver, arguments, paths)
        if found is not None:
            return found
    return Result(number), hidden(path, "()")


def _callee(value: Value) -> tuple[Value | None, str]:
    if isinstance(value, Name):
        before, dot, name = value.path.rpartition(".")
        return (Name(before), name) if dot else (None, name)
    if isinstance(value, Select):
        return value.of, value.name
    return value, ""


def _arguments(draft: Draft, node: Node) -> tuple[tuple[Argument, ...], list[Path]]:
    if node.kind_id not in kinds("argument_list"):
        return (Argument(visit(draft, node)[0]),), [UNKNOWN]
    arguments: list[Argument] = []
    paths: list[Path] = []
    on, words = draft.on, _words()
    for child in node.named_children:
        kind = child.kind_id
        word = words.get(kind, "")
        if word == "=":
            parts = child.named_children
            word = cut(draft, parts[0])
            child = parts[-1]
            kind = child.kind_id
        elif word == "#":
            continue
        value, path = on[kind](draft, child)
        arguments.append(Argument(value, word))
        paths.append(path)
    return tuple(arguments), paths


@cache
def _words() -> dict[int, str]:
    """Kinds of arguments that are not plain."""
    words = {"keyword_argument": "=", "list_splat": "*", "dictionary_splat": "**", "comment": "#"}
    return {number: word for kind, word in words.items() for number in kinds(kind)}


def _super(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    if receiver is not None or draft.scope.owner < 0:
        return None
    return Result(len(draft.calls) - 1), (f"<^#{draft.scope.owner}>", "")


def _type_of(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    if receiver is not None or len(paths) != 1:
        return None
    return Result(len(draft.calls) - 1), hidden(paths[0], ".__class__")


def _cast(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    typing = any(each.member == "cast" and each.target.startswith("typing") for each in draft.imports)
    if len(arguments) != 2 or not (typing if receiver is None else receiver == Name("typing")):
        return None
    first = node.named_children[-1].named_children[0]
    known = len(draft.references)
    type_ = annotation(draft, first)
    del draft.references[known:]
    return arguments[1].value, (f"<{type_}>", "") if type_ else UNKNOWN


def _format(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    template = receiver if isinstance(receiver, Text) else _only_text(draft, receiver)
    if template is None:
        return None
    values = [each.value for each in arguments if not each.keyword]
    named = {each.keyword: each.value for each in arguments if each.keyword}
    value = formatted(template, values, named)
    if draft.sql and draft.sql[-1].value == template:
        draft.sql.pop()
    note_sql(draft, node, value)
    return (value, ("<str>", "")) if template == receiver else None


def _only_text(draft: Draft, receiver: Value | None) -> Text | None:
    """The template in an object that is made of nothing else: `sql.SQL("SELECT 1 FROM {}").format(...)`."""
    arguments = draft.calls[receiver.call].arguments if isinstance(receiver, Result) else ()
    found = arguments[0].value if len(arguments) == 1 else None
    return found if isinstance(found, Text) else None


def _import(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    """`importlib.import_module("a.b")`, also relative to a package given by name."""
    if not arguments or not isinstance(arguments[0].value, Text) or not arguments[0].value.value.strip("."):
        return None
    target = arguments[0].value.value
    package = arguments[1].value if len(arguments) > 1 else None
    if target.startswith(".") and isinstance(package, Text):
        steps = len(target) - len(target.lstrip(".")) - 1
        target = ".".join([*package.value.split(".")[: -steps or None], target.lstrip(".")])
    kind = ImportKind.TEST if draft.is_test else ImportKind.DYNAMIC
    draft.imports.append(Import(line_of(node), target, "", "_", kind, draft.scope.definition))
    return Result(len(draft.calls) - 1), (f"@{len(draft.imports) - 1}", "")


def _same(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    """A copy or reordering holds the same values."""
    copied = receiver is None or receiver == Name("copy")
    return (Result(len(draft.calls) - 1), hidden(paths[0])) if copied and paths else None


def _element(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    return (
        (Result(len(draft.calls) - 1), hidden(paths[0], "[*]"))
        if receiver is None and len(paths) == 1
        else None
    )


def _enumerate(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    return (Result(len(draft.calls) - 1), hidden(paths[0], "[#]")) if receiver is None and paths else None


def _zip(
    draft: Draft, node: Node, receiver: Value | None, arguments: tuple[Argument, ...], paths: list[Path]
) -> Seen | None:
    if receiver is not None or not 1 < len(paths) <= MOST_PARTS:
        return None
    parts = tuple_of([hidden(path, "[*]")[0] for path in paths])
    return Result(len(draft.calls) - 1), wrapped("[", {parts[0]}, "]")


SPECIAL = {
    "zip": _zip,
    **dict.fromkeys(("sorted", "reversed", "list", "set", "tuple", "iter", "copy", "deepcopy"), _same),
    **dict.fromkeys(("next", "min", "max"), _element),
    "enumerate": _enumerate,
    "super": _super,
    "type": _type_of,
    "cast": _cast,
    "format": _format,
    "import_module": _import,
    "__import__": _import,
}
