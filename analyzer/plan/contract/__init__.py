"""Calls across the cuts to contracts: operations, verdicts on what they carry, and how chatty they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from analyzer.match.wire_types import Wire
from analyzer.model.contract import Contract, Operation, Record
from analyzer.plan.contract.chats import chats
from analyzer.plan.contract.judge import Types
from analyzer.plan.contract.operations import operation
from analyzer.plan.contract.sites import Crossed, Remote, crossed_calls
from analyzer.plan.split import Split


def contracts(split: Split, wire: Wire) -> tuple[Contract, ...]:
    """The contract of each boundary that others call, by name."""
    tables = {(place.path, place.line): table for table in split.meaning.tables for place in table.evidence}
    types = Types(split.program, split.first, wire, tables)
    groups: defaultdict[str, dict[Remote, Crossed]] = defaultdict(dict)
    for remote, crossed in crossed_calls(split).items():
        if not _is_data(types, remote.function):
            groups[remote.provider][remote] = crossed
    return tuple(_contract(split, types, provider, groups[provider]) for provider in sorted(groups))


def _is_data(types: Types, function: int) -> bool:
    """Whether what is called is a class of data: making a value is no operation."""
    symbol = types.program.graph.symbols[function]
    if symbol.kind != "class":
        return False
    judged = types.of_symbol(function)
    return judged.role == "error" or judged.verdict != "in-process"


def _contract(split: Split, types: Types, provider: str, calls: Mapping[Remote, Crossed]) -> Contract:
    names = _names(split, [remote.function for remote in calls])
    operations = tuple(
        operation(split, types, names[remote.function], remote.function, crossed)
        for remote, crossed in calls.items()
    )
    ordered = tuple(sorted(operations, key=lambda one: one.name))
    return Contract(provider, ordered, chats(split, provider, calls), records_of(types.records, ordered))


def _names(split: Split, functions: Iterable[int]) -> dict[int, str]:
    """A name for each operation: that of the function, with more of its module where several share it."""
    graph = split.program.graph
    found: dict[int, str] = {}
    taken: set[str] = set()
    for function in functions:
        symbol = graph.symbols[function]
        module = graph.files[symbol.file].module.replace("/", ".").split(".")
        candidates = (".".join((*module[len(module) - n :], symbol.name)) for n in range(len(module) + 1))
        name = next((one for one in candidates if one not in taken), f"{symbol.name}.{function}")
        found[function] = name
        taken.add(name)
    return found


def records_of(records: Mapping[str, Record], operations: Iterable[Operation]) -> tuple[Record, ...]:
    """The records that travel with operations, directly or within others, by name."""
    found: dict[str, Record] = {}
    remote = [each for each in operations if each.is_remote]
    shapes = [one.shape for each in remote for one in (*each.parameters, *each.results) if one.travels]
    for shape in shapes:
        shapes += shape.items
        record = records.get(shape.name) if shape.kind in ("record", "enum") else None
        if record is not None and record.name not in found:
            found[record.name] = record
            shapes += [field.shape for field in record.fields]
    return tuple(found[name] for name in sorted(found))
