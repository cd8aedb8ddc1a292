"""Imports that come to a file or leave it, in the groups and the order that are there."""

from collections.abc import Iterator
from itertools import pairwise

from tree_sitter import Node

from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.imports import Spec, aligned_lines, comment, import_nodes, read_spec, runs, written


def edit_imports(root: Node, content: bytes, added: list[Spec], removed: list[Node]) -> list[Edit]:
    """The edits of a file's imports."""
    groups = list(runs(list(import_nodes(root))))
    homes = [_home(groups, spec) for spec in added]
    if groups and (all(node in removed for group in groups for node in group) or _is_single(groups)):
        homes = [0] * len(added)
    edits: list[Edit] = []
    filled = [groups[home][0].parent for home in homes if home >= 0]
    for number, group in enumerate(groups):
        more = [spec for spec, home in zip(added, homes, strict=True) if home == number]
        if more or any(node in removed for node in group):
            edits += _group(group, content, more, removed, group[0].parent in filled)
    rest = sorted((spec for spec, home in zip(added, homes, strict=True) if home < 0), key=_order)
    if rest:
        edits.append(_new_group(root, content, rest))
    return edits


def import_block(specs: list[Spec]) -> bytes:
    """The import declaration of a new file."""
    if not specs:
        return b""
    lines = sorted(specs, key=_order)
    if len(lines) == 1:
        return f"import {_line(lines[0])}\n\n".encode()
    return f"import {_list([(spec, _line(spec)) for spec in lines])}\n\n".encode()


def _list(lines: list[tuple[Spec, str]]) -> str:
    """Imports in parentheses, the standard library first."""
    parts = [
        "".join(f"\t{line}\n" for spec, line in lines if _is_standard(spec.path) == standard)
        for standard in (True, False)
    ]
    return f"(\n{chr(10).join(part for part in parts if part)})"


def _is_standard(path: str) -> bool:
    return "." not in path.partition("/")[0]


def _is_single(groups: list[list[Node]]) -> bool:
    """Whether the file has one import without parentheses, other than that of C."""
    return len(groups) == 1 and not _is_listed(groups[0]) and read_spec(groups[0][0]).path != "C"


def _is_listed(group: list[Node]) -> bool:
    return group[0].parent is not None and group[0].parent.type == "import_spec_list"


def _order(spec: Spec) -> tuple[str, str]:
    return spec.path, spec.alias


def _line(spec: Spec) -> str:
    return f'{spec.alias} "{spec.path}"'.lstrip()


def _home(groups: list[list[Node]], spec: Spec) -> int:
    """The group of a list whose imports have most in common with a new one, -1 where none has anything."""
    found, most = -1, 0
    for number, group in enumerate(groups):
        if not _is_listed(group):
            continue
        near = max(_common(read_spec(node).path, spec.path) for node in group)
        if near > most:
            found, most = number, near
    return found


def _common(left: str, right: str) -> int:
    """How many parts two paths have in common; two of the standard library have something."""
    a, b = left.split("/"), right.split("/")
    if _is_standard(left) and _is_standard(right):
        return 1
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _group(
    group: list[Node], content: bytes, more: list[Spec], removed: list[Node], is_filled: bool
) -> Iterator[Edit]:
    """The edits of a group; `is_filled` says that its list gets new imports, here or in another group."""
    kept = [node for node in group if node not in removed]
    start = group[0].start_byte
    end = group[-1].end_byte + _comment_length(group[-1], content)
    rows = [(read_spec(node), written(read_spec(node), node), comment(node)) for node in kept]
    is_sorted = all(a[0].path <= b[0].path for a, b in pairwise(rows))
    rows += [(spec, _line(spec), "") for spec in sorted(more, key=_order)]
    if is_sorted:
        rows.sort(key=lambda row: (_order(row[0]), row[2]))
    if rows:
        newline = b"\r\n" if b"\r\n" in content else b"\n"
        if _is_listed(group) or len(rows) == 1:
            yield Edit(start, end, (newline + b"\t").join(aligned_lines(rows)))
        else:
            block = _list([(spec, f"{line} {said}".rstrip()) for spec, line, said in rows])
            yield Edit(start, end, block.encode().replace(b"\n", newline))
    else:
        yield _without(group, content, end, removed, is_filled)


def _comment_length(node: Node, content: bytes) -> int:
    follower = node.next_sibling
    if not comment(node) or follower is None:
        return 0
    return follower.start_byte + len(comment(node).encode()) - node.end_byte


def _without(group: list[Node], content: bytes, end: int, removed: list[Node], is_filled: bool) -> Edit:
    """A group goes, with its line and one blank line beside it; with the last one its declaration goes."""
    first = group[0].parent
    assert first is not None
    others = [node for node in first.named_children if node.type == "import_spec" and node not in removed]
    if first.type == "import_spec_list" and (others or is_filled):
        start = content.rfind(b"\n", 0, group[0].start_byte) + 1
        end = content.find(b"\n", end) + 1
        blank_before = content[:start].endswith((b"\n\n", b"\n\r\n"))
        if blank_before:
            start = content.rfind(b"\n", 0, start - 1) + 1
        elif content[end : end + 1] == b"\n":
            end += 1
        return Edit(start, end, b"")
    declaration = first if first.type == "import_declaration" else first.parent
    assert declaration is not None
    start, end = declaration.start_byte, content.find(b"\n", declaration.end_byte) + 1
    if content[end : end + 1] == b"\n" and content[:start].endswith(b"\n\n"):
        end += 1
    return Edit(start, end, b"")


def _new_group(root: Node, content: bytes, specs: list[Spec]) -> Edit:
    """At the end of the first list; behind the last import; behind the package clause."""
    declarations = [node for node in root.named_children if node.type == "import_declaration"]
    for declaration in declarations:
        (inner,) = declaration.named_children[:1] or (None,)
        if inner is not None and inner.type == "import_spec_list" and inner.named_children:
            place = content.rfind(b"\n", 0, inner.end_byte - 1) + 1
            return Edit(place, place, b"\n" + b"".join(f"\t{_line(spec)}\n".encode() for spec in specs))
    clause = next(node for node in root.named_children if node.type == "package_clause")
    last = declarations[-1] if declarations else clause
    place = content.find(b"\n", last.end_byte) + 1 or len(content)
    lines = b"".join(f"import {_line(spec)}\n".encode() for spec in specs)
    return Edit(place, place, lines if declarations else b"\n" + lines)
