"""Go expressions to access paths, values, references and calls."""

import re
from collections.abc import Callable

from tree_sitter import Node

from analyzer.extract.go.calls import call_expression, instantiated_call
from analyzer.extract.go.grammar import kind
from analyzer.extract.go.literals import composite_literal, function_literal, literal_value
from analyzer.extract.go.reader import HOLE, PREDECLARED, UNKNOWN, Operand, Reader
from analyzer.extract.go.selections import selection
from analyzer.extract.go.strings import (
    binary,
    interpreted_string,
    raw_string,
)
from analyzer.model.values import Constant, Element, Index, Value

_TYPE_ARGUMENT = re.compile(r"[\w.*\[\]]{1,80}")


def identifier(reader: Reader, node: Node) -> Operand:
    """A local variable, or a name of the package or an import."""
    text = reader.slice(node)
    path = reader.env.get(text)
    if path is None:
        path = text or UNKNOWN
        if text not in PREDECLARED and text != "_":
            reader.refer(node, text)
    return path, reader.name(text)


def selector_expression(reader: Reader, node: Node) -> Operand:
    """`of.field`."""
    path, value = selection(reader, node)
    reader.refer(node, path)
    return (path if path[0] != "?" else UNKNOWN), value


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
        return instantiated_call(reader, children[0], children[1:])
    text = reader.type(children[0])
    for child in children[1:]:
        reader.expression(child)
    return (f"<{text}>" if text else UNKNOWN), HOLE


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
    """What stands in the parentheses."""
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
