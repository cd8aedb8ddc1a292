"""Small sources read, linked and understood by the real stages; the roles of the files are given."""

from functools import cache

from msgspec.structs import replace

from analyzer.link import link
from analyzer.measure.graph import measure
from analyzer.model.meaning import FileRole
from analyzer.model.source import GoModule, Language, Project, SourceFile
from analyzer.plan.sides import Sides
from analyzer.reading import read
from analyzer.shell.resources import texts
from analyzer.stages import Rules, rules_in, sides_of, understand

ROOT = "example.org/m"


@cache
def rules() -> Rules:
    """The rules that come with monoscan."""
    return rules_in(texts("rules", ".toml"))


def sides(sources: dict[str, str], roles: dict[str, str]) -> Sides:
    """A program by path, each file with the role that its path begins with in `roles`."""
    files = tuple(_file(path) for path in sorted(sources))
    facts = [read(file, sources[file.path].encode()) for file in files]
    project = Project(files, go_modules=(GoModule("", ROOT),), python_roots=("",))
    program = link(project, [fact.surface for fact in facts], lambda number: facts[number].body)
    meaning, _ = understand(program, rules(), measure(program.graph))
    given = tuple(FileRole(file.path, _role(file.path, roles), 1.0) for file in files)
    found = sides_of(program, replace(meaning, roles=given), rules())
    assert found is not None
    return found


def _file(path: str) -> SourceFile:
    folder = path.rpartition("/")[0]
    if path.endswith(".go"):
        return SourceFile(path, Language.GO, f"{ROOT}/{folder}" if folder else ROOT)
    if path.endswith(".sql"):
        return SourceFile(path, Language.SQL, "")
    return SourceFile(path, Language.PYTHON, path.removesuffix(".py").replace("/", "."))


def _role(path: str, roles: dict[str, str]) -> str:
    return next((role for start, role in roles.items() if path.startswith(start)), "other")
