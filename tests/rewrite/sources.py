"""Small sources read and linked by the real stages, and what moves make of them."""

from msgspec.structs import replace

from analyzer.link import link
from analyzer.model.patch import Move, Patch, Tree
from analyzer.model.program import Program
from analyzer.model.source import GoModule, Language, Project, SourceFile
from analyzer.reading import read
from analyzer.rewrite.extract import extract

MODULE = "example.org/m"
LANGUAGES = {".go": Language.GO, ".py": Language.PYTHON}


def program(sources: dict[str, str], modules: tuple[GoModule, ...] = (GoModule("", MODULE),)) -> Program:
    """The program of sources by path; the first module is at the root."""
    files = tuple(_file(path) for path in sorted(sources) if path[path.rfind(".") :] in LANGUAGES)
    facts = [read(file, sources[file.path].encode()) for file in files]
    project = Project(files, go_modules=modules, python_roots=("",))
    return link(project, [fact.surface for fact in facts], lambda number: facts[number].body)


def patched(sources: dict[str, str], *moves: str, links: tuple[str, ...] = (), alias: bool = False) -> Patch:
    """The patch for moves in the form UNIT=TARGET."""
    parted = (move.partition("=") for move in moves)
    wishes = tuple(Move(unit, target, alias) for unit, _, target in parted)
    texts = {path: text.encode() for path, text in sources.items()}
    return extract(program(sources), Tree(texts, frozenset(links)), wishes)


def after(sources: dict[str, str], *moves: str, alias: bool = False) -> dict[str, str]:
    """All sources as they are after the moves."""
    patch = patched(sources, *moves, alias=alias)
    assert not patch.refusals, patch.refusals
    return carried_out(sources, patch)


def carried_out(sources: dict[str, str], patch: Patch) -> dict[str, str]:
    """The sources with all changes of a patch."""
    gone = {change.was for change in patch.changes}
    kept = {path: text for path, text in sources.items() if path not in gone}
    return kept | {change.path: change.after.decode() for change in patch.changes if change.path}


def reversed_patch(patch: Patch) -> Patch:
    """The patch that takes everything back."""
    turned = (
        replace(each, was=each.path, path=each.was, before=each.after, after=each.before)
        for each in patch.changes
    )
    return replace(patch, changes=tuple(turned))


def reasons(sources: dict[str, str], *moves: str) -> list[str]:
    """Why the moves are refused."""
    return [refusal.reason for refusal in patched(sources, *moves).refusals]


def _file(path: str) -> SourceFile:
    language = LANGUAGES[path[path.rfind(".") :]]
    folder = path.rpartition("/")[0]
    if language == Language.GO:
        return SourceFile(
            path, language, f"{MODULE}/{folder}" if folder else MODULE, path.endswith("_test.go")
        )
    return SourceFile(path, language, path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
