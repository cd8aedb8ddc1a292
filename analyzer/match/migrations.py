"""Steps of the schema's history: they run when a version is rolled out, as no part of a service."""

import re
from collections.abc import Iterable, Sequence
from posixpath import basename, dirname

from analyzer.match.table_classes import is_migration
from analyzer.model.facts import Surface
from analyzer.model.meaning import TableOp, TableUse
from analyzer.model.source import Language

_NUMBERED = re.compile(r"^[vV]?\d")


def migrations(surfaces: Iterable[Surface], uses: Sequence[TableUse]) -> tuple[str, ...]:
    """The paths of migrations, sorted: revisions of Alembic and Django, and SQL files with DDL.

    A numbered SQL file beside one with DDL is a step too, though it only moves data.
    """
    changing = {use.file for use in uses if use.op is TableOp.DDL}
    folders = {dirname(path) for path in changing}

    def is_step(surface: Surface) -> bool:
        if surface.language != Language.SQL:
            return is_migration(surface)
        path = surface.path
        return path in changing or (dirname(path) in folders and _NUMBERED.match(basename(path)) is not None)

    return tuple(sorted(surface.path for surface in surfaces if is_step(surface)))
