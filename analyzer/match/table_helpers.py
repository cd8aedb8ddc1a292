"""SQL whose table is a parameter or a field: each call that gives the name is the use."""

from collections.abc import Iterator

from analyzer.match.external import enclosing
from analyzer.match.file_view import FUNCTIONS
from analyzer.match.lookup import Lookup
from analyzer.match.table_givers import given_values
from analyzer.match.table_lists import Lists
from analyzer.match.table_models import Given
from analyzer.match.table_owners import Held, Owners
from analyzer.match.table_sql import SqlTexts
from analyzer.model.facts import DefinitionKind, SqlText
from analyzer.model.sql import HOLE, SqlUse
from analyzer.model.values import Concat, Name, Result, Value

MARK = "zzz_given"
"""Stands for the parameter while its place in the statement is found out."""
DEEPEST = 4


class Helpers:
    """Follows computed table names to the calls that give them."""

    def __init__(self, lookup: Lookup, sql: SqlTexts) -> None:
        self.lookup = lookup
        self.sql = sql
        self.owners = Owners(lookup, sql.texts)
        self.lists = Lists(lookup, sql.texts)
        self.seen: set[tuple[Given | Held, tuple[SqlUse, ...]]] = set()

    def run(self) -> None:
        """All candidates whose table was not known where they are written."""
        for file, candidate in self.sql.computed:
            for name in sorted(set(self._names(file, candidate.scope, candidate.line, candidate.value, 0))):
                uses = self._uses_of(file, candidate, name)
                if uses:
                    self._note_listed(file, candidate, name, uses)
                    for given in self._sources(file, candidate.scope, name):
                        self._follow(given, uses, 0)

    def _note_listed(self, file: int, candidate: SqlText, name: str, uses: tuple[SqlUse, ...]) -> None:
        for text in self.lists.texts_of(file, candidate.scope, candidate.line, name):
            self._note(file, candidate.line, candidate.scope, text, uses, "sql/list", f"for {name}")

    def _sources(self, file: int, scope: int, name: str) -> Iterator[Given | Held]:
        yield from self._givers(file, scope, name)
        held = self._held(file, scope, name)
        if held is not None:
            yield held

    def _uses_of(self, file: int, candidate: SqlText, name: str) -> tuple[SqlUse, ...]:
        text = self.sql.texts.text(file, candidate.scope, candidate.line, candidate.value, {name: MARK})
        return tuple(use for use in self.sql.read(text).uses if use.table == MARK)

    def _names(self, file: int, scope: int, line: int, value: Value, depth: int) -> Iterator[str]:
        """Names in a text, also behind local variables."""
        if isinstance(value, Concat):
            for part in value.parts:
                yield from self._names(file, scope, line, part, depth)
        elif isinstance(value, Result) and depth < DEEPEST:
            for argument in self.lookup.view(file).calls[value.call].arguments:
                yield from self._names(file, scope, line, argument.value, depth + 1)
        elif isinstance(value, Name):
            yield value.path
            if depth >= DEEPEST:
                return
            for binding in self.lookup.view(file).reaching(scope, value.path, line)[:2]:
                if binding.line <= line:
                    yield from self._names(file, scope, binding.line - 1, binding.value, depth + 1)

    def _givers(self, file: int, scope: int, name: str) -> Iterator[Given]:
        """The parameter of that name of an enclosing function, or those that a field gets its value from."""
        definitions = self.lookup.view(file).definitions
        while scope >= 0:
            definition = definitions[scope]
            if definition.kind in FUNCTIONS:
                for position, parameter in enumerate(definition.parameters):
                    if parameter.name == name:
                        yield Given(file, scope, position)
                        return
            if definition.kind is DefinitionKind.METHOD and "." in name:
                yield from self._field(file, scope, name)
                return
            scope = definition.scope

    def _held(self, file: int, scope: int, name: str) -> Held | None:
        """The field of that name in the value on which the method around is called."""
        definitions = self.lookup.view(file).definitions
        owner, _, field = name.partition(".")
        while scope >= 0 and definitions[scope].kind is not DefinitionKind.METHOD:
            scope = definitions[scope].scope
        if scope < 0 or not field.isidentifier() or owner not in ("self", "cls", definitions[scope].receiver):
            return None
        return Held(file, scope, field)

    def _field(self, file: int, scope: int, name: str) -> Iterator[Given]:
        owner = self.lookup.class_of(file, scope)
        if not isinstance(owner, int) or name.count(".") != 1:
            return
        for place in self.lookup.field_writes(owner, name.split(".")[1]):
            if isinstance(place.value, Name):
                yield from self._givers(place.file, place.scope, place.value.path)

    def _follow(self, given: Given | Held, uses: tuple[SqlUse, ...], depth: int) -> None:
        if depth > DEEPEST or (given, uses) in self.seen:
            return
        self.seen.add((given, uses))
        if isinstance(given, Held):
            for file, number, found in self.owners.callers(given):
                if isinstance(found, Held):
                    self._follow(found, uses, depth + 1)
                else:
                    self._note_call(file, number, found, uses)
            return
        for file, number, values in given_values(self.lookup, given):
            call = self.lookup.view(file).calls[number]
            for value in values[:1]:
                text = self.sql.texts.text(file, call.scope, call.line, value)
                if HOLE not in text and text:
                    self._note_call(file, number, text, uses)
                elif isinstance(value, Name):
                    for further in self._givers(file, call.scope, value.path):
                        self._follow(further, uses, depth + 1)

    def _note_call(self, file: int, number: int, text: str, uses: tuple[SqlUse, ...]) -> None:
        call = self.lookup.view(file).calls[number]
        self._note(file, call.line, call.scope, text, uses, "sql/helper", f"{call.name}()")

    def _note(
        self, file: int, line: int, scope: int, text: str, uses: tuple[SqlUse, ...], rule: str, short: str
    ) -> None:
        function = enclosing(self.lookup.view(file).definitions, scope)
        for named in self.sql.read(f"SELECT 1 FROM {text}").uses:
            for use in uses:
                self.sql.add(file, line, function, named.table, use.op, short, rule)
