"""The files of a work tree: all of them by path, and a patch written as a whole or not at all."""

import os
import signal
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from analyzer.errors import MonoscanError, SourceError
from analyzer.model.patch import FileChange, Patch, Tree
from analyzer.shell.git import listed_files
from analyzer.shell.walk import OWN_FOLDERS

_NOT_LISTED = frozenset({*OWN_FOLDERS, "node_modules", ".venv"})


class Texts(Mapping[str, bytes]):
    """The files of a folder by relative path; each is read once, when it is asked for."""

    def __init__(self, root: Path, paths: list[str]) -> None:
        self._root = root
        self._texts: dict[str, bytes | None] = dict.fromkeys(paths)

    def __getitem__(self, path: str) -> bytes:
        text = self._texts[path]
        if text is None:
            try:
                text = self._texts[path] = (self._root / path).read_bytes()
            except OSError as error:
                raise SourceError(f"cannot read {path}: {error.strerror or error}") from error
        return text

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def tree_of(root: Path) -> Tree:
    """Every file below `root` that git does not ignore; without git, every file."""
    listed = listed_files(root)
    files, links = [], set()
    for path in sorted(_walked(root) if listed is None else listed):
        try:
            mode = (root / path).lstat().st_mode
        except OSError:
            continue
        if stat.S_ISLNK(mode):
            links.add(path)
        elif stat.S_ISREG(mode):
            files.append(path)
    return Tree(Texts(root, files), frozenset(links))


def _walked(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name not in _NOT_LISTED]
        for name in names:
            yield Path(folder, name).relative_to(root).as_posix()


def write_patch(root: Path, patch: Patch) -> None:
    """Make all changes, or none. Raises MonoscanError."""
    stale = [
        change.was for change in patch.changes if change.was and _read(root, change.was) != change.before
    ]
    if stale:
        raise MonoscanError(f"{stale[0]} has changed in the meantime", "run it again")
    staged: list[tuple[Path, Path]] = []
    try:
        for change in patch.changes:
            if change.path:
                staged.append((_stage(root, change), root / change.path))
        with _undisturbed():
            _exchange([root / change.was for change in patch.changes if change.was], staged)
    except OSError as error:
        raise MonoscanError(f"nothing was changed: {error.strerror or error}", str(error.filename)) from error
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)
            _prune(root, temporary.parent)
    for change in patch.changes:
        if change.was:
            _prune(root, (root / change.was).parent)


def _read(root: Path, path: str) -> bytes | None:
    try:
        return (root / path).read_bytes()
    except OSError:
        return None


def _stage(root: Path, change: FileChange) -> Path:
    """The new text in a file beside its place, with the mode of the old file."""
    target = root / change.path
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(change.after)
    temporary = Path(name)
    temporary.chmod((root / change.was).stat().st_mode & 0o7777 if change.was else 0o644)
    return temporary


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that end the process wait until the files are exchanged."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _exchange(former: list[Path], staged: list[tuple[Path, Path]]) -> None:
    """Old files aside, new files in, old files away; back to the old files if any of it fails."""
    aside: list[tuple[Path, Path]] = []
    placed: list[Path] = []
    try:
        for path in former:
            kept = path.with_name(f".{path.name}.former")
            path.rename(kept)
            aside.append((kept, path))
        for temporary, target in staged:
            if target.exists():
                raise FileExistsError(17, "a file is in the way", str(target))
            temporary.rename(target)
            placed.append(target)
    except BaseException:
        for target in placed:
            target.unlink(missing_ok=True)
        for kept, path in aside:
            kept.rename(path)
        raise
    for kept, _ in aside:
        kept.unlink()


def _prune(root: Path, folder: Path) -> None:
    """Remove a folder that has become empty, and those above it."""
    while folder != root and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
