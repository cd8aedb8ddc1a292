"""Trouble in the syntax of a file, as problems."""

from tree_sitter import Node

from analyzer.model.source import Problem

MOST_PROBLEMS = 5


def syntax_problems(path: str, root: Node) -> list[Problem]:
    """The first places that the grammar could not read; the rest of the file was."""
    found: list[Problem] = []
    stack = [root]
    while stack and len(found) < MOST_PROBLEMS:
        node = stack.pop()
        if node.is_missing:
            found.append(Problem(path, node.start_point[0] + 1, "syntax", f"expected {node.type}"))
        elif node.is_error:
            found.append(Problem(path, node.start_point[0] + 1, "syntax", "not valid Python here"))
        elif node.has_error:
            stack.extend(reversed(node.children))
    return found
