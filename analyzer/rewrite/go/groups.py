"""Types that are declared together, `type ( … )`, taken apart where one of them moves alone.

Each line stays in its place, so that facts by line go on to hold: the two lines of the parentheses become a
mark, which goes when all edits are made.
"""

import re
from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from typing import cast

from msgspec.structs import replace
from tree_sitter import Node

from analyzer.extract.go.grammar import parser
from analyzer.model.patch import FileChange, Move, Patch, Tree
from analyzer.rewrite.edits import Edit, apply
from analyzer.rewrite.go.scopes import text

_MARK = b"//monoscan:apart"
_PLAIN = re.compile(r"//($| [^\W\d_])")
"""Comments that gofmt leaves as they are above a declaration of its own: no lists, code or headings."""

_SPECS = frozenset({"type_spec", "type_alias"})


def apart(tree: Tree, moves: Iterable[Move]) -> Tree:
    """The tree with the groups taken apart of which types are asked for."""
    names: dict[str, set[str]] = {}
    for move in moves:
        path, _, name = move.unit.rpartition(":")
        if path.endswith(".go") and path in tree.texts:
            names.setdefault(path, set()).add(name)
    new = {path: _apart(tree.texts[path], wanted) for path, wanted in names.items()}
    changed = {path: found for path, found in new.items() if found != tree.texts[path]}
    if not changed:
        return tree
    return replace(tree, texts=ChainMap(changed, cast(MutableMapping[str, bytes], tree.texts)))


def together(patch: Patch, texts: Mapping[str, bytes]) -> Patch:
    """The patch as one of the texts as they were, without marks."""
    return replace(patch, changes=tuple(_together(change, texts) for change in patch.changes))


def _together(change: FileChange, texts: Mapping[str, bytes]) -> FileChange:
    if _MARK not in change.before + change.after:
        return change
    before = texts[change.was] if change.was else b""
    after = change.after.replace(b"\n\n" + _MARK + b"\n\n", b"\n\n")
    after = re.sub(rb"\n\n" + _MARK + rb"\n\Z", b"\n", after)
    return replace(change, before=before, after=after.replace(_MARK + b"\n", b""))


def _apart(content: bytes, names: set[str]) -> bytes:
    edits = [
        edit
        for node in parser().parse(content).root_node.named_children
        if node.type == "type_declaration" and _is_wanted(node, names, content)
        for edit in _ungrouped(node, content)
    ]
    return apply(content, edits)


def _is_wanted(node: Node, names: set[str], content: bytes) -> bool:
    """Whether a group holds a type of these names beside others, as gofmt leaves it: each type in a part of
    its own, the parentheses on lines of their own."""
    specs = [each for each in node.named_children if each.type in _SPECS]
    declared = {text(name) for each in specs if (name := each.child_by_field_name("name"))}
    lines = content[node.start_byte : node.end_byte].split(b"\n")
    above = node.prev_sibling
    has_comment = (
        above is not None and above.type == "comment" and above.end_point[0] + 1 == node.start_point[0]
    )
    return (
        bool(declared & names)
        and not declared <= names
        and lines[0] == b"type ("
        and lines[-1] == b")"
        and content[node.end_byte : node.end_byte + 1] == b"\n"
        and all(not line or line.startswith(b"\t") for line in lines[1:-1])
        and not has_comment
        and not node.has_error
        and all(_opens_part(each) for each in specs)
        and all(_PLAIN.match(text(each)) for each in node.named_children if each.type == "comment")
    )


def _opens_part(spec: Node) -> bool:
    """Whether a blank line, or the parenthesis, stands above a type and its comment."""
    first = spec
    while (above := first.prev_sibling) is not None and above.end_point[0] + 1 == first.start_point[0]:
        if above.type != "comment":
            return above.type == "("
        first = above
    return above is None or above.end_point[0] + 1 < first.start_point[0]


def _ungrouped(node: Node, content: bytes) -> list[Edit]:
    start, end = node.start_byte, node.end_byte
    starts = {each.start_byte for each in node.named_children if each.type in _SPECS}
    edits = [Edit(start, start + len(b"type ("), _MARK), Edit(end - 1, end, _MARK)]
    for found in re.finditer(rb"^\t", content[start:end], re.MULTILINE):
        place = start + found.start()
        edits.append(Edit(place, place + 1, b"type " if place + 1 in starts else b""))
    return edits
