"""What was seen of a program and what was not."""

from collections import Counter
from collections.abc import Iterable

from analyzer.measure.graph import Measures
from analyzer.model.analysis import Completeness
from analyzer.model.meaning import Meaning
from analyzer.model.program import Program
from analyzer.model.source import Problem

NOT_READ = ("unreadable-file", "reader-failed", "reader-died")
"""Kinds of problem of a file of which nothing is known."""


def completeness(
    program: Program,
    problems: Iterable[Problem],
    measures: Measures | None = None,
    meaning: Meaning | None = None,
) -> Completeness:
    """Counts of files, edges and references; `problems` are all of them, `edges` those between files."""
    project, graph = program.project, program.graph
    kinds = {(problem.path, problem.kind) for problem in problems}
    paths = {file.path for file in project.files}
    lost = {path for path, kind in kinds if kind in NOT_READ}
    languages = Counter(surface.language for surface in program.surfaces)
    return Completeness(
        files_found=len(paths),
        files_parsed=len(paths - lost),
        files_with_problems=len(paths & {path for path, _ in kinds}),
        lines=sum(surface.lines for surface in program.surfaces),
        files_by_language=dict(sorted(languages.items())),
        skipped_by_reason=dict(sorted(Counter(skipped.reason for skipped in project.skipped).items())),
        edges=len(measures.file_edges) if measures else 0,
        references_resolved=len(graph.references.file),
        references_unresolved=sum(graph.unresolved.values()),
        unresolved_by_reason=graph.unresolved,
        unseen_by_reason=meaning.unseen if meaning else {},
    )
