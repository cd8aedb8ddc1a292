"""Facts of files by the digest of all they depend on, in one SQLite file; a miss is never an error."""

import sqlite3
import time
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

CACHE_FOLDER = ".monoscan_cache"
LAYOUT = 1
LOOKUP = 500
KEPT_RESULTS = 24
PATIENCE = 10.0
"""Seconds to wait for another run that writes."""
SCHEMA = (
    "CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, surface BLOB, body BLOB, seal BLOB)",
    "CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, result BLOB, seal BLOB)",
)

Row = tuple[bytes, bytes]
"""Surface and body of a file, both as msgpack."""


class CacheWarning(UserWarning):
    """Indicates that the cache could not be used; the run goes on without it."""


class Cache:
    """Rows by key. Every method works, as a miss or without effect, when the database does not.

    Only the main program of a run writes; several runs may share one cache.
    """

    def __init__(self, connection: sqlite3.Connection | None) -> None:
        self.connection = connection

    @classmethod
    def open(cls, folder: Path | None) -> Self:
        """The cache in `folder`, which is made if need be; None gives a cache that is always empty."""
        if folder is None:
            return cls(None)
        try:
            _make_folder(folder)
            return cls(_connect(folder / f"facts-{LAYOUT}.sqlite"))
        except (OSError, sqlite3.Error) as error:
            _warn(f"cannot use the cache in {folder}: {error}")
            return cls(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *unused: object) -> None:
        with self._errors_are_misses():
            if self.connection is not None:
                self.connection.close()
        self.connection = None

    def rows(self, keys: Sequence[bytes]) -> dict[bytes, Row]:
        """The rows that are there."""
        found: dict[bytes, Row] = {}
        with self._errors_are_misses():
            for start in range(0, len(keys) if self.connection else 0, LOOKUP):
                some = keys[start : start + LOOKUP]
                marks = ",".join("?" * len(some))
                for key, surface, body, seal in self._execute(
                    f"SELECT key, surface, body, seal FROM facts WHERE key IN ({marks})", some
                ):
                    if seal == _seal(surface, body):
                        found[key] = (surface, body)
        return found

    def add(self, rows: Iterable[tuple[bytes, bytes, bytes]]) -> None:
        """Store (key, surface, body) rows, all or none."""
        with self._errors_are_misses():
            if self.connection is not None:
                with self.connection:
                    self.connection.executemany(
                        "INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)",
                        ((key, surface, body, _seal(surface, body)) for key, surface, body in rows),
                    )

    def result(self, key: bytes) -> bytes | None:
        """The stored result of a whole run."""
        with self._errors_are_misses():
            for result, seal in self._execute("SELECT result, seal FROM results WHERE key = ?", (key,)):
                return result if seal == _seal(result) else None
        return None

    def keep_result(self, key: bytes, result: bytes) -> None:
        """Store the result of a whole run, and forget the oldest ones."""
        with self._errors_are_misses():
            if self.connection is not None:
                with self.connection:
                    self._execute(
                        "INSERT OR REPLACE INTO results VALUES (?, ?, ?)", (key, result, _seal(result))
                    )
                    self._execute(
                        "DELETE FROM results WHERE rowid NOT IN"
                        " (SELECT rowid FROM results ORDER BY rowid DESC LIMIT ?)",
                        (KEPT_RESULTS,),
                    )

    def prune(self, keys: Sequence[bytes]) -> None:
        """Forget the rows of files as they no longer are, once they are many."""
        with self._errors_are_misses():
            for (count,) in self._execute("SELECT count(*) FROM facts", ()):
                if count > 4 * len(keys) + 1000 and self.connection is not None:
                    with self.connection:
                        self._execute("CREATE TEMP TABLE used (key BLOB PRIMARY KEY)", ())
                        self.connection.executemany(
                            "INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys)
                        )
                        self._execute("DELETE FROM facts WHERE key NOT IN (SELECT key FROM used)", ())

    def _execute(self, statement: str, values: Sequence[object]) -> "Iterable[tuple[Any, ...]]":
        return () if self.connection is None else self.connection.execute(statement, values)

    @contextmanager
    def _errors_are_misses(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            _warn(f"the cache is not used any further: {error}")
            self.connection = None


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")


def _connect(file: Path) -> sqlite3.Connection:
    """A database with our tables; a damaged or foreign file is replaced by a new one."""
    try:
        return _prepared(file)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # locked, read-only, no space: the file may be good
            raise
        _warn(f"{file} is damaged and is made anew: {error}")
        for name in (file.name, file.name + "-wal", file.name + "-shm"):
            file.with_name(name).unlink(missing_ok=True)
        return _prepared(file)


def _prepared(file: Path) -> sqlite3.Connection:
    """The database with its tables, once no other run is making it: SQLite does not wait for that."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return _opened(file)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.02)


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        for statement in SCHEMA:
            connection.execute(statement)
        connection.execute("SELECT key, surface, body, seal FROM facts LIMIT 1").fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _seal(*parts: object) -> bytes:
    """What tells a row from one that was damaged on disk."""
    total = blake2b(digest_size=8)
    for part in parts:
        total.update(part if isinstance(part, bytes) else b"damaged")
    return total.digest()


def _warn(message: str) -> None:
    warnings.warn(message, CacheWarning, stacklevel=2)
