"""Variables and the values they get."""

from collections.abc import Sequence

from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.extract.go.reader import HOLE, UNKNOWN, Operand, Reader
from analyzer.model.facts import Binding
from analyzer.model.values import Constant, Index, Result


def operands_of(reader: Reader, node: Node, targets: Sequence[Node]) -> list[Operand]:
    """The right side of an assignment: one operand a target; a call may give several."""
    sources = [child for child in node.named_children if child.kind_id != kind("comment")]
    operands: list[Operand] = []
    for i, source in enumerate(sources):
        reader.naming = reader.slice(targets[i]) if i < len(targets) else ""
        operands.append(reader.expression(source))
    reader.naming = ""
    if len(sources) == 1 and len(targets) > 1:
        return spread(sources[0], operands[0], len(targets))
    return operands


def spread(source: Node, operand: Operand, count: int) -> list[Operand]:
    """The results of one call, or a value and whether it is there."""
    path, value = operand
    if source.kind_id == kind("type_assertion_expression") or not isinstance(value, Result):
        return [operand, *[("<bool>", HOLE)] * (count - 1)]
    return [
        (UNKNOWN if path == UNKNOWN else f"{path}#{i}", Index(value, Constant(str(i)))) for i in range(count)
    ]


def bind_all(reader: Reader, targets: Sequence[Node], operands: Sequence[Operand]) -> None:
    """Local variables, declared with `:=`; one that this block already has keeps its type."""
    several = len(targets) > 1
    for target, (path, value) in zip(targets, operands, strict=False):
        if target.kind_id != kind("identifier"):
            reader.expression(target)
            continue
        name = reader.slice(target)
        if name == "_":
            continue
        known = reader.env.get(name)
        if not (several and known is not None and known is not reader.outer.get(name)):
            reader.bind(name, path)
        line = target.start_point[0] + 1
        reader.bindings.append(Binding(line, reader.scope, name, value, reader.env[name], reader.end))
