"""A walk over a folder: the files worth reading, and what was left out and why."""

import os
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from analyzer.model.source import Problem, Skipped
from analyzer.shell.ground import Disk, Entry, Ground
from analyzer.shell.ignore import IGNORE_FILE, IgnoreChain, is_ignored, read_ignore

DEFAULT_MAX_BYTES = 2 * 1024 * 1024


class SkipReason(StrEnum):
    """Why a file or folder was not read: a closed list."""

    IGNORED = "ignored"
    HIDDEN = "hidden"
    VENDOR = "vendor"
    NODE_MODULES = "node-modules"
    TESTDATA = "testdata"
    VIRTUAL_ENVIRONMENT = "virtual-environment"
    UNDERSCORE = "underscore"
    TOO_LARGE = "too-large"
    SYMLINK = "symlink"
    SYMLINK_LOOP = "symlink-loop"
    SYMLINK_OUTSIDE = "symlink-outside"
    NOT_A_FILE = "not-a-file"
    EXCLUDED = "excluded"


SKIPPED_FOLDERS = {
    "vendor": SkipReason.VENDOR,
    "node_modules": SkipReason.NODE_MODULES,
    "testdata": SkipReason.TESTDATA,
    "site-packages": SkipReason.VIRTUAL_ENVIRONMENT,
}
OWN_FOLDERS = {".git", ".hg", ".svn", ".monoscan_cache"}
"""Never source and never mentioned, so that a clone and an export of it give the same result."""
VIRTUAL_ENVIRONMENT_FILES = {"pyvenv.cfg", "conda-meta"}


Stamp = tuple[int, int, int, int]
"""Size, times of the last change of the content and of anything else (in nanoseconds), and inode."""


class Found(Struct, frozen=True):
    """A file to be read: `path` for people (valid UTF-8), `place` for the system, both relative.

    `content` is the name of what it holds and `marked` whether it holds a certain mark, once that was asked;
    `text` is what it holds, where that was read just now and is not too much to keep.
    """

    path: str
    place: str
    stamp: Stamp
    content: bytes = b""
    marked: bool = False
    text: bytes = b""

    @property
    def name(self) -> str:
        """The last part of the place."""
        return self.place.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """From the last dot of the name on, "" without one."""
        return "." + self.place.rpartition(".")[2] if "." in self.name else ""


