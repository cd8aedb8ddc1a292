"""Type texts of the front-ends to trees: one form for both languages."""

import re

from msgspec import Struct

from analyzer.model.source import Language

_GO = re.compile(r"\.\.\.|[^\W\d]\w*#\d+|[^\W\d]\w*(?:\.[^\W\d]\w*)?|[\[\](),*_]")
_PYTHON = re.compile(r"\.\.\.|[^\W\d][\w.]*|[\[\],|?]")


class Written(Struct, frozen=True):
    """A type as written: `form` is name, pointer, list, map, channel, function, rest (variadic) or union.

    A `name` may have arguments in `parts`; a name that could not be read is "".
    """

    form: str
    name: str = ""
    parts: tuple["Written", ...] = ()


UNREAD = Written("name")


def written(language: str, text: str) -> Written:
    """The tree of a type text; of an inferred one (`=<int>`) what it says."""
    if language == Language.GO:
        return _Go(_GO.findall(text)).type()
    if text.startswith("="):
        text = _inferred(text[1:])
    return _Python(_PYTHON.findall(text)).union()


def _inferred(path: str) -> str:
    """The type that a value's path states: `<int>`, or `Order()` of a class; "?" where it is a longer way."""
    if path.startswith("<") and path.endswith(">") and path.count("<") == 1:
        return path[1:-1]
    made = path[:-2] if path.endswith("()") else ""
    return made if made.rpartition(".")[2][:1].isupper() and made.replace(".", "").isidentifier() else "?"


class _Tokens:
    """A list of tokens read from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def next(self) -> str:
        token = self.peek()
        self._at += 1
        return token

    def peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def skip(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self._at += 1
        return True


class _Go(_Tokens):
    def type(self) -> Written:
        token = self.next()
        if token == "*":
            return Written("pointer", parts=(self.type(),))
        if token == "...":
            return Written("list", parts=(self.type(),))
        if token == "[":
            self.skip("_")
            self.skip("]")
            return Written("list", parts=(self.type(),))
        if token == "map":
            self.skip("[")
            key = self.type()
            self.skip("]")
            return Written("map", parts=(key, self.type()))
        if token == "chan":
            return Written("channel", parts=(self.type(),))
        if token == "func":
            return self._function()
        return Written("name", token, self._arguments()) if token[:1].isidentifier() else UNREAD

    def _arguments(self) -> tuple[Written, ...]:
        found = []
        if self.skip("["):
            while self.peek() and not self.skip("]"):
                found.append(self.type())
                self.skip(",")
        return tuple(found)

    def _function(self) -> Written:
        """A function: its parameters and results are read only to get past them."""
        for _ in range(2):
            if self.skip("("):
                while self.peek() and not self.skip(")"):
                    self.type()
                    self.skip(",")
        return Written("function")


class _Python(_Tokens):
    def union(self) -> Written:
        """Types joined by `|`; one alone is itself."""
        parts = [self._one()]
        while self.skip("|"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Written("union", parts=tuple(parts))

    def _one(self) -> Written:
        if self.skip("["):
            return Written("list", parts=self._rest())
        token = self.next()
        if token == "..." or not token[:1].isidentifier():
            return UNREAD
        return Written("name", token, self._rest() if self.skip("[") else ())

    def _rest(self) -> tuple[Written, ...]:
        found = []
        while self.peek() and not self.skip("]"):
            found.append(self.union())
            self.skip(",")
        return tuple(found)
