"""Bytes of a Python file to UTF-8 bytes a parser can read, whatever encoding they came in."""

import codecs
import re

from analyzer.model.source import Problem

COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
UTF16 = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def readable(path: str, text: bytes) -> tuple[bytes, list[Problem]]:
    """The file as valid UTF-8 without a byte order mark, and what was wrong with it."""
    problems: list[Problem] = []
    if text.startswith(codecs.BOM_UTF8):
        text = text[3:]
    for mark, encoding in UTF16:
        if text.startswith(mark):
            problems.append(Problem(path, 1, "encoding", f"the file is {encoding.upper()}, not UTF-8"))
            text = text[2:].decode(encoding, "replace").encode()
    if not text.isascii():
        text = _as_utf8(path, text, problems)
    if b"\0" in text:
        line = text.count(b"\n", 0, text.index(b"\0")) + 1
        problems.append(Problem(path, line, "nul", "NUL bytes were read as spaces"))
        text = text.replace(b"\0", b" ")
    return text, problems


def _as_utf8(path: str, text: bytes, problems: list[Problem]) -> bytes:
    try:
        text.decode()
        return text
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
    declared = _declared(text)
    if declared:
        try:
            return text.decode(declared).encode()
        except (LookupError, UnicodeError):
            problems.append(Problem(path, line, "encoding", f"not valid {declared}; read as Latin-1"))
    else:
        problems.append(Problem(path, line, "encoding", "not valid UTF-8; read as Latin-1"))
    return text.decode("latin-1").encode()


def _declared(text: bytes) -> str:
    for line in text.split(b"\n", 2)[:2]:
        found = COOKIE.match(line)
        if found:
            return found[1].decode("ascii", "replace")
    return ""
