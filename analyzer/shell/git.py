"""Git objects of the scanned repository: trees, contents and renames, read without touching the work tree.

Only plumbing is called, with everything switched off by which a repository's own settings could
start a program (monitors, hooks, external diffs) or reach the network (lazy fetches).
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from analyzer.errors import SourceError

_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external=")
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_TIMEOUT = 60
_FILE = re.compile(rb"(?<![^\0])100(?:644|755) blob ([0-9a-f]+)\t([^\0]+)\0")


class Blob(Struct, frozen=True):
    """A regular file of a tree: its path below the scanned folder and the name of its content."""

    path: str
    oid: str


def merge_base(root: Path, ref: str) -> str:
    """The commit from which HEAD and `ref` parted. Raises SourceError if there is none."""
    if ref.startswith("-"):
        raise SourceError(f"`{ref}` is no revision", "give a branch, tag or commit, e.g. --base origin/main")
    known = _git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", check=False).strip()
    if not known:
        raise SourceError(f"git does not know `{ref}` in {root}", "fetch it first: git fetch origin main")
    base = _git(root, "merge-base", "HEAD", known.decode(), check=False).strip()
    if not base:
        hint = "a shallow clone lacks it: git fetch --unshallow, or fetch-depth: 0 in the checkout action"
        raise SourceError(f"HEAD and `{ref}` have no common commit here", hint)
    return base.decode()


def last_change(root: Path, path: str) -> str | None:
    """The commit that last changed a file, None outside git or if it never was committed."""
    try:
        return _git(root, "rev-list", "-1", "HEAD", "--", path, check=False).strip().decode() or None
    except SourceError:
        return None


def tree(root: Path, commit: str) -> tuple[Blob, ...]:
    """The regular files below `root` in the tree of a commit, in path order."""
    listed = _git(root, "ls-tree", "-r", "-z", commit)
    return tuple(Blob(os.fsdecode(path), oid.decode()) for oid, path in _FILE.findall(listed))


def contents(root: Path, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each blob asked for, in the given order; blobs that are not there are left out."""
    wanted = list(oids)
    if not wanted:
        return
    answer = _git(root, "cat-file", "--batch", given="\n".join(wanted).encode() + b"\n")
    position = 0
    while position < len(answer):
        end = answer.index(b"\n", position)
        words = answer[position:end].split()
        position = end + 1
        if len(words) == 3 and words[1] == b"blob":
            size = int(words[2])
            yield words[0].decode(), answer[position : position + size]
            position += size + 1


def renames(root: Path, commit: str) -> dict[str, str]:
    """Path of today -> path in `commit`, for files that git takes for renamed between it and HEAD."""
    rows = _git(
        root, "diff-tree", "-r", "-z", "-M", "--no-ext-diff", "--no-textconv", "--relative", commit, "HEAD"
    )
    fields = rows.split(b"\0")
    found = {}
    position = 0
    while position < len(fields) - 1:
        renamed = fields[position].rpartition(b" ")[2].startswith((b"R", b"C"))
        if renamed:
            found[os.fsdecode(fields[position + 2])] = os.fsdecode(fields[position + 1])
        position += 3 if renamed else 2
    return found


def listed_files(root: Path) -> tuple[str, ...] | None:
    """The files below `root` that git tracks or would track, None outside a work tree."""
    try:
        rows = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    except SourceError:
        return None
    return tuple(sorted({os.fsdecode(row) for row in rows.split(b"\0") if row}))


def place_in_tree(root: Path) -> str:
    """The folder `root` counted from the top of its work tree, with a slash; "" at the top and outside."""
    try:
        return os.fsdecode(_git(root, "rev-parse", "--show-prefix")).strip("\n")
    except SourceError:
        return ""


def is_clean(root: Path) -> bool:
    """Whether the work tree is one of git and holds nothing that is not committed. Raises SourceError."""
    return not _git(root, "status", "--porcelain", "-z", "--untracked-files=normal", "--", ".").strip(b"\0")


def blob_name(content: bytes, like: str) -> str:
    """The name git gives a content, in the hash of the name `like` (SHA-1 or SHA-256)."""
    digest = hashlib.sha256() if len(like) == 64 else hashlib.sha1(usedforsecurity=False)
    digest.update(b"blob %d\0" % len(content))
    digest.update(content)
    return digest.hexdigest()


def same_content(now: Mapping[str, str], before: Iterable[Blob]) -> dict[str, str]:
    """Path of today -> former path, for contents that left one path and stand at one new one."""
    gone = {blob.oid: blob.path for blob in before if blob.path not in now}
    former = {blob.path for blob in before}
    return {path: gone[oid] for path, oid in sorted(now.items()) if path not in former and oid in gone}


def _git(root: Path, *arguments: str, given: bytes | None = None, check: bool = True) -> bytes:
    import subprocess  # a run that asks nothing of git does without

    try:
        run = subprocess.run(
            ["git", *_QUIET, *arguments],
            cwd=root,
            input=given,
            capture_output=True,
            env={**os.environ, **_ENVIRONMENT},
            timeout=_TIMEOUT,
            check=False,
        )
    except FileNotFoundError as error:
        raise SourceError(
            "git is not installed", "without it use a baseline: monoscan baseline create"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise SourceError(f"git {arguments[0]} took longer than {_TIMEOUT} s") from error
    if run.returncode and check:
        trouble = run.stderr.decode("utf-8", "replace").strip().splitlines()
        raise SourceError(
            f"git {arguments[0]}: {trouble[0] if trouble else 'failed'}", f"is {root} a git repository?"
        )
    return run.stdout
