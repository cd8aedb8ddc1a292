"""Go statements: what is bound, what is in scope, and what runs in a loop, spawned or deferred."""

from collections.abc import Callable, Sequence

from tree_sitter import Node

from analyzer.extract.go.declarations import local_const, local_type, local_var
from analyzer.extract.go.grammar import kind
from analyzer.extract.go.reader import HOLE, UNKNOWN, Operand, Reader
from analyzer.extract.go.values import bind_all, operands_of
from analyzer.model.facts import Binding, CallFlag, ReferenceKind
from analyzer.model.values import Concat, Element, Name, Value


def everything(reader: Reader, node: Node) -> None:
    """What stands inside, in order."""
    for child in node.named_children:
        reader.statement(child)


def nothing(reader: Reader, node: Node) -> None:
    """Comments and labels."""


def scoped(reader: Reader, node: Node) -> None:
    """What stands inside, with names of its own."""
    env, outer, types, end = reader.env, reader.outer, reader.types, reader.end
    reader.outer, reader.env, reader.end = env, dict(env), node.end_point[0] + 1
    for child in node.named_children:
        reader.statement(child)
    reader.env, reader.outer, reader.types, reader.end = env, outer, types, end


def branch(reader: Reader, node: Node) -> None:
    """An `if` with its chain of `else if`, each seeing the names of the ones before."""
    env, outer, end = reader.env, reader.outer, reader.end
    reader.end = node.end_point[0] + 1
    chain: Node | None = node
    while chain is not None:
        reader.outer, reader.env = reader.env, dict(reader.env)
        following = None
        for child in chain.named_children:
            if child.kind_id == kind("if_statement"):
                following = child
            else:
                reader.statement(child)
        chain = following
    reader.env, reader.outer, reader.end = env, outer, end


def loop(reader: Reader, node: Node) -> None:
    """A `for` of any form; its body is in a loop, what it walks is not."""
    env, outer, flags, end = reader.env, reader.outer, reader.flags, reader.end
    reader.outer, reader.env, reader.end = env, dict(env), node.end_point[0] + 1
    for child in node.named_children:
        number = child.kind_id
        if number == kind("range_clause"):
            _range(reader, child)
        elif number == kind("block"):
            reader.flags |= CallFlag.IN_LOOP
            scoped(reader, child)
        else:
            reader.statement(child)
    reader.env, reader.outer, reader.flags, reader.end = env, outer, flags, end


