"""Blockers of size: files and types that know everything."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from analyzer.model.facts import DefinitionKind, Surface
from analyzer.model.plan import Blocker
from analyzer.plan.sides import OTHER, SIDES, Sides

GOD_LINES = 900
GOD_USERS = 8
GOD_USES = 8
TYPE_FILES = 4
TYPE_METHODS = 25
MOST = 15
_REMEDY = "split it by what each side needs before anything else"


def god_objects(sides: Sides) -> Iterator[Blocker]:
    """Files and types that know everything, one blocker a file, the MOST widest of the repository."""
    told: set[str] = set()
    found = sorted((*_files(sides), *_god_types(sides)), key=lambda item: (-item[0], item[1].file))
    for _, blocker in found[:MOST]:
        if blocker.file not in told:
            told.add(blocker.file)
            yield blocker


def _files(sides: Sides) -> Iterator[tuple[int, Blocker]]:
    """Long files that are used by several roles, or use files of several roles."""
    for number, node in enumerate(sides.program.graph.files):
        if node.is_test or node.is_generated or node.lines < GOD_LINES:
            continue
        used = len(sides.uses.get(number, ()))
        users = sum(sides.users.get(number, {}).values())
        roles = {sides.role[other] for other in sides.uses.get(number, ())} & set(SIDES)
        busy = users >= GOD_USERS or used >= 3 * GOD_USES
        several = len(roles) > 1 or len(sides.sides_that_use(number)) > 1
        if busy and used >= GOD_USES and users >= 1 and several:
            why = f"{node.lines} lines, used by {users} files and using {used}, on several sides"
            line = _longest(sides.program.surfaces[number])
            yield used + users, Blocker("god-object", node.path, line, why, _REMEDY)


def _longest(surface: Surface) -> int:
    spans = [
        (definition.end_line - definition.line, -definition.line)
        for definition in surface.definitions
        if definition.kind in (DefinitionKind.FUNCTION, DefinitionKind.METHOD)
    ]
    return -max(spans)[1] if spans else 1


def _god_types(sides: Sides) -> Iterator[tuple[int, Blocker]]:
    """Types whose methods lie in many files or are many, and which reach into or serve several sides."""
    methods = _methods(sides)
    for symbol in sides.program.graph.symbols:
        node = sides.program.graph.files[symbol.file]
        if (
            symbol.kind not in (DefinitionKind.STRUCT, DefinitionKind.CLASS)
            or node.is_test
            or node.is_generated
        ):
            continue
        files, count = methods.get((node.path.rpartition("/")[0], symbol.name), (frozenset(), 0))
        if sides.role[symbol.file] == OTHER or not (len(files) >= TYPE_FILES or count >= TYPE_METHODS):
            continue
        used = {other for file in files for other in sides.uses.get(file, ())} - files
        roles = {sides.role[other] for other in used} & set(SIDES)
        users = set(sides.sides_that_use(symbol.file))
        if len(used) >= GOD_USES and (len(roles) > 1 or len(users) > 1):
            where = f"{len(files)} files, which use {len(used)} files on several sides"
            why = f"{symbol.name} has {count} methods in {where}"
            yield len(used) + count, Blocker("god-object", node.path, symbol.line, why, _REMEDY)


def _methods(sides: Sides) -> Mapping[tuple[str, str], tuple[frozenset[int], int]]:
    """The files and the number of the methods of each type, by folder and name of the type."""
    files: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
    counts: defaultdict[tuple[str, str], int] = defaultdict(int)
    for symbol in sides.program.graph.symbols:
        owner, dot, _ = symbol.name.rpartition(".")
        if (
            symbol.kind is DefinitionKind.METHOD
            and dot
            and not sides.program.graph.files[symbol.file].is_test
        ):
            key = (sides.path[symbol.file].rpartition("/")[0], owner)
            files[key].add(symbol.file)
            counts[key] += 1
    return {key: (frozenset(found), counts[key]) for key, found in files.items()}
