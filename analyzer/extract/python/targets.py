"""What gets a value: names, attributes and patterns of an assignment, loop, `with` or walrus."""

from msgspec.structs import replace
from tree_sitter import Node

from analyzer.extract.python.draft import (
    DEEPEST,
    HOLE,
    NONE,
    UNKNOWN,
    Draft,
    Path,
    Scope,
    cut,
    define,
    hidden,
    line_of,
    refer,
    too_deep,
    visit_all,
    whole,
)
from analyzer.extract.python.grammar import kinds
from analyzer.extract.python.names import chain
from analyzer.model.facts import Binding, DefinitionKind, ReferenceKind
from analyzer.model.values import Composite, Constant, Index, Value


def bind(draft: Draft, target: Node, value: Value, path: Path, declared: str = "") -> None:
    """Give `value` to whatever `target` names; `declared` is its annotation."""
    kind = target.kind_id
    if kind in kinds("identifier"):
        _bind_name(draft, target, value, path, declared)
    elif kind in kinds("attribute"):
        _bind_attribute(draft, target, value, path, declared)
    elif kind in kinds("pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list"):
        _unpack(draft, target, value, path)
    elif kind in kinds("as_pattern_target", "parenthesized_expression", "list_splat_pattern", "list_splat"):
        while target.named_child_count == 1 and target.named_children[0].kind_id == kind:
            target = target.named_children[0]
        starred = kind in kinds("list_splat_pattern", "list_splat")
        for child in target.named_children:
            bind(draft, child, HOLE if starred else value, UNKNOWN if starred else path)
    else:
        visit_all(draft, target)


def _unpack(draft: Draft, target: Node, value: Value, path: Path) -> None:
    if draft.depth >= DEEPEST:
        too_deep(draft, target)
        return
    draft.depth += 1
    names = [child for child in target.named_children if child.kind_id not in kinds("comment")]
    items = value.items if isinstance(value, Composite) and len(value.items) == len(names) else ()
    for i, name in enumerate(names):
        part: Value = items[i].value if items else Index(value, Constant(str(i)))
        bind(draft, name, part, hidden(path, f"[{i}]"))
    draft.depth -= 1


def _bind_name(draft: Draft, target: Node, value: Value, path: Path, declared: str) -> None:
    name, scope = cut(draft, target), draft.scope
    if value == NONE and not declared and scope.names.get(name, UNKNOWN) != UNKNOWN:
        path = scope.names[name]
    type_ = declared or whole(path)
    if name in scope.outer or (scope.definition == -1 and scope.parent is None):
        _variable(draft, target, name, value, type_, declared)
    elif scope.is_class:
        _field(draft, target, f"{scope.prefix}{name}", value, type_)
        scope.names[name] = ("", f"{scope.prefix}{name}")
    else:
        scope.names[name] = (f"<{declared}>", "") if declared else hidden(path)
    draft.bindings.append(Binding(line_of(target), scope.definition, name, value, type_))


def _variable(draft: Draft, target: Node, name: str, value: Value, type_: str, declared: str) -> None:
    number = draft.variables.get(name)
    if number is None:
        inside, draft.scope = draft.scope, _file_scope(draft)
        kind = DefinitionKind.CONSTANT if name.isupper() else DefinitionKind.VARIABLE
        number = draft.variables[name] = define(draft, target, name, kind)
        draft.scope = inside
        draft.definitions[number] = replace(
            draft.definitions[number], value=value, type=type_, exported=not name.startswith("_")
        )
    else:
        _improve(draft, number, value, type_)
        refer(draft, target, ("", name), ReferenceKind.WRITE)


def _file_scope(draft: Draft) -> Scope:
    scope = draft.scope
    while scope.parent is not None:
        scope = scope.parent
    return scope if scope.definition == -1 else Scope(-1)


def _field(draft: Draft, target: Node, name: str, value: Value, type_: str) -> None:
    number = draft.variables.get(name)
    if number is not None:
        _improve(draft, number, value, type_)
        return
    number = draft.variables[name] = define(draft, target, name, DefinitionKind.FIELD)
    draft.definitions[number] = replace(
        draft.definitions[number],
        value=value,
        type=type_,
        exported=not name.rpartition(".")[2].startswith("_"),
    )


def _improve(draft: Draft, number: int, value: Value, type_: str) -> None:
    """A later assignment tells more when the first gave None or nothing known."""
    known = draft.definitions[number]
    if type_ and (not known.type or (not type_.startswith("=") and known.type.startswith("="))):
        told = value if known.value is None or known.value in (NONE, HOLE) else known.value
        draft.definitions[number] = replace(known, type=type_, value=told)


def _bind_attribute(draft: Draft, target: Node, value: Value, path: Path, declared: str) -> None:
    parts = target.named_children
    holder, name = parts[0], cut(draft, parts[-1])
    scope = draft.scope
    named = holder.kind_id in kinds("identifier")
    if named and scope.receiver and scope.owner >= 0 and cut(draft, holder) == scope.receiver:
        _field_of_self(draft, target, name, value, path, declared)
        return
    refer(draft, target, chain(draft, target)[1], ReferenceKind.WRITE)
    draft.bindings.append(
        Binding(line_of(target), scope.definition, cut(draft, target), value, declared or whole(path))
    )


def _field_of_self(draft: Draft, target: Node, name: str, value: Value, path: Path, declared: str) -> None:
    scope = draft.scope
    owner = draft.definitions[scope.owner]
    inside, draft.scope = scope, Scope(scope.owner)
    _field(draft, target, f"{owner.name}.{name}", value, declared or whole(path))
    draft.scope = inside
    draft.bindings.append(
        Binding(line_of(target), scope.definition, f"{scope.receiver}.{name}", value, declared or whole(path))
    )
