"""Functions of the repository that begin a transaction for others: to run a function in, or to hand back."""

from collections.abc import Iterator

from analyzer.match.file_view import Site
from analyzer.match.lookup import Lookup
from analyzer.match.transaction_spans import Span, begin_span, blocks_of, function_span
from analyzer.model.facts import DefinitionKind
from analyzer.model.values import Composite, Index, Name, Result, Value

DEEPEST = 3


class Wrappers:
    """Wrappers by symbol; `running` take a function at a position, `giving` hand the transaction back."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.running: dict[tuple[int, int], str] = {}
        self.giving: dict[int, str] = {}

    def note(self, file: int, number: int, rule: str, span: Span | None) -> bool:
        """Whether the function that begins this transaction is a wrapper; then its callers begin it."""
        scope = self.lookup.view(file).calls[number].scope
        if scope < 0:
            return False
        symbol = self.lookup.symbol(file, scope)
        if self._gives(file, scope, number, span):
            self.giving[symbol] = rule
            if not self._callers(symbol):
                self.giving.update(dict.fromkeys(self._declared(symbol), rule))
            return True
        position = self._runs(file, scope, span) if span is not None else None
        if position is not None:
            self.running[symbol, position] = rule
            return True
        return False

    def _gives(self, file: int, scope: int, number: int, span: Span | None) -> bool:
        handles = span.handles if span is not None else tuple(self._names(file, number))
        block = span is not None and number in blocks_of(self.lookup, file)
        for name in ("return", "yield"):
            for binding in self.lookup.view(file).locals.get((scope, name), ()):
                inside = not block or (span is not None and span.line <= binding.line <= span.end)
                if inside and _holds(binding.value, handles, number):
                    return True
        return False

    def _declared(self, symbol: int) -> Iterator[int]:
        """Methods of that name in interfaces of the same package: a type that embeds an outside one may fill
        an interface without the link knowing."""
        node = self.lookup.program.graph.symbols[symbol]
        module, last = self.lookup.program.surfaces[node.file].module, node.name.rsplit(".", 1)[-1]
        for number, other in enumerate(self.lookup.program.graph.symbols):
            if other.name.endswith(f".{last}") and self.lookup.program.surfaces[other.file].module == module:
                definitions = self.lookup.program.surfaces[other.file].definitions
                owner = definitions[other.definition].scope
                if owner >= 0 and definitions[owner].kind is DefinitionKind.INTERFACE:
                    yield number

    def _names(self, file: int, number: int) -> Iterator[str]:
        for binding in self.lookup.view(file).bindings:
            value = binding.value.of if isinstance(binding.value, Index) else binding.value
            if value == Result(number):
                yield binding.name

    def _runs(self, file: int, scope: int, span: Span) -> int | None:
        """The parameter that is called with the transaction inside the span."""
        view = self.lookup.view(file)
        names = [parameter.name for parameter in view.definitions[scope].parameters]
        for call in view.calls:
            if call.receiver is None and call.name in names and span.line <= call.line <= span.end:
                return names.index(call.name)
        return None

    def uses(self) -> Iterator[tuple[Site, Span, str]]:
        """Calls of wrappers with their spans; wrappers of wrappers are seen through."""
        for _ in range(DEEPEST):
            fresh = False
            for symbol, rule in list(self.giving.items()):
                for file, number in self.lookup.callers.get(symbol, ()):
                    span = begin_span(self.lookup, file, number)
                    scope = self.lookup.view(file).calls[number].scope
                    known = scope >= 0 and self.lookup.symbol(file, scope) in self.giving
                    if not known and self.note(file, number, rule, span):
                        fresh = True
            for (symbol, position), rule in list(self.running.items()):
                for file, number in self._callers(symbol):
                    if self._passes_on(file, number, position, rule):
                        fresh = True
            if not fresh:
                break
        yield from self._uses()

    def _callers(self, symbol: int) -> list[Site]:
        return self.lookup.callers.get(symbol, [])

    def _passes_on(self, file: int, number: int, position: int, rule: str) -> bool:
        """Whether a caller hands its own parameter to a wrapper, and so is one."""
        call = self.lookup.view(file).calls[number]
        value = call.arguments[position].value if position < len(call.arguments) else None
        if not isinstance(value, Name) or call.scope < 0:
            return False
        names = [parameter.name for parameter in self.lookup.view(file).definitions[call.scope].parameters]
        key = (self.lookup.symbol(file, call.scope), names.index(value.path)) if value.path in names else None
        if key is None or key in self.running:
            return False
        self.running[key] = rule
        return True

    def _uses(self) -> Iterator[tuple[Site, Span, str]]:
        for symbol, rule in self.giving.items():
            for file, number in self._callers(symbol):
                span = begin_span(self.lookup, file, number)
                scope = self.lookup.view(file).calls[number].scope
                if span is not None and not self._is_wrapper(file, scope):
                    yield (file, number), span, rule
        for (symbol, position), rule in self.running.items():
            for file, number in self._callers(symbol):
                call = self.lookup.view(file).calls[number]
                if position < len(call.arguments):
                    span = function_span(self.lookup, file, call, call.arguments[position].value)
                    if span is not None:
                        yield (file, number), span, rule

    def _is_wrapper(self, file: int, scope: int) -> bool:
        symbol = self.lookup.symbol(file, scope) if scope >= 0 else -1
        return symbol in self.giving or any(symbol == held for held, _ in self.running)


def _holds(value: Value, handles: tuple[str, ...], number: int) -> bool:
    if isinstance(value, Name):
        return value.path in handles
    if isinstance(value, Index):
        return _holds(value.of, handles, number)
    if isinstance(value, Composite):
        return any(_holds(item.value, handles, number) for item in value.items)
    return value == Result(number)
