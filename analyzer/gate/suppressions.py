"""Comments that allow what their line does: `monoscan: allow MS101 -- reason`."""

import re
from collections.abc import Iterator

from analyzer.model.finding import Suppression

MARKER = b"monoscan: allow"
_COMMENT = re.compile(
    rb"(?:#|//|--|/\*)\s*monoscan: allow\s+([A-Z0-9, ]*[A-Z0-9])(?:\s+--\s*(.*?))?\s*(?:\*/)?\s*$"
)


def read_suppressions(path: str, text: bytes) -> tuple[Suppression, ...]:
    """The suppressions written in a file. One on a line of its own speaks for the next line."""
    return tuple(_read(path, text)) if MARKER in text else ()


def _read(path: str, text: bytes) -> Iterator[Suppression]:
    for number, line in enumerate(text.split(b"\n"), 1):
        found = _COMMENT.search(line) if MARKER in line else None
        if found:
            alone = not line[: found.start()].strip()
            codes = tuple(sorted(code.strip() for code in found[1].decode().split(",") if code.strip()))
            reason = (found[2] or b"").decode("utf-8", "replace").strip()
            yield Suppression(path, number + alone, codes, reason)
