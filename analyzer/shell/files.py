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
    if found.text:
        return found.text[:HEAD_BYTES]
    try:
        with open(f"{root}/{found.place}", "rb", buffering=0) as file:  # noqa: PTH123 (twice as fast)
            return file.read(HEAD_BYTES)
    except OSError:
        return b""


def bytes_at(place: str) -> bytes:
    """All bytes of a file, as the system gives them; raises OSError. Half the cost of asking a Path."""
    with open(place, "rb", buffering=0) as file:  # noqa: PTH123
        return file.readall()


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
