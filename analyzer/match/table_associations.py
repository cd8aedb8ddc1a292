"""Associations of structs and queries inside queries: what chains of calls read beside their own model.

`db.Preload("Orders.Items").Find(&users)`, `db.Model(&user).Association("Roles").Append(&role)`,
`db.Where("id IN (?)", db.Model(&Ban{}).Select("user_id"))`.
"""

import re
from collections.abc import Iterator
from itertools import chain as joined

from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.table_calls import TableCalls
from analyzer.match.table_chains import after, chain
from analyzer.match.table_names import element
from analyzer.match.table_takes import constant, values_of
from analyzer.model.facts import Call, Definition, DefinitionKind
from analyzer.model.values import Name, Result, Value

_BETWEEN = re.compile(r"many2many:(\w+)|m2m:(\w+)")
_NO_COLUMN = re.compile(r'(?:gorm|bun|pg):"(?:-|[^"]*(?:embedded|serializer:|type:|json))')
_ALL = "clause.Associations"


def note_associations(calls: TableCalls) -> None:
    """Adds what associations read and write, and what a query inside another one reads."""
    found = _Associations(calls)
    chains: set[int] = set()
    for match in calls.lookup.matches:
        if match.rule.emits != "table" or match.rule.shape.kind != "call" or match.rule.language != "go":
            continue
        op = constant(match, "op")
        if op == "preload":
            found.preload(match)
        elif op == "association":
            found.associate(match)
        elif op == "chain":
            chains.add(match.file)
    for file in sorted(chains):
        _note_inner(calls, file)


