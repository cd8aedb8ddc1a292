"""Annotations: the type they name, and the references in them."""

import re

from tree_sitter import Node

from analyzer.extract.python.draft import DEEPEST, Draft, Path, cut, look_up, refer, too_deep
from analyzer.extract.python.grammar import kinds
from analyzer.extract.python.names import chain
from analyzer.model.facts import ReferenceKind

LONGEST_TYPE = 200
CONTAINERS = ("List", "list", "Dict", "dict", "Tuple", "tuple", "Set", "set", "FrozenSet", "frozenset")
ABSTRACT = ("Iterator", "Iterable", "AsyncIterator", "Sequence", "Mapping", "MutableMapping", "Collection")
SPECIAL = ("Optional", "Union", "Annotated", "Type", "type", "Callable", "Awaitable", "defaultdict")
GENERIC = frozenset(CONTAINERS + ABSTRACT + SPECIAL)
PLAIN_TYPE = re.compile(r"[\w.\[\],|]+")
DOTTED = re.compile(r"[^\W\d][\w.]*")


def annotation(draft: Draft, node: Node | None) -> str:
    """The type an annotation names, without blanks and quotes; "" if none or not plain."""
    if node is None:
        return ""
    text = _type(draft, node)
    return text if len(text) <= LONGEST_TYPE else ""


def alias(draft: Draft, node: Node, stated: bool) -> str:
    """The path of a type given a name (`Pair = tuple[A, B]`), "" if the value is no type.

    A bare class is no matter for this; `stated` says that the code calls it an alias.
    """
    if node.kind_id not in kinds("subscript", "binary_operator"):
        return ""
    if not stated and not _is_type(draft, node):
        return ""
    known = len(draft.references)
    text = annotation(draft, node)
    del draft.references[known:]
    return f"<type[{text}]>" if text else ""


def _is_type(draft: Draft, node: Node) -> bool:
    while node.kind_id in kinds("binary_operator"):
        left, right = node.named_children[0], node.named_children[-1]
        if node.children[1].type != "|" or right.kind_id not in kinds(
            "identifier", "attribute", "none", "subscript"
        ):
            return False
        node = left
        if node.kind_id in kinds("identifier", "attribute"):
            return True
    head = cut(draft, node.named_children[0]).rpartition(".")[2] if node.named_child_count else ""
    return node.kind_id in kinds("subscript") and head in GENERIC


def _type(draft: Draft, node: Node) -> str:
    if draft.depth >= DEEPEST:
        too_deep(draft, node)
        return ""
    draft.depth += 1
    text = _read(draft, node)
    draft.depth -= 1
    return text


def _read(draft: Draft, node: Node) -> str:
    kind = node.kind_id
    if kind in kinds("identifier", "attribute"):
        _, path = chain(draft, node)
        refer(draft, node, path, ReferenceKind.TYPE)
        return _written(path)
    if kind in kinds("string"):
        return _quoted(draft, node)
    if kind in kinds("generic_type", "subscript"):
        return _generic(draft, node)
    if kind in kinds("binary_operator", "union_type"):
        return "|".join(_type(draft, child) for child in node.named_children)
    if kind in kinds("none"):
        return "None"
    if kind in kinds("member_type"):
        return "".join(cut(draft, node).split())
    if kind in kinds("list", "tuple"):
        return f"[{','.join(_type(draft, child) for child in node.named_children)}]"
    if kind in kinds("type", "parenthesized_expression", "splat_type", "constrained_type"):
        return _type(draft, node.named_children[0]) if node.named_child_count else ""
    if kind in kinds("ellipsis"):
        return "..."
    draft.on[kind](draft, node)
    return "?"


def _written(path: Path) -> str:
    before, here = path
    return "?" if before else here


def _generic(draft: Draft, node: Node) -> str:
    head = node.named_children[0]
    base = _type(draft, head)
    name = base.rpartition(".")[2]
    if name == "Literal":
        return "?"
    arguments = node.named_children[1:]
    if len(arguments) == 1 and arguments[0].kind_id in kinds("type_parameter"):
        arguments = arguments[0].named_children
    if name == "Annotated" and arguments:
        for extra in arguments[1:]:
            _metadata(draft, extra)
        return _type(draft, arguments[0])
    return f"{base}[{','.join(_type(draft, argument) for argument in arguments)}]"


def _metadata(draft: Draft, node: Node) -> None:
    while node.kind_id in kinds("type") and node.named_child_count:
        node = node.named_children[0]
    draft.on[node.kind_id](draft, node)


def _quoted(draft: Draft, node: Node) -> str:
    text = "".join("".join(cut(draft, part) for part in node.named_children[1:-1]).split())
    if not PLAIN_TYPE.fullmatch(text):
        return "?"
    for found in DOTTED.finditer(text):
        name = found[0]
        head, dot, rest = name.partition(".")
        before, here = look_up(draft, head)
        if not before and here:
            refer(draft, node, ("", here + dot + rest), ReferenceKind.TYPE)
    return text