def _range(reader: Reader, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if right is None:
        return
    path, value = reader.expression(right)
    if left is None:
        return
    declares = any(child.type == ":=" for child in node.children)
    for i, target in enumerate(left.named_children[:2]):
        part = UNKNOWN if path == UNKNOWN else path + ("@v" if i else "@k")
        _assign(reader, target, part, Element(value) if i else HOLE, declares)


def _assign(reader: Reader, target: Node, path: str, value: Value, declares: bool) -> None:
    if declares:
        bind_all(reader, [target], [(path, value)])
    else:
        _write(reader, target, path, value)


def short_var(reader: Reader, node: Node) -> None:
    """`a, b := f()`."""
    children = [child for child in node.named_children if child.kind_id == kind("expression_list")]
    if len(children) == 2:
        targets = children[0].named_children
        bind_all(reader, targets, operands_of(reader, children[1], targets))


def assignment(reader: Reader, node: Node) -> None:
    """`a.b, c = x, y` and `a += b`."""
    children = [child for child in node.named_children if child.kind_id == kind("expression_list")]
    if len(children) != 2:
        everything(reader, node)
        return
    targets = children[0].named_children
    operands = operands_of(reader, children[1], targets)
    sign = node.child_by_field_name("operator")
    for target, (path, value) in zip(targets, operands, strict=False):
        added = sign is not None and sign.type == "+=" and target.kind_id == kind("identifier")
        _write(reader, target, path, Concat((reader.name(reader.slice(target)), value)) if added else value)


def _write(reader: Reader, target: Node, path: str, value: Value) -> None:
    mark = len(reader.references)
    own, name = reader.expression(target)
    if len(reader.references) > mark:
        last = reader.references[-1]
        reader.references[-1] = type(last)(last.line, last.scope, last.path, ReferenceKind.WRITE)
    if isinstance(name, Name) and name.path != "_":
        line = target.start_point[0] + 1
        reader.bindings.append(Binding(line, reader.scope, name.path, value, path if own == UNKNOWN else own))


def type_switch(reader: Reader, node: Node) -> None:
    """`switch x := y.(type)`: in a case of one type, x has that type."""
    env, outer = reader.env, reader.outer
    reader.outer, reader.env = env, dict(env)
    alias, path = "", UNKNOWN
    for child, field in _with_fields(node):
        if field == "alias":
            alias = reader.slice(child)
        elif field == "value":
            path, value = reader.expression(child)
            if alias and alias != "_":
                reader.bindings.append(Binding(child.start_point[0] + 1, reader.scope, alias, value, path))
        elif child.kind_id in (kind("type_case"), kind("default_case")):
            _type_case(reader, child, alias, path)
        else:
            reader.statement(child)
    reader.env, reader.outer = env, outer


def _type_case(reader: Reader, node: Node, alias: str, path: str) -> None:
    env, outer = reader.env, reader.outer
    reader.outer, reader.env = env, dict(env)
    types: list[str] = []
    rest: list[Node] = []
    for child, field in _with_fields(node):
        if field == "type":
            types.append(reader.type(child))
        else:
            rest.append(child)
    if alias and alias != "_":
        only = types[0] if len(types) == 1 else ""
        reader.bind(alias, f"<{only}>" if only and only != "nil" else path)
    for child in rest:
        reader.statement(child)
    reader.env, reader.outer = env, outer


def _with_fields(node: Node) -> list[tuple[Node, str | None]]:
    return [(c, node.field_name_for_child(i)) for i, c in enumerate(node.children) if c.is_named]


def receive(reader: Reader, node: Node) -> None:
    """`x, ok := <-c` in a select."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if right is None:
        return
    path, value = reader.expression(right)
    declares = any(child.type == ":=" for child in node.children)
    for i, target in enumerate(left.named_children if left else ()):
        _assign(reader, target, "<bool>" if i else path, HOLE if i else value, declares)


def flagged(flag: CallFlag) -> Callable[[Reader, Node], None]:
    """`go f()` and `defer f()`: the flag is on that call, not on calls in its arguments."""

    def read(reader: Reader, node: Node) -> None:
        before = reader.flags
        reader.flags |= flag
        everything(reader, node)
        reader.flags = before

    return read


def give_back(reader: Reader, node: Node) -> None:
    """What a function gives back is bound to the name `return`."""
    line = node.start_point[0] + 1
    operands: Sequence[Operand] = [
        reader.expression(each) for lst in node.named_children for each in lst.named_children
    ]
    for path, value in operands:
        reader.bindings.append(Binding(line, reader.scope, "return", value, path))


STATEMENTS: dict[str, Callable[[Reader, Node], None]] = {
    "comment": nothing,
    "label_name": nothing,
    "empty_statement": nothing,
    "block": scoped,
    "statement_list": everything,
    "expression_statement": everything,
    "if_statement": branch,
    "for_statement": loop,
    "expression_switch_statement": scoped,
    "expression_case": scoped,
    "default_case": scoped,
    "select_statement": scoped,
    "communication_case": scoped,
    "type_switch_statement": type_switch,
    "receive_statement": receive,
    "short_var_declaration": short_var,
    "assignment_statement": assignment,
    "go_statement": flagged(CallFlag.SPAWNED),
    "defer_statement": flagged(CallFlag.DEFERRED),
    "return_statement": give_back,
    "var_declaration": local_var,
    "const_declaration": local_const,
    "type_declaration": local_type,
}
