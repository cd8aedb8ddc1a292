"""A patch as one unified diff in git's form, which `git apply` takes in both directions."""

import difflib
from collections.abc import Iterator

from analyzer.model.patch import FileChange, Patch

_ESCAPES = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def unified_diff(patch: Patch, place: str = "") -> bytes:
    """The diff of all changes in path order; every other byte stays as it is. git counts paths from the top
    of the work tree, so each gets `place` before it."""
    return b"".join(part for change in patch.changes for part in _file(change, place))


def _file(change: FileChange, place: str) -> Iterator[bytes]:
    old, new = place + (change.was or change.path), place + (change.path or change.was)
    yield f"diff --git {_quoted('a/' + old)} {_quoted('b/' + new)}\n".encode()
    if not change.was:
        yield b"new file mode 100644\n"
    elif not change.path:
        yield b"deleted file mode 100644\n"
    elif change.was != change.path:
        if change.before == change.after:
            yield b"similarity index 100%\n"
        yield f"rename from {_quoted(old)}\nrename to {_quoted(new)}\n".encode()
    if change.before != change.after:
        yield f"--- {_quoted('a/' + old) if change.was else '/dev/null'}\n".encode()
        yield f"+++ {_quoted('b/' + new) if change.path else '/dev/null'}\n".encode()
        yield from _hunks(change.before, change.after)


def _hunks(before: bytes, after: bytes) -> Iterator[bytes]:
    """The changed lines with three lines around them; Latin-1 gives each byte a character of its own."""
    rows = difflib.unified_diff(_lines(before), _lines(after), n=3)
    for number, row in enumerate(rows):
        if number >= 2:
            line = row.encode("latin-1")
            yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _lines(text: bytes) -> list[str]:
    """The lines of a text, which end with a line feed and nothing else."""
    lines = text.decode("latin-1").split("\n")
    return [f"{line}\n" for line in lines[:-1]] + lines[-1:] * bool(lines[-1])


def _quoted(path: str) -> str:
    """A path as git writes it: in quotes with escapes where it holds anything unusual."""
    raw = path.encode("utf-8", "surrogateescape")
    if all(32 <= byte < 127 and byte not in _ESCAPES for byte in raw):
        return path
    return '"' + "".join(_ESCAPES.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in raw) + '"'
