"""Go types: their canonical text, the references in them, and fields and methods they declare."""

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.reader import PREDECLARED, Reader
from analyzer.extract.go.signatures import function_text, signature
from analyzer.model.facts import Definition, DefinitionKind, ReferenceKind


def named_type(reader: Reader, node: Node) -> str:
    """`T`; a type of the function is replaced by what it stands for."""
    name = reader.slice(node)
    if name in reader.types:
        return reader.types[name]
    if name and name not in PREDECLARED:  # after a syntax error the parser puts in empty names
        reader.refer(node, name, ReferenceKind.TYPE)
    return name


def qualified_type(reader: Reader, node: Node) -> str:
    """`db.Conn`."""
    name = "".join(reader.slice(node).split())
    reader.refer(node, name, ReferenceKind.TYPE)
    return name


def pointer_type(reader: Reader, node: Node) -> str:
    """`*T`."""
    return "*" + _inner(reader, node)


def slice_type(reader: Reader, node: Node) -> str:
    """`[]T`, also for `[...]T`."""
    return "[]" + _inner(reader, node)


def array_type(reader: Reader, node: Node) -> str:
    """`[_]T`: the length is read but not kept."""
    children = node.named_children
    for length in children[:-1]:
        reader.expression(length)
    return "[_]" + (reader.type(children[-1]) if children else "")


def map_type(reader: Reader, node: Node) -> str:
    """`map[K]V`."""
    key, value = (node.child_by_field_name(name) for name in ("key", "value"))
    return f"map[{reader.type(key) if key else ''}]{reader.type(value) if value else ''}"


def channel_type(reader: Reader, node: Node) -> str:
    """`chan T`, whatever its direction."""
    return "chan " + _inner(reader, node)


def parenthesized_type(reader: Reader, node: Node) -> str:
    """The type without its parentheses."""
    return _inner(reader, node)


def generic_type(reader: Reader, node: Node) -> str:
    """`G[A,B]`."""
    children = node.named_children
    base = reader.type(children[0])
    return f"{base}[{','.join(reader.type(child) for child in children[-1].named_children)}]"


def union_type(reader: Reader, node: Node) -> str:
    """The terms of a constraint; one term is that type, more have no methods."""
    terms = [reader.type(child) for child in node.named_children]
    return terms[0] if len(terms) == 1 else "any"


def negated_type(reader: Reader, node: Node) -> str:
    """`~T` in a constraint: any type made of T, so nothing is known of its methods."""
    _inner(reader, node)
    return "any"


def function_type(reader: Reader, node: Node) -> str:
    """`func(A,...B)(R)`."""
    parameters, results = signature(reader, node)
    return function_text(parameters, results)


def struct_type(reader: Reader, node: Node) -> str:
    """A struct without a name becomes a definition; its fields are named after what it is the type of."""
    owner = reader.reserve()
    _complete(reader, owner, node, DefinitionKind.STRUCT, struct_fields(reader, node, owner, reader.owner))
    return f"struct#{owner}"


def interface_type(reader: Reader, node: Node) -> str:
    """An interface without a name: `any` if it is empty."""
    if not node.named_child_count:
        return "any"
    owner = reader.reserve()
    _complete(
        reader, owner, node, DefinitionKind.INTERFACE, interface_methods(reader, node, owner, reader.owner)
    )
    return f"interface#{owner}"


def _complete(reader: Reader, owner: int, node: Node, kind: DefinitionKind, bases: tuple[str, ...]) -> None:
    line, end = node.start_point[0] + 1, node.end_point[0] + 1
    reader.definitions[owner] = Definition(line, end, "", kind, reader.scope, bases=bases, exported=False)


def _inner(reader: Reader, node: Node) -> str:
    children = node.named_children
    return reader.type(children[-1]) if children else ""


TYPES = {
    "type_identifier": named_type,
    "qualified_type": qualified_type,
    "pointer_type": pointer_type,
    "slice_type": slice_type,
    "array_type": array_type,
    "implicit_length_array_type": slice_type,
    "map_type": map_type,
    "channel_type": channel_type,
    "parenthesized_type": parenthesized_type,
    "generic_type": generic_type,
    "type_elem": union_type,
    "type_constraint": union_type,
    "negated_type": negated_type,
    "function_type": function_type,
    "struct_type": struct_type,
    "interface_type": interface_type,
}


