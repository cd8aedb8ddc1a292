"""Go expressions to access paths, values, references and calls."""

import re
from collections.abc import Callable

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.literals import composite_literal, function_literal, literal_value
from analyzer.extract.go.reader import HOLE, PREDECLARED, UNKNOWN, Operand, Reader
from analyzer.extract.go.strings import (
    binary,
    formatted,
    interpreted_string,
    may_be_sql,
    note_sql,
    raw_string,
)
from analyzer.model.facts import (
    Argument,
    Call,
    Composite,
    Constant,
    Element,
    Index,
    Name,
    Result,
    Select,
    Text,
    Value,
)

LONGEST_ARGUMENTS = 160
"""Longer arguments are not kept in a path; a generic function then has an unknown result."""

_TYPE_ARGUMENT = re.compile(r"[\w.*\[\]]{1,80}")


def identifier(reader: Reader, node: Node) -> Operand:
    """A local variable, or a name of the package or an import."""
    text = reader.slice(node)
    path = reader.env.get(text)
    if path is None:
        path = text
        if text not in PREDECLARED and text != "_":
            reader.refer(node, text)
    return path, reader.name(text)


def operand(reader: Reader, node: Node) -> Operand:
    """The left of a selection: names in it are referred to by the whole path, not one by one."""
    number = node.kind_id
    if number == kind("identifier"):
        text = reader.slice(node)
        return reader.env.get(text, text), reader.name(text)
    if number == kind("selector_expression"):
        return selection(reader, node)
    return reader.expression(node)


def selection(reader: Reader, node: Node) -> Operand:
    """`of.field` without noting the reference."""
    children = node.named_children
    if len(children) != 2:
        children = [child for child in children if child.kind_id != kind("comment")]
        if len(children) != 2:
            return UNKNOWN, HOLE
    path, value = operand(reader, children[0])
    field = reader.slice(children[1])
    if isinstance(value, Name):
        return f"{path}.{field}", reader.name(f"{value.path}.{field}")
    return f"{path}.{field}", Select(value, field)


def selector_expression(reader: Reader, node: Node) -> Operand:
    """`of.field`."""
    path, value = selection(reader, node)
    reader.refer(node, path)
    return (path if path[0] != "?" else UNKNOWN), value


def call_expression(reader: Reader, node: Node) -> Operand:
    """A call, a conversion, or one of the predeclared functions that give types."""
    children = node.named_children
    function, arguments = children[0], children[-1]
    flags, reader.flags = reader.flags, reader.flags & 1
    if function.kind_id == kind("identifier"):
        name = reader.slice(function)
        if name in ("new", "make") and name not in reader.env:
            return _allocate(reader, name, arguments)
        receiver, path = None, reader.env.get(name, name)
    else:
        receiver, name, path = _callee(reader, function)
        if len(children) > 2:
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


def index_expression(reader: Reader, node: Node) -> Operand:
    """`of[key]`, or a generic function with one type argument."""
    children = node.named_children
    path, value = reader.expression(children[0])
    key: Value = HOLE
    for child in children[1:]:
        if child.kind_id in reader.writers:
            reader.type(child)
        else:
            _, key = reader.expression(child)
    text = ""
    if path[0] not in "<{" and len(children) == 2:
        written = reader.slice(children[1])
        text = written if _TYPE_ARGUMENT.fullmatch(written) else ""
    return (f"{path}[{text}]" if path != UNKNOWN else path), Index(value, key)


def type_instantiation(reader: Reader, node: Node) -> Operand:
    """`F[A, B]`."""
    children = node.named_children
    path, value = reader.expression(children[0])
    return f"{path}[{','.join(reader.type(child) for child in children[1:])}]", value


def slice_expression(reader: Reader, node: Node) -> Operand:
    """`of[a:b]` has the type of what it cuts."""
    operands = [reader.expression(child) for child in node.named_children]
    return (operands[0][0] if operands else UNKNOWN), HOLE


def type_assertion(reader: Reader, node: Node) -> Operand:
    """`x.(T)`: the value stays, the type is known."""
    children = node.named_children
    _, value = reader.expression(children[0])
    text = reader.type(children[-1])
    return (f"<{text}>" if text else UNKNOWN), value


def type_conversion(reader: Reader, node: Node) -> Operand:
    """`[]byte(x)`; the grammar also reads a call of `f[T](x)` so."""
    children = node.named_children
    if children[0].kind_id == kind("generic_type"):
        return _instantiated_call(reader, children[0], children[1:])
    text = reader.type(children[0])
    for child in children[1:]:
        reader.expression(child)
    return (f"<{text}>" if text else UNKNOWN), HOLE


def _instantiated_call(reader: Reader, function: Node, operands: list[Node]) -> Operand:
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


def unary(reader: Reader, node: Node) -> Operand:
    """`*x`, `&x`, `<-x` change the type; other signs do not."""
    children = node.named_children
    if not children:
        return UNKNOWN, HOLE
    path, value = reader.expression(children[-1])
    sign = node.children[0].type
    if sign == "&":
        return (
            f"<*{path[1:]}" if path[0] == "<" and path[-1] == ">" and path.count(">") == 1 else path + "&"
        ), value
    if path == UNKNOWN:
        return path, value
    if sign in ("*", "<-"):
        return path + ("*" if sign == "*" else "~"), value if sign == "*" else Element(value)
    return ("<bool>" if sign == "!" else path), Constant(reader.slice(node)) if isinstance(
        value, Constant
    ) else HOLE


def parenthesized(reader: Reader, node: Node) -> Operand:
    children = node.named_children
    return reader.expression(children[0]) if children else (UNKNOWN, HOLE)


def number(text: str) -> Callable[[Reader, Node], Operand]:
    """A constant of this type."""

    def read(reader: Reader, node: Node) -> Operand:
        return text, Constant(reader.slice(node))

    return read


def type_as_value(reader: Reader, node: Node) -> Operand:
    """A type where a value stands: an argument of a generic function, a method expression."""
    text = reader.type(node)
    return (f"<{text}>" if text else UNKNOWN), HOLE


def pair(reader: Reader, node: Node) -> Operand:
    """What holds only expressions: the last one counts."""
    result: Operand = (UNKNOWN, HOLE)
    for child in node.named_children:
        result = reader.expression(child)
    return result


EXPRESSIONS: dict[str, Callable[[Reader, Node], Operand]] = {
    "identifier": identifier,
    "selector_expression": selector_expression,
    "call_expression": call_expression,
    "index_expression": index_expression,
    "type_instantiation_expression": type_instantiation,
    "slice_expression": slice_expression,
    "type_assertion_expression": type_assertion,
    "type_conversion_expression": type_conversion,
    "unary_expression": unary,
    "binary_expression": binary,
    "parenthesized_expression": parenthesized,
    "interpreted_string_literal": interpreted_string,
    "raw_string_literal": raw_string,
    "int_literal": number("<int>"),
    "float_literal": number("<float64>"),
    "imaginary_literal": number("<complex128>"),
    "rune_literal": number("<rune>"),
    "true": number("<bool>"),
    "false": number("<bool>"),
    "nil": number("?"),
    "iota": number("<int>"),
    "composite_literal": composite_literal,
    "literal_value": literal_value,
    "func_literal": function_literal,
    "expression_list": pair,
    "literal_element": pair,
    "variadic_argument": pair,
}
