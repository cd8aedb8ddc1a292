"""The protocol that says what a package needs of a class of another one."""

import builtins
from collections.abc import Iterable, Iterator

import libcst as cst
from msgspec import Struct

from analyzer.rewrite.python.cutting import Needed
from analyzer.rewrite.python.held import nodes_in
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.python.syntax import chain, literal

_NO_MEMBER = "a protocol holds only methods, and fields with a type, that the class itself declares"


class Members(Struct):
    """What a protocol says: `lines` of its members, `names` that their types need, the reasons against it."""

    lines: dict[str, str] = {}
    names: set[str] = set()
    troubles: list[tuple[str, str]] = []


def members_of(node: cst.ClassDef, wanted: Iterable[str]) -> Members:
    """The members that are wanted, as a protocol declares them."""
    found = Members()
    declared: dict[str, str] = {}
    for each in nodes_in(node):
        if isinstance(each, cst.AnnAssign):
            target = chain(each.target)
            name = target.removeprefix("self.")
            if "." not in name and (name != target or _stands_in(each, node)):
                declared.setdefault(name, f"{name}: {_code(each.annotation.annotation)}")
                if name in wanted:
                    found.names |= set(_heads(each.annotation.annotation))
    methods = [each for each in node.body.body if isinstance(each, cst.FunctionDef)]
    for name in sorted(set(wanted)):
        own = [each for each in methods if each.name.value == name]
        if len(own) == 1:
            found.lines[name] = _method(own[0], node.name.value, found)
        elif name in declared and not own:
            found.lines[name] = declared[name]
        else:
            found.troubles.append((_NO_MEMBER, name))
    return found


def _stands_in(each: cst.AnnAssign, node: cst.ClassDef) -> bool:
    """Whether an annotation is one of the class body itself."""
    lines = (line for line in node.body.body if isinstance(line, cst.SimpleStatementLine))
    return any(part is each for line in lines for part in line.body)


def _method(node: cst.FunctionDef, own: str, found: Members) -> str:
    """The line of a method; its class may come back, but an argument may not have to be one."""
    decorators = [chain(each.decorator) for each in node.decorators]
    if any(each not in ("property", "staticmethod", "classmethod") for each in decorators):
        found.troubles.append(("a decorator may change the signature", node.name.value))
    taken = {name for each in _all(node.params) if each.annotation for name in _heads(each.annotation)}
    given = set(_heads(node.returns)) if node.returns else set()
    if own in taken:
        found.troubles.append(("a method takes a value of the class", node.name.value))
    found.names |= (taken | given) - {own}
    back = f" -> {_code(node.returns.annotation)}" if node.returns else ""
    define = "async def" if node.asynchronous else "def"
    line = f"{define} {node.name.value}({', '.join(_parameters(node.params))}){back}: ..."
    return "".join(f"@{each}\n    " for each in decorators) + line


def _all(params: cst.Parameters) -> Iterator[cst.Param]:
    stars = (each for each in (params.star_arg, params.star_kwarg) if isinstance(each, cst.Param))
    yield from (*params.posonly_params, *params.params, *params.kwonly_params, *stars)


def _parameters(params: cst.Parameters) -> Iterator[str]:
    yield from map(_parameter, params.posonly_params)
    if params.posonly_params:
        yield "/"
    yield from map(_parameter, params.params)
    if isinstance(params.star_arg, cst.Param):
        yield "*" + _parameter(params.star_arg)
    elif params.kwonly_params:
        yield "*"
    yield from map(_parameter, params.kwonly_params)
    if params.star_kwarg:
        yield "**" + _parameter(params.star_kwarg)


def _parameter(param: cst.Param) -> str:
    kind = f": {_code(param.annotation.annotation)}" if param.annotation else ""
    default = " = ..." if kind else "=..."
    return param.name.value + kind + (default if param.default else "")


def _code(node: cst.BaseExpression) -> str:
    return " ".join(cst.Module([]).code_for_node(node).split())


def _heads(node: cst.CSTNode) -> Iterator[str]:
    """The first parts of the dotted names in a type, which may be written as text."""
    if isinstance(node, cst.Attribute | cst.Name):
        yield chain(node).partition(".")[0]
    elif isinstance(node, cst.SimpleString):
        try:
            yield from _heads(cst.parse_expression(literal(node.value)[1]))
        except cst.ParserSyntaxError:
            return
    else:
        for child in node.children:
            yield from _heads(child)


def needed_of(names: Iterable[str], layout: Layout, number: int) -> tuple[list[Needed], list[str]]:
    """The imports of a module's names, and the names that cannot be told."""
    surface = layout.surfaces[number]
    own = {each.name for each in surface.definitions if each.scope < 0}
    found, unknown = [], []
    for name in sorted(set(names) - {"", "None"}):
        imports = [
            each
            for each in surface.imports
            if name == (each.alias or each.member or each.target.partition(".")[0])
        ]
        if name in own:
            found.append(Needed(name, surface.module, name))
        elif imports:
            base = layout.modules.find(imports[0].target, number)
            target = imports[0].target if base is None else base.name
            found.append(
                Needed(name if imports[0].member or imports[0].alias else target, target, imports[0].member)
            )
        elif not hasattr(builtins, name):
            unknown.append(name)
    return found, unknown
