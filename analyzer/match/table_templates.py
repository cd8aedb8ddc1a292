"""SQL in constants that leave the table open: each format that fills it in is the use."""

from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.match.external import enclosing
from analyzer.match.lookup import Lookup
from analyzer.match.table_sql import COMPUTED_TABLE, SqlTexts
from analyzer.match.table_texts import FORMATS
from analyzer.model.facts import Call, SqlText
from analyzer.model.program import Target
from analyzer.model.sql import Sql
from analyzer.model.values import Name, Result


def note_templates(lookup: Lookup, sql: SqlTexts) -> None:
    """Notes what `fmt.Sprintf(query, table)` and `QUERY.format(table=…)` say that `query` alone does not."""
    filled: set[tuple[int, str]] = set()
    for file, surface in enumerate(lookup.program.surfaces):
        if surface.is_test or not sql.templates:
            continue
        view = lookup.view(file)
        for number, (call, target) in enumerate(zip(view.calls, view.callees, strict=True)):
            for name in _template(call, target):
                held = _holder(lookup, file, call, name)
                if held in sql.templates and _note(lookup, sql, file, number, sql.templates[held]):
                    filled.add(held)
    sql.found.unseen[COMPUTED_TABLE] -= sum(sql.templates[held].computed for held in filled)


def _template(call: Call, target: Target) -> Iterator[str]:
    """The name of the text that a call formats."""
    if target in FORMATS and call.arguments and isinstance(call.arguments[0].value, Name):
        yield call.arguments[0].value.path
    elif call.name == "format" and isinstance(call.receiver, Name):
        yield call.receiver.path


def _holder(lookup: Lookup, file: int, call: Call, name: str) -> tuple[int, str]:
    """The file and name of the constant or variable that a name means; file -1 if it is none."""
    target = lookup.resolve(file, call.scope, name)
    if not isinstance(target, int):
        return -1, ""
    node = lookup.program.graph.symbols[target]
    return node.file, node.name


def _note(lookup: Lookup, sql: SqlTexts, file: int, number: int, template: Sql) -> bool:
    """Keeps the uses of one format; one whose table the callers give is left to them."""
    call = lookup.view(file).calls[number]
    candidate = SqlText(call.line, call.scope, Result(number))
    text = sql.texts.text(file, call.scope, call.line, candidate.value)
    found = sql.read(text)
    if found.computed:
        sql.computed.append((file, candidate))
    more = replace(found, uses=tuple(use for use in found.uses if use not in template.uses), computed=0)
    without = sql.named.get((file, call.scope), frozenset())
    sql.note(
        more, file, call.line, enclosing(lookup.view(file).definitions, call.scope), text, "sql", without
    )
    return not found.computed
