"""The tree of a commit as a walk sees it, folder by folder; nothing is laid out."""

import os
from collections.abc import Iterable, Mapping

from msgspec import Struct

from analyzer.shell.git import Blob
from analyzer.shell.ignore import IGNORE_FILE, IgnoreFile, parse_ignore

_MODE_AND_SIZE = (0,) * 10


class TreeEntry(Struct, frozen=True):
    """A file or folder of a commit, as `os.DirEntry` tells of one on disk. Its size is not known."""

    name: str
    path: str
    is_folder: bool

    def is_symlink(self) -> bool:
        """Never: a tree is read without its links."""
        return False

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        return self.is_folder

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a file."""
        return not self.is_folder

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Nothing but zeros."""
        return os.stat_result(_MODE_AND_SIZE)


class CommitTree:
    """The folders of a commit; `ignore_texts` are the texts of its ignore files by path."""

    def __init__(self, blobs: Iterable[Blob], ignore_texts: Mapping[str, str]) -> None:
        self._folders: dict[str, dict[str, TreeEntry]] = {"": {}}
        self._ignore_texts = ignore_texts
        for blob in blobs:
            folder, _, name = blob.path.rpartition("/")
            self._entries(folder)[name] = TreeEntry(name, blob.path, False)

    def _entries(self, folder: str) -> dict[str, TreeEntry]:
        known = self._folders.get(folder)
        if known is None:
            above, _, name = folder.rpartition("/")
            self._entries(above)[name] = TreeEntry(name, folder, True)
            known = self._folders[folder] = {}
        return known

    def entries(self, folder: str) -> Mapping[str, TreeEntry]:
        """What lies in a folder, by name."""
        return self._folders[folder]

    def ignore_rules(self, prefix: str) -> IgnoreFile | None:
        """The rules of the ignore file in a folder, given with its final slash."""
        text = self._ignore_texts.get(prefix + IGNORE_FILE)
        return None if text is None else parse_ignore(text, prefix)
