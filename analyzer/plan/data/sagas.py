"""A transaction over several owners as the steps of a saga."""

from collections.abc import Mapping, Sequence

from analyzer.model.data import COMPENSATABLE, PIVOT, RETRIABLE, SagaStep
from analyzer.model.graph import Evidence
from analyzer.model.meaning import TableOp, TableUse, Transaction
from analyzer.plan.data.shares import is_removal

_ADDS = ("insert", "create", "save", "add", "bulk", "upsert", "replace")


def saga(one: Transaction, owner: Mapping[str, str], here: str) -> tuple[tuple[SagaStep, ...], str, str]:
    """The steps in order, the pattern that they allow, and why.

    The pivot is the last write of the owner that runs the transaction (`here`): what it wrote just before is
    committed with it. What others write before that must be compensatable, what they write after it is
    retriable. Where nothing has to be compensated, an outbox is enough.
    """
    writes = _once([use for use in one.uses if use.op is TableOp.WRITE and use.table in owner])
    own = [number for number, use in enumerate(writes) if owner[use.table] == here]
    pivot = own[-1] if own else 0
    first = pivot
    while first - 1 in own:
        first -= 1
    steps = tuple(
        _step(
            use,
            owner[use.table],
            COMPENSATABLE if number < first else PIVOT if number <= pivot else RETRIABLE,
        )
        for number, use in enumerate(writes)
    )
    undone = sum(step.kind == COMPENSATABLE for step in steps)
    if undone:
        return (
            steps,
            "saga",
            f"{undone} of {len(steps)} steps come before the pivot and must be undone if it fails",
        )
    return steps, "outbox", "all that other owners write comes after the pivot"


def _once(uses: Sequence[TableUse]) -> list[TableUse]:
    """One write a table and place."""
    return list({(use.file, use.line, use.table): use for use in uses}.values())


def _step(use: TableUse, owner: str, kind: str) -> SagaStep:
    place = Evidence(use.file, use.line, use.function)
    return SagaStep(use.table, owner, kind, place, _undo(use) if kind == COMPENSATABLE else "")


def _undo(use: TableUse) -> str:
    if is_removal(use):
        return f"mark the row of {use.table} first, and delete it after the pivot"
    if use.statement.lower().startswith(_ADDS):
        return f"delete the new row of {use.table}"
    return f"write the old values of {use.table} back"
