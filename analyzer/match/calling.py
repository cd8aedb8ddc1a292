"""From a function to the places that call it: frames, and the options where several lead here."""

from abc import abstractmethod
from collections.abc import Hashable, Sequence

from msgspec import Struct

from analyzer.match.abstract import Abstract, Frame, Literal
from analyzer.match.lookup import Lookup
from analyzer.match.worlds import World
from analyzer.model.facts import Call, Definition, DefinitionKind
from analyzer.model.program import Target
from analyzer.model.values import Value

MOST_CALLERS = 800
"""Callers of one function that are told apart."""
MOST_FRAMES = 14
"""Callers followed upwards from one registration."""


class Invocation(Struct, frozen=True):
    """A call that runs a function. With `binds` it is a rule that hands a router to the function."""

    frame: Frame
    call: int
    binds: bool = False


class _Option(Struct, frozen=True):
    """A place that may run a function: a call, or a call that is given the function as an argument."""

    file: int
    call: int
    position: int = -1


class Calling:
    """Interned frames, and who calls whom. Evaluator adds the values."""

    world: World
    active: set[tuple[int, int]]
    """Bindings under evaluation: `r = r.With(x)` means the `r` before."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self._frames: dict[Hashable, Frame] = {}
        self._options: dict[tuple[int, int], list[_Option]] = {}

    def begin(self, world: World) -> None:
        """Starts evaluation in a world."""
        self.world = world

    @property
    def used(self) -> dict[int, object]:
        """Calls taken in this world, by the number of the frame they run."""
        return self.world.used

    @abstractmethod
    def binds(self, file: int, call: int, position: int) -> bool:
        """Whether by a rule this call hands a router to the function given at `position`."""

    @abstractmethod
    def value(self, value: Value | None, frame: Frame, line: int) -> Abstract:
        """What a value written at a line is."""

    @abstractmethod
    def item_value(self, value: Value, part: Literal) -> Abstract:
        """An entry of a literal."""

    @abstractmethod
    def select(self, value: Abstract, name: str) -> Abstract:
        """`value.name`."""

    @abstractmethod
    def select_all(self, value: Abstract, names: Sequence[str]) -> Abstract:
        """`value.a.b`."""

    @abstractmethod
    def router_of_call(self, number: int, frame: Frame) -> Abstract | None:
        """The router a call gives by a rule."""

    @abstractmethod
    def text_result(self, call: Call, target: Target, frame: Frame) -> Abstract | None:
        """What a call gives that works on texts or lists."""

    def _intern(self, key: Hashable, file: int, definition: int, **more: object) -> Frame:
        frame = self._frames.get(key)
        if frame is None:
            frame = Frame(len(self._frames), file, definition, **more)  # type: ignore[arg-type]
            self._frames[key] = frame
        return frame

    def frame_of(self, file: int, definition: int) -> Frame:
        """The frame of a function where evaluation begins, without a known caller."""
        return self._intern((file, definition), file, definition)

    def called(
        self,
        file: int,
        definition: int,
        caller: tuple[Frame, int],
        receiver: Abstract | None,
        outer: Frame | None,
    ) -> Frame:
        """The frame of a function that a known call runs."""
        key = (file, definition, caller[0].number, caller[1], id(outer))
        depth = caller[0].depth + 1
        frame = self._intern(key, file, definition, caller=caller, outer=outer, depth=depth)
        frame.receiver = receiver if receiver is not None else frame.receiver
        return frame

    def is_running(self, file: int, definition: int, frame: Frame) -> bool:
        """Whether a function is already among the known calls that lead to a frame."""
        at: Frame | None = frame
        while at is not None:
            if at.definition == definition and at.file == file:
                return True
            at = at.caller[0] if at.caller is not None else None
        return False

    def _is_below(self, file: int, definition: int, frame: Frame) -> bool:
        """Whether a function is already among those followed upwards: a recursion."""
        at: Frame | None = frame
        while at is not None:
            if at.definition == definition and at.file == file and definition >= 0:
                return True
            at = at.below
        return False

    def above(self, frame: Frame, file: int, definition: int) -> Frame:
        """The frame of the function that leads to `frame`, itself without a known caller."""
        if definition < 0:
            return self.frame_of(file, -1)
        key = ("above", frame.number, file, definition)
        return self._intern(key, file, definition, depth=frame.depth + 1, below=frame)

    def outer(self, frame: Frame) -> Frame | None:
        """The frame of the function around a closure or inner function; the file itself has none."""
        if frame.outer is not None:
            return frame.outer
        definitions = self.lookup.view(frame.file).definitions
        if frame.definition < 0:
            return None
        scope = definitions[frame.definition].scope
        while scope >= 0 and definitions[scope].kind is DefinitionKind.CLASS:
            scope = definitions[scope].scope
        if scope < 0:
            return None
        frame.outer = self.above(frame, frame.file, scope)
        return frame.outer

    def within(self, file: int, closure: int, outer: Frame) -> Frame:
        """The frame of a closure that is seen from where it was written."""
        return self._intern(("closure", outer.number, closure), file, closure, outer=outer, depth=outer.depth)

    def invocation(self, frame: Frame) -> Invocation | None:
        """The call that runs the function of a frame; chosen by the world where several do."""
        if frame.caller is not None:
            return Invocation(*frame.caller)
        if frame.definition < 0 or frame.depth > MOST_FRAMES:
            return None
        options = self.options(frame.file, frame.definition)
        if not options:
            return None
        option = options[self.world.choose(("caller", frame.number), len(options))]
        scope = self.lookup.view(option.file).calls[option.call].scope
        outer = self.outer(frame)
        if outer is not None and outer.file == option.file and outer.definition == scope:
            above = outer
        elif self._is_below(option.file, scope, frame):
            return None
        else:
            above = self.above(frame, option.file, scope)
        found = Invocation(above, option.call) if option.position < 0 else self._handed_on(above, option)
        if found is not None:
            self.used[frame.number] = found
        return found

    def chain(self, frame: Frame) -> list[Invocation]:
        """The calls that lead to a frame in this world, nearest first."""
        found: list[Invocation] = []
        while isinstance(invocation := self.used.get(frame.number), Invocation):
            found.append(invocation)
            frame = invocation.frame
        return found

    def _handed_on(self, above: Frame, option: _Option) -> Invocation | None:
        """The call inside the function that was given this one as an argument."""
        if self.binds(option.file, option.call, option.position):
            return Invocation(above, option.call, True)
        view = self.lookup.view(option.file)
        target = view.callees[option.call]
        if not isinstance(target, int):
            return None
        node, definition = self.lookup.program.graph.symbols[target], self.lookup.definition(target)
        if option.position >= len(definition.parameters):
            return None
        name = definition.parameters[option.position].name
        inner = self.lookup.view(node.file).calls_within(node.definition, name)
        if inner:
            frame = self.called(node.file, node.definition, (above, option.call), None, None)
            closures, call = inner[self.world.choose(("inner", frame.number), len(inner))]
            for closure in closures:
                frame = self.within(node.file, closure, frame)
            return Invocation(frame, call)
        stored = self.lookup.stored_calls(node.file, node.definition, name)
        if not stored:
            return None
        file, call = stored[self.world.choose(("stored", above.number, option.call), len(stored))]
        return Invocation(self.above(above, file, self.lookup.view(file).calls[call].scope), call)

    def options(self, file: int, definition: int) -> list[_Option]:
        """The places that may run a function, at most MOST_CALLERS."""
        key = (file, definition)
        if key not in self._options:
            self._options[key] = []  # while it is being found: a recursion calls nothing
            found = self._find_options(file, definition)
            self._options[key] = found[:MOST_CALLERS]
        return self._options[key]

    def _find_options(self, file: int, definition: int) -> list[_Option]:
        view = self.lookup.view(file)
        what = view.definitions[definition]
        if what.kind is DefinitionKind.CLOSURE:
            passed = [_Option(file, call, position) for call, position in view.passed.get(definition, ())]
            return passed or [_Option(file, *use) for use in view.uses_of_closure(definition)]
        symbol = self.lookup.symbol(file, definition)
        sites = (*self.lookup.callers.get(symbol, ()), *self.lookup.held.get(symbol, ()))
        calls = [_Option(*site) for site in dict.fromkeys(sites) if not self.is_unused(*site)]
        handed = [_Option(*place) for place in self.lookup.passes.get(symbol, ())]
        return calls + handed

    def is_unused(self, file: int, call: int) -> bool:
        """Whether a call stands in a generated function that nothing calls, one of several ways to serve."""
        view = self.lookup.view(file)
        scope = view.calls[call].scope
        while scope >= 0 and view.definitions[scope].kind is DefinitionKind.CLOSURE:
            scope = view.definitions[scope].scope
        is_function = scope >= 0 and view.definitions[scope].kind is DefinitionKind.FUNCTION
        return is_function and view.surface.is_generated and not self.options(file, scope)

    def first_argument(self, frame: Frame, definition: Definition) -> int:
        """How many parameters a call does not write: `self` or `cls` of a Python method."""
        if definition.kind is not DefinitionKind.METHOD or definition.receiver:
            return 0
        view = self.lookup.view(frame.file)
        if view.surface.language != "python" or "staticmethod" in definition.tag:
            return 0
        return 1
