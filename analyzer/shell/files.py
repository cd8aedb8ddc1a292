"""Reading parts of files; whatever cannot be read is empty here and a Problem where it is read in full."""

from pathlib import Path

from analyzer.shell.walk import Found

HEAD_BYTES = 8192


def text_of(root: Path, found: Found) -> str:
    """The text of a manifest."""
    try:
        return Path(root, found.place).read_bytes().decode("utf-8-sig", "replace")
    except OSError:
        return ""


def head_of(root: Path, found: Found) -> bytes:
    """The first bytes of a source file."""
    try:
        with Path(root, found.place).open("rb", buffering=0) as file:
            return file.read(HEAD_BYTES)
    except OSError:
        return b""


def joined(folder: str, relative: str) -> str | None:
    """The folder that a relative path leads to; None if it leaves the tree."""
    parts = folder.split("/") if folder else []
    for step in relative.split("/"):
        if step == "..":
            if not parts:
                return None
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)
