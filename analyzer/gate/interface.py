"""Checks on the public interface of a boundary: modules, or single symbols of a module."""

from collections.abc import Iterable, Iterator, Mapping

from analyzer.gate.assignment import SYMBOL, matches, names_module
from analyzer.gate.dependencies import grouped
from analyzer.gate.view import View
from analyzer.model.finding import Finding, Identity
from analyzer.model.graph import VIAS, Evidence, FileNode, Via
from analyzer.model.policy import Policy

_DIRECT = VIAS.index(Via.DIRECT)


def names_symbols(policy: Policy) -> bool:
    """Whether some boundary makes single symbols public, not only modules."""
    return any(SYMBOL in entry for boundary in policy.boundaries.values() for entry in boundary.public)


def private_imports(view: View) -> Iterator[Finding]:
    """Imports of modules that are not in the public interface of their boundary, not even with one symbol."""
    for (language, dependent, dependency, home, other), places in grouped(view.crossings).items():
        public = view.policy.boundaries[other].public
        if public and not any(_names(entry, dependency, view.files_of) for entry in public):
            yield _finding(language, dependent, dependency, (home, other), places)


def private_symbols(view: View) -> Iterator[Finding]:
    """Uses of symbols that are not public in a module that makes others public, by files that import it."""
    if not names_symbols(view.policy):
        return
    imported = {(edge.file, edge.module) for edge in view.graph.imports}
    references = view.graph.references
    groups: dict[tuple[str, str, str, str, str], list[Evidence]] = {}
    columns = (references.file, references.line, references.symbol, references.via)
    for file, line, number, via in zip(*columns, strict=True):
        node, symbol = view.graph.files[file], view.graph.symbols[number]
        target = view.graph.files[symbol.file]
        home, other = view.boundary_of.get(node.path), view.boundary_of.get(target.path)
        if via != _DIRECT or not home or not other or home == other or not view.speaks(node):
            continue
        if (file, target.module) in imported and _is_private(symbol.name, target.module, other, view):
            key = (node.language, node.module or node.path, f"{target.module}:{symbol.name}", home, other)
            groups.setdefault(key, []).append(Evidence(node.path, line))
    for (language, dependent, dependency, home, other), places in sorted(groups.items()):
        yield _finding(language, dependent, dependency, (home, other), places)


def _is_private(name: str, module: str, boundary: str, view: View) -> bool:
    """Whether a module makes symbols public, but not this one."""
    entries = [
        entry for entry in view.policy.boundaries[boundary].public if _names(entry, module, view.files_of)
    ]
    symbols = [entry.partition(SYMBOL)[2] for entry in entries]
    return bool(entries) and not any(not each or _covers(each, name) for each in symbols)


def _covers(entry: str, name: str) -> bool:
    return matches(entry.replace(".", "/"), name.replace(".", "/"))


def _finding(
    language: str, dependent: str, dependency: str, boundaries: tuple[str, str], places: Iterable[Evidence]
) -> Finding:
    home, other = boundaries
    return Finding(
        check="MS103",
        identity=Identity("private", language, dependent, dependency),
        message=f"{dependent} ({home}) uses {dependency}, which {other} does not make public",
        evidence=tuple(places),
        boundaries=boundaries,
    )


def _names(entry: str, module: str, files_of: Mapping[str, Iterable[FileNode]]) -> bool:
    """Whether an entry names a module, by its name or by the paths of its files."""
    glob = entry.partition(SYMBOL)[0]
    return names_module(entry, module) or any(matches(glob, node.path) for node in files_of.get(module, ()))
