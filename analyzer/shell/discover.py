"""A repository as a Project: its source files, each placed in its module."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from analyzer.errors import SourceError
from analyzer.model.source import GoModule, Language, Problem, Project, SourceFile
from analyzer.shell.files import text_of
from analyzer.shell.ignore import parse_ignore
from analyzer.shell.labels import is_generated_path, is_test
from analyzer.shell.walk import DEFAULT_MAX_BYTES, Found, Walked, Wanted, walk

if TYPE_CHECKING:
    from analyzer.shell.pyhints import Hints

SUFFIXES = {".go": Language.GO, ".py": Language.PYTHON, ".sql": Language.SQL}
MANIFESTS = frozenset({"go.mod", "go.work", "pyproject.toml", "setup.cfg", "setup.py"})


class Options(Struct, frozen=True):
    """What to leave out: files of more bytes than `max_file_size`, paths that match `exclude`."""

    max_file_size: int = DEFAULT_MAX_BYTES
    exclude: tuple[str, ...] = ()


class Discovered(Struct, frozen=True):
    """A project and where to read it: `found[i]` is where `project.files[i]` lies."""

    root: Path
    project: Project
    found: tuple[Found, ...]


def look(path: Path, options: Options = Options()) -> tuple[Path, Walked]:  # noqa: B008 (a frozen value)
    """The real place of a folder, and its files. Raises SourceError if it is no folder or holds no source."""
    root = _checked(path)
    walked = walk(root, wanted(options))
    if not any(found.suffix in SUFFIXES for found in walked.files):
        raise _no_source(path, walked)
    return root, walked


def discover(path: Path, options: Options = Options()) -> Discovered:  # noqa: B008 (a frozen value)
    """All that can be known about a folder without parsing its code. Raises SourceError like `look`."""
    return placed(*look(path, options))


def placed(root: Path, walked: Walked) -> Discovered:
    """The same for a folder that was looked at. What that takes is loaded here: a warm gate does without."""
    from analyzer.shell.gotree import go_modules, go_names
    from analyzer.shell.pyhints import PROJECT_FILES, read_hints
    from analyzer.shell.pytree import python_names

    manifests = [found for found in walked.files if found.name in MANIFESTS]
    sources = [found for found in walked.files if found.suffix in SUFFIXES]
    modules, go_problems = go_modules(root, manifests)
    hints = {
        found.path: read_hints(found.path, text_of(root, found))
        for found in manifests
        if found.name in PROJECT_FILES
    }
    in_go, go_notes = go_names(root, sources, modules)
    in_python, python_roots = python_names(root, sources, hints)
    names = {**in_go, **in_python}
    project = Project(
        files=tuple(_source(found, names.get(found.path, "")) for found in sources),
        go_modules=tuple(modules),
        python_roots=python_roots,
        console_scripts=_scripts(hints.values()),
        entry_points=tuple(sorted({point for hint in hints.values() for point in hint.entry_points})),
        name=_project_name(modules, hints, sources),
        skipped=walked.skipped,
        problems=_sorted_problems(
            walked.problems, go_problems, go_notes, *(h.problems for h in hints.values())
        ),
    )
    return Discovered(root, project, tuple(sources))


def _checked(path: Path) -> Path:
    if not path.exists():
        raise SourceError(f"{path} does not exist", "Give the folder of a repository.")
    if not path.is_dir():
        raise SourceError(f"{path} is not a folder", "Give the folder that holds the repository.")
    return path.resolve()


def wanted(options: Options) -> Wanted:
    """What a walk looks for."""
    excluded = parse_ignore("\n".join(options.exclude), "")
    return Wanted(frozenset(SUFFIXES), MANIFESTS, options.max_file_size, (excluded,) if excluded else ())


def _no_source(path: Path, walked: Walked) -> SourceError:
    reasons = Counter(str(skipped.reason) for skipped in walked.skipped)
    left_out = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    hint = f"Left out: {left_out}." if left_out else "monoscan reads .go, .py and .sql files."
    if walked.problems:
        hint += " " + "; ".join(f"{problem.path}: {problem.message}" for problem in walked.problems[:3]) + "."
    return SourceError(f"no source files in {path}", hint)


def _source(found: Found, module: str) -> SourceFile:
    language = SUFFIXES[found.suffix]
    return SourceFile(
        found.path, language, module, is_test(found.path, language), is_generated_path(found.path)
    )


def _sorted_problems(*groups: Iterable[Problem]) -> tuple[Problem, ...]:
    everything = {problem for group in groups for problem in group}
    return tuple(sorted(everything, key=lambda p: (p.path, p.line, p.kind, p.message)))


def _scripts(hints: Iterable["Hints"]) -> tuple[tuple[str, str], ...]:
    from analyzer.shell.pyhints import CONSOLE_GROUPS

    points = {point for hint in hints for point in hint.entry_points}
    return tuple(sorted((name, target) for group, name, target in points if group in CONSOLE_GROUPS))


def _project_name(modules: Iterable[GoModule], hints: Mapping[str, "Hints"], sources: Iterable[Found]) -> str:
    """What the repository calls itself; never the name of the folder it happens to lie in.

    The project at the top says it, else the one nearest to it, the one of most source files first. A Go
    module below the top says it without what its place and its major version add to its path.
    """
    named = [(module.folder, _above(module)) for module in modules]
    named += [(path.rpartition("/")[0], hints[path].name) for path in sorted(hints) if hints[path].name]
    if not named:
        return ""
    held = Counter(folder for found in sources for folder in _folders(found.path))
    return min(named, key=lambda one: (len(one[0].split("/")) if one[0] else 0, -held[one[0]]))[1]


def _above(module: GoModule) -> str:
    name = re.sub(r"/v\d+$", "", module.path) if module.folder else module.path
    above = name.removesuffix("/" + module.folder)
    return above if "/" in above else name


def _folders(path: str) -> Iterable[str]:
    while path := path.rpartition("/")[0]:
        yield path
