"""Transactions that span the tables of several sides."""

from collections.abc import Iterator

from analyzer.model.plan import Blocker
from analyzer.plan.owners import table_owners
from analyzer.plan.sides import OTHER, SIDES, Sides


def crossing_transactions(sides: Sides) -> Iterator[Blocker]:
    """Transactions over tables of several owners, or over one that both sides write."""
    owners = {entry.table: entry for entry in table_owners(sides)}
    for transaction in sides.meaning.transactions:
        touched = [owners[table] for table in (*transaction.writes, *transaction.reads) if table in owners]
        sides_touched = {entry.owner for entry in touched}
        contested = sorted(
            {entry.table for entry in touched if entry.contested and entry.table in transaction.writes}
        )
        number = sides.number.get(transaction.file)
        if (
            number is None
            or sides.role[number] == OTHER
            or not (len(sides_touched & set(SIDES)) > 1 or contested)
        ):
            continue
        tables = ", ".join(dict.fromkeys((*transaction.writes, *transaction.reads)))
        why = f"one transaction spans {tables}" + (
            f"; several sides write {', '.join(contested)}" if contested else ""
        )
        remedy = "split it into steps with an outbox, or let one side own all its tables"
        yield Blocker("transaction", transaction.file, transaction.line, why, remedy)