class Walked(Struct, frozen=True):
    """What a walk found, each in path order; `read_at` is when the contents of files were named."""

    files: tuple[Found, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    read_at: int = 0


class Wanted(Struct, frozen=True):
    """What a walk looks for: file suffixes and file names, and what it leaves out besides."""

    suffixes: frozenset[str]
    names: frozenset[str] = frozenset()
    max_bytes: int = DEFAULT_MAX_BYTES
    exclude: IgnoreChain = ()


class _Folder(Struct, frozen=True):
    place: str
    chain: IgnoreChain


class _State(Struct):
    """The three growing lists, and what does not change during the walk."""

    root: str
    ground: Ground
    wanted: Wanted
    files: list[Found]
    skipped: list[Skipped]
    problems: list[Problem]

    def skip(self, place: str, reason: SkipReason) -> None:
        self.skipped.append(Skipped(shown(place), reason))


def stamp_of(status: os.stat_result) -> Stamp:
    """What tells that a file has not changed."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def shown(place: str) -> str:
    """A path as people see it: undecodable bytes become U+FFFD."""
    return os.fsencode(place).decode("utf-8", "replace")


def walk(root: Path, wanted: Wanted, ground: Ground | None = None) -> Walked:
    """Every wanted file below `root` (on disk, or on another ground) that its ignore files leave in.
    Links are never followed: what they lead to inside the tree is read at its own place."""
    top = os.path.realpath(root)
    state = _State(top, ground or Disk(top), wanted, [], [], [])
    pending = [_Folder("", _outer_rules(Path(state.root)))]
    while pending:
        pending.extend(_visit(state, pending.pop()))
    return Walked(
        _distinct(sorted(state.files, key=lambda found: (found.path, found.place))),
        tuple(sorted(state.skipped, key=lambda skipped: (skipped.path, skipped.reason))),
        tuple(sorted(state.problems, key=lambda problem: (problem.path, problem.kind))),
    )


def _visit(state: _State, folder: _Folder) -> Iterator[_Folder]:
    try:
        entries = state.ground.entries(folder.place)
    except OSError as error:
        state.problems.append(
            Problem(shown(folder.place) or ".", 0, "unreadable-folder", error.strerror or str(error))
        )
        return
    if folder.place and not VIRTUAL_ENVIRONMENT_FILES.isdisjoint(entries):
        state.skip(folder.place, SkipReason.VIRTUAL_ENVIRONMENT)
        return
    prefix = folder.place + "/" if folder.place else ""
    chain = folder.chain
    if IGNORE_FILE in entries:
        rules = state.ground.ignore_rules(prefix)
        chain = (*chain, rules) if rules else chain
    for name, entry in entries.items():
        below = _entry(state, entry, prefix + name, chain)
        if below is not None:
            yield below


def _entry(state: _State, entry: Entry, place: str, chain: IgnoreChain) -> _Folder | None:
    """The folder to visit, if the entry is one; a wanted file is noted in `state`."""
    name = entry.name
    wanted = name in state.wanted.names or name[name.rfind(".", 1) :] in state.wanted.suffixes
    try:
        if entry.is_symlink():
            _link(state, entry, place, wanted)
        elif entry.is_dir(follow_symlinks=False):
            return _folder(state, name, place, chain)
        elif wanted:
            _file(state, entry, place, chain)
    except OSError as error:
        state.problems.append(Problem(shown(place), 0, "unreadable-file", error.strerror or str(error)))
    return None


def _folder(state: _State, name: str, place: str, chain: IgnoreChain) -> _Folder | None:
    if name in OWN_FOLDERS:
        return None
    if name.startswith("."):
        state.skip(place, SkipReason.HIDDEN)
    elif name in SKIPPED_FOLDERS:
        state.skip(place, SKIPPED_FOLDERS[name])
    elif is_ignored(state.wanted.exclude, place + "/"):
        state.skip(place, SkipReason.EXCLUDED)
    elif is_ignored(chain, place + "/"):
        state.skip(place, SkipReason.IGNORED)
    else:
        return _Folder(place, chain)
    return None


def _file(state: _State, entry: Entry, place: str, chain: IgnoreChain) -> None:
    if is_ignored(state.wanted.exclude, place):
        state.skip(place, SkipReason.EXCLUDED)
    elif is_ignored(chain, place):
        state.skip(place, SkipReason.IGNORED)
    elif place.endswith(".go") and ("/_" in place or place.startswith("_")):
        state.skip(place, SkipReason.UNDERSCORE)  # the go command does not see it either
    elif not entry.is_file(follow_symlinks=False):
        state.skip(place, SkipReason.NOT_A_FILE)
    elif (stamp := stamp_of(entry.stat(follow_symlinks=False)))[0] > state.wanted.max_bytes:
        state.skip(place, SkipReason.TOO_LARGE)
    else:
        state.files.append(Found(shown(place), place, stamp))


def _link(state: _State, entry: Entry, place: str, wanted: bool) -> None:
    """Note a link that could have led to source."""
    if not wanted and os.path.isfile(entry.path):  # noqa: PTH113
        return
    target = os.path.realpath(entry.path)
    if not os.path.lexists(target) or os.path.islink(target):  # noqa: PTH114
        state.skip(place, SkipReason.SYMLINK_LOOP if os.path.islink(target) else SkipReason.SYMLINK)  # noqa: PTH114
    elif os.path.commonpath([state.root, target]) != state.root:
        state.skip(place, SkipReason.SYMLINK_OUTSIDE)
    elif os.path.join(state.root, place).startswith(target + os.sep):  # noqa: PTH118
        state.skip(place, SkipReason.SYMLINK_LOOP)
    else:
        state.skip(place, SkipReason.SYMLINK)


def _outer_rules(root: Path) -> IgnoreChain:
    """The ignore rules that apply to `root` as a whole: `.git/info/exclude` beside it.

    Ignore files above `root` do not count: the result depends on what was asked for, not on where it lies.
    """
    rules = read_ignore(root / ".git" / "info" / "exclude", "")
    return (rules,) if rules else ()


def _distinct(files: list[Found]) -> tuple[Found, ...]:
    """Different places that look the same to people get a number."""
    seen: dict[str, int] = {}
    result = []
    for found in files:
        count = seen[found.path] = seen.get(found.path, 0) + 1
        result.append(found if count == 1 else Found(f"{found.path}#{count}", found.place, found.stamp))
    return tuple(result)
