"""The tree-sitter grammar of Python: the parser, and tables by kind of node."""

from collections.abc import Mapping
from functools import cache
from typing import TypeVar

import tree_sitter_python
from tree_sitter import Language, Parser, Tree

T = TypeVar("T")
ERROR = 0xFFFF
"""The id of the nodes that hold what the grammar could not read."""


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


def by_kind(table: Mapping[str, T], default: T) -> dict[int, T]:
    """The table by `Node.kind_id`, complete; one kind of node can have several ids."""
    grammar = language()
    found = {ERROR: default}
    unknown = set(table)
    for number in range(grammar.node_kind_count):
        name = grammar.node_kind_for_id(number) if grammar.node_kind_is_named(number) else None
        found[number] = default if name is None else table.get(name, default)
        unknown.discard(name or "")
    if unknown:
        raise LookupError(f"not in the grammar: {sorted(unknown)}")
    return found


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
