"""Access paths taken apart from their end; the grammar stands in extract/go/reader.py."""

from string import ascii_letters, digits

_NAME = ascii_letters + digits + "_"
_SIGNS = ".#@:;"
_CLOSING = {")": "(", "]": "[", "}": "{", ">": "<"}


def last_step(path: str) -> tuple[str, str, str]:
    """The path before its last step, the sign of that step ("" for a base), and its text."""
    last = path[-1:]
    if last in ("}", ">", "?", ""):
        return path, "", ""
    if last in ("*", "&", "~"):
        return path[:-1], last, ""
    if last in (")", "]"):
        start = opening(path)
        return path[:start], path[start], path[start + 1 : -1]
    at = len(path.rstrip(_NAME)) - 1
    if at > 0 and path[at] not in _SIGNS:  # a name with letters beyond ASCII
        at = max(path.rfind(sign) for sign in _SIGNS)
    return (path, "", "") if at <= 0 else (path[:at], path[at], path[at + 1 :])


def opening(path: str) -> int:
    """Where the bracket opens that the last character closes."""
    closing = path[-1]
    sign = _CLOSING[closing]
    depth = 0
    for at in range(len(path) - 1, -1, -1):
        if path[at] == closing:
            depth += 1
        elif path[at] == sign:
            depth -= 1
            if depth == 0:
                return at
    return 0


def split_arguments(text: str) -> list[str]:
    """The paths between semicolons, brackets kept together."""
    parts: list[str] = []
    depth = start = 0
    for at, sign in enumerate(text):
        if sign in "([{<":
            depth += 1
        elif sign in ")]}>":
            depth -= 1
        elif sign == ";" and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]] if text else []
