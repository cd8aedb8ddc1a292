"""Checks on imports and references: who may depend on whom."""

from collections.abc import Iterable, Iterator

from analyzer.gate.assignment import unassigned
from analyzer.gate.view import Crossing, View
from analyzer.measure.crossing import cuts
from analyzer.measure.quotient import file_edges
from analyzer.model.finding import Finding, Identity, Severity
from analyzer.model.graph import Evidence

_Places = dict[tuple[str, str, str, str, str], list[Evidence]]


def cross_boundary_imports(view: View) -> Iterator[Finding]:
    """Imports into a boundary that the dependent's boundary may not depend on."""
    for (language, dependent, dependency, home, other), places in grouped(_forbidden(view)).items():
        allowed = ", ".join(view.policy.boundaries[home].may_depend_on) or "no other boundary"
        yield Finding(
            check="MS101",
            identity=Identity("import", language, dependent, dependency),
            message=f"{dependent} ({home}) imports {dependency} ({other}); {home} may depend on {allowed}",
            evidence=tuple(places),
            boundaries=(home, other),
        )


def _forbidden(view: View) -> Iterator[Crossing]:
    for crossing in view.crossings:
        if crossing.other not in view.policy.boundaries[crossing.home].may_depend_on:
            yield crossing


def grouped(crossings: Iterable[Crossing]) -> _Places:
    """Evidence by language, dependent module, dependency and the two boundaries."""
    groups: _Places = {}
    for item in crossings:
        dependent = item.node.module or item.node.path
        key = (item.node.language, dependent, item.edge.module, item.home, item.other)
        groups.setdefault(key, []).append(item.evidence)
    return groups


def undeclared_references(view: View) -> Iterator[Finding]:
    """Symbols of a forbidden boundary reached without importing their module, through a value."""
    imported = {(edge.file, edge.module) for edge in view.graph.imports}
    references = view.graph.references
    groups: dict[tuple[str, str, str, str, str], list[Evidence]] = {}
    seen: set[tuple[int, int]] = set()
    for file, line, symbol in zip(references.file, references.line, references.symbol, strict=True):
        node, owner = view.graph.files[file], view.graph.symbols[symbol].file
        target = view.graph.files[owner]
        if (file, owner) in seen or (file, target.module) in imported or node.module == target.module:
            continue
        seen.add((file, owner))
        home, other = view.boundary_of.get(node.path), view.boundary_of.get(target.path)
        if not home or not other or home == other or node.is_test:
            continue
        if other not in view.policy.boundaries[home].may_depend_on:
            key = (node.language, node.module or node.path, target.module or target.path, home, other)
            groups.setdefault(key, []).append(Evidence(node.path, line))
    for (language, dependent, dependency, home, other), places in sorted(groups.items()):
        yield Finding(
            check="MS102",
            identity=Identity("reference", language, dependent, dependency),
            message=f"{dependent} ({home}) uses {dependency} ({other}) without importing it",
            evidence=tuple(places),
            boundaries=(home, other),
        )


def too_many_references(view: View) -> Iterator[Finding]:
    """References from one boundary into another beyond the number that the policy allows."""
    edges = cuts(file_edges(view.graph), view.boundary_of)
    for home, boundary in view.policy.boundaries.items():
        for other, allowed in boundary.at_most.items():
            found = [
                edge
                for edge in edges
                if view.boundary_of[edge.dependent] == home and view.boundary_of[edge.dependency] == other
            ]
            count = sum(edge.count for edge in found)
            if count > allowed:
                yield Finding(
                    check="MS113",
                    identity=Identity("references", "", home, other),
                    message=f"{count} references lead from {home} into {other}, {allowed} may",
                    evidence=tuple(place for edge in found for place in edge.evidence),
                    boundaries=(home, other),
                )


def forbidden_modules(view: View) -> Iterator[Finding]:
    """Imports of modules outside the repository that a boundary forbids."""
    groups: dict[tuple[str, str, str, str, str], list[Evidence]] = {}
    for edge in view.graph.imports:
        node = view.graph.files[edge.file]
        home = view.boundary_of.get(node.path)
        if edge.internal or home is None or not view.counts(node, edge):
            continue
        for forbidden in view.policy.boundaries[home].forbid_modules:
            if _is_below(edge.module, forbidden):
                key = (node.language, node.module or node.path, edge.module, home, forbidden)
                groups.setdefault(key, []).append(Evidence(node.path, edge.line))
    for (language, dependent, dependency, home, forbidden), places in groups.items():
        yield Finding(
            check="MS104",
            identity=Identity("external", language, dependent, dependency),
            message=f"{dependent} imports {dependency}; {home} forbids {forbidden}",
            evidence=tuple(places),
            boundaries=(home,),
        )


def _is_below(module: str, forbidden: str) -> bool:
    return module == forbidden or module.startswith((forbidden + ".", forbidden + "/"))


def unassigned_code(view: View) -> Iterator[Finding]:
    """Files that lie in no boundary."""
    level = view.policy.gate.unassigned
    if level == "off":
        return
    paths = [node.path for node in view.graph.files if not node.is_test]
    for path in unassigned(paths, dict(view.boundary_of)):
        yield Finding(
            check="MS110",
            identity=Identity("unassigned", view.language_of(path), path, ""),
            message=f"{path} lies in no boundary",
            evidence=(Evidence(path, 1),),
            severity=Severity.ERROR if level == "error" else Severity.WARNING,
        )
