"""The source of a former commit, beside the code of today: only what differs is taken out of git."""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from analyzer.errors import SourceError
from analyzer.shell import git
from analyzer.shell.contents import content_name
from analyzer.shell.discover import Options, wanted
from analyzer.shell.files import bytes_at
from analyzer.shell.gittree import CommitTree
from analyzer.shell.ignore import IGNORE_FILE
from analyzer.shell.walk import Found, Walked, stamp_of, walk


def former_paths(
    root: Path, commit: str, before: Sequence[git.Blob], files: Iterable[Found]
) -> dict[str, str]:
    """Path of today -> path in the commit, known from git or from equal content."""
    known = {blob.path for blob in before}
    like = before[0].oid if before else ""
    now = {
        found.path: "" if found.path in known else git.blob_name(bytes_of(root / found.place), like)
        for found in files
    }
    return {**git.same_content(now, before), **git.renames(root, commit)}


def former_files(
    root: Path, before: Sequence[git.Blob], today: Walked, options: Options, folder: Path, mark: bytes
) -> Walked:
    """What a walk would find in the tree of a commit. A content that lies in a file of today is read there,
    any other is written below `folder`."""
    oids = {blob.path: blob.oid for blob in before}
    walked = walk(root, wanted(options), CommitTree(before, _ignore_texts(root, oids)))
    here = {found.content.hex(): found for found in today.files}
    missing = {found.place: oid for found in walked.files if (oid := oids[found.place]) not in here}
    texts = _texts(root, missing)
    files = []
    for found in walked.files:
        twin = here.get(oids[found.place])
        if twin:
            files.append(replace(twin, path=found.path))
        elif len(texts[found.place]) <= options.max_file_size:
            files.append(_written(root, found, texts[found.place], folder, mark))
    return replace(walked, files=tuple(files), read_at=today.read_at)


def _ignore_texts(root: Path, oids: Mapping[str, str]) -> dict[str, str]:
    files = {path: oid for path, oid in oids.items() if path.rpartition("/")[2] == IGNORE_FILE}
    return {path: text.decode("utf-8", "replace") for path, text in _texts(root, files).items()}


def _texts(root: Path, oids: Mapping[str, str]) -> dict[str, bytes]:
    """The content of each path. Raises SourceError if git has not all of them: whatever they hold would
    seem to be new."""
    texts = dict(git.contents(root, sorted(set(oids.values()))))
    for path, oid in oids.items():
        if oid not in texts:
            hint = "a partial clone lacks it: fetch without --filter, or use a baseline"
            raise SourceError(f"git does not have the former content of {path}", hint)
    return {path: texts[oid] for path, oid in oids.items()}


def _written(root: Path, found: Found, text: bytes, folder: Path, mark: bytes) -> Found:
    place = folder / found.place
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(text)
    relative = os.path.relpath(place, root)
    return Found(found.path, relative, stamp_of(place.lstat()), content_name(text), mark in text)


def bytes_of(place: Path) -> bytes:
    """The bytes of a file, none if it cannot be read (which is a Problem where it is parsed)."""
    try:
        return bytes_at(str(place))
    except OSError:
        return b""
