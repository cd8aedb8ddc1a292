"""Rows that Markdown, CSV, text and HTML share."""

from collections.abc import Iterable

from analyzer.model.analysis import Completeness
from analyzer.model.graph import Evidence
from analyzer.model.measures import Coupling
from analyzer.render.view import View
from analyzer.render.words import number, percent


def places(evidence: Iterable[Evidence], limit: int = 5) -> str:
    """`api/chat.go:41, 88; api/admin.go:112`."""
    lines: dict[str, list[str]] = {}
    for one in list(evidence)[:limit]:
        found = lines.setdefault(one.path, [])
        if str(one.line) not in found:
            found.append(str(one.line))
    return "; ".join(f"{path}:{', '.join(found)}" for path, found in lines.items())


def kinds(counts: dict[str, int]) -> str:
    """`12 call, 3 type`."""
    return ", ".join(f"{count} {kind}" for kind, count in counts.items())


def most_coupled(modules: Iterable[Coupling]) -> list[Coupling]:
    """By afferent plus efferent coupling, then by size."""
    return sorted(modules, key=lambda one: (-one.afferent - one.efferent, -one.lines, one.module))


def completeness(done: Completeness) -> list[tuple[str, str]]:
    """What was seen and what was not, as pairs of words and numbers."""
    whole = done.references_resolved + done.references_unresolved
    languages = ", ".join(f"{name} {number(count)}" for name, count in sorted(done.files_by_language.items()))
    rows = [
        ("Files", f"{number(done.files_found)} found, {number(done.files_parsed)} parsed ({languages})"),
        ("Files with problems", number(done.files_with_problems)),
        ("Lines", number(done.lines)),
        (
            "References",
            f"{number(done.references_resolved)} resolved, {number(done.references_unresolved)} not: "
            f"{percent(done.references_resolved, whole)}",
        ),
    ]
    rows += [(f"Not resolved: {reason}", number(count)) for reason, count in _most(done.unresolved_by_reason)]
    rows += [(f"Skipped: {reason}", number(count)) for reason, count in _most(done.skipped_by_reason)]
    rows += [(f"Not seen: {reason}", number(count)) for reason, count in _most(done.unseen_by_reason)]
    return rows


def _most(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(
        ((name, count) for name, count in counts.items() if count), key=lambda row: (-row[1], row[0])
    )


def boundary_of(view: View) -> dict[str, str]:
    """The boundary of each node."""
    return {node.key: node.boundary for node in view.nodes}
