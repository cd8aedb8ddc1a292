"""The tree-sitter grammar of Python: the parser, and tables indexed by kind of node."""

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

import tree_sitter_python
from tree_sitter import Language, Parser, Tree

T = TypeVar("T")


@cache
def language() -> Language:
    """The grammar, loaded once a process."""
    return Language(tree_sitter_python.language())


@cache
def _parser() -> Parser:
    return Parser(language())


def parse(text: bytes) -> Tree:
    """The syntax tree of a file; errors are nodes of it."""
    return _parser().parse(text)


def by_kind(table: Mapping[str, T], default: T) -> list[T]:
    """The table as a list indexed by `Node.kind_id`; one kind of node can have several ids."""
    grammar = language()
    names = [
        grammar.node_kind_for_id(i) if grammar.node_kind_is_named(i) else None
        for i in range(grammar.node_kind_count)
    ]
    missing = set(table) - {name for name in names if name}
    if missing:
        raise LookupError(f"not in the grammar: {sorted(missing)}")
    return [table.get(name, default) if name else default for name in names]


@cache
def kinds(*names: str) -> frozenset[int]:
    """The ids of these kinds of nodes."""
    grammar = language()
    return frozenset(
        i
        for i in range(grammar.node_kind_count)
        if grammar.node_kind_is_named(i) and grammar.node_kind_for_id(i) in names
    )


@cache
def field(name: str) -> int:
    """The id of a field, for `Node.child_by_field_id`."""
    number = language().field_id_for_name(name)
    if number is None:
        raise LookupError(f"no field {name} in the grammar")
    return number
