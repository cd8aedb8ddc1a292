"""What `monoscan extract` is asked by the plan: the moves, files and calls of a step or boundary."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from analyzer.cli.wishes import known_boundary
from analyzer.model.analysis import Analysis
from analyzer.model.boundary import OTHER, SHARED
from analyzer.model.patch import Move, Remote
from analyzer.model.program import Program
from analyzer.render.drafts import schema_files
from analyzer.rewrite.steps import calls_of, moves_of, moves_of_boundary, place_of, remote_of, step_in


class Asked(NamedTuple):
    """Moves, files that come with them by path, and operations that become calls."""

    moves: tuple[Move, ...] = ()
    files: Mapping[str, bytes] = MappingProxyType({})
    remotes: tuple[Remote, ...] = ()


def asked_of_step(number: int, analysis: Analysis, program: Program, to: str, alias: bool) -> Asked:
    """What a step of the plan asks for; with `alias`, single declarations keep their old names, too."""
    step = step_in(analysis.plan, number)
    if step.action != "extract":
        moves = moves_of(step, program, to)
        return Asked(tuple(replace(move, alias=alias and ":" in move.unit) for move in moves))
    calls = calls_of(step, analysis.plan, program)
    return Asked(files=_schema(analysis, step.boundary, to), remotes=calls)


def asked_of_boundary(name: str, analysis: Analysis, program: Program, to: str) -> Asked:
    """All code of a boundary, with its schema."""
    paths = _paths(analysis, known_boundary(name, analysis))
    moves = moves_of_boundary(name, paths, program, to)
    return Asked(moves, _schema(analysis, name, to))


def asked_remotely(units: tuple[str, ...], analysis: Analysis, program: Program) -> Asked:
    """Single operations, as the contracts describe them."""
    return Asked(remotes=tuple(remote_of(unit, analysis.plan, program) for unit in units))


def _paths(analysis: Analysis, boundary: str) -> list[str]:
    return [unit.path for unit in analysis.units if unit.boundary == boundary]


def _schema(analysis: Analysis, boundary: str, to: str) -> dict[str, bytes]:
    """The schema and migration of a service's tables, by path."""
    place = to or place_of(boundary, _paths(analysis, boundary))
    files = schema_files(analysis, boundary) if boundary not in (SHARED, OTHER) else {}
    return {f"{place}/schema/{name}": text.encode() for name, text in files.items()}
