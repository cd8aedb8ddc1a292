"""Names in one top-level declaration that mean something outside of it: Go's block scopes, walked once."""

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from tree_sitter import Node

from analyzer.rewrite.go.composites import KEY, of_field


class Use(Struct, frozen=True):
    """A name that no block declares. `member` is the name behind its dot, where one is; `key` says that it
    is the key of a literal whose type does not show whether a field or a value is meant."""

    name: str
    node: Node
    member: Node | None = None
    key: bool = False


class Names(Struct, frozen=True):
    """What a declaration uses from outside, and every name that one of its blocks declares."""

    uses: tuple[Use, ...]
    local: frozenset[str]


Action = tuple[str, Node | None]
"""What is still to do: `visit` a node, `declare` its name, `open` or `close` a block."""

_NAMES = frozenset({"identifier", "type_identifier", "package_identifier"})
_BLOCKS = frozenset({
    "block", "if_statement", "for_statement", "expression_switch_statement", "select_statement",
    "func_literal", "expression_case", "default_case", "type_case", "communication_case", "function_type",
    "method_elem",
})  # fmt: skip
_LAST = {
    "short_var_declaration": "left",
    "range_clause": "left",
    "receive_statement": "left",
    "var_spec": "name",
    "const_spec": "name",
}
"""Declared names come into scope behind the declaration; the field that holds them."""


def names(declaration: Node) -> Names:
    """The names of a top-level declaration; its own name is a use of it."""
    walk = _Walk()
    if declaration.type in ("function_declaration", "method_declaration"):
        walk.run([("open", None), *_function(declaration), ("close", None)])
    else:
        walk.run(_top(declaration))
    return Names(tuple(walk.uses), frozenset(walk.local))


def text(node: Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "replace")


class _Walk:
    """The blocks that are open, and what was found."""

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self.local: set[str] = set()
        self._open: list[set[str]] = []

    def run(self, actions: Iterable[Action]) -> None:
        """Carries out all actions, and those that they lead to."""
        todo = list(actions)[::-1]
        while todo:
            what, node = todo.pop()
            if what == "open":
                self._open.append(set())
            elif what == "close":
                self._open.pop()
            elif node is not None and what == "declare":
                self._declare(node)
            elif node is not None:
                todo += list(self._visit(node))[::-1]

    def _declare(self, node: Node) -> None:
        for each in node.named_children if node.type == "expression_list" else (node,):
            if each.type in _NAMES:
                self._open[-1].add(text(each))
                self.local.add(text(each))

    def _visit(self, node: Node) -> Iterator[Action]:
        kind = node.type
        if kind in _NAMES:
            self._use(node, None)
        elif kind in ("selector_expression", "qualified_type"):
            first, last = node.named_children[0], node.named_children[-1]
            if first.type in _NAMES:
                self._use(first, last)
            else:
                yield "visit", first
        elif self._open and kind in _LOCAL:
            yield from _LOCAL[kind](node)
        elif kind in _BLOCKS:
            yield from (("open", None), *_inner(node), ("close", None))
        else:
            yield from _inner(node)

    def _use(self, node: Node, member: Node | None) -> None:
        name = text(node)
        if name == "_":
            return
        role = of_field(node) if member is None else ""
        if role != KEY and not any(name in block for block in self._open):
            self.uses.append(Use(name, node, member, bool(role)))


def _top(declaration: Node) -> Iterator[Action]:
    """The specs of a declaration at the level of the file; generic types have a block of their own."""
    for spec in declaration.named_children:
        if spec.type == "type_spec":
            yield from (("open", None), *_generic(spec), ("close", None))
        elif spec.type == "var_spec_list":
            yield from _top(spec)
        else:
            yield "visit", spec


def _generic(spec: Node) -> Iterator[Action]:
    for child in spec.named_children:
        yield from _parameters(child) if child.type == "type_parameter_list" else (("visit", child),)


def _function(node: Node) -> list[Action]:
    """Receiver, type parameters, parameters and results, then the body."""
    actions: list[Action] = []
    for child in node.named_children:
        if child.type in ("parameter_list", "type_parameter_list"):
            is_receiver = child == node.child_by_field_name("receiver")
            actions += _parameters(child, is_receiver)
        elif child.type != "field_identifier":
            actions.append(("visit", child))
    return actions


def _parameters(node: Node, is_receiver: bool = False) -> Iterator[Action]:
    arguments = [each for each in _below(node) if each.type == "type_arguments"] if is_receiver else []
    for argument in arguments:
        yield from (("declare", each) for each in _below(argument) if each.type in _NAMES)
    named = [(each, _declared(each, node)) for each in node.named_children]
    for parameter, declared in named:
        yield from (("declare", name) for name in declared if parameter.type.startswith("type_parameter"))
    for parameter, declared in named:
        yield from (("visit", child) for child in parameter.named_children if child not in declared)
    for _, declared in named:
        yield from (("declare", name) for name in declared)


def _declared(parameter: Node, listed: Node) -> list[Node]:
    """The names of a parameter. Of many names with one type, the grammar reads the first ones as types."""
    found = parameter.children_by_field_name("name")
    if found or not any(each.children_by_field_name("name") for each in listed.named_children):
        return found
    return [child for child in parameter.named_children if child.type == "type_identifier"]


def _below(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        yield child
        yield from _below(child)


def _inner(node: Node) -> Iterator[Action]:
    """The children in the order in which they are read."""
    if node.type in ("func_literal", "function_type", "method_elem"):
        yield from _function(node)
        return
    for child in node.named_children:
        yield "visit", child


def _late(node: Node) -> Iterator[Action]:
    """All else first, then the names that are declared."""
    held = node.children_by_field_name(_LAST[node.type])
    is_new = node.type in ("var_spec", "const_spec") or any(child.type == ":=" for child in node.children)
    yield from (("visit", child) for child in node.named_children if child not in held or not is_new)
    yield from (("declare", name) for name in held if is_new)


def _early(node: Node) -> Iterator[Action]:
    """A local type is known in its own body."""
    name = node.child_by_field_name("name")
    yield "declare", name
    yield "open", None
    for child in node.named_children:
        if child != name:
            yield from _parameters(child) if child.type == "type_parameter_list" else (("visit", child),)
    yield "close", None


def _type_switch(node: Node) -> Iterator[Action]:
    alias = node.child_by_field_name("alias")
    cases = [child for child in node.named_children if child.type in ("type_case", "default_case")]
    yield "open", None
    yield from (("visit", child) for child in node.named_children if child != alias and child not in cases)
    if alias is not None:
        yield "declare", alias
    yield from (("visit", case) for case in cases)
    yield "close", None


_LOCAL: dict[str, Callable[[Node], Iterator[Action]]] = {
    **dict.fromkeys(_LAST, _late),
    "type_spec": _early,
    "type_alias": _early,
    "type_switch_statement": _type_switch,
}
