"""What was seen of a program and what was not."""

from collections import Counter

from analyzer.measure.graph import Measures
from analyzer.model.analysis import Completeness
from analyzer.model.meaning import Meaning
from analyzer.model.program import Program

NOT_READ = ("unreadable-file", "reader-failed", "reader-died")
"""Kinds of problem of a file of which nothing is known."""


def completeness(
    program: Program, measures: Measures | None = None, meaning: Meaning | None = None
) -> Completeness:
    """Counts of files, edges and references; `edges` are those between files."""
    project, graph = program.project, program.graph
    troubled = {p.path for p in project.problems} & {file.path for file in project.files}
    lost = 0
    for surface in program.surfaces:
        if surface.problems:
            troubled.add(surface.path)
            lost += any(problem.kind in NOT_READ for problem in surface.problems)
    languages = Counter(surface.language for surface in program.surfaces)
    return Completeness(
        files_found=len(project.files),
        files_parsed=len(project.files) - lost,
        files_with_problems=len(troubled),
        lines=sum(surface.lines for surface in program.surfaces),
        files_by_language=dict(sorted(languages.items())),
        skipped_by_reason=dict(sorted(Counter(skipped.reason for skipped in project.skipped).items())),
        edges=len(measures.file_edges) if measures else 0,
        references_resolved=len(graph.references.file),
        references_unresolved=sum(graph.unresolved.values()),
        unresolved_by_reason=graph.unresolved,
        unseen_by_reason=meaning.unseen if meaning else {},
    )
