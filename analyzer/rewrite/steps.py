"""A step of the plan as moves: which folders, files and declarations go where."""

from analyzer.errors import MonoscanError
from analyzer.model.patch import Move
from analyzer.model.plan import Plan, Step
from analyzer.model.program import Program
from analyzer.rewrite.request import folder, inside

_FOLDERS = {"share": "packages", "move": "apps/{}"}
"""Where the code of a step goes that moves code, by its action."""


def step_in(plan: Plan, number: int) -> Step:
    """The step of that number. Raises MonoscanError where there is none, or none that moves code."""
    step = next((each for each in plan.steps if each.number == number), None)
    if step is None:
        raise MonoscanError(f"the plan has no step {number}", f"it has {len(plan.steps)}: see monoscan plan")
    if step.action not in _FOLDERS or not (step.moves or step.symbols):
        raise MonoscanError(
            f"step {number} moves no code ({step.title})", "see monoscan plan for what is to be done by hand"
        )
    return step


def moves_of(step: Step, program: Program, to: str = "") -> tuple[Move, ...]:
    """The moves of a step, below folder `to`. A folder of which everything moves goes as a whole; single
    declarations leave an alias for callers that move later."""
    place = to or _FOLDERS[step.action].format(step.boundary)
    paths = {move.path for move in step.moves}
    named = set(step.symbols)
    files = program.graph.files
    single = {
        f"{files[symbol.file].path}:{symbol.name}"
        for symbol in program.graph.symbols
        if f"{files[symbol.file].module or files[symbol.file].path}.{symbol.name}" in named
        and files[symbol.file].path not in paths
    }
    folders = sorted({folder(path) for path in (*paths, *single)})
    targets = {each: _target(place, each, folders, step.boundary) for each in folders}
    whole = {each for each in folders if each and _is_whole(each, paths, program)}
    moves = [Move(each, targets[each]) for each in whole]
    moves += [Move(path, targets[folder(path)]) for path in paths if folder(path) not in whole]
    return tuple(sorted(moves + [Move(each, targets[folder(each)], alias=True) for each in single]))


def _is_whole(place: str, paths: set[str], program: Program) -> bool:
    """Whether all code in a folder moves, tests aside."""
    return all(
        node.path in paths for node in program.graph.files if inside(node.path, place) and not node.is_test
    )


def _target(place: str, old: str, folders: list[str], name: str) -> str:
    """The folder's own name below the new place, its whole path where another folder is called so."""
    last = old.rpartition("/")[2]
    same = [each for each in folders if each.rpartition("/")[2] == last]
    return f"{place}/{(last if len(same) == 1 else old) or name}"
