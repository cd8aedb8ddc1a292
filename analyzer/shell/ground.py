"""What a walk goes over: the folders on disk, or whatever tells of its entries in the same way."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from analyzer.shell.ignore import IGNORE_FILE, IgnoreFile, read_ignore


class Entry(Protocol):
    """What a walk asks of a file or folder: a part of `os.DirEntry`."""

    @property
    def name(self) -> str: ...

    @property
    def path(self) -> str: ...

    def is_symlink(self) -> bool: ...

    def is_dir(self, *, follow_symlinks: bool = True) -> bool: ...

    def is_file(self, *, follow_symlinks: bool = True) -> bool: ...

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result: ...


class Ground(Protocol):
    """Where a walk goes: the folders on disk, or the tree of a commit."""

    def entries(self, folder: str) -> Mapping[str, Entry]: ...

    def ignore_rules(self, prefix: str) -> IgnoreFile | None: ...


class Disk(Struct, frozen=True):
    """The folders below `root` on disk."""

    root: str

    def entries(self, folder: str) -> Mapping[str, Entry]:
        """What lies in a folder, by name; raises OSError."""
        with os.scandir(os.path.join(self.root, folder)) as found:  # noqa: PTH118 (bytes may not decode)
            return {entry.name: entry for entry in found}

    def ignore_rules(self, prefix: str) -> IgnoreFile | None:
        """The rules of the ignore file in a folder, given with its final slash."""
        return read_ignore(Path(self.root, prefix + IGNORE_FILE), prefix)