def struct_fields(reader: Reader, node: Node, owner: int, prefix: str) -> tuple[str, ...]:
    """Defines the fields of a struct as `prefix.field`; gives the embedded types."""
    bases: list[str] = []
    field = kind("field_declaration")
    for body in node.named_children:
        for declaration in body.named_children:
            if declaration.kind_id == field:
                _fields(reader, declaration, owner, prefix, bases)
    return tuple(bases)


def _fields(reader: Reader, declaration: Node, owner: int, prefix: str, bases: list[str]) -> None:
    names, type_node, tag = [], None, ""
    for child in declaration.named_children:
        if child.kind_id == kind("field_identifier"):
            names.append(child)
        elif child.kind_id in (kind("raw_string_literal"), kind("interpreted_string_literal")):
            tag = reader.slice(child)
        elif child.kind_id in reader.writers:
            type_node = child
    if type_node is None:
        return
    line = declaration.start_point[0] + 1
    first = len(reader.definitions)
    for each in [reader.slice(node) for node in names] or [""]:
        reader.define(Definition(line, line, each, DefinitionKind.FIELD, owner))
    nested = struct_type_within(reader, type_node)
    if nested is not None:
        bases_of_nested = struct_fields(reader, nested, first, _join(prefix, reader.definitions[first].name))
        text = reader.text[type_node.start_byte : nested.start_byte].decode("utf-8", "replace")
        text = "".join(text.split()) + f"struct#{first}"
    else:
        bases_of_nested, mark = (), len(reader.references)
        text = reader.type(type_node)
        if not names:
            text = "*" + text if declaration.children[0].type == "*" else text
            bases.append(text)
            reader.references[mark:] = [
                type(use)(use.line, use.scope, use.path, ReferenceKind.BASE)
                for use in reader.references[mark:]
            ]
    end = declaration.end_point[0] + 1
    for i in range(max(len(names), 1)):
        name = reader.definitions[first + i].name or embedded_name(text)
        reader.definitions[first + i] = Definition(
            line, end, _join(prefix, name), DefinitionKind.FIELD, owner,
            type=text, bases=bases_of_nested, tag=tag, exported=name[:1].isupper(),
        )  # fmt: skip


def struct_type_within(reader: Reader, node: Node) -> Node | None:
    """The struct literal type at the end of pointers, slices and simple maps, if there is one."""
    plain = (kind("pointer_type"), kind("slice_type"))
    while node.kind_id in plain and node.named_child_count:
        node = node.named_children[-1]
    return node if node.kind_id == kind("struct_type") else None


def embedded_name(text: str) -> str:
    """The field name that an embedded type gives: `*db.Conn[T]` gives `Conn`."""
    return text.lstrip("*").split("[")[0].rpartition(".")[2]


def interface_methods(reader: Reader, node: Node, owner: int, prefix: str) -> tuple[str, ...]:
    """Defines the methods of an interface as `prefix.method`; gives what it embeds."""
    bases: list[str] = []
    for child in node.named_children:
        if child.kind_id == kind("method_elem"):
            name = child.child_by_field_name("name")
            line, end = child.start_point[0] + 1, child.end_point[0] + 1
            parameters, results = signature(reader, child)
            text = reader.slice(name) if name else ""
            reader.define(
                Definition(
                    line,
                    end,
                    _join(prefix, text),
                    DefinitionKind.METHOD,
                    owner,
                    parameters,
                    results,
                    signature=line_of(reader, child),
                    exported=text[:1].isupper(),
                )
            )
        elif text := reader.type(child):
            bases.append(text)
    return tuple(bases)


def line_of(reader: Reader, node: Node, end: int = 0) -> str:
    """The text of a node, up to byte `end`, as one line of at most 200 characters."""
    text = reader.text[node.start_byte : min(end or node.end_byte, node.start_byte + 600)]
    return " ".join(text.decode("utf-8", "replace").split())[:200]


def _join(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name
