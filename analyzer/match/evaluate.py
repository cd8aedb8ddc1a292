"""A small interprocedural evaluator: what a value is, seen through variables, calls, fields and loops."""

from analyzer.match.abstract import (
    NOTHING,
    UNKNOWN,
    Abstract,
    Frame,
    Function,
    Listing,
    Literal,
    Pair,
    Router,
    Str,
    parts_of,
)
from analyzer.match.invoking import Invoking
from analyzer.match.lookup import Lookup
from analyzer.match.texting import text_of, text_result
from analyzer.match.worlds import World
from analyzer.model.facts import Call
from analyzer.model.program import Target
from analyzer.model.values import (
    Closure,
    Composite,
    Concat,
    Constant,
    Element,
    Index,
    Name,
    Result,
    Select,
    Text,
    Value,
)

DEEPEST = 40
"""Nested evaluations; what lies deeper is unknown."""


MOST_ITEMS = 600
"""Items of a loop that are told apart."""


SPREADS = (Constant("*"), Constant("**"))
"""Keys of entries that stand for the entries of another list or map."""


MOST_SPREADS = 16
"""Lists spread one inside the other."""


class Evaluator(Invoking):
    """Evaluates values of a program in one world; `world` is set anew for each."""

    def __init__(self, lookup: Lookup) -> None:
        super().__init__(lookup)
        self.world = World({})
        self.depth = 0
        self.active = set()

    def value(self, value: Value | None, frame: Frame, line: int) -> Abstract:
        """What `value`, written at `line` in the function of `frame`, is."""
        if self.depth > DEEPEST or value is None:
            return UNKNOWN
        self.world.spend()
        self.depth += 1
        try:
            return self._value(value, frame, line)
        finally:
            self.depth -= 1

    def _value(self, value: Value, frame: Frame, line: int) -> Abstract:
        if isinstance(value, Text):
            return Str(value.value, frame.file, line)
        if isinstance(value, Name):
            return self.name(value.path, frame, line)
        if isinstance(value, Result):
            return self.result(value.call, frame)
        if isinstance(value, Composite):
            return Literal(value, frame, value.line or line)
        if isinstance(value, Closure):
            return Function(frame.file, value.definition, outer=frame)
        if isinstance(value, Select):
            return self.select(self.value(value.of, frame, line), value.name)
        if isinstance(value, Constant):
            return NOTHING if value.text in ("nil", "None") else Str(value.text, frame.file, line)
        if isinstance(value, Concat):
            return self._concat(value, frame, line)
        if isinstance(value, Element):
            return self._element(value, frame, line)
        if isinstance(value, Index):
            return self._index(value, frame, line)
        return UNKNOWN

    def _concat(self, value: Concat, frame: Frame, line: int) -> Abstract:
        parts = [self.value(part, frame, line) for part in value.parts]
        if any(isinstance(part, Literal | Listing | Router) for part in parts):
            return Listing(tuple(parts))
        if not any(isinstance(part, Str) for part in parts):
            return UNKNOWN
        known = [part for part in parts if isinstance(part, Str)]
        return Str("".join(map(text_of, parts)), known[-1].file, known[-1].line)

    def text_result(self, call: Call, target: Target, frame: Frame) -> Abstract | None:
        """What a call gives that works on texts or lists."""
        return text_result(self, call, target, frame)

    def items(self, value: Abstract, depth: int = 0) -> list[tuple[Value | None, Value, Literal]]:
        """Entries of a list or map with the literal each stands in; `*more` and `**more` are walked too."""
        found: list[tuple[Value | None, Value, Literal]] = []
        for part in parts_of(value):
            for item in part.composite.items:
                if item.key in SPREADS and depth < MOST_SPREADS:
                    found.extend(self.items(self.item_value(item.value, part), depth + 1))
                else:
                    found.append((item.key, item.value, part))
        return found

    def item_value(self, value: Value, part: Literal) -> Abstract:
        """An entry of a literal; an inner literal without a type gets that of the elements."""
        key = ("entry", part.frame.number, id(value))
        found = self._once(key, lambda: self.value(value, part.frame, part.line))
        if isinstance(found, Literal) and not found.type:
            return Literal(found.composite, found.frame, found.line, element_type(part.type))
        return found

    def _element(self, value: Element, frame: Frame, line: int) -> Abstract:
        of = self.value(value.of, frame, line)
        if isinstance(of, Listing | Literal):
            entries = self.items(of)[:MOST_ITEMS]
            if not entries:
                return UNKNOWN
            chosen = self.world.choose(("item", frame.number, value.of), len(entries))
            key, content, part = entries[chosen]
            if part.type == "items()":
                return Pair(self.value(key, part.frame, part.line), self.item_value(content, part))
            if gives_keys(part) or getattr(value, "key", False):
                return self.value(key, part.frame, part.line)
            return self.item_value(content, part)
        return UNKNOWN

    def _index(self, value: Index, frame: Frame, line: int) -> Abstract:
        number = int(value.key.text) if isinstance(value.key, Constant) and value.key.text.isdigit() else -1
        if isinstance(value.of, Result) and number >= 0:
            return self.result(value.of.call, frame, number)
        of = self.value(value.of, frame, line)
        if isinstance(of, Pair):
            return of.value if number else of.key
        entries = self.items(of)
        if entries and entries[0][0] is None and 0 <= number < len(entries):
            return self.item_value(entries[number][1], entries[number][2])
        return self.entry(of, self.value(value.key, frame, line)) if entries else UNKNOWN

    def entry(self, of: Abstract, key: Abstract) -> Abstract:
        """The entry of a map for a key that is a text."""
        wanted = text_of(key)
        for entry_key, content, part in self.items(of):
            if entry_key is not None and text_of(self.value(entry_key, part.frame, part.line)) == wanted:
                return self.item_value(content, part)
        return UNKNOWN


def element_type(text: str) -> str:
    """The type of the elements of `[]T`, `[_]T` or `map[K]T`."""
    if not text.startswith(("[", "map[")):
        return ""
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "]" and depth == 0:
            return text[position + 1 :]
    return ""


def gives_keys(part: Literal) -> bool:
    """Whether walking a literal gives its keys, as it does with a Python dict."""
    return part.composite.type == "dict" and part.type != "values()"
