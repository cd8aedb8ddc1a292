"""A step of the plan as moves: which folders, files and declarations go where."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from analyzer.errors import MonoscanError
from analyzer.model.contract import Operation
from analyzer.model.facts import DefinitionKind
from analyzer.model.graph import Symbol
from analyzer.model.patch import Move, Remote
from analyzer.model.plan import Plan, Step
from analyzer.model.program import Program
from analyzer.rewrite.request import folder, inside

_FOLDERS = {"share": "packages", "move": "apps/{}"}
"""Where the code of a step goes that moves code, by its action."""


def step_in(plan: Plan, number: int) -> Step:
    """The step of that number. Raises MonoscanError where there is none, or one that only people can do."""
    step = next((each for each in plan.steps if each.number == number), None)
    if step is None:
        raise MonoscanError(f"the plan has no step {number}", f"it has {len(plan.steps)}: see monoscan plan")
    if not (step.moves or step.symbols or step.action == "extract"):
        raise MonoscanError(
            f"step {number} is done by hand ({step.title})", "see monoscan plan for what is to be done"
        )
    return step


def moves_of(step: Step, program: Program, to: str = "") -> tuple[Move, ...]:
    """The moves of a step, below folder `to`. A folder of which everything moves goes as a whole."""
    paths = {move.path for move in step.moves}
    named = set(step.symbols)
    files = program.graph.files
    single = {
        f"{files[symbol.file].path}:{symbol.name}"
        for symbol in program.graph.symbols
        if _is_declared(symbol, program)
        and f"{files[symbol.file].module or files[symbol.file].path}.{symbol.name}" in named
        and files[symbol.file].path not in paths
    }
    folder_ = _FOLDERS[step.action].format(folder_name(step.boundary, paths))
    return _moves(program, _Place(to or folder_, not to, step.boundary), paths, single)


def _is_declared(symbol: Symbol, program: Program) -> bool:
    """Whether a symbol is a declaration by itself: fields and functions without a name go with what they are
    in."""
    definition = program.surfaces[symbol.file].definitions[symbol.definition]
    return bool(symbol.name) and definition.scope < 0 and definition.kind is not DefinitionKind.FIELD


def calls_of(step: Step, plan: Plan, program: Program) -> tuple[Remote, ...]:
    """The operations of a service that its step makes calls."""
    return tuple(
        Remote(_unit(one, program), contract.provider, one)
        for contract in plan.contracts
        for one in contract.operations
        if one.symbol in step.contract and contract.provider == step.boundary
    )


def remote_of(unit: str, plan: Plan, program: Program) -> Remote:
    """The operation at a unit, with the contract that names it, where one does."""
    for contract in plan.contracts:
        for one in contract.operations:
            if _unit(one, program) == unit:
                return Remote(unit, contract.provider, one)
    return Remote(unit)


def _unit(operation: Operation, program: Program) -> str:
    """An operation as PATH:NAME."""
    modules = {node.path: node.module or node.path for node in program.graph.files}
    return f"{operation.file}:{operation.symbol.removeprefix(modules.get(operation.file, '') + '.')}"


def place_of(boundary: str, paths: Iterable[str]) -> str:
    """The folder of a service with these files."""
    return _FOLDERS["move"].format(folder_name(boundary, paths))


def moves_of_boundary(name: str, paths: Iterable[str], program: Program, to: str = "") -> tuple[Move, ...]:
    """The moves by which all code of a boundary, given by its files, comes to lie below folder `to`."""
    code = {node.path for node in program.graph.files} & set(paths)
    if not code:
        raise MonoscanError(f"boundary {name} holds no code", "see monoscan plan for what it is made of")
    return _moves(program, _Place(to or place_of(name, code), not to, name), code, set())


def folder_name(boundary: str, paths: Iterable[str] = ()) -> str:
    """What the folder of a boundary is called; of a name that Python code is imported by, no dash is part."""
    name = re.sub(r"[^\w.-]+", "-", boundary, flags=re.ASCII).strip(".-_") or "service"
    return re.sub(r"\W+", "_", name) if any(path.endswith(".py") for path in paths) else name


class _Place(NamedTuple):
    """A folder, counted from the root that the code is imported from (its Go module, its Python root), or
    from that of the repository; what lies in no folder gets one of the boundary's name."""

    folder: str
    is_below_root: bool
    name: str


def _moves(program: Program, place: _Place, paths: set[str], single: set[str]) -> tuple[Move, ...]:
    folders = sorted({folder(path) for path in (*paths, *single)})
    whole = {each for each in folders if each and _is_whole(each, paths, program)}
    whole -= {each for each in whole if any(each != other and inside(each, other) for other in whole)}
    if single or any(path.endswith(".go") and not _is_in(path, whole) for path in paths):
        # Go's folders and single files do not move in one step: the files of the folders do.
        split = {each for each in whole if any(path.endswith(".go") and inside(path, each) for path in paths)}
        whole -= split
        nodes = program.graph.files
        paths = paths | {
            node.path for node in nodes if _is_in(node.path, split) and node.path.endswith(".go")
        }
    folders = sorted({folder(path) for path in (*paths, *single)})
    own = folder_name(place.name, paths)
    targets = {each: _target(_rooted(program, place, each, paths), each or own, folders) for each in folders}
    loose = [path for path in paths if not _is_in(path, whole)]
    moves = [Move(each, targets[each]) for each in whole]
    moves += [Move(path, targets[folder(path)]) for path in loose]
    return tuple(sorted(moves + [Move(each, targets[folder(each)]) for each in single]))


def _is_in(path: str, folders: set[str]) -> bool:
    return any(inside(path, each) for each in folders)


def _rooted(program: Program, place: _Place, old: str, paths: set[str]) -> str:
    """The place for the code of a folder."""
    project = program.project
    is_python = any(path.endswith(".py") and folder(path) == old for path in paths)
    roots = project.python_roots if is_python else tuple(module.folder for module in project.go_modules)
    above = [root for root in roots if place.is_below_root and (not root or inside(old, root))]
    return "/".join(part for part in (max(above, key=len, default=""), place.folder) if part)


def _is_whole(place: str, paths: set[str], program: Program) -> bool:
    """Whether all code in a folder moves, tests aside."""
    return all(
        node.path in paths for node in program.graph.files if inside(node.path, place) and not node.is_test
    )


def _target(place: str, old: str, folders: list[str]) -> str:
    """The folder's own name below the new place, its whole path where another folder is called so; `internal`
    is left out, for it would hide the code from those that use it."""
    parts = [part for part in old.split("/") if part not in ("", "internal")]
    same = [each for each in folders if each.rpartition("/")[2] == old.rpartition("/")[2]]
    return "/".join([place, *(parts[-1:] if len(same) == 1 else parts)])
