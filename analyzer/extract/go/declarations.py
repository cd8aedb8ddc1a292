"""Go declarations: functions, methods, types, variables and constants, of the file or of a function."""

import re
from collections.abc import Iterator, Mapping, Sequence

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.literals import read_body
from analyzer.extract.go.reader import HOLE, UNKNOWN, Operand, Reader
from analyzer.extract.go.signatures import parameter_list, signature
from analyzer.extract.go.types import interface_methods, line_of, struct_fields
from analyzer.extract.go.values import operands_of
from analyzer.model.facts import Binding, Definition, DefinitionKind, Parameter
from analyzer.model.values import Constant, Value


def function(reader: Reader, node: Node, doc: str) -> None:
    """A function or method with its body."""
    name_node, receiver_node = node.child_by_field_name("name"), node.child_by_field_name("receiver")
    name = reader.slice(name_node) if name_node else ""
    number = reader.reserve()
    before = reader.types
    type_parameters = _type_parameters(reader, node)
    receiver = _receiver(reader, receiver_node) if receiver_node else None
    generic = _stand_ins(type_parameters, receiver)
    parameters, results = signature(reader, node)
    body = node.child_by_field_name("body")
    qualified = f"{_base(receiver.type)}.{name}" if receiver else name
    reader.definitions[number] = Definition(
        node.start_point[0] + 1, node.end_point[0] + 1, qualified,
        DefinitionKind.METHOD if receiver else DefinitionKind.FUNCTION, -1, parameters, results,
        type=receiver.type if receiver else "", receiver=receiver.name if receiver else "",
        type_parameters=type_parameters, signature=line_of(reader, node, body.start_byte if body else 0),
        doc=doc, exported=name[:1].isupper(),
    )  # fmt: skip
    if body is not None:
        own = (receiver, *parameters, *results) if receiver else parameters + results
        reader.types = {**reader.types, **generic}
        reader.env = {name: f"<{text}>" for name, text in generic.items()}
        read_body(reader, number, tuple(_closed(each, generic) for each in own) if generic else own, body)
    reader.types, reader.env = before, {}


def _type_parameters(reader: Reader, node: Node) -> tuple[Parameter, ...]:
    listed = node.child_by_field_name("type_parameters")
    if listed is None:
        return ()
    names = [reader.slice(n) for each in listed.named_children for n in each.children_by_field_name("name")]
    reader.types = {**reader.types, **{name: name for name in names}}
    return parameter_list(reader, listed)


def _stand_ins(type_parameters: tuple[Parameter, ...], receiver: Parameter | None) -> dict[str, str]:
    """What type parameters stand for inside the function: their constraint, else anything."""
    found = {each.name: each.type if each.type != "comparable" else "any" for each in type_parameters}
    if receiver is not None and "[" in receiver.type:
        names = receiver.type.partition("[")[2].rstrip("]").split(",")
        found |= {name: f"{_base(receiver.type)}#{i}" for i, name in enumerate(names) if name != "_"}
    return found


def _closed(parameter: Parameter, generic: Mapping[str, str]) -> Parameter:
    text = re.sub(r"(?<![\w.])\w+", lambda found: generic.get(found[0], found[0]), parameter.type)
    return Parameter(parameter.name, text)


def _receiver(reader: Reader, node: Node) -> Parameter | None:
    mark = len(reader.references)
    found = parameter_list(reader, node)
    del reader.references[mark + 1 :]
    if found and "[" in found[0].type:
        names = found[0].type.partition("[")[2].rstrip("]").split(",")
        reader.types = {**reader.types, **{name: name for name in names}}
    return found[0] if found else None


def _base(text: str) -> str:
    return text.lstrip("*").split("[")[0]


def type_declaration(reader: Reader, node: Node, doc: str, prefix: str = "") -> None:
    """`type …`, one or in parentheses."""
    for child in node.named_children:
        if child.kind_id in (kind("type_spec"), kind("type_alias")):
            _type(reader, child, doc, prefix)


def _type(reader: Reader, node: Node, doc: str, prefix: str) -> None:
    name_node, type_node = node.child_by_field_name("name"), node.child_by_field_name("type")
    if name_node is None or type_node is None:
        return
    name = reader.slice(name_node)
    number = reader.reserve()
    if reader.scope >= 0:
        reader.types = {**reader.types, name: f"struct#{number}"}
    types = reader.types
    type_parameters = _type_parameters(reader, node)
    qualified = f"{prefix}.{name}" if prefix else name
    bases: tuple[str, ...] = ()
    text = ""
    if type_node.kind_id == kind("struct_type"):
        what, bases = DefinitionKind.STRUCT, struct_fields(reader, type_node, number, qualified)
    elif type_node.kind_id == kind("interface_type"):
        what, bases = DefinitionKind.INTERFACE, interface_methods(reader, type_node, number, qualified)
    else:
        what = DefinitionKind.ALIAS if node.kind_id == kind("type_alias") else DefinitionKind.TYPE
        reader.owner, owner = qualified, reader.owner
        text = reader.type(type_node)
        reader.owner = owner
    reader.types = types
    if reader.scope >= 0 and what != DefinitionKind.STRUCT:
        reader.types[name] = f"interface#{number}" if what == DefinitionKind.INTERFACE else text
    if reader.scope >= 0:
        reader.env[name] = f"<{reader.types[name]}>"
    reader.definitions[number] = Definition(
        node.start_point[0] + 1, node.end_point[0] + 1, qualified, what, reader.scope, type=text, bases=bases,
        type_parameters=type_parameters, signature=f"type {line_of(reader, node, _head_end(type_node))}",
        doc=doc, exported=name[:1].isupper() and reader.scope < 0,
    )  # fmt: skip


