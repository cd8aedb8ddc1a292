"""The Python roots of a tree, and the dotted name of every Python file."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from analyzer.shell.files import head_of, joined
from analyzer.shell.gomod import folder_of
from analyzer.shell.pyhints import Hints
from analyzer.shell.pyroots import (
    choose_roots,
    count_votes,
    imported_modules,
    layout,
    module_names,
    top_name,
)
from analyzer.shell.walk import Found

HEADS_PER_FOLDER = 40


def python_names(
    root: Path, sources: Iterable[Found], hints: Mapping[str, Hints]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The dotted name of every Python file by path, and the roots in use; `hints` by project file."""
    files = [found for found in sources if found.suffix == ".py"]
    declared = {
        place
        for path, hint in hints.items()
        for folder in hint.roots
        if (place := joined(folder_of(path), folder)) is not None
    }
    tree = layout(
        (found.path for found in files),
        declared | {joined(folder_of(path), "src") or "src" for path in hints},
        (folder_of(path) for path in hints),
    )
    imports = _python_imports(root, files)
    roots = choose_roots(tree, count_votes(tree, imports))
    top = top_name(tree, imports) if "__init__.py" in tree.files else ""
    return module_names(tree, roots, top), tuple(sorted({roots[folder_of(found.path)] for found in files}))


def _python_imports(root: Path, files: Iterable[Found]) -> dict[str, set[str]]:
    """The modules that the files of each folder import, as far as a sample of heads shows."""
    imports: dict[str, set[bytes]] = {}
    seen: Counter[str] = Counter()
    for found in files:
        folder = folder_of(found.path)
        seen[folder] += 1
        if seen[folder] <= HEADS_PER_FOLDER:
            imports.setdefault(folder, set()).update(imported_modules(head_of(root, found)))
    return {
        folder: {module.decode("utf-8", "replace") for module in modules}
        for folder, modules in imports.items()
    }
