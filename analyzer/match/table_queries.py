"""Named queries of .sql files, bound to fields by struct tags and used through the fields."""

import re

from analyzer.match.external import enclosing
from analyzer.match.lookup import Lookup
from analyzer.match.rule import ShapeKind, TakeKind
from analyzer.match.table_sql import SqlTexts
from analyzer.model.facts import ReferenceKind
from analyzer.model.graph import REFERENCE_KINDS
from analyzer.model.sql import Sql

_WRITE = REFERENCE_KINDS.index(ReferenceKind.WRITE)


def note_named_queries(lookup: Lookup, sql: SqlTexts) -> None:
    """Each use of a field that holds a named query does what the query does."""
    queries = sql.queries
    bound = _fields(lookup, queries) if queries else {}
    if not bound:
        return
    columns, program = lookup.program.graph.references, lookup.program
    seen: set[tuple[int, int, int]] = set()
    for n, symbol in enumerate(columns.symbol):
        file, line = columns.file[n], columns.line[n]
        if symbol not in bound or (file, line, symbol) in seen or program.surfaces[file].is_test:
            continue
        if columns.kind[n] == _WRITE:
            continue
        seen.add((file, line, symbol))
        name, rule = bound[symbol]
        function = enclosing(program.surfaces[file].definitions, columns.scope[n])
        sql.note(queries[name], file, line, function, name, rule, frozenset())


def _fields(lookup: Lookup, queries: dict[str, Sql]) -> dict[int, tuple[str, str]]:
    """Fields whose tag names a query, with that name and the rule."""
    keys: dict[str, str] = {
        key: rule.id
        for rule in lookup.rules
        if rule.shape.kind is ShapeKind.TAG and rule.emits == "sql"
        for key in rule.shape.key
        if any(take.kind is TakeKind.TAG for take in rule.take.get("name", ()))
    }
    if not keys:
        return {}
    pattern = re.compile(rf'(?:^|\s)({"|".join(map(re.escape, sorted(keys)))}):"([^"]+)"')
    found: dict[int, tuple[str, str]] = {}
    for file, surface in enumerate(lookup.program.surfaces):
        for number, definition in enumerate(surface.definitions):
            tag = pattern.search(definition.tag.strip("`")) if definition.tag else None
            if tag and tag[2] in queries:
                found[lookup.symbol(file, number)] = (tag[2], keys[tag[1]])
    return found