def _head_end(node: Node) -> int:
    """Where the line for people ends: before the fields or methods."""
    if node.kind_id in (kind("struct_type"), kind("interface_type")):
        return node.children[0].end_byte if node.child_count else node.end_byte
    return node.end_byte


def specs(node: Node, wanted: str) -> Iterator[Node]:
    """The specs of a `var` or `const` declaration, one or in parentheses."""
    for child in node.named_children:
        if child.kind_id == kind(wanted):
            yield child
        elif child.kind_id == kind("var_spec_list"):
            yield from specs(child, wanted)


def spec_parts(reader: Reader, node: Node) -> tuple[list[Node], str, list[Operand]]:
    """Names, declared type and one operand a name (none if there are no values)."""
    names = [child for child in node.children_by_field_name("name") if child.is_named]
    type_node, value_node = node.child_by_field_name("type"), node.child_by_field_name("value")
    text = reader.type(type_node) if type_node else ""
    return names, text, operands_of(reader, value_node, names) if value_node else []


def variables(reader: Reader, node: Node, doc: str) -> None:
    """`var` of the file: type as declared, or `=` and the access path of the value."""
    for spec in specs(node, "var_spec"):
        first = [reader.reserve() for child in spec.children_by_field_name("name") if child.is_named]
        name_node = spec.child_by_field_name("name")
        reader.owner = reader.slice(name_node) if name_node else ""
        names, text, operands = spec_parts(reader, spec)
        reader.owner = ""
        for i, (number, name_node) in enumerate(zip(first, names, strict=False)):
            path, value = operands[i] if i < len(operands) else (UNKNOWN, None)
            reader.definitions[number] = _variable(
                reader, spec, name_node, DefinitionKind.VARIABLE, text or "=" + path, value, doc
            )


def _variable(
    reader: Reader,
    spec: Node,
    name_node: Node,
    what: DefinitionKind,
    text: str,
    value: Value | None,
    doc: str,
) -> Definition:
    name = reader.slice(name_node)
    return Definition(
        name_node.start_point[0] + 1, spec.end_point[0] + 1, name, what, type=text, value=value, doc=doc,
        signature=f"{'var' if what == DefinitionKind.VARIABLE else 'const'} {line_of(reader, spec)}",
        exported=name[:1].isupper(),
    )  # fmt: skip


def constants(reader: Reader, node: Node, doc: str) -> None:
    """`const` of the file; a spec without values repeats the one before, with its own iota."""
    for spec, name_node, text, value in _constants(reader, node):
        reader.define(_variable(reader, spec, name_node, DefinitionKind.CONSTANT, text, value, doc))


def _constants(reader: Reader, node: Node) -> Iterator[tuple[Node, Node, str, Value]]:
    text = ""
    operands: Sequence[Operand] = ()
    written: list[str] = []
    for iota, spec in enumerate(specs(node, "const_spec")):
        names, own_text, own = spec_parts(reader, spec)
        if own:
            text, operands = own_text, own
            values = spec.child_by_field_name("value")
            written = [reader.slice(child) for child in values.named_children] if values else []
        for i, name_node in enumerate(names):
            path, value = operands[i] if i < len(operands) else (UNKNOWN, HOLE)
            source = written[i] if i < len(written) else ""
            yield spec, name_node, text or "=" + path, _with_iota(source, iota, value)


def _with_iota(source: str, iota: int, value: Value) -> Value:
    if "iota" not in source:
        return value
    return Constant(str(iota) if source == "iota" else source.replace("iota", str(iota)))


def local_var(reader: Reader, node: Node) -> None:
    """`var` inside a function."""
    for spec in specs(node, "var_spec"):
        names, text, operands = spec_parts(reader, spec)
        if text:
            path = f"<{text}>"
            operands = [(path, operands[i][1] if i < len(operands) else HOLE) for i in range(len(names))]
        _declare(reader, names, operands)


def local_const(reader: Reader, node: Node) -> None:
    """`const` inside a function."""
    for _, name_node, text, value in _constants(reader, node):
        path = text[1:] if text[:1] == "=" else f"<{text}>"
        _declare(reader, [name_node], [(path, value)])


def _declare(reader: Reader, names: Sequence[Node], operands: Sequence[Operand]) -> None:
    for name_node, (path, value) in zip(names, operands, strict=False):
        name = reader.slice(name_node)
        reader.bind(name, path)
        line = name_node.start_point[0] + 1
        reader.bindings.append(Binding(line, reader.scope, name, value, reader.env[name], reader.end))


def local_type(reader: Reader, node: Node) -> None:
    """`type` inside a function: no other file sees it."""
    type_declaration(reader, node, "", reader.definitions[reader.scope].name if reader.scope >= 0 else "")
