"""What every language gets to carry out moves, and what it gives back."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from analyzer.model.graph import Evidence
from analyzer.model.patch import Move, Note, Refusal, Remote, Tree
from analyzer.model.program import Program
from analyzer.rewrite.edits import Edit


class Request(Struct, frozen=True):
    """Moves on a program: of files and folders (`moves`), and of single declarations, whose unit is
    PATH:NAME; `paths` says for every file that moves where it will lie. `modules` are folders that become
    modules of their own, `inversions` say for which type (PATH:NAME) which folder gets an interface;
    `remotes` are operations that become calls."""

    program: Program
    tree: Tree
    moves: tuple[Move, ...]
    paths: dict[str, str]
    declarations: tuple[Move, ...] = ()
    modules: tuple[str, ...] = ()
    inversions: tuple[Move, ...] = ()
    remotes: tuple[Remote, ...] = ()

    def path(self, path: str) -> str:
        """Where a file lies afterwards."""
        return self.paths.get(path, path)


class Part(Struct):
    """What one language says: edits by the path of today, texts of new files, files that go, refusals and
    notes."""

    edits: dict[str, list[Edit]] = {}
    created: dict[str, bytes] = {}
    removed: set[str] = set()
    refusals: list[Refusal] = []
    notes: list[Note] = []

    def edit(self, path: str, edits: Iterable[Edit]) -> None:
        """Adds edits of one file."""
        self.edits.setdefault(path, []).extend(edits)

    def refuse(self, reason: str, evidence: Iterable[Evidence] = ()) -> None:
        """Adds a refusal."""
        self.refusals.append(Refusal(reason, tuple(sorted(set(evidence)))))

    def note(self, text: str, evidence: Iterable[Evidence]) -> None:
        """Adds a note, if there is any place to look at."""
        places = tuple(sorted(set(evidence)))
        if places:
            self.notes.append(Note(text, places))


def inside(path: str, folder: str) -> bool:
    """Whether a path is the folder or lies below it."""
    return path == folder or path.startswith(folder + "/")


def moved(path: str, moves: Iterable[Move]) -> str:
    """Where a path lies after the moves."""
    for move in moves:
        if inside(path, move.unit):
            return move.target + path[len(move.unit) :]
    return path


def folder(path: str) -> str:
    """The folder of a path, "" for the root."""
    return path.rpartition("/")[0]


def places(path: str, text: bytes, needle: bytes) -> Iterator[Evidence]:
    """The lines of a text that hold a needle."""
    if needle in text:
        for number, line in enumerate(text.split(b"\n"), 1):
            if needle in line:
                yield Evidence(path, number)
