"""The changes of which a plan is made, each with its reason and the alternative that was weighed."""

from collections.abc import Collection, Iterator, Sequence

from analyzer.model.boundary import SHARED
from analyzer.model.plan import Crossing
from analyzer.plan.split import Split
from analyzer.plan.steps.change import Change
from analyzer.plan.steps.groups import members
from analyzer.plan.steps.moves import drawn_back, references, to_share, used
from analyzer.plan.steps.order import stays
from analyzer.plan.steps.remedies import of_data, of_reference
from analyzer.plan.steps.state import State, key_of

_DATA = ("table", "foreign-key", "join", "transaction")


def share_changes(split: Split) -> Iterator[Change]:
    """What each boundary gives to shared code."""
    today = references(split, {})
    for name, chosen in to_share(split).items():
        left = references(split, chosen.symbols)
        files = {split.program.graph.symbols[number].file for number in chosen.symbols}
        whole = {
            number: SHARED
            for number, symbol in enumerate(split.program.graph.symbols)
            if symbol.file in files
        }
        lines = sum(split.program.graph.files[file].lines for file in files)
        yield Change(
            "share",
            name,
            name,
            title=f"Move what others name of {name} to shared code",
            reason="types and plain functions that several boundaries name: the minimum cut over all symbols",
            files=chosen.files,
            symbols=chosen.symbols,
            dropped=f"to move the files whole ({len(files)}, {lines:,} lines):"
            f" {_change(today, references(split, whole))} references to cut, against {_change(today, left)}",
            rollback="move the definitions back; nothing else knows where they stand",
        )


def drawn_change(split: Split, name: str) -> Change | None:
    """Shared files that go to the boundary for which they work, if there are any."""
    files = drawn_back(split, name)
    if not files:
        return None
    return Change(
        "move",
        name,
        name,
        title=f"Move shared code that works for {name} to it",
        reason=f"it refers to {name} more than the others refer to it: the minimum cut over shared files",
        files=files,
        dropped=f"to turn its references to {name} round, one by one",
        rollback="move the files back",
    )


def reference_change(
    split: Split, action: str, name: str, found: Sequence[Crossing], inverted: bool
) -> Change:
    """References that are cut where they are: turned round, or replaced by a contract."""
    ends = sorted({one.dependency if action != "extract" else one.dependent for one in found})
    calls = {one.subject: one.count for one in found if one.kind == "call"}
    title = {
        "invert": f"Turn {name} -> {', '.join(ends)} round",
        "contract": f"Let {name} call {', '.join(ends)} through a contract",
        "extract": f"Run {name} as a service with a contract for {', '.join(ends)}",
    }[action]
    into = found[0].dependency
    boundary = into if action == "invert" and name == SHARED else name
    return Change(
        action,
        name if action == "extract" else f"{name} -> {', '.join(ends)}",
        boundary,
        title=title,
        reason=_reason(action, name, found),
        remedies={key_of(one): of_reference(one, inverted) for one in found},
        contract=sorted(calls, key=lambda one: (-calls[one], one)),
        precondition=_precondition(action, name),
        dropped=_alternative(split, found),
        rollback="the old call stays behind the new interface until the next release"
        if action != "extract"
        else f"send the calls to the code of {name} that is still linked, until it is deleted",
    )


def _reason(action: str, name: str, found: Sequence[Crossing]) -> str:
    count = sum(one.count for one in found)
    if action == "invert":
        whose = (
            "shared code must need no service"
            if name == SHARED
            else "it closes a circle, and is its lightest part"
        )
        return f"{whose}: {count} references"
    if action == "contract":
        return f"{count} references lead from {name} back into what is left"
    return f"{count} references lead into {name}"


def _precondition(action: str, name: str) -> str:
    if action == "extract":
        return f"{name} links nothing of the others; its tables have one writer"
    return f"the contract that {name} calls is agreed" if action == "contract" else ""


def _alternative(split: Split, found: Sequence[Crossing]) -> str:
    """What it would leave to move the code that is referred to instead."""
    dependent, dependency = found[0].dependent, found[0].dependency
    wanted = used(split, dependent, dependency)
    today = references(split, {})
    moved = references(split, dict.fromkeys(members(split, frozenset(wanted)), dependent))
    return (
        f"to move the code ({len(wanted)} definitions of {dependency}) to {dependent}:"
        f" {_change(today, moved)} references to cut"
    )


def _change(before: int, after: int) -> str:
    return f"{after - before:+,}"


def data_change(state: State, inside: Collection[str], others: Collection[str], name: str) -> Change | None:
    """The tables, keys, joins and transactions that boundaries have in common with others; `name` is what
    people call those inside."""
    found = [
        one
        for one in state.crossings
        if one.kind in _DATA
        and (one.dependent in inside) != (one.dependency in inside)
        and {one.dependent, one.dependency} <= {*inside, *others}
    ]
    if not found:
        return None
    tables = sorted(_concerned(state.split, found, inside))
    return Change(
        "tables",
        name,
        name if name in inside else stays(state.split),
        title=f"Give each table between {name} and the others one writer",
        reason=f"{sum(one.count for one in found)} statements and keys reach across its border",
        remedies={key_of(one): of_data(state.split, one) for one in found},
        tables=tables,
        precondition="each table has an owner that all have agreed on",
        dropped="a transaction over two services: it locks both whenever one is slow",
        rollback="let both write again: the rows never left the one database",
    )


def _concerned(split: Split, found: Sequence[Crossing], inside: Collection[str]) -> set[str]:
    """The tables that others use: from this step on only their owner does."""
    tables = {one.subject for one in found if one.kind == "table"}
    return tables | {one.table for one in split.tables if one.owner in inside and one.contested}
