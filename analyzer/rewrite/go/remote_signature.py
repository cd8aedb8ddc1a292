"""The signature of a function that becomes a call, and why it cannot become one."""

import re
from collections.abc import Iterator

from tree_sitter import Node

from analyzer.model.contract import Operation, TravelVerdict
from analyzer.model.graph import Evidence
from analyzer.model.patch import Remote
from analyzer.rewrite.go.remote_call import Call, Value
from analyzer.rewrite.go.scopes import text
from analyzer.rewrite.go.world import Name, Region, World
from analyzer.rewrite.request import Part

_USED = frozenset({"w", "r", "call", "answer", "err", "router", "_", ""})
"""Names in the generated methods, which no receiver can have."""


def name_node(node: Node) -> Node | None:
    """The node of a function's or method's name, None for other declarations."""
    is_function = node.type in ("function_declaration", "method_declaration")
    return node.child_by_field_name("name") if is_function else None


def call_of(world: World, region: Region, wish: Remote, part: Part) -> Call | None:
    """The operation as a call; the reasons against it go to `part`."""
    source, declaration = region
    place = Evidence(source.path, declaration.node.start_point[0] + 1, wish.unit.rpartition(":")[2])
    operation = wish.operation
    if operation is None:
        part.refuse("no contract names it: nothing calls it from another boundary", [place])
        return None
    reasons = sorted({*_against(world, region), *_against_contract(operation)})
    for reason in reasons:
        part.refuse(reason, [place])
    return None if reasons else _call(declaration.node, wish.service, operation)


def _against(world: World, region: Region) -> Iterator[str]:
    """What the function's own text says against it."""
    source, declaration = region
    node = declaration.node
    listed, results = _listed(node, "parameters"), _results(node)
    receiver = _receiver(node)
    if node.child_by_field_name("type_parameters") or (receiver is not None and "[" in text(receiver)):
        yield "it has type parameters"
    if node.child_by_field_name("body") is None:
        yield "it has no body in Go"
    if source.surface.build or len(world.regions.get(Name(source.package, text_of_name(node)), ())) > 1:
        yield "it stands under a build constraint"
    if source.surface.is_test:
        yield "it is code of a test"
    if any(each.type == "variadic_parameter_declaration" for each in listed):
        yield "its last parameter takes any number of values"
    if not results or text(results[-1][1]) != "error":
        yield "it returns no error: a call that failed could not be told"
    if any("\n" in text(kind) for _, kind in results) or any("\n" in text(each) for each in listed):
        yield "a type in its signature goes over several lines"


def _against_contract(operation: Operation) -> Iterator[str]:
    for each in (*operation.parameters, *operation.results):
        if each.verdict is not TravelVerdict.AS_IS or each.changed:
            yield f"{each.name or 'its result'} cannot travel as it is: {each.reason}"
    if not re.fullmatch(r"[\w.-]+", operation.name):
        yield "its name is no part of an address"


def text_of_name(node: Node) -> str:
    """The name of a function."""
    found = name_node(node)
    return text(found) if found is not None else ""


def _call(node: Node, service: str, operation: Operation) -> Call:
    found = list(_parameters(node))
    values = tuple(_values(found))
    context = next((each.name for each in values if _is_context(each, operation)), "")
    results = tuple(_values([(name, text(kind)) for name, kind in _results(node)[:-1]]))
    receiver = _receiver(node)
    kind = text(receiver.named_children[-1]) if receiver is not None else ""
    name = text(receiver.named_children[0]) if receiver is not None and receiver.named_child_count > 1 else ""
    taken = {each.name for each in values} | _USED
    own = next(each for each in (name, "it", "its", "itself") if each not in taken) if kind else ""
    return Call(
        service=service, operation=operation.name, name=text_of_name(node), type=kind.lstrip("*"),
        receiver=f"{own} {kind}".strip(), signature=_signature(values, node), context=context,
        parameters=values, sent=tuple(each for each in values if each.name != context), results=results,
    )  # fmt: skip


def _is_context(value: Value, operation: Operation) -> bool:
    dropped = {each.partition(":")[0] for each in operation.dropped}
    return value.type == "context.Context" and (value.name in dropped or value.wire in dropped)


def _values(found: list[tuple[str, str]]) -> Iterator[Value]:
    """Parameters or results with the names that they have on the wire; those without one are numbered."""
    for number, (name, kind) in enumerate(found, 1):
        wire = name if name not in ("", "_") else f"value{number}"
        yield Value(wire, kind, wire)


def _signature(values: tuple[Value, ...], node: Node) -> str:
    """Parameters with names, and the results as they stand."""
    result = node.child_by_field_name("result")
    given = ", ".join(f"{each.name} {each.type}" for each in values)
    kinds = [text(kind) for _, kind in _results(node)]
    back = kinds[0] if len(kinds) == 1 else f"({', '.join(kinds)})"
    return f"({given}) {back}" if result is not None else f"({given})"


def _listed(node: Node, field: str) -> list[Node]:
    held = node.child_by_field_name(field)
    return [each for each in held.named_children if each.type != "comment"] if held is not None else []


def _receiver(node: Node) -> Node | None:
    return next(iter(_listed(node, "receiver")), None)


def _parameters(node: Node) -> Iterator[tuple[str, str]]:
    """Name and type of each parameter; the grammar reads `a, b int` as one declaration."""
    for each in _listed(node, "parameters"):
        kind = each.child_by_field_name("type")
        names = [text(name) for name in each.children_by_field_name("name") if name.is_named]
        if kind is not None:
            yield from ((name, text(kind)) for name in names or [""])


def _results(node: Node) -> list[tuple[str, Node]]:
    held = node.child_by_field_name("result")
    if held is None:
        return []
    if held.type != "parameter_list":
        return [("", held)]
    found = []
    for each in _listed(node, "result"):
        kind = each.child_by_field_name("type")
        names = [text(name) for name in each.children_by_field_name("name") if name.is_named]
        found += [(name, kind) for name in names or [""] if kind is not None]
    return found
