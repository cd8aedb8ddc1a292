"""What evaluation gives: abstract values, and the frames they are evaluated in."""

from collections.abc import Iterator

from analyzer.model.values import Composite

COMPUTED = "{computed}"
"""Stands in a text for a part that only running the program would tell."""


class Frame:
    """One activation of a function: which one, called from where, with which enclosing frame.

    `caller` is the frame and call that lead here, None where evaluation began here. `depth` counts frames
    on the way; `below` is the frame whose caller this one is. Frames are interned by the Evaluator, so
    identity is equality.
    """

    __slots__ = ("below", "caller", "definition", "depth", "file", "number", "outer", "receiver")

    def __init__(
        self,
        number: int,
        file: int,
        definition: int,
        caller: "tuple[Frame, int] | None" = None,
        outer: "Frame | None" = None,
        receiver: "Abstract | None" = None,
        depth: int = 0,
        below: "Frame | None" = None,
    ) -> None:
        self.below = below
        self.number = number
        self.file = file
        self.definition = definition
        self.caller = caller
        self.outer = outer
        self.receiver = receiver
        self.depth = depth


class Abstract:
    """A value as far as it is known; this class itself is the unknown value."""

    __slots__ = ()


class Nothing(Abstract):
    """nil or None."""

    __slots__ = ()


class Str(Abstract):
    """A text, with where it was written last; unknown parts read `{computed}`."""

    __slots__ = ("file", "line", "text")

    def __init__(self, text: str, file: int, line: int) -> None:
        self.text = text
        self.file = file
        self.line = line


class Function(Abstract):
    """A function, method or closure; `receiver` where it was taken from a value."""

    __slots__ = ("definition", "file", "outer", "receiver")

    def __init__(
        self, file: int, definition: int, receiver: Abstract | None = None, outer: Frame | None = None
    ) -> None:
        self.file = file
        self.definition = definition
        self.receiver = receiver
        self.outer = outer


class Literal(Abstract):
    """A composite literal with the frame it was written in; `type` may come from the list around it."""

    __slots__ = ("composite", "frame", "line", "type")

    def __init__(self, composite: Composite, frame: Frame, line: int, type_: str = "") -> None:
        self.composite = composite
        self.frame = frame
        self.line = line
        self.type = type_ or composite.type


class Listing(Abstract):
    """Several lists or maps as one; each item with its frame and line through its Literal."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Abstract, ...]) -> None:
        self.parts = parts


class Pair(Abstract):
    """A key and its value, of a map that is walked."""

    __slots__ = ("key", "value")

    def __init__(self, key: Abstract, value: Abstract) -> None:
        self.key = key
        self.value = value


class Object(Abstract):
    """A value of a type of the repository.

    `frame` is the method that has it as receiver, `made` the call that constructed it.
    """

    __slots__ = ("frame", "made", "symbol")

    def __init__(
        self, symbol: int, frame: Frame | None = None, made: "tuple[Frame, int] | None" = None
    ) -> None:
        self.symbol = symbol
        self.frame = frame
        self.made = made


class Changed(Abstract):
    """A value after a method has set fields of it and given it back: `route.Path("/x")`."""

    __slots__ = ("base", "frame")

    def __init__(self, base: Abstract, frame: Frame) -> None:
        self.base = base
        self.frame = frame


class Type(Abstract):
    """A type of the repository."""

    __slots__ = ("symbol",)

    def __init__(self, symbol: int) -> None:
        self.symbol = symbol


class Outside(Abstract):
    """Something outside the repository by its qualified name; `call` is the call that made it, if any.

    With `inner` it is what a function of the repository made around that value (middleware).
    """

    __slots__ = ("call", "inner", "name")

    def __init__(
        self, name: str, call: "tuple[Frame, int] | None" = None, inner: Abstract | None = None
    ) -> None:
        self.name = name
        self.call = call
        self.inner = inner


class Router(Abstract):
    """What routes are registered on: `site` is where it was made, `steps` lead from there.

    `own` is a prefix given where it was made; a mount may replace it.
    """

    __slots__ = ("methods", "middleware", "own", "site", "steps")

    def __init__(
        self,
        site: tuple[object, ...],
        own: str = "",
        steps: tuple[tuple[str, bool], ...] = (),
        methods: tuple[str, ...] = (),
        middleware: tuple[str, ...] = (),
    ) -> None:
        self.site = site
        self.own = own
        self.steps = steps
        self.methods = methods
        self.middleware = middleware


UNKNOWN = Abstract()
NOTHING = Nothing()


def is_known(value: Abstract) -> bool:
    """Whether anything is known of a value."""
    return type(value) is not Abstract


def parts_of(value: Abstract) -> Iterator[Literal]:
    """The literals that make up a list or map."""
    if isinstance(value, Literal):
        yield value
    elif isinstance(value, Listing):
        for part in value.parts:
            yield from parts_of(part)
