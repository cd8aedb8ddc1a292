"""Branches and loops: what a name can be afterwards, and what a check of its type tells inside."""

import re
from collections.abc import Sequence

from msgspec.structs import replace
from tree_sitter import Node

from analyzer.extract.python.draft import (
    NOTHING,
    UNKNOWN,
    Draft,
    Path,
    Seen,
    cut,
    hidden,
    look_up,
    one_of,
    visit,
    visit_all,
)
from analyzer.extract.python.grammar import field, kinds
from analyzer.extract.python.imports import inner_kind
from analyzer.extract.python.names import chain
from analyzer.extract.python.targets import bind
from analyzer.model.facts import CallFlag, ImportKind
from analyzer.model.values import Element

LEAVES = ("return_statement", "raise_statement", "continue_statement", "break_statement")
_SCRIPT = re.compile(r"""__name__\s*==\s*["']__main__["']""")
MANY_NAMES = 400
"""In a function with more locals the last value counts; to follow branches would take too long."""
Names = dict[str, Path]


class _Ends:
    """The names at the end of each branch, and of all that were ever given a value."""

    def __init__(self, start: Names) -> None:
        self.start = start
        self.known: list[Names] = []
        self.given: dict[str, Path] = {}

    def add(self, names: Names, goes_on: bool) -> None:
        self.given.update(names)
        if goes_on:
            self.known.append(names)

    def merged(self) -> Names:
        """What each name can be after the branches; one given only where code left stays local."""
        merged = _merged(self.start, self.known)
        return {**dict.fromkeys(self.given, UNKNOWN), **merged}


def conditional(draft: Draft, node: Node) -> Seen:
    """`if`: a check of a type holds inside; TYPE_CHECKING makes imports typing ones."""
    if len(draft.scope.names) > MANY_NAMES:
        return visit_all(draft, node)
    kind = draft.import_kind
    inside = inner_kind(kind, node, draft.source)
    condition = node.child_by_field_id(field("condition"))
    if condition is not None:
        visit(draft, condition)
    start = dict(draft.scope.names)
    ends, complete, first = _Ends(start), False, len(draft.calls)
    for child in node.named_children:
        if child.kind_id not in kinds("block", "elif_clause", "else_clause"):
            continue
        draft.import_kind = inside
        if child.kind_id in kinds("elif_clause", "else_clause"):
            complete = complete or child.kind_id in kinds("else_clause")
            if inside != kind and inside == ImportKind.TYPING:
                draft.import_kind = ImportKind.CONDITIONAL
        _branch(draft, child, condition, start, ends)
    draft.import_kind = kind
    if not complete:
        ends.known.insert(0, {**start, **_excluded(draft, node, condition)})
    draft.scope.names = ends.merged()
    if condition is not None and _SCRIPT.fullmatch(cut(draft, condition)):
        own = draft.calls[first:]
        draft.calls[first:] = [replace(call, flags=call.flags | CallFlag.SCRIPT) for call in own]
    return NOTHING


def _branch(draft: Draft, node: Node, condition: Node | None, start: Names, ends: _Ends) -> None:
    """Read a branch that begins with the names of `start`."""
    own = node.child_by_field_id(field("condition"))
    condition = condition if node.kind_id in kinds("block") else own
    checked = _checked(draft, condition) if condition is not None else {}
    names = draft.scope.names = {**start, **checked}
    visit(draft, node)
    names = draft.scope.names
    for name, path in checked.items():
        if names.get(name) is path:
            names[name] = start.get(name, UNKNOWN)
    ends.add(names, not _leaves(node))


def _leaves(node: Node) -> bool:
    """Whether a block (the last one inside the node) never reaches its end."""
    while node.named_child_count and node.kind_id not in kinds(*LEAVES):
        last = node.named_children[-1]
        if node.kind_id in kinds("block"):
            return last.kind_id in kinds(*LEAVES)
        node = last
    return False


def _merged(start: Names, ends: Sequence[Names]) -> Names:
    if not ends:
        return start
    if len(ends) == 1:
        return ends[0]
    merged = dict(ends[0])
    for end in ends[1:]:
        for name, path in end.items():
            if merged.get(name) is not path:
                merged[name] = UNKNOWN
    for name in [name for name, path in merged.items() if path == UNKNOWN]:
        merged[name] = one_of([end.get(name, UNKNOWN) for end in ends])
    return merged


