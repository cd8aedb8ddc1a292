"""Table uses inside a transaction, also in functions that are called with it."""

from collections import defaultdict

from analyzer.match.file_view import FUNCTIONS
from analyzer.match.lookup import Lookup
from analyzer.match.transaction_spans import Span, mentions, touches
from analyzer.model.facts import Call, DefinitionKind
from analyzer.model.meaning import TableUse, order_of_use
from analyzer.model.values import Index, Name, Result

DEEPEST = 6
DEEPEST_WITHOUT_HANDLE = 3
"""A transaction that no variable stands for covers every call: it is followed less far."""


class Reach:
    """Finds the uses of spans."""

    def __init__(self, lookup: Lookup, uses: tuple[TableUse, ...]) -> None:
        self.lookup = lookup
        self.by_file: dict[str, list[TableUse]] = defaultdict(list)
        for use in uses:
            self.by_file[use.file].append(use)

    def uses(self, span: Span) -> tuple[TableUse, ...]:
        """All uses inside a span, in order of file and line."""
        found: dict[TableUse, None] = {}
        self._inside(span, found, set(), 0)
        return tuple(sorted(found, key=order_of_use))

    def _inside(
        self, span: Span, found: dict[TableUse, None], seen: set[tuple[int, int]], depth: int
    ) -> None:
        self._lines(span.file, span.line, span.end, found)
        view = self.lookup.view(span.file)
        handles = self._derived(span)
        for number, call in enumerate(view.calls):
            if not span.line <= call.line <= span.end:
                continue
            if span.handles and not mentions(self.lookup, span.file, call, handles):
                continue
            self._constants(span.file, call, found)
            self._callee(span.file, number, call, handles, found, seen, depth)

    def _lines(self, file: int, line: int, end: int, found: dict[TableUse, None]) -> None:
        for use in self.by_file.get(self.lookup.program.surfaces[file].path, ()):
            if line <= use.line <= end:
                found[use] = None

    def _derived(self, span: Span) -> tuple[str, ...]:
        """The handles and what is made with them: `queries := q.WithTx(tx)`."""
        names = list(span.handles)
        for binding in self.lookup.view(span.file).bindings if names else ():
            value = binding.value.of if isinstance(binding.value, Index) else binding.value
            if (
                span.line <= binding.line <= span.end
                and isinstance(value, Result)
                and binding.name not in ("return", "err", "_", *names)
                and touches(self.lookup, span.file, value, tuple(names))
            ):
                names.append(binding.name)
        return tuple(names)

    def _constants(self, file: int, call: Call, found: dict[TableUse, None]) -> None:
        """Statements that stand in constants or variables and are used here by name."""
        for argument in call.arguments:
            if isinstance(argument.value, Name):
                for binding in self.lookup.view(file).reaching(call.scope, argument.value.path, call.line)[
                    :1
                ]:
                    self._lines(file, binding.line, binding.line + 1, found)
                target = self.lookup.program.resolve(file, call.scope, argument.value.path)
                if isinstance(target, int):
                    definition, node = (
                        self.lookup.definition(target),
                        self.lookup.program.graph.symbols[target],
                    )
                    if definition.kind in (DefinitionKind.CONSTANT, DefinitionKind.VARIABLE):
                        self._lines(node.file, definition.line, definition.end_line, found)

    def _callee(
        self,
        file: int,
        number: int,
        call: Call,
        handles: tuple[str, ...],
        found: dict[TableUse, None],
        seen: set[tuple[int, int]],
        depth: int,
    ) -> None:
        target = self.lookup.view(file).callees[number]
        if not isinstance(target, int) or depth >= (DEEPEST if handles else DEEPEST_WITHOUT_HANDLE):
            return
        for symbol in (target, *self.lookup.implementations.get((file, call.line, call.name), ())):
            node, definition = self.lookup.program.graph.symbols[symbol], self.lookup.definition(symbol)
            key = (node.file, node.definition)
            if (
                definition.kind not in FUNCTIONS
                or key in seen
                or self.lookup.program.surfaces[node.file].is_test
            ):
                continue
            seen.add(key)
            inner = self._handed(file, call, symbol, handles) if handles else ()
            span = Span(
                node.file, node.definition, definition.line, definition.end_line, call.line, call.scope, inner
            )
            self._inside(span, found, seen, depth + 1)

    def _handed(self, file: int, call: Call, symbol: int, handles: tuple[str, ...]) -> tuple[str, ...]:
        """The names that stand for the transaction inside a called function."""
        definition = self.lookup.definition(symbol)
        names = [
            parameter.name
            for parameter, argument in zip(definition.parameters, call.arguments, strict=False)
            if touches(self.lookup, file, argument.value, handles) and parameter.name
        ]
        if call.receiver is not None and touches(self.lookup, file, call.receiver, handles):
            names.append(definition.receiver or "self")
        return tuple(names) or ("\x00",)
