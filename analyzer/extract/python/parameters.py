"""Parameters and type parameters: their names, annotations and defaults."""

from tree_sitter import Node

from analyzer.extract.python.annotations import annotation
from analyzer.extract.python.draft import (
    UNKNOWN,
    Draft,
    Path,
    cut,
    hidden,
    visit,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.model.facts import Parameter


def type_parameters_of(draft: Draft, node: Node, names: dict[str, Path]) -> tuple[Parameter, ...]:
    """The type parameters of a definition; their names say nothing about types."""
    found = node.child_by_field_id(field("type_parameters"))
    if found is None:
        return ()
    texts = ["".join(cut(draft, child).split()) for child in found.named_children]
    for text in texts:
        name = text.partition(":")[0].partition("=")[0].strip("*")
        names[name] = ("", f"~{name}")
    return tuple(
        Parameter(text.partition(":")[0].partition("=")[0], text.partition(":")[2]) for text in texts
    )


def parameters_of(draft: Draft, node: Node, names: dict[str, Path]) -> list[Parameter]:
    """The parameters of a function; `names` learns what each stands for."""
    return [_parameter(draft, child, names) for child in node.named_children if child.type not in SEPARATORS]


SEPARATORS = ("comment", "keyword_separator", "positional_separator")


def _parameter(draft: Draft, node: Node, names: dict[str, Path]) -> Parameter:
    name_node = node.child_by_field_id(field("name"))
    if name_node is None:
        name_node = node.named_children[0] if node.named_child_count else node
    type_ = annotation(draft, node.child_by_field_id(field("type")))
    default_node = node.child_by_field_id(field("value"))
    default, path = visit(draft, default_node) if default_node is not None else (None, UNKNOWN)
    written = cut(draft, name_node)
    if node.kind_id in kinds("list_splat_pattern", "dictionary_splat_pattern"):
        written = cut(draft, node)
    name = written.lstrip("*")
    stars = len(written) - len(name)
    if not type_:
        names[name] = hidden(path)
    else:
        names[name] = ((f"<{type_}>", f"<tuple[{type_}]>", f"<dict[str,{type_}]>")[min(stars, 2)], "")
    return Parameter(written, type_, default)
