"""The Go grammar: one parser a process, and node kinds by number."""

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

import tree_sitter_go
from tree_sitter import Language, Node, Parser

T = TypeVar("T")


@cache
def language() -> Language:
    """The Go grammar."""
    return Language(tree_sitter_go.language())


@cache
def parser() -> Parser:
    """The one parser of this process."""
    return Parser(language())


def by_kind(table: Mapping[str, T]) -> dict[int, T]:
    """The same table keyed by kind number: `node.kind_id` makes no string, so dispatch on it is faster."""
    numbers = {kind: language().id_for_node_kind(kind, True) for kind in table}
    unknown = [kind for kind, number in numbers.items() if number is None]
    if unknown:
        raise KeyError(f"not in the Go grammar: {unknown}")
    return {number: table[kind] for kind, number in numbers.items() if number is not None}


@cache
def kind(name: str) -> int:
    """The number of a named node kind."""
    return next(iter(by_kind({name: None})))


def first_error(root: Node) -> Node | None:
    """The first place in the text that the grammar could not read."""
    node = root
    while node.has_error:
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if node.is_error or inner is None:
            return node
        node = inner
    return node if node.is_missing else None
