"""Whole Go packages to other folders: package clauses and imports, aliases where a name changes."""

import re
from collections.abc import Iterator
from functools import partial

from tree_sitter import Node

from analyzer.extract.go.grammar import parser
from analyzer.extract.go.head import read_head
from analyzer.model.facts import Surface
from analyzer.model.source import Language, SourceFile
from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.alignment import aligned
from analyzer.rewrite.go.imports import Spec, change_imports
from analyzer.rewrite.go.layout import Layout, go_files, layout, sees
from analyzer.rewrite.go.names import qualifiers, taken
from analyzer.rewrite.go.obstacles import refuse
from analyzer.rewrite.go.paths import rewrite_paths
from analyzer.rewrite.request import Part, Request

_IMPORT_COMMENT = re.compile(rb'[ \t]*(?://[ \t]*|/\*[ \t]*)import[ \t]+"([^"\n]*)"')


def move_packages(request: Request) -> Part:
    """What becomes of Go files when folders move."""
    part = Part()
    plan = layout(request)
    if not plan.imports:
        return part
    refuse(request, plan, part)
    if any(move.alias for move in request.moves):
        part.refuse("an alias is left for single declarations, given as FILE:NAME")
    if part.refusals:
        return part
    names = _package_names(request)
    for surface in (*go_files(request), *_without_facts(request, plan)):
        imports = any(spec.target in plan.imports for spec in surface.imports)
        if surface.module in plan.imports or (imports and sees(request, surface.path)):
            text = request.tree.texts[surface.path]
            part.edit(surface.path, _file(surface, text, plan, names.get(surface.module, frozenset())))
    rewrite_paths(request, plan, part)
    return part


def _without_facts(request: Request, plan: Layout) -> Iterator[Surface]:
    """Go files that no analysis reads: below testdata, in examples that the go command passes by."""
    known = {surface.path for surface in go_files(request)}
    wanted = [path.encode() for path in plan.imports]
    for path in sorted(set(request.tree.texts) - known):
        if path.endswith(".go") and not f"/{path}".count("/vendor/"):
            text = request.tree.texts[path]
            if any(each in text for each in wanted):
                yield read_head(SourceFile(path, Language.GO, ""), text)


def _package_names(request: Request) -> dict[str, frozenset[str]]:
    """The names that a package declares, by import path: an import may not bear one of them."""
    found: dict[str, set[str]] = {}
    for surface in go_files(request):
        declared = found.setdefault(surface.module, set())
        declared.update(each.name for each in surface.definitions if each.scope < 0)
    return {module: frozenset(names) for module, names in found.items()}


def _file(surface: Surface, text: bytes, plan: Layout, declared: frozenset[str]) -> list[Edit]:
    root = parser().parse(text).root_node
    names = taken(root) | declared
    edits: list[Edit] = []
    if surface.module in plan.imports:
        edits += _clause(root, text, surface, plan)
    specs = change_imports(root, text, partial(_spec, root, names, plan, edits))
    return specs + aligned(root, text, edits)


def _clause(root: Node, text: bytes, surface: Surface, plan: Layout) -> list[Edit]:
    """The package clause, and the import comment behind it."""
    clause = next(node for node in root.named_children if node.type == "package_clause")
    name = clause.named_children[0]
    old, new = plan.names.get(surface.module, (surface.package, surface.package))
    edits = []
    if old != new and surface.package in (old, f"{old}_test"):
        suffix = surface.package[len(old) :]
        edits.append(Edit(name.start_byte, name.end_byte, (new + suffix).encode()))
    comment = _IMPORT_COMMENT.match(text, clause.end_byte)
    if comment and comment[1].decode("utf-8", "replace") == surface.module:
        edits.append(Edit(*comment.span(1), plan.path(surface.module).encode()))
    return edits


def _spec(root: Node, names: frozenset[str], plan: Layout, edits: list[Edit], spec: Spec) -> Spec:
    """The import of then; uses of a package under its new name are added to `edits`."""
    if spec.path not in plan.imports:
        return spec
    path = plan.path(spec.path)
    old, new = plan.names.get(spec.path, ("", ""))
    if spec.alias == new != old:
        return Spec("", path)
    if spec.alias or old == new:
        return Spec(spec.alias, path)
    uses = qualifiers(root, old)
    if uses is None or new in names:
        return Spec(old, path)
    edits += [Edit(node.start_byte, node.end_byte, new.encode()) for node in uses]
    return Spec("", path)
