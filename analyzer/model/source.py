"""What a repository holds: source files, modules, roots, and what was left out."""

from enum import StrEnum

from msgspec import Struct


class Language(StrEnum):
    """A language that has a front-end."""

    GO = "go"
    PYTHON = "python"
    SQL = "sql"


class SourceFile(Struct, frozen=True):
    """One file to be read, already placed in its module.

    `path` is relative to the scanned root, POSIX, and valid UTF-8 (undecodable bytes are
    shown as U+FFFD and a `Problem` names the file). `module` is the import path of the
    file's package (Go), the dotted module name (Python), or "" (SQL, or no module known).
    """

    path: str
    language: Language
    module: str
    is_test: bool = False
    is_generated: bool = False


class GoModule(Struct, frozen=True):
    """One go.mod: where it lies, what it is called, and what it replaces by folders in the tree."""

    folder: str
    path: str
    replaces: tuple[tuple[str, str], ...] = ()
    requires: tuple[str, ...] = ()


class Skipped(Struct, frozen=True):
    """A file or folder that was not read, and why (`reason` is one of a closed list)."""

    path: str
    reason: str


class Problem(Struct, frozen=True):
    """Trouble in the scanned code; part of the result, never raised."""

    path: str
    line: int
    kind: str
    message: str


class Project(Struct, frozen=True):
    """All that discovery knows about a repository, in path order.

    `name` is what the repository calls itself (module path or project name, "" if it says nothing);
    `entry_points` are (group, name, target) of Python project files, `console_scripts` among them.
    """

    files: tuple[SourceFile, ...]
    go_modules: tuple[GoModule, ...] = ()
    python_roots: tuple[str, ...] = ()
    console_scripts: tuple[tuple[str, str], ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    entry_points: tuple[tuple[str, str, str], ...] = ()
    name: str = ""
