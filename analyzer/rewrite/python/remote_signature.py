"""The signature of a Python function that becomes a call, and why it cannot become one."""

from collections.abc import Iterator

import libcst as cst
from msgspec import Struct

from analyzer.model.contract import Operation, TravelVerdict
from analyzer.rewrite.python.syntax import chain, literal

_PLAIN = frozenset({"str", "int", "float", "bool", "None", "list", "dict", "object"})
_TYPING = frozenset({"Any", "Dict", "List", "Literal", "Optional", "Union"})
_MAPS = ("dict", "Dict")


class Signature(Struct):
    """`parameters` with their types, `keywords` those that are given by name only, and the result; `typing`
    are the names that the types need; `troubles` speak against a call."""

    parameters: dict[str, str] = {}
    keywords: dict[str, str] = {}
    result: str = ""
    is_async: bool = False
    typing: set[str] = set()
    troubles: list[str] = []

    @property
    def sent(self) -> tuple[str, ...]:
        """All parameters, in their order."""
        return (*self.parameters, *self.keywords)

    @property
    def text(self) -> str:
        """Parameters and result, as a definition has them."""
        given = [f"{name}: {kind}" for name, kind in self.parameters.items()]
        named = [f"{name}: {kind}" for name, kind in self.keywords.items()]
        return f"({', '.join([*given, *(['*'] if named else []), *named])}) -> {self.result}"


def signature_of(node: cst.FunctionDef, operation: Operation | None) -> Signature:
    """The signature of a function at the top of a module."""
    found = Signature(is_async=node.asynchronous is not None)
    found.troubles += _against(node)
    if operation is None:
        found.troubles.append("no contract names it: nothing calls it from another boundary")
    else:
        found.troubles += _against_contract(operation)
    for kinds, listed in (
        (found.parameters, node.params.params),
        (found.keywords, node.params.kwonly_params),
    ):
        for each in listed:
            kinds[each.name.value] = _type(each.annotation, f"its parameter {each.name.value}", found)
    found.result = _type(node.returns, "its result", found)
    return found


def _against(node: cst.FunctionDef) -> Iterator[str]:
    if node.decorators:
        yield "a decorator may enter it somewhere"
    if node.params.posonly_params:
        yield "a parameter can be given by its place only"
    if isinstance(node.params.star_arg, cst.Param) or node.params.star_kwarg:
        yield "it takes any number of values"
    if node.type_parameters:
        yield "it has type parameters"


def _against_contract(operation: Operation) -> Iterator[str]:
    for each in (*operation.parameters, *operation.results):
        if each.verdict is not TravelVerdict.AS_IS or each.changed:
            yield f"{each.name or 'its result'} cannot travel as it is: {each.reason}"


def _type(annotation: cst.Annotation | None, what: str, found: Signature) -> str:
    if annotation is None:
        found.troubles.append(f"{what} has no type")
        return ""
    said = _plain(annotation.annotation, found.typing)
    if said is None:
        told = cst.Module([]).code_for_node(annotation.annotation)
        found.troubles.append(f"{what} is no plain JSON value: {told}")
    return said or ""


def _plain(node: cst.BaseExpression, typing: set[str]) -> str | None:
    """A type as text, if JSON gives back what it is given; names of `typing` are noted."""
    if isinstance(node, cst.SimpleString):
        return _quoted(node, typing)
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        left, right = _plain(node.left, typing), _plain(node.right, typing)
        return f"{left} | {right}" if left and right else None
    if isinstance(node, cst.Subscript):
        return _subscript(node, typing)
    name = chain(node)
    last = name.rpartition(".")[2]
    if last in _TYPING and name in (last, f"typing.{last}"):
        typing.add(last)
        return last
    return name if name in _PLAIN else None


def _quoted(node: cst.SimpleString, typing: set[str]) -> str | None:
    try:
        return _plain(cst.parse_expression(literal(node.value)[1]), typing)
    except cst.ParserSyntaxError:
        return None


def _subscript(node: cst.Subscript, typing: set[str]) -> str | None:
    head = _plain(node.value, typing)
    inner = [each.slice.value for each in node.slice if isinstance(each.slice, cst.Index)]
    if head == "Literal":
        return cst.Module([]).code_for_node(node).rpartition("typing.")[2]
    parts = [_plain(each, typing) for each in inner]
    if head not in ("list", "List", "Optional", "Union", *_MAPS) or None in parts:
        return None
    if head in _MAPS and parts[0] != "str":
        return None
    return f"{head}[{', '.join(part for part in parts if part)}]"
