"""The source of a former commit, laid out beside the code of today."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from analyzer.shell import git
from analyzer.shell.discover import MANIFESTS, SUFFIXES
from analyzer.shell.files import bytes_at
from analyzer.shell.ignore import IGNORE_FILE


def former_paths(root: Path, commit: str, places: Mapping[str, Path]) -> dict[str, str]:
    """Path of today -> path in the commit, known from git or from equal content."""
    before = git.tree(root, commit)
    known = {blob.path for blob in before}
    like = before[0].oid if before else ""
    now = {
        path: "" if path in known else git.blob_name(bytes_of(place), like) for path, place in places.items()
    }
    return {**git.same_content(now, before), **git.renames(root, commit)}


def lay_out(root: Path, commit: str, places: Mapping[str, Path], folder: Path) -> None:
    """Put the source files and manifests of a commit below `folder`; unchanged ones as links to today's."""
    missing: defaultdict[str, list[Path]] = defaultdict(list)
    for blob in git.tree(root, commit):
        if not _is_wanted(blob.path):
            continue
        target = folder / blob.path
        target.parent.mkdir(parents=True, exist_ok=True)
        today = places.get(blob.path)
        if (
            today is None
            or git.blob_name(bytes_of(today), blob.oid) != blob.oid
            or not _linked(target, today)
        ):
            missing[blob.oid].append(target)
    for oid, content in git.contents(root, missing):
        for target in missing[oid]:
            target.write_bytes(content)


def _linked(target: Path, today: Path) -> bool:
    """Whether a hard link could be made; not every file system can."""
    try:
        target.hardlink_to(today)
    except OSError:
        return False
    return True


def _is_wanted(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name in MANIFESTS or name == IGNORE_FILE or name[name.rfind(".") :] in SUFFIXES


def bytes_of(place: Path) -> bytes:
    """The bytes of a file, none if it cannot be read (which is a Problem where it is parsed)."""
    try:
        return bytes_at(str(place))
    except OSError:
        return b""
