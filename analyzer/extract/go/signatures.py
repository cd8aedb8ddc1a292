"""Parameters and results of anything callable."""

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.reader import Reader
from analyzer.model.facts import Parameter


def signature(reader: Reader, node: Node) -> tuple[tuple[Parameter, ...], tuple[Parameter, ...]]:
    """Parameters and results of anything callable."""
    parameters, result = node.child_by_field_name("parameters"), node.child_by_field_name("result")
    taken = parameter_list(reader, parameters) if parameters else ()
    if result is None:
        return taken, ()
    if result.kind_id == kind("parameter_list"):
        return taken, parameter_list(reader, result)
    return taken, (Parameter("", reader.type(result)),)


def parameter_list(reader: Reader, node: Node) -> tuple[Parameter, ...]:
    """The parameters of a list in parentheses or, for type parameters, in brackets."""
    identifier, variadic, plain = (
        kind(name) for name in ("identifier", "variadic_parameter_declaration", "type_identifier")
    )
    groups: list[tuple[list[str], Node, bool]] = []
    for declaration in node.named_children:
        children = declaration.named_children
        names = [reader.slice(child) for child in children if child.kind_id == identifier]
        written = [child for child in children if child.kind_id in reader.writers]
        if written:
            groups.append((names, written[-1], declaration.kind_id == variadic))
    named = any(names for names, _, _ in groups)
    found: list[Parameter] = []
    waiting: list[str] = []
    for names, written_type, is_variadic in groups:
        if named and not names and written_type.kind_id == plain:
            # `a, b, … j T` with ten names: the grammar takes the first for a type
            waiting.append(reader.slice(written_type))
            continue
        text = ("..." if is_variadic else "") + reader.type(written_type)
        found.extend(Parameter(name, text) for name in [*waiting, *names] or [""])
        waiting = []
    return tuple(found)


def function_text(parameters: tuple[Parameter, ...], results: tuple[Parameter, ...]) -> str:
    """The canonical text of a function's type."""
    return f"func({','.join(p.type for p in parameters)})({','.join(r.type for r in results)})"
