"""Transactions: spans from begin to commit, with the tables touched inside."""

from collections.abc import Iterator

from analyzer.match.external import enclosing
from analyzer.match.file_view import Site
from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.rule import TakeKind
from analyzer.match.transaction_reach import Reach
from analyzer.match.transaction_spans import Span, begin_span, function_span
from analyzer.match.transaction_wrappers import Wrappers
from analyzer.model.meaning import TableOp, TableUse, Transaction


def transactions(lookup: Lookup, uses: tuple[TableUse, ...]) -> tuple[Transaction, ...]:
    """All transactions outside tests in order of file and line, without helpers that begin one for others."""
    reach = Reach(lookup, uses)
    found = [_transaction(lookup, reach, span, rule) for span, rule in _spans(lookup)]
    return tuple(sorted(found, key=lambda t: (t.file, t.line, t.end_line, t.function)))


def _spans(lookup: Lookup) -> Iterator[tuple[Span, str]]:
    """Each call that begins a transaction, directly or through a wrapper of the repository."""
    wrappers, seen = Wrappers(lookup), set[Site]()
    for match in lookup.matches:
        if match.rule.emits != "transaction" or match.weak:
            continue
        span = _span(lookup, match)
        if wrappers.note(match.file, match.index, match.rule.id, span) or span is None:
            continue
        seen.add((match.file, match.index))
        yield span, match.rule.id
    for site, span, rule in wrappers.uses():
        if site not in seen:
            seen.add(site)
            yield span, rule


def _span(lookup: Lookup, match: Match) -> Span | None:
    view = lookup.view(match.file)
    call = view.calls[match.index]
    if call.decorates >= 0:
        definition = view.definitions[call.decorates]
        line, end = definition.line, definition.end_line
        return Span(match.file, call.decorates, line, end, line, call.decorates)
    for take in match.rule.take.get("body", ()):
        values = [each.value for each in call.arguments]
        if take.kind is TakeKind.ARG and -len(values) <= take.first < len(values):
            for value in (values[take.first], *values):
                span = function_span(lookup, match.file, call, value)
                if span is not None:
                    return span
        return None
    return begin_span(lookup, match.file, match.index)


def _transaction(lookup: Lookup, reach: Reach, span: Span, rule: str) -> Transaction:
    uses = reach.uses(span)
    surface = lookup.program.surfaces[span.file]
    return Transaction(
        file=surface.path,
        line=span.begin,
        end_line=span.end,
        function=enclosing(surface.definitions, span.owner),
        rule=rule,
        reads=tuple(sorted({use.table for use in uses if use.op is TableOp.READ})),
        writes=tuple(sorted({use.table for use in uses if use.op is TableOp.WRITE})),
        uses=uses,
    )
