"""A step as a patch: what is asked for, what changes, and what was refused."""

from collections.abc import Mapping

from msgspec import Struct

from analyzer.model.contract import Operation
from analyzer.model.graph import Evidence


class Move(Struct, frozen=True, order=True):
    """Wish: what lies at path `unit` (a folder, a file, or a declaration as PATH:NAME) shall lie at path
    `target`. With `alias`, the types that move stay known under their old names."""

    unit: str
    target: str
    alias: bool = False


class Remote(Struct, frozen=True):
    """Wish: the function at `unit` (PATH:NAME, PATH:TYPE.NAME for a method) can be asked of a service, as
    its contract says; `operation` is None where no contract names it."""

    unit: str
    service: str = ""
    operation: Operation | None = None


class Tree(Struct, frozen=True):
    """The files of a repository by path, read when asked for; `links` are symbolic links and are not read."""

    texts: Mapping[str, bytes]
    links: frozenset[str] = frozenset()


class Refusal(Struct, frozen=True, order=True):
    """Why a step cannot be carried out safely, and every place that says so."""

    reason: str
    evidence: tuple[Evidence, ...] = ()


class Note(Struct, frozen=True, order=True):
    """What a reader of the patch should look at: places that no program can judge."""

    text: str
    evidence: tuple[Evidence, ...] = ()


class FileChange(Struct, frozen=True):
    """One file before and after: `was` is "" for a new file, `path` is "" for a removed one."""

    was: str
    path: str
    before: bytes
    after: bytes


class Patch(Struct, frozen=True):
    """All changes of a step in path order; none where there is a refusal: a step is never half done."""

    changes: tuple[FileChange, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()