class _Associations:
    """Follows the fields of structs that calls name."""

    def __init__(self, calls: TableCalls) -> None:
        self.calls = calls
        self.lookup: Lookup = calls.lookup

    def preload(self, match: Match) -> None:
        """Reads each struct along a path of fields: `Preload("Orders.Items")`."""
        for model, strategy in self._models(match):
            for path in self._paths(match, model):
                for table in self._along(model, path, strategy):
                    self.calls.use(match.file, self._call(match), table, ["read"], match.rule.id)

    def associate(self, match: Match) -> None:
        """Reads or changes what one field leads to, as the call after says."""
        for model, strategy in self._models(match):
            for path in self._paths(match, model):
                field = self._field(model, path)
                between = self._between(field) if field is not None else ""
                tables = list(self._along(model, path, strategy))
                for number in after(self.lookup, match.file, match.index):
                    call = self.lookup.view(match.file).calls[number]
                    is_read = self._reads(match.file, number)
                    for table in tables if is_read or not between else [between]:
                        op = "read" if is_read else "write"
                        self.calls.use(match.file, call, table, [op], match.rule.id)

    def _call(self, match: Match) -> Call:
        return self.lookup.view(match.file).calls[match.index]

    def _reads(self, file: int, number: int) -> bool:
        ops = [constant(found, "op") for found in self.lookup.rules_of_call.get((file, number), ())]
        return "read" in ops

    def _models(self, match: Match) -> Iterator[tuple[int, str]]:
        """The models of a chain with their naming, each once: named before the call, or after it."""
        seen: set[tuple[int, str]] = set()
        for number in joined(chain(self.lookup, match.file, match.index), self._later(match)):
            for found in self.lookup.rules_of_call.get((match.file, number), ()):
                for model in self._of(found):
                    if model not in seen:
                        seen.add(model)
                        yield model
            if seen:
                return

    def _of(self, match: Match) -> Iterator[tuple[int, str]]:
        call = self._call(match)
        for take in match.rule.take.get("model", ()):
            for value in values_of(self.lookup, match, take):
                for model in self.calls.models.of(match.file, call.scope, call.line, value):
                    if isinstance(model, int):
                        yield model, constant(match, "name")

    def _later(self, match: Match) -> Iterator[int]:
        """Calls after one in its chain, also where a variable holds what the chain has got to."""
        yield from after(self.lookup, match.file, match.index)
        view = self.lookup.view(match.file)
        scope = view.calls[match.index].scope
        for number, call in enumerate(view.calls):
            is_later = call.scope == scope and call.line > match.line and isinstance(call.receiver, Name)
            if is_later and match.index in chain(self.lookup, match.file, number):
                yield number

    def _paths(self, match: Match, model: int) -> Iterator[str]:
        call = self._call(match)
        for take in match.rule.take.get("columns", ()):
            for value in values_of(self.lookup, match, take):
                if isinstance(value, Name) and value.path == _ALL:
                    yield from (name for name, field in self._fields(model) if self._leads(model, field))
                else:
                    yield self.calls.sql.texts.text(match.file, call.scope, call.line, value)

    def _along(self, model: int, path: str, strategy: str) -> Iterator[str]:
        at: int | None = model
        for name in path.split("."):
            field = self._field(at, name) if at is not None else None
            at = self._target(at, field) if field is not None and at is not None else None
            if at is None or field is None:
                return
            if between := self._between(field):
                yield between
            yield self.calls.registry.table(at, strategy)

    def _field(self, model: int, name: str) -> Definition | None:
        found = self.lookup.member(model, name) if name.isidentifier() else None
        definition = self.lookup.definition(found) if isinstance(found, int) else None
        return definition if definition is not None and definition.kind is DefinitionKind.FIELD else None

    def _fields(self, model: int) -> Iterator[tuple[str, Definition]]:
        node = self.lookup.program.graph.symbols[model]
        for definition in self.lookup.program.surfaces[node.file].definitions:
            if definition.scope == node.definition and definition.kind is DefinitionKind.FIELD:
                yield definition.name.rsplit(".", 1)[-1], definition

    def _leads(self, model: int, field: Definition) -> bool:
        is_embedded = field.type in self.lookup.definition(model).bases
        return not is_embedded and not _NO_COLUMN.search(field.tag) and self._target(model, field) is not None

    def _target(self, model: int, field: Definition) -> int | None:
        """The struct that a field holds, one or many of."""
        file = self.lookup.program.graph.symbols[model].file
        found = self.calls.models.types.of_type(file, -1, element(field.type))
        is_struct = isinstance(found, int) and self.lookup.definition(found).kind is DefinitionKind.STRUCT
        return found if is_struct and isinstance(found, int) else None

    def _between(self, field: Definition) -> str:
        found = _BETWEEN.search(field.tag)
        return str(found[1] or found[2]) if found else ""


def _note_inner(calls: TableCalls, file: int) -> None:
    """Queries that are handed to another call without being run themselves."""
    view = calls.lookup.view(file)
    seen: set[int] = set()
    for number, call in enumerate(view.calls):
        if call.receiver is None or isinstance(view.callees[number], int):
            continue
        for argument in call.arguments[1:]:
            for inner in _results(calls, file, call.scope, call.line, argument.value):
                for match in _unrun(calls, file, inner):
                    if match.index not in seen:
                        seen.add(match.index)
                        for table in dict.fromkeys(calls.own_tables(match)):
                            calls.use(file, view.calls[match.index], table, ["read"], match.rule.id)


def _unrun(calls: TableCalls, file: int, number: int) -> list[Match]:
    """The calls that name the table of a chain, if no call of it runs the query."""
    numbers = (number, *chain(calls.lookup, file, number))
    found = [match for at in numbers for match in calls.lookup.rules_of_call.get((file, at), ())]
    tables = [m for m in found if m.rule.emits == "table" and constant(m, "op") != "preload"]
    return tables if all(constant(match, "op") == "chain" for match in tables) else []


def _results(calls: TableCalls, file: int, scope: int, line: int, value: Value) -> Iterator[int]:
    if isinstance(value, Result):
        yield value.call
    elif isinstance(value, Name) and "." not in value.path:
        for binding in calls.lookup.view(file).reaching(scope, value.path, line)[:1]:
            if isinstance(binding.value, Result):
                yield binding.value.call
