"""Tables: who reads, writes and declares which, in SQL, builders and object mappers."""

from collections.abc import Sequence

from msgspec import Struct

from analyzer.match.lookup import Lookup
from analyzer.match.rule import Rule
from analyzer.match.schema import last_state
from analyzer.match.table_associations import note_associations
from analyzer.match.table_calls import TableCalls
from analyzer.match.table_columns import tables_of_models
from analyzer.match.table_entities import note_entities
from analyzer.match.table_helpers import Helpers
from analyzer.match.table_methods import note_generics, note_methods
from analyzer.match.table_models import Models
from analyzer.match.table_queries import note_named_queries
from analyzer.match.table_registry import Registry
from analyzer.match.table_sql import SqlTexts
from analyzer.match.table_templates import note_templates
from analyzer.match.transactions import transactions
from analyzer.model.meaning import Join, Table, TableUse, Transaction, order_of_use
from analyzer.model.program import Program
from analyzer.model.source import Problem
from analyzer.model.sql import SqlReader

EMITTED = ("table", "table_name", "sql", "transaction")
"""What rules about databases emit."""


class Tables(Struct, frozen=True):
    """What a program does to its database, each in order of file and line."""

    uses: tuple[TableUse, ...] = ()
    tables: tuple[Table, ...] = ()
    joins: tuple[Join, ...] = ()
    transactions: tuple[Transaction, ...] = ()
    problems: tuple[Problem, ...] = ()
    unseen: dict[str, int] = {}


def tables(program: Program, rules: Sequence[Rule], reader: SqlReader) -> Tables:
    """All table facts of a program; `reader` understands SQL."""
    lookup = Lookup(program, [rule for rule in rules if rule.emits in EMITTED])
    texts = SqlTexts(lookup, reader)
    texts.run()
    models = Models(lookup)
    registry = Registry(lookup, texts, models)
    note_named_queries(lookup, texts)
    note_templates(lookup, texts)
    calls = TableCalls(lookup, texts, models, registry)
    calls.run()
    Helpers(lookup, texts).run()
    note_associations(calls)
    note_methods(calls)
    note_generics(calls)
    note_entities(calls)
    registry.declare()
    from_models = list(tables_of_models(registry.classes, lambda symbol: registry.table(symbol, "")))
    registry.declare_tables(from_models)
    found = texts.found
    uses = tuple(sorted(set(found.uses), key=order_of_use))
    return Tables(
        uses,
        last_state(found.changes, from_models),
        tuple(sorted(set(found.joins), key=lambda j: (j.file, j.line, j.tables, j.function, j.statement))),
        transactions(lookup, uses),
        problems=tuple(found.problems),
        unseen=dict(sorted((+found.unseen).items())),
    )
