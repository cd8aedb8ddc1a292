"""Statements: the order of values, and the circumstances of what stands inside."""

from msgspec.structs import replace
from tree_sitter import Node

from analyzer.extract.python.annotations import alias, annotation
from analyzer.extract.python.draft import (
    DEEPEST,
    HOLE,
    NOTHING,
    UNKNOWN,
    Draft,
    Seen,
    cut,
    hidden,
    line_of,
    refer,
    too_deep,
    visit,
    visit_all,
    whole,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.extract.python.imports import imported
from analyzer.extract.python.names import chain
from analyzer.extract.python.patterns import as_pattern
from analyzer.extract.python.strings import bare_string
from analyzer.extract.python.targets import bind
from analyzer.model.facts import Binding, Block, ImportKind, ReferenceKind
from analyzer.model.values import Composite, Concat, Name, Text, Value

ANYTHING = ("Any", "object", "type", "Type")
"""Annotations that say less of a name than the value it is given."""


def expression(draft: Draft, node: Node) -> Seen:
    """A statement that is an expression."""
    for child in node.named_children:
        if child.kind_id in kinds("string", "concatenated_string"):
            bare_string(draft, child)
        else:
            draft.on[child.kind_id](draft, child)
    return NOTHING


def import_(draft: Draft, node: Node) -> Seen:
    """An import statement; inside a function its names are local."""
    kind = ImportKind.LAZY if draft.scope.in_function and not draft.is_test else draft.import_kind
    if draft.import_kind == ImportKind.TYPING:
        kind = ImportKind.TYPING
    for found in imported(node, draft.source, kind, draft.scope.definition):
        number = len(draft.imports)
        draft.imports.append(found)
        if draft.scope.definition >= 0 and found.member != "*":
            local = found.alias or found.member or found.target.partition(".")[0]
            draft.scope.names[local] = ("", f"@{number}")
    return NOTHING


def assignment(draft: Draft, node: Node) -> Seen:
    """`target: annotation = value`, also chained; gives the value."""
    target, right = node.child_by_field_id(field("left")), node.child_by_field_id(field("right"))
    type_node = node.child_by_field_id(field("type"))
    declared = annotation(draft, type_node) if type_node is not None else ""
    if target is not None and right is not None and _pairwise(draft, target, right):
        return NOTHING
    known = len(draft.sql)
    if draft.depth >= DEEPEST:
        return too_deep(draft, node)
    draft.depth += 1
    value, path = visit(draft, right) if right is not None else NOTHING
    draft.depth -= 1
    if target is None:
        return value, path
    if right is None and not declared:
        return NOTHING
    if right is not None and declared.rpartition(".")[2] in ANYTHING:
        declared = ""  # the value says more
    if len(draft.sql) > known and draft.sql[-1].value is value:
        draft.sql[-1] = replace(draft.sql[-1], name=cut(draft, target))
    named_type = ""
    if right is not None and not draft.scope.in_function:
        named_type = alias(draft, right, declared.endswith("TypeAlias"))
    if named_type:
        path, declared = (named_type, ""), ""
    bind(draft, target, value, hidden(path), declared)
    _all_names(draft, target, value, adding=False)
    return value, path


def _pairwise(draft: Draft, target: Node, right: Node) -> bool:
    """`a, b = x, y`: each name gets its own value."""
    if target.kind_id not in kinds("pattern_list") or right.kind_id not in kinds("expression_list", "tuple"):
        return False
    names, values = target.named_children, right.named_children
    splats = kinds("list_splat_pattern", "list_splat", "comment")
    if len(names) != len(values) or any(each.kind_id in splats for each in (*names, *values)):
        return False
    seen = [visit(draft, each) for each in values]
    for name, (value, path) in zip(names, seen, strict=True):
        bind(draft, name, value, hidden(path))
    return True


def augmented(draft: Draft, node: Node) -> Seen:
    """`target += value`."""
    target, right = node.child_by_field_id(field("left")), node.child_by_field_id(field("right"))
    if target is None or right is None:
        return NOTHING
    value = visit(draft, right)[0]
    _all_names(draft, target, value, adding=True)
    seen, path = (
        chain(draft, target) if target.kind_id in kinds("identifier", "attribute") else visit(draft, target)
    )
    refer(draft, target, path, ReferenceKind.WRITE)
    if isinstance(seen, Name):
        added = Concat((seen, value))
        draft.bindings.append(Binding(line_of(node), draft.scope.definition, seen.path, added))
    return NOTHING


def _all_names(draft: Draft, target: Node, value: Value, adding: bool) -> None:
    """What `__all__` lists; a list that is not spelled out is as good as none."""
    if draft.scope.definition != -1 or cut(draft, target) != "__all__":
        return
    items = value.items if isinstance(value, Composite) else ()
    names = [item.value.value for item in items if isinstance(item.value, Text)]
    spelled = isinstance(value, Composite) and len(names) == len(items)
    if not adding:
        draft.all_names = names if spelled else None
    elif draft.all_names is not None:
        draft.all_names = [*draft.all_names, *names] if spelled else None


def with_item(draft: Draft, node: Node) -> Seen:
    """`with value as target`."""
    value_node = node.child_by_field_id(field("value"))
    before = len(draft.calls)
    if value_node is None or value_node.kind_id not in kinds("as_pattern"):
        seen = visit_all(draft, node)
    else:
        seen = as_pattern(draft, value_node, ".__enter__()")
    clause = node.parent
    if len(draft.calls) > before and clause is not None and clause.parent is not None:
        end_line = clause.parent.end_point[0] + 1
        draft.blocks.append(Block(line_of(node), end_line, draft.scope.definition, len(draft.calls) - 1))
    return seen


def except_(draft: Draft, node: Node) -> Seen:
    """`except E as e`: e is an E."""
    for child in node.named_children:
        if child.kind_id in kinds("as_pattern"):
            as_pattern(draft, child, "()")
        else:
            visit(draft, child)
    return NOTHING


def returned(draft: Draft, node: Node) -> Seen:
    """`return value`: bound to the name `return`."""
    scope = draft.scope
    if not node.named_child_count:
        return NOTHING
    value, path = visit(draft, node.named_children[-1])
    type_ = whole(path)
    draft.bindings.append(Binding(line_of(node), scope.definition, "return", value, type_))
    if type_:
        scope.returned.append(type_)
    return NOTHING


def yielded(draft: Draft, node: Node) -> Seen:
    """`yield value`: bound to the name `yield`; `yield from` gives the elements."""
    if not node.named_child_count:
        return NOTHING
    value, path = visit(draft, node.named_children[-1])
    delegated = any(child.type == "from" for child in node.children)
    type_ = whole(hidden(path, "[*]") if delegated else path)
    if not delegated:
        draft.bindings.append(Binding(line_of(node), draft.scope.definition, "yield", value, type_))
    if type_:
        draft.scope.yielded.append(type_)
    return NOTHING


def outer_names(draft: Draft, node: Node) -> Seen:
    """`global x` makes x a name of the file."""
    if node.type == "global_statement":
        for child in node.named_children:
            name = cut(draft, child)
            draft.scope.outer.add(name)
            draft.scope.names[name] = ("", name)
    return NOTHING


def deleted(draft: Draft, node: Node) -> Seen:
    """`del x`."""
    return visit_all(draft, node)


def type_alias(draft: Draft, node: Node) -> Seen:
    """`type Name = T`."""
    left, right = node.child_by_field_id(field("left")), node.child_by_field_id(field("right"))
    if left is None or right is None:
        return NOTHING
    target = left.named_children[0] if left.named_child_count else left
    type_ = annotation(draft, right)
    bind(draft, target, HOLE, (f"<type[{type_}]>", "") if type_ else UNKNOWN)
    return NOTHING
