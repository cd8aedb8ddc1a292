"""One file as evaluation sees it: its facts by scope and name."""

from collections.abc import Sequence
from functools import cached_property

from analyzer.model.facts import Binding, Body, Call, Definition, DefinitionKind, Surface
from analyzer.model.program import Target
from analyzer.model.values import Closure, Composite, Concat, Element, Name, Result, Value

Site = tuple[int, int]
"""A file and the number of a call, or of a definition, in it."""


FUNCTIONS = (DefinitionKind.FUNCTION, DefinitionKind.METHOD, DefinitionKind.CLOSURE)


TYPES = (
    DefinitionKind.CLASS,
    DefinitionKind.STRUCT,
    DefinitionKind.INTERFACE,
    DefinitionKind.TYPE,
    DefinitionKind.ALIAS,
)


class Place:
    """A value where it was written; `assigned` if by a statement, not in a literal."""

    __slots__ = ("assigned", "file", "line", "scope", "value")

    def __init__(self, file: int, scope: int, line: int, value: Value, assigned: bool = False) -> None:
        self.assigned = assigned
        self.file = file
        self.scope = scope
        self.line = line
        self.value = value


class FileView:
    """One file with its facts by scope and name."""

    def __init__(self, surface: Surface, body: Body, callees: Sequence[Target]) -> None:
        self.surface = surface
        self.definitions = surface.definitions
        self.calls = body.calls
        self.bindings = body.bindings
        self.callees = callees

    @cached_property
    def locals(self) -> dict[tuple[int, str], list[Binding]]:
        """Bindings by scope and name, in order of line."""
        found: dict[tuple[int, str], list[Binding]] = {}
        for binding in self.bindings:
            found.setdefault((binding.scope, binding.name), []).append(binding)
        for bindings in found.values():
            bindings.sort(key=lambda binding: binding.line)
        return found

    def around(self, binding: Binding) -> list[Binding]:
        """Bindings whose value is the comprehension that a variable belongs to, if it walks their old value.

        `urls = [scoped(url) for url in urls]`: facts hold what stands in a value before its binding.
        """
        if not isinstance(binding.value, Element) or not isinstance(binding.value.of, Name):
            return []
        walked = self.locals.get((binding.scope, binding.value.of.path), ())
        own = self._order[id(binding)]
        return [b for b in walked if b.line <= binding.line and self._order[id(b)] > own]

    @cached_property
    def _order(self) -> dict[int, int]:
        return {id(binding): number for number, binding in enumerate(self.bindings)}

    @cached_property
    def chained(self) -> dict[int, list[int]]:
        """Calls by the call whose result is their receiver."""
        found: dict[int, list[int]] = {}
        for number, call in enumerate(self.calls):
            if isinstance(call.receiver, Result):
                found.setdefault(call.receiver.call, []).append(number)
        return found

    @cached_property
    def decorators(self) -> dict[int, list[int]]:
        """Calls that decorate each definition."""
        found: dict[int, list[int]] = {}
        for number, call in enumerate(self.calls):
            if call.decorates >= 0:
                found.setdefault(call.decorates, []).append(number)
        return found

    def decorating(self, definition: int) -> list[str]:
        """What decorates a definition, of names from outside: `sqlalchemy.orm.registry().mapped`."""
        targets = (self.callees[number] for number in self.decorators.get(definition, ()))
        return [target for target in targets if isinstance(target, str)]

    @cached_property
    def passed(self) -> dict[int, list[tuple[int, int]]]:
        """Closures by the call and argument that takes them."""
        found: dict[int, list[tuple[int, int]]] = {}
        for number, call in enumerate(self.calls):
            for position, argument in enumerate(call.arguments):
                if isinstance(argument.value, Closure):
                    found.setdefault(argument.value.definition, []).append((number, position))
        return found

    def uses_of_closure(self, definition: int) -> list[tuple[int, int]]:
        """Calls of the variable that holds a closure, with -1, and calls that take it, with the argument."""
        names = {
            binding.name
            for binding in self.bindings
            if isinstance(binding.value, Closure) and binding.value.definition == definition
        }
        inside = enclosed(self.definitions, self.definitions[definition].scope) if names else set()
        found: list[tuple[int, int]] = []
        for number, call in enumerate(self.calls if names else ()):
            if call.scope in inside:
                if call.receiver is None and call.name in names:
                    found.append((number, -1))
                for position, argument in enumerate(call.arguments):
                    if isinstance(argument.value, Name) and argument.value.path in names:
                        found.append((number, position))
        return found

    @cached_property
    def calls_by_name(self) -> dict[tuple[int, str], list[int]]:
        """Calls without a receiver by scope and name."""
        found: dict[tuple[int, str], list[int]] = {}
        for number, call in enumerate(self.calls):
            if call.receiver is None:
                found.setdefault((call.scope, call.name), []).append(number)
        return found

    def calls_within(self, definition: int, name: str) -> list[tuple[tuple[int, ...], int]]:
        """Calls of a parameter of a function: the closures around each, from the outside, and the call."""
        found: list[tuple[tuple[int, ...], int]] = []
        for (scope, called), calls in self.calls_by_name.items():
            closures: list[int] = []
            while (
                called == name
                and scope > definition
                and self.definitions[scope].kind is DefinitionKind.CLOSURE
            ):
                closures.insert(0, scope)
                scope = self.definitions[scope].scope
            if called == name and scope == definition:
                found.extend((tuple(closures), call) for call in calls)
        return found

    @cached_property
    def calls_by_line(self) -> dict[tuple[int, str], list[int]]:
        """Calls by line and name, as a reference to a function tells where it is called."""
        found: dict[tuple[int, str], list[int]] = {}
        for number, call in enumerate(self.calls):
            found.setdefault((call.line, call.name), []).append(number)
        return found

    @cached_property
    def appended(self) -> dict[tuple[int, str], list[Call]]:
        """Calls that lengthen a list by scope and name: `routes.append(x)`."""
        found: dict[tuple[int, str], list[Call]] = {}
        if self.surface.language == "python":
            for call in self.calls:
                if call.name in ("append", "extend") and isinstance(call.receiver, Name) and call.arguments:
                    found.setdefault((call.scope, call.receiver.path), []).append(call)
        return found

    @cached_property
    def arguments_of(self) -> dict[int, int]:
        """Inner calls by the outer call that takes their result as an argument, also inside literals."""
        found: dict[int, int] = {}
        for number, call in enumerate(self.calls):
            for argument in call.arguments:
                for inner in results_in(argument.value):
                    found.setdefault(inner, number)
        return found

    def last_line(self, value: Value | None, line: int) -> int:
        """The last line on which a value that begins at a line has a call."""
        if isinstance(value, Result):
            call = self.calls[value.call]
            inner = [argument.value for argument in call.arguments]
            return max([call.line, *(self.last_line(each, line) for each in inner)])
        if isinstance(value, Composite):
            return max([line, *(self.last_line(item.value, line) for item in value.items)])
        if isinstance(value, Concat):
            return max([line, *(self.last_line(part, line) for part in value.parts)])
        return line

    def reaching(self, scope: int, name: str, line: int, at: int = 0) -> list[Binding]:
        """Bindings of a name in one scope that may hold at a line, last first.

        What stands in an inner function may run after all of the scope, but sees only the blocks `at` it.

        On the line itself `r = r.With(x)` means the binding before, so values made by a call do not count.
        The variable of a comprehension may stand below the line where its statement begins.
        """
        written = self.locals.get((scope, name), [])
        if any(binding.end for binding in written):
            at = at or line
            written = [b for b in written if not b.end or b.line <= at <= b.end]
        found = [
            binding
            for binding in reversed(written)
            if binding.line < line
            or (binding.line == line and not isinstance(binding.value, Result | Concat))
        ]
        return found or [binding for binding in written if isinstance(binding.value, Element)][:1]


def names_in(value: Value, calls: Sequence[Call]) -> set[str]:
    """Plain names in a value, also among the arguments of a call it holds."""
    if isinstance(value, Name):
        return {value.path}
    if isinstance(value, Composite):
        return {name for item in value.items for name in names_in(item.value, ())}
    if isinstance(value, Result) and value.call < len(calls):
        return {name for argument in calls[value.call].arguments for name in names_in(argument.value, ())}
    return set()


def results_in(value: Value) -> list[int]:
    """Calls whose results stand in a value, in order."""
    if isinstance(value, Result):
        return [value.call]
    if isinstance(value, Composite):
        return [call for item in value.items for call in results_in(item.value)]
    parts = getattr(value, "parts", ())
    return [call for part in parts for call in results_in(part)]


def enclosed(definitions: tuple[Definition, ...], scope: int) -> set[int]:
    """A scope and all scopes in it."""
    found = {scope}
    size = 0
    while size != len(found):
        size = len(found)
        found.update(n for n, definition in enumerate(definitions) if definition.scope in found)
    return found
