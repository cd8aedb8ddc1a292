"""A Go file as it is moved: its package, imports and top-level declarations, each with its bytes."""

import re
from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct
from tree_sitter import Node

from analyzer.extract.go.grammar import parser
from analyzer.model.facts import Surface
from analyzer.rewrite.go.imports import Spec, import_nodes, read_spec
from analyzer.rewrite.go.scopes import Names, names, text

_VERSION = re.compile(r"^v\d+$")
_SPECS = frozenset({"const_spec", "var_spec", "type_spec", "type_alias"})


class Declaration(Struct, frozen=True):
    """A top-level declaration: its text goes from `start` to `end`, with the comments that belong to it."""

    node: Node
    start: int
    end: int
    names: tuple[str, ...]
    receiver: str
    uses: Names


class Source:
    """One file; `package` is its import path, with `_test` behind it for a test beside the package."""

    def __init__(self, surface: Surface, content: bytes) -> None:
        self.surface = surface
        self.path = surface.path
        self.text = content
        self.root = parser().parse(content).root_node
        beside = surface.is_test and surface.package.endswith("_test")
        self.package = surface.module + "_test" * beside

    @cached_property
    def imports(self) -> tuple[tuple[Node, Spec], ...]:
        """The imports in order."""
        return tuple((node, read_spec(node)) for node in import_nodes(self.root))

    @cached_property
    def declarations(self) -> tuple[Declaration, ...]:
        """All top-level declarations in order."""
        return tuple(_declarations(self.root, self.text))

    @cached_property
    def local(self) -> frozenset[str]:
        """Every name that some block declares."""
        return frozenset().union(*(each.uses.local for each in self.declarations))


def possible_names(path: str) -> frozenset[str]:
    """What a package that is not in the repository may be called, by its import path."""
    parts = [part for part in path.split("/") if not _VERSION.match(part)] or [path]
    last = re.sub(r"[.]v\d+$", "", parts[-1])
    forms = {last, last.removeprefix("go-"), last.removesuffix("-go"), last.removesuffix(".go")}
    return frozenset(
        {*forms, *(form.replace("-", "") for form in forms), *last.split("-"), last.replace("-", "_")}
    )


def _declarations(root: Node, content: bytes) -> Iterator[Declaration]:
    for node in root.named_children:
        if node.type in ("package_clause", "import_declaration", "comment"):
            continue
        start, end = _with_comments(node, content)
        yield Declaration(node, start, end, tuple(_declared(node)), _receiver(node), names(node))


def _declared(node: Node) -> Iterator[str]:
    """The names that a declaration makes known in its package; a method makes none known."""
    if node.type == "function_declaration" or node.type in _SPECS:
        yield from (text(name) for name in node.children_by_field_name("name") if name.is_named)
    elif node.type != "method_declaration":
        for child in node.named_children:
            if child.type in _SPECS or child.type.endswith("_spec_list"):
                yield from _declared(child)


def _receiver(node: Node) -> str:
    """The name of the type whose method this is."""
    if node.type != "method_declaration":
        return ""
    todo = list(node.named_children[0].named_children)
    while todo:
        each = todo.pop(0)
        if each.type == "type_identifier":
            return text(each)
        todo = [child for child in each.named_children if child.type != "identifier"] + todo
    return ""


def _with_comments(node: Node, content: bytes) -> tuple[int, int]:
    """From the comment directly above to the end of the line."""
    first = node
    while (above := first.prev_sibling) is not None and _belongs(above, first, content):
        first = above
    end = content.find(b"\n", node.end_byte)
    return first.start_byte, len(content) if end < 0 else end + 1


def _belongs(above: Node, node: Node, content: bytes) -> bool:
    """Whether a comment on lines of its own ends directly above."""
    if above.type != "comment" or above.end_point[0] + 1 != node.start_point[0]:
        return False
    return not content[content.rfind(b"\n", 0, above.start_byte) + 1 : above.start_byte].strip()
