"""Small repositories on disk for tests of the shell."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from analyzer.model.analysis import Analysis
from analyzer.pipeline import Options, RunOptions, scan
from analyzer.shell.discover import Options as ScanOptions
from analyzer.shell.discover import discover


def plant(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files below `root`, which is returned."""
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def modules(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Path to module of what discovery finds."""
    found = discover(plant(root, files))
    return {file.path: file.module for file in found.project.files}


def skipped(root: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Path to reason of what discovery leaves out."""
    return {item.path: str(item.reason) for item in discover(plant(root, files)).project.skipped}


def analysed(root: Path, *, jobs: int = 1, cache: Path | None = None, max_file_size: int = 10**6) -> Analysis:
    """The analysis of a folder."""
    options = Options(ScanOptions(max_file_size), RunOptions(jobs, cache))
    return scan(root, options, lambda done, total: None)


def row_count(cache: Path) -> int:
    """Stored rows of facts, none while the database is being made."""
    (file,) = cache.glob("*.sqlite")
    connection = sqlite3.connect(file)
    try:
        (count,) = connection.execute("SELECT count(*) FROM facts").fetchone()
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()
    return int(count)
