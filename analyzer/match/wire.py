"""Messages in the wire format of protocol buffers, as far as descriptors need it."""

from collections.abc import Iterator

Field = tuple[int, int | bytes]
"""The number of a field and its content: a number, or the bytes of a text or message."""


def fields(data: bytes) -> Iterator[Field]:
    """The fields of a message in order; ends at the first byte that cannot be read."""
    at = 0
    while at < len(data):
        key, at = _number(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            content: int | bytes
            content, at = _number(data, at)
        elif kind == 2:
            size, at = _number(data, at)
            content, at = data[at : at + size], at + size
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
            content, at = int.from_bytes(data[at : at + size], "little"), at + size
        else:
            return
        yield number, content


def inner(data: bytes, number: int) -> Iterator[bytes]:
    """The messages or texts in a field."""
    for field, content in fields(data):
        if field == number and isinstance(content, bytes):
            yield content


def text(data: bytes, number: int) -> str:
    """The text in a field, "" if there is none."""
    return next((content.decode("utf-8", "replace") for content in inner(data, number)), "")


def number(data: bytes, field: int) -> int:
    """The number in a field, 0 if there is none."""
    return next((content for at, content in fields(data) if at == field and isinstance(content, int)), 0)


def _number(data: bytes, at: int) -> tuple[int, int]:
    found = shift = 0
    while at < len(data) and shift < 70:
        byte = data[at]
        found |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            break
    return found, at
