"""One file to its facts: what cache and pool wrap. It loads nothing that comes after the facts."""

from collections.abc import Sequence

from msgspec.structs import replace

from analyzer.extract import FRONTENDS
from analyzer.model.facts import Body, FileFacts, Surface
from analyzer.model.source import Problem, Project, SourceFile
from analyzer.shell.labels import is_generated_text

BY_LANGUAGE = {frontend.language: frontend for frontend in FRONTENDS.values()}


def read(source: SourceFile, text: bytes) -> FileFacts:
    """All facts of one file. This is what cache and pool wrap."""
    return BY_LANGUAGE[source.language].extract(_labelled(source, text), text)


def read_imports(source: SourceFile, text: bytes) -> FileFacts:
    """The imports of one file only, several times as fast."""
    return FileFacts(BY_LANGUAGE[source.language].imports(_labelled(source, text), text), Body())


def _labelled(source: SourceFile, text: bytes) -> SourceFile:
    if source.is_generated or not is_generated_text(text):
        return source
    return replace(source, is_generated=True)


def all_problems(
    project: Project, surfaces: Sequence[Surface], more: Sequence[Problem] = ()
) -> tuple[Problem, ...]:
    """The problems of discovery, of all files and of the rules, in order."""
    found = {*project.problems, *(p for surface in surfaces for p in surface.problems), *more}
    return tuple(sorted(found, key=lambda p: (p.path, p.line, p.kind, p.message)))