def _checked(draft: Draft, condition: Node) -> Names:
    """Locals whose type an `isinstance` check in the condition tells."""
    found: Names = {}
    while condition.kind_id in kinds("boolean_operator") and condition.children[1].type == "and":
        found.update(_check(draft, condition.named_children[-1]))
        condition = condition.named_children[0]
    return {**found, **_check(draft, condition)}


def _check(draft: Draft, condition: Node) -> Names:
    if condition.kind_id not in kinds("call") or condition.named_child_count != 2:
        return {}
    function, arguments = condition.named_children
    if cut(draft, function) != "isinstance" or arguments.named_child_count != 2:
        return {}
    subject, type_ = arguments.named_children
    if subject.kind_id not in kinds("identifier"):
        return {}
    name = cut(draft, subject)
    if look_up(draft, name)[1]:
        return {}
    types = type_.named_children if type_.kind_id in kinds("tuple") else [type_]
    path = one_of([_instance(draft, each) for each in types])
    return {} if path == UNKNOWN else {name: path}


def _instance(draft: Draft, node: Node) -> Path:
    if node.kind_id not in kinds("identifier", "attribute"):
        return UNKNOWN
    before, here = chain(draft, node)[1]
    return UNKNOWN if before or not here else (f"<{here}>", "")


def _excluded(draft: Draft, node: Node, condition: Node | None) -> Names:
    """What holds after `if not isinstance(x, T): return`."""
    block = node.child_by_field_id(field("consequence"))
    if condition is None or block is None or condition.kind_id not in kinds("not_operator"):
        return {}
    return _checked(draft, condition.named_children[-1]) if _leaves(block) else {}


def asserted(draft: Draft, node: Node) -> Seen:
    """`assert isinstance(x, T)` holds from here on."""
    visit_all(draft, node)
    if node.named_child_count:
        draft.scope.names.update(_checked(draft, node.named_children[0]))
    return NOTHING


def guarded(draft: Draft, node: Node) -> Seen:
    """`try`: imports inside are conditional; what follows sees the body or one of its handlers."""
    if len(draft.scope.names) > MANY_NAMES:
        return visit_all(draft, node)
    kind = draft.import_kind
    draft.import_kind = inner_kind(kind, node, draft.source)
    start = dict(draft.scope.names)
    ends = _Ends(start)
    for child in node.named_children:
        if child.kind_id in kinds("block"):
            _branch(draft, child, None, start, ends)
        elif child.kind_id in kinds("except_clause"):
            _branch(draft, child, None, {**ends.given, **start}, ends)
        elif child.kind_id in kinds("else_clause"):
            after_body = ends.known.pop(0) if ends.known else ends.given
            _branch(draft, child, None, after_body, ends)
        else:
            draft.scope.names = ends.merged()
            visit(draft, child)
            ends.known = [draft.scope.names]
    draft.scope.names = ends.merged()
    draft.import_kind = kind
    return NOTHING


def matched(draft: Draft, node: Node) -> Seen:
    """`match`: one of its cases, or none."""
    kind = draft.import_kind
    draft.import_kind = inner_kind(kind, node, draft.source)
    visit_all(draft, node)
    draft.import_kind = kind
    return NOTHING


def loop(draft: Draft, node: Node) -> Seen:
    """`for` and `while`: the body runs often, or not at all."""
    left, right = node.child_by_field_id(field("left")), node.child_by_field_id(field("right"))
    if left is not None and right is not None:
        value, path = visit(draft, right)
        bind(draft, left, Element(value), hidden(path, "[*]"))
    kind = draft.import_kind
    draft.import_kind = inner_kind(kind, node, draft.source)
    followed = len(draft.scope.names) <= MANY_NAMES
    start = dict(draft.scope.names) if followed else {}
    draft.scope.loops += 1
    for child in node.named_children:
        if child != left and child != right:
            visit(draft, child)
    draft.scope.loops -= 1
    if followed:
        draft.scope.names = _merged(start, [start, draft.scope.names])
    draft.import_kind = kind
    return NOTHING
