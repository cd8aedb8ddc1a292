"""Import declarations of one file with other paths, in the order and alignment that gofmt gives them."""

from collections.abc import Callable, Iterator
from itertools import pairwise

from msgspec import Struct
from tree_sitter import Node

from analyzer.extract.go.grammar import kind
from analyzer.rewrite.edits import Edit


class Spec(Struct, frozen=True):
    """One imported package: the alias as written ("" for none), and its path."""

    alias: str
    path: str


Change = Callable[[Spec], Spec]
"""What an import becomes; the same spec where nothing changes."""


def import_nodes(root: Node) -> Iterator[Node]:
    """The import specs of a file, in order."""
    for declaration in root.named_children:
        if declaration.kind_id == kind("import_declaration"):
            for child in declaration.named_children:
                if child.kind_id == kind("import_spec"):
                    yield child
                elif child.kind_id == kind("import_spec_list"):
                    yield from (spec for spec in child.named_children if spec.kind_id == kind("import_spec"))


def read_spec(node: Node) -> Spec:
    """What an import spec says."""
    path = node.child_by_field_name("path")
    alias = node.child_by_field_name("name")
    assert path is not None and path.text is not None
    return Spec(_text(alias) if alias else "", path.text.decode("utf-8", "replace")[1:-1])


def change_imports(root: Node, text: bytes, change: Change) -> list[Edit]:
    """The edits by which every import becomes what `change` says."""
    edits: list[Edit] = []
    for run in runs(list(import_nodes(root))):
        before = [read_spec(node) for node in run]
        after = [change(spec) for spec in before]
        if before != after:
            edits += _rewrite(run, text, before, after)
    return edits


def runs(nodes: list[Node]) -> Iterator[list[Node]]:
    """Specs of one list on lines that follow each other: what gofmt sorts as one."""
    run: list[Node] = []
    for node in nodes:
        if run and (node.parent != run[-1].parent or node.start_point[0] != run[-1].end_point[0] + 1):
            yield run
            run = []
        run.append(node)
    if run:
        yield run


def _rewrite(run: list[Node], text: bytes, before: list[Spec], after: list[Spec]) -> Iterator[Edit]:
    comments = [comment(node) for node in run]
    lines = [(new, written(new, node), said) for node, new, said in zip(run, after, comments, strict=True)]
    if len(run) == 1 or any(b.path > a.path for b, a in pairwise(before)):
        ordered = lines
    else:
        ordered = sorted(lines, key=lambda line: (line[0].path, line[0].alias, line[2]))
    for node, said, text_of in zip(run, comments, aligned_lines(ordered), strict=True):
        end = node.end_byte
        if said:
            follower = node.next_sibling
            assert follower is not None
            end = follower.start_byte + len(said.encode())
        if text[node.start_byte : end] != text_of:
            yield Edit(node.start_byte, end, text_of)


def aligned_lines(lines: list[tuple[Spec, str, str]]) -> Iterator[bytes]:
    """The lines with their comments in one column, where lines with comments follow each other."""
    widths = [len(line) if said else 0 for _, line, said in lines]
    for number, (_, line, said) in enumerate(lines):
        if not said:
            yield line.encode()
            continue
        first = last = number
        while first and widths[first - 1]:
            first -= 1
        while last + 1 < len(widths) and widths[last + 1]:
            last += 1
        yield f"{line.ljust(max(widths[first : last + 1]))} {said}".encode()


def written(spec: Spec, node: Node) -> str:
    """An import as its line says it, with the quotes that are there."""
    path = node.child_by_field_name("path")
    assert path is not None and path.text is not None
    quote = path.text[:1].decode()
    return f"{spec.alias} {quote}{spec.path}{quote}".lstrip()


def comment(node: Node) -> str:
    """The comment behind a spec on its line."""
    follower = node.next_sibling
    if (
        follower is not None
        and follower.kind_id == kind("comment")
        and follower.start_point[0] == node.end_point[0]
    ):
        return _text(follower).rstrip("\r")
    return ""


def _text(node: Node) -> str:
    return (node.text or b"").decode("utf-8", "replace")
