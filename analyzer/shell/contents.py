"""The name of each file's content; a file is not read again where its stamp tells that it has not changed."""

import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from analyzer.shell.cache import Cache
from analyzer.shell.files import bytes_at
from analyzer.shell.walk import Found, Stamp, Walked, stamp_of

RACY = 2_000_000_000
"""A file changed less than this many nanoseconds ago may change once more and keep its times (the coarsest
file system counts in two seconds): it is read again, as git does."""

HELD_BYTES = 64_000_000
"""Texts that are kept from naming to reading; the others are read twice."""
_NOTHING: tuple[Stamp | None, bytes, bool] = (None, b"", False)
_Known = dict[str, tuple[Stamp, bytes, bool]]
_decode = msgspec.msgpack.Decoder(_Known).decode


def content_name(text: bytes) -> bytes:
    """The name of a content: that of git, so that what git tells of a commit can be compared."""
    digest = hashlib.sha1(b"blob %d\0" % len(text), usedforsecurity=False)
    digest.update(text)
    return digest.digest()


def with_contents(root: Path, walked: Walked, cache: Cache, mark: bytes = b"", now: int = 0) -> Walked:
    """The same files, each with the name of its content (none if it cannot be read), and whether it holds
    `mark`. `now` is the time in nanoseconds before anything is read."""
    now = now or time.time_ns()
    key = hashlib.blake2b(b"contents\0" + mark + b"\0" + os.fsencode(root), digest_size=20).digest()
    known = _remembered(cache.result(key))
    files = tuple(_read(root, known, mark, walked.files))
    lasting = {
        found.path: (found.stamp, found.content, found.marked)
        for found in files
        if found.content and _is_old(found.stamp, now)
    }
    if lasting != known:
        cache.keep_result(key, msgspec.msgpack.encode(lasting))
    return replace(walked, files=files, read_at=now)


def _read(root: Path, known: _Known, mark: bytes, files: tuple[Found, ...]) -> Iterator[Found]:
    held = 0
    for found in files:
        stamp, content, marked = known.get(found.path, _NOTHING)
        text = b""
        if stamp != found.stamp:
            try:
                text = bytes_at(f"{root}/{found.place}")
            except OSError:
                yield found
                continue
            content, marked = content_name(text), bool(mark) and mark in text
            held += len(text)
        yield Found(found.path, found.place, found.stamp, content, marked, text if held < HELD_BYTES else b"")


def are_unchanged(root: Path, walked: Walked) -> bool:
    """Whether every file still holds the content that its name says."""
    return all(_is_unchanged(f"{root}/{found.place}", found, walked.read_at) for found in walked.files)


def _is_unchanged(place: str, found: Found, read_at: int) -> bool:
    try:
        if stamp_of(os.lstat(place)) != found.stamp:
            return False
        return _is_old(found.stamp, read_at) or content_name(bytes_at(place)) == found.content
    except OSError:
        return False


def _is_old(stamp: Stamp, read_at: int) -> bool:
    """Whether a change after `read_at` would show in the times of a file."""
    _, modified, changed, _ = stamp
    return max(modified, changed) < read_at - RACY


def _remembered(stored: bytes | None) -> _Known:
    try:
        return _decode(stored) if stored else {}
    except msgspec.DecodeError:
        return {}
