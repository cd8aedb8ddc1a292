"""Calls, and what they give."""

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.reader import HOLE, PREDECLARED, UNKNOWN, Operand, Reader
from analyzer.extract.go.selections import operand, selection
from analyzer.extract.go.strings import formatted, may_be_sql, note_sql
from analyzer.model.facts import Argument, Call
from analyzer.model.values import Composite, Name, Result, Select, Text, Value

LONGEST_ARGUMENTS = 250
"""Longer arguments are not kept in a path; a generic function then has an unknown result."""


def call_expression(reader: Reader, node: Node) -> Operand:
    """A call, a conversion, or one of the predeclared functions that give types."""
    children = node.named_children
    function, arguments = children[0], children[-1]
    flags, reader.flags = reader.flags, reader.flags & 1
    if function.kind_id == kind("identifier"):
        name = reader.slice(function)
        if name in ("new", "make") and name not in reader.env:
            if name == "new":
                reader.refer(function, name)  # a package may have a function of its own with this name
            return _allocate(reader, name, arguments)
        receiver, path = None, reader.env.get(name, name) or UNKNOWN
    else:
        receiver, name, path = _callee(reader, function)
    if len(children) > 2 and children[1].kind_id == kind("type_arguments"):
        path += "[" + ",".join(reader.type(child) for child in children[1].named_children) + "]"
    naming = reader.naming
    reader.naming = "-" if path == "fmt.Sprintf" else ""
    paths, given = _arguments(reader, arguments)
    reader.naming, reader.flags = naming, flags
    line = function.end_point[0] + 1
    reader.calls.append(Call(line, reader.scope, receiver, name, given, path, flags))
    number = len(reader.calls) - 1
    if path == "fmt.Sprintf":
        _note_format(reader, node, given)
    if path == "append" and paths:
        return paths[0], Result(number)
    return _result(reader, path, paths), Result(number)


def _callee(reader: Reader, node: Node) -> tuple[Value | None, str, str]:
    if node.kind_id == kind("selector_expression"):
        path, value = selection(reader, node)
        if isinstance(value, Name):
            owner, _, name = value.path.rpartition(".")
            return reader.name(owner), name, path
        if isinstance(value, Select):
            return value.of, value.name, path
        return None, "", path
    path, value = operand(reader, node)
    return (None, value.path, path) if isinstance(value, Name) else (value, "", path)


def _result(reader: Reader, path: str, paths: list[str]) -> str:
    """Arguments stay in the path where the callee is a function that may be generic."""
    if path[0] in "<{?" or not paths:
        return UNKNOWN if path[0] == "?" else path + "()"
    owner, _, _ = path.partition(".")
    if owner != path and owner not in reader.packages:
        return path + "()"
    given = ";".join(paths)
    return f"{path}({given})" if len(given) <= LONGEST_ARGUMENTS and given.strip("?;") else path + "()"


def _arguments(reader: Reader, node: Node) -> tuple[list[str], tuple[Argument, ...]]:
    paths: list[str] = []
    given: list[Argument] = []
    for child in node.named_children:
        number = child.kind_id
        if number == kind("comment"):
            continue
        if number == kind("variadic_argument"):
            path, value = reader.expression(child.named_children[0])
            paths.append(path)
            given.append(Argument(value, "*"))
        elif number in reader.writers:
            paths.append(f"<{reader.type(child)}>")
            given.append(Argument(HOLE))
        else:
            path, value = reader.expression(child)
            paths.append(path)
            given.append(Argument(value))
    return paths, tuple(given)


def _note_format(reader: Reader, node: Node, given: tuple[Argument, ...]) -> None:
    template: Value = given[0].value if given else HOLE
    if isinstance(template, Text) and reader.naming != "-" and may_be_sql(template.value):
        note_sql(reader, node, formatted(template.value, [each.value for each in given[1:]]))


def _allocate(reader: Reader, name: str, arguments: Node) -> Operand:
    """`new(T)`, `make(T, n)`, and `new(x)`, which the grammar reads as a type."""
    children = [child for child in arguments.named_children if child.kind_id != kind("comment")]
    if not children:
        return UNKNOWN, HOLE
    path = _variable_as_type(reader, children[0]) if name == "new" else ""
    value: Value = HOLE
    if not path and children[0].kind_id in reader.writers:
        text = reader.type(children[0])
        path = f"<*{text}>" if name == "new" else f"<{text}>"
        value = Composite(text, ()) if name == "new" else HOLE  # new(T) is the same as &T{}
    elif not path:
        path = reader.expression(children[0])[0]
        path = path if path == UNKNOWN else path + "&"
    for child in children[1:]:
        reader.expression(child)
    return path, value


def _variable_as_type(reader: Reader, node: Node) -> str:
    if node.kind_id not in (kind("type_identifier"), kind("qualified_type")):
        return ""
    first, dot, field = reader.slice(node).partition(".")
    if first in reader.types or first in PREDECLARED or (not dot and first not in reader.env):
        return ""
    if not dot:
        return reader.env[first] + "&"
    if first not in reader.env:
        return ""
    reader.refer(node, f"{reader.env[first]}.{field}")
    return f"{reader.env[first]}.{field}&"


def instantiated_call(reader: Reader, function: Node, operands: list[Node]) -> Operand:
    """`f[T](x)` where the grammar sees a conversion; the link knows which it is."""
    name, arguments = function.named_children[0], function.named_children[-1]
    written = "".join(reader.slice(name).split())
    given = ",".join(reader.type(child) for child in arguments.named_children)
    paths: list[str] = []
    values: list[Argument] = []
    for child in operands:
        path, value = reader.expression(child)
        paths.append(path)
        values.append(Argument(value))
    owner, _, last = written.rpartition(".")
    receiver = reader.name(owner) if owner else None
    path = f"{written}[{given}]"
    line = function.end_point[0] + 1
    reader.calls.append(Call(line, reader.scope, receiver, last, tuple(values), path, reader.flags))
    return _result(reader, path, paths), Result(len(reader.calls) - 1)
