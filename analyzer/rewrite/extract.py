"""Moves become one patch: every language says what changes, then all edits are made at once."""

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from analyzer.model.graph import Evidence
from analyzer.model.patch import FileChange, Move, Note, Patch, Refusal, Remote, Tree
from analyzer.model.program import Program
from analyzer.rewrite.edits import Edit, apply
from analyzer.rewrite.go import (
    apart,
    call_remotely,
    invert,
    move_declarations,
    move_packages,
    new_modules,
    tests_left,
    together,
)
from analyzer.rewrite.python import call_services, move_definitions, move_modules, use_protocols
from analyzer.rewrite.request import Part, Request, inside, moved

LANGUAGES: tuple[Callable[[Request], Part], ...] = (
    move_packages,
    move_declarations,
    new_modules,
    invert,
    use_protocols,
    call_remotely,
    call_services,
    move_modules,
    move_definitions,
)


def extract(
    program: Program,
    tree: Tree,
    moves: tuple[Move, ...],
    modules: tuple[str, ...] = (),
    inversions: tuple[Move, ...] = (),
    files: Mapping[str, bytes] = {},
    remotes: tuple[Remote, ...] = (),
) -> Patch:
    """The patch by which everything named in `moves` comes to lie at its target, the folders in `modules`
    become modules of their own, types in `inversions` are held by an interface, functions in `remotes` can be
    asked of a service, new `files` lie beside, and the code still builds; only refusals where that cannot be
    promised."""
    whole = tuple(_to_file(tree, move) for move in moves if ":" not in move.unit)
    single = tuple(move for move in moves if ":" in move.unit)
    request = Request(
        program, apart(tree, single), whole, _paths(tree, whole), single, modules, inversions, remotes
    )
    along = tests_left(request)
    if along:
        request = replace(request, moves=whole + along, paths=_paths(tree, whole + along))
    there = tuple(Refusal(f"{path} is there already") for path in sorted(files) if path in tree.texts)
    refusals = _impossible(request) + there
    if refusals:
        return Patch(refusals=refusals)
    parts = [Part(created=dict(files)), *(language(request) for language in LANGUAGES)]
    refusals = tuple(sorted({each for part in parts for each in part.refusals}))
    if refusals:
        return Patch(refusals=refusals)
    notes = tuple(sorted({each for part in parts for each in part.notes}))
    return together(Patch(_changes(request, parts), notes=_joined(notes)), tree.texts)


def _to_file(tree: Tree, move: Move) -> Move:
    """A file that shall go to a folder keeps its name."""
    name, suffix = move.unit.rpartition("/")[2], move.unit[move.unit.rfind(".") :]
    if move.unit in tree.texts and not move.target.endswith(suffix):
        return replace(move, target=f"{move.target}/{name}")
    return move


def _paths(tree: Tree, moves: tuple[Move, ...]) -> dict[str, str]:
    there = ((path, moved(path, moves)) for path in sorted({*tree.texts, *tree.links}))
    return {path: target for path, target in there if path != target}


def _not_handled(request: Request) -> Iterator[Refusal]:
    """Declarations of languages for which nothing is known of what refers to them."""
    for what, wishes, suffixes in (
        ("single declarations are those of Go and Python", request.declarations, (".go", ".py")),
        ("dependencies are inverted in Go and Python", request.inversions, (".go", ".py")),
        ("operations that become calls are those of Go and Python", request.remotes, (".go", ".py")),
    ):
        parted = [(wish.unit.rpartition(":")[0], wish.unit) for wish in wishes]
        spots = tuple(sorted(Evidence(path, 1, unit) for path, unit in parted if not path.endswith(suffixes)))
        if spots:
            yield Refusal(what, spots)


def _impossible(request: Request) -> tuple[Refusal, ...]:
    """What is wrong with the moves themselves."""
    files = {*request.tree.texts, *request.tree.links}
    staying = files - set(request.paths)
    found: set[Refusal] = set(_not_handled(request))
    wishes = (*request.moves, *request.declarations, *request.modules, *request.inversions)
    if request.inversions and len(wishes) > 1:
        found.add(Refusal("an inversion is a step of its own"))
    if request.remotes and wishes:
        found.add(Refusal("code moves first or later, not while its calls become remote"))
    for move in request.declarations:
        if move.unit.rpartition(":")[0] not in files:
            found.add(Refusal(f"there is no file {move.unit.rpartition(':')[0]}"))
    for move in request.moves:
        if not any(inside(path, move.unit) for path in files):
            found.add(Refusal(f"there is no file or folder {move.unit}"))
        if inside(move.target, move.unit) or inside(move.unit, move.target):
            found.add(Refusal(f"{move.target} and {move.unit} lie one in the other"))
        if any(inside(path, move.target) or inside(move.target, path) for path in staying):
            found.add(Refusal(f"{move.target} is there already"))
        if any(inside(path, move.unit) for path in request.tree.links):
            found.add(Refusal(f"{move.unit} holds a symbolic link"))
        others = [other for other in request.moves if other is not move]
        if any(inside(other.unit, move.unit) or inside(other.target, move.target) for other in others):
            found.add(Refusal(f"{move.unit} is moved twice, or its target is"))
    return tuple(sorted(found))


def _changes(request: Request, parts: list[Part]) -> tuple[FileChange, ...]:
    edits: dict[str, list[Edit]] = {}
    for part in parts:
        for path, more in part.edits.items():
            edits.setdefault(path, []).extend(more)
    removed = {path for part in parts for path in part.removed}
    changes = []
    for path in sorted({*request.paths, *edits, *removed}):
        before = request.tree.texts[path]
        there = "" if path in removed else request.path(path)
        change = FileChange(path, there, before, apply(before, edits.get(path, ())) if there else b"")
        if change.was != change.path or change.before != change.after:
            changes.append(change)
    new = {path: text for part in parts for path, text in part.created.items()}
    changes += [FileChange("", path, b"", text) for path, text in new.items()]
    return tuple(sorted(changes, key=lambda change: (change.path or change.was, change.was)))


def _joined(notes: tuple[Note, ...]) -> tuple[Note, ...]:
    """One note a text, with all its places."""
    places: dict[str, set[Evidence]] = {}
    for note in notes:
        places.setdefault(note.text, set()).update(note.evidence)
    return tuple(Note(text, tuple(sorted(found))) for text, found in sorted(places.items()))
