"""Edits of bytes: gathered in any order, applied once."""

from collections.abc import Iterable

from msgspec import Struct


class Edit(Struct, frozen=True, order=True):
    """The bytes from `start` to `end` become `text`."""

    start: int
    end: int
    text: bytes


def apply(text: bytes, edits: Iterable[Edit]) -> bytes:
    """The text with all edits made; all else keeps its bytes. Raises ValueError where edits overlap."""
    parts, position = [], 0
    for edit in sorted(set(edits)):
        if edit.start < position or edit.end < edit.start or edit.end > len(text):
            raise ValueError(f"edits overlap at byte {edit.start}")
        parts += [text[position : edit.start], edit.text]
        position = edit.end
    return b"".join((*parts, text[position:]))


def difference(before: bytes, after: bytes) -> list[Edit]:
    """One edit: from the first byte that differs to the last."""
    if before == after:
        return []
    most = min(len(before), len(after))
    start = next((place for place in range(most) if before[place] != after[place]), most)
    end = next(
        (place for place in range(most - start) if before[-1 - place] != after[-1 - place]), most - start
    )
    return [Edit(start, len(before) - end, after[start : len(after) - end])]


def line_of(text: bytes, offset: int) -> int:
    """The line in which a byte stands, from 1."""
    return text.count(b"\n", 0, offset) + 1
