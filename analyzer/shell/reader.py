"""Every source file to its facts, from the cache or by the pool."""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import blake2b

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from analyzer.model.facts import Body, FileFacts, Surface
from analyzer.model.source import Problem, SourceFile
from analyzer.shell.cache import Cache
from analyzer.shell.contents import content_name
from analyzer.shell.discover import Discovered
from analyzer.shell.files import bytes_at

Read = Callable[[SourceFile, bytes], FileFacts]
Progress = Callable[[int, int], None]
"""Called with the number of files read so far, and of all."""

BYTES_PER_WRITE = 2_000_000
WORTH_OTHERS = 400_000
"""Bytes from which on it is worth to start other programs."""
_encode = msgspec.msgpack.encode
_decode_surface = msgspec.msgpack.Decoder(Surface).decode
_decode_body = msgspec.msgpack.Decoder(Body).decode


class Facts(Struct, frozen=True):
    """The facts of all files, in the order of the project; bodies stay encoded until asked for."""

    surfaces: tuple[Surface, ...]
    bodies: tuple[bytes, ...]

    def body(self, number: int) -> Body:
        """The body of file `number`."""
        return _decode_body(self.bodies[number])


class Task(Struct, frozen=True):
    """One file to read: what it is, where it lies, and its key (none: it cannot be read, see `trouble`).

    A worker is not sent the text: it reads that again, and the cache is only told of the result if the
    content is still the one of the key.
    """

    source: SourceFile
    place: str
    key: bytes
    content: bytes = b""
    size: int = 0
    trouble: str = ""
    text: bytes = b""


def load(discovered: Discovered, version: bytes) -> Iterator[Task]:
    """A task for each file. Its key covers all that its facts depend on: source, path, module and
    labels (so a row is used as it is, nothing in it has to be patched), and all of monoscan that made it.
    """
    salt = blake2b(version + bytes(sys.version_info[:2]), digest_size=32).digest()
    root = str(discovered.root)
    for source, found in zip(discovered.project.files, discovered.found, strict=True):
        path = f"{root}/{found.place}"
        try:
            content = found.content or content_name(bytes_at(path))
        except OSError as error:
            yield Task(source, path, b"", trouble=error.strerror or str(error))
            continue
        key = blake2b(content + _encode(source), digest_size=20, key=salt).digest()
        yield Task(source, path, key, content, found.stamp[0], text=found.text)


def read_files(tasks: list[Task], cache: Cache, read: Read, *, jobs: int, progress: Progress) -> Facts:
    """The facts of all tasks. New rows are written as they come, so that a killed run is not lost."""
    known = cache.rows([task.key for task in tasks if task.key])
    rows = [_usable(known.get(task.key)) for task in tasks]
    missing = [number for number, row in enumerate(rows) if row is None]
    fresh: list[tuple[bytes, bytes, bytes]] = []
    waiting = 0
    done = len(tasks) - len(missing)
    results = _results(read, [tasks[number] for number in missing], jobs)
    for number, (surface, body, lasting) in zip(missing, results, strict=True):
        rows[number] = (_decode_surface(surface), body)
        done += 1
        progress(done, len(tasks))
        if lasting:
            fresh.append((tasks[number].key, surface, body))
            waiting += len(surface) + len(body)
        if waiting > BYTES_PER_WRITE:
            cache.add(fresh)
            fresh, waiting = [], 0
    cache.add(fresh)
    complete = [row for row in rows if row is not None]
    return Facts(tuple(surface for surface, _ in complete), tuple(body for _, body in complete))


def _results(read: Read, tasks: list[Task], jobs: int) -> Iterator[tuple[bytes, bytes, bool]]:
    """What each task gives, in order; in one program where starting others would take longer."""
    if jobs == 1 or sum(task.size for task in tasks) < WORTH_OTHERS:
        return map(partial(run, read), tasks)
    from analyzer.shell.pool import map_files  # loads what starts other programs

    work = (replace(task, text=b"") for task in tasks)
    return map_files(partial(run, read), work, jobs=jobs, size=lambda task: task.size, died=_died)


def run(read: Read, task: Task) -> tuple[bytes, bytes, bool]:
    """Surface and body of one file as msgpack, and whether they may be stored."""
    if not task.key:
        return _nothing(task.source, "unreadable-file", task.trouble)
    try:
        text = task.text or bytes_at(task.place)
    except OSError as error:
        return _nothing(task.source, "unreadable-file", error.strerror or str(error))
    try:
        facts = read(task.source, text)
    except Exception as error:  # one file may not end the run; the report says what happened
        return _nothing(task.source, "reader-failed", f"{type(error).__name__}: {error} (please report)")
    unchanged = bool(task.text) or content_name(text) == task.content
    return _encode(facts.surface), _encode(facts.body), unchanged


def _died(task: Task) -> tuple[bytes, bytes, bool]:
    return _nothing(task.source, "reader-died", "the program reading this file ended; nothing is known of it")


def _nothing(source: SourceFile, kind: str, message: str) -> tuple[bytes, bytes, bool]:
    problem = Problem(source.path, 0, kind, message)
    surface = Surface(source.path, source.module, source.language, problems=(problem,))
    return _encode(surface), _encode(Body()), False


def _usable(row: tuple[bytes, bytes] | None) -> tuple[Surface, bytes] | None:
    """A stored row whose surface and body can be decoded."""
    if row is None:
        return None
    try:
        return _decode_surface(row[0]), row[1]
    except msgspec.DecodeError:
        return None
