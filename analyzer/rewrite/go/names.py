"""Names in one Go file: which are taken, and where a package's name stands before a dot."""

from collections.abc import Iterator

from tree_sitter import Node

KEYWORDS = frozenset({
    "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func",
    "go", "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct",
    "switch", "type", "var",
})  # fmt: skip
_NAMES = frozenset({"identifier", "package_identifier", "type_identifier"})
_QUALIFIED = frozenset({"selector_expression", "qualified_type"})


def is_identifier(name: str) -> bool:
    """Whether a package can be called so."""
    return name.isidentifier() and name not in KEYWORDS and name != "_"


def descendants(root: Node) -> Iterator[Node]:
    """The node and all nodes below it, in order of the text."""
    cursor = root.walk()
    while True:
        node = cursor.node
        assert node is not None
        yield node
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return


def taken(root: Node) -> frozenset[str]:
    """Every name that the file uses for something other than a field or method."""
    return frozenset(
        (node.text or b"").decode("utf-8", "replace") for node in descendants(root) if node.type in _NAMES
    )


def qualifiers(root: Node, name: str) -> list[Node] | None:
    """Where a package's name stands before a dot; None where the name also means something else."""
    wanted, found = name.encode(), []
    for node in descendants(root):
        if node.type not in _NAMES or node.text != wanted:
            continue
        parent = node.parent
        assert parent is not None
        if parent.type in _QUALIFIED and parent.children[0] == node:
            found.append(node)
        elif parent.type not in ("import_spec", "package_clause") and not _is_key(parent):
            return None
    return found


def _is_key(element: Node) -> bool:
    """Whether this is the key of a composite literal: a field, as packages are no values."""
    pair = element.parent
    return pair is not None and pair.type == "keyed_element" and pair.children[0] == element
