"""Columns and keys of model classes of Python, from the fields of their bodies."""

from collections.abc import Callable, Iterator

from analyzer.match.table_classes import Classes, ModelClass
from analyzer.match.table_relations import LINKS, MANY, target_of
from analyzer.model.facts import Argument, Call, Definition
from analyzer.model.graph import Evidence
from analyzer.model.meaning import Column, ForeignKey, Table
from analyzer.model.values import Constant, Name, Result, Text, Value

_COLUMN_CALLS = frozenset({"Column", "mapped_column", "Field"})


def tables_of_models(classes: Classes, table_of: Callable[[int], str]) -> Iterator[Table]:
    """The table of each model class, and those that a many-to-many field makes; `table_of` names classes."""
    for model in classes.all:
        if not model.inherited:
            reader = _Fields(classes, model, table_of)
            yield reader.table()
            yield from reader.many


class _Fields:
    """Reads the fields of one model."""

    def __init__(self, classes: Classes, model: ModelClass, table_of: Callable[[int], str]) -> None:
        self.classes = classes
        self.model = model
        self.table_of = table_of
        self.columns: list[Column] = []
        self.primary: list[str] = []
        self.foreign: list[ForeignKey] = []
        self.indexes: list[tuple[str, ...]] = []
        self.many: list[Table] = []

    def table(self) -> Table:
        """Own fields and those of bases that are no tables themselves."""
        holders = [self.model.symbol]
        for base in self.classes.ancestry(self.model.symbol).inside:
            if self.classes.model(base) is None:
                holders.append(base)
        for holder in holders:
            for name, definition in self.classes.members(holder):
                if isinstance(definition.value, Result):
                    self._field(holder, name, definition)
        if self.model.style == "django" and not self.primary:
            self.columns.insert(0, Column("id", "", False))
            self.primary.append("id")
        return Table(
            self.model.table,
            tuple({c.name: c for c in self.columns}.values()),
            tuple(self.primary),
            tuple(self.foreign),
            tuple(self.indexes),
            (self._evidence(self.model.symbol),),
        )

    def _evidence(self, symbol: int, line: int = 0) -> Evidence:
        path = self.classes.lookup.program.surfaces[self.classes.file(symbol)].path
        return Evidence(path, line or self.classes.lookup.definition(symbol).line)

    def _field(self, holder: int, name: str, definition: Definition) -> None:
        assert isinstance(definition.value, Result)
        file = self.classes.file(holder)
        call = self.classes.lookup.view(file).calls[definition.value.call]
        if call.name in MANY:
            self._many(holder, file, name, call)
        elif call.name in LINKS:
            self._link(file, name, call)
        elif call.name in _COLUMN_CALLS or call.name.endswith("Field"):
            self._column(file, name, call)

    def _column(self, file: int, name: str, call: Call) -> None:
        calls = self.classes.lookup.view(file).calls
        plain = [argument.value for argument in call.arguments if not argument.keyword]
        if plain and isinstance(plain[0], Text) and call.name in ("Column", "mapped_column"):
            name = plain.pop(0).value  # type: ignore[union-attr]  # just tested
        kind = call.name
        for value in plain:
            inner = calls[value.call] if isinstance(value, Result) else None
            if inner is not None and inner.name == "ForeignKey":
                self._reference(file, name, inner)
            elif call.name in _COLUMN_CALLS and kind == call.name:
                kind = inner.name if inner is not None else _last(value)
        if _is(call.arguments, "primary_key"):
            self.primary.append(name)
        if _is(call.arguments, "unique") or _is(call.arguments, "index") or _is(call.arguments, "db_index"):
            self.indexes.append((name,))
        django = call.name.endswith("Field")
        nullable = _is(call.arguments, "null") if django else not _is(call.arguments, "nullable", "False")
        self.columns.append(Column(self._given(call, name), kind, nullable and name not in self.primary))

    def _given(self, call: Call, name: str) -> str:
        for argument in call.arguments:
            if argument.keyword in ("db_column", "column_name") and isinstance(argument.value, Text):
                return argument.value.value
        return name

    def _reference(self, file: int, name: str, call: Call) -> None:
        value = call.arguments[0].value if call.arguments else None
        if isinstance(value, Text) and "." in value.value:
            table, _, column = value.value.rpartition(".")
            self.foreign.append(ForeignKey((name,), table, (column,)))
        elif isinstance(value, Name) and "." in value.path:
            owner, _, column = value.path.rpartition(".")
            if other := self._class_table(file, Name(owner)):
                self.foreign.append(ForeignKey((name,), other, (column,)))

    def _link(self, file: int, name: str, call: Call) -> None:
        column = self._given(call, f"{name}_id")
        self.columns.append(Column(column, call.name, _is(call.arguments, "null")))
        other = self._class_table(file, target_of(call))
        if other:
            self.foreign.append(ForeignKey((column,), other, ("id",)))

    def _many(self, holder: int, file: int, name: str, call: Call) -> None:
        texts = {a.keyword: a.value.value for a in call.arguments if isinstance(a.value, Text)}
        goes_through = any(a.keyword == "through" for a in call.arguments)
        if goes_through and (self.model.style == "django" or "through" not in texts):
            return
        given = [texts[key] for key in ("db_table", "through") if key in texts]
        other = self._class_table(file, target_of(call))
        own = f"{self.model.table.rpartition('_')[2]}_id"
        keys = [ForeignKey((own,), self.model.table, ("id",))]
        if other:
            keys.append(ForeignKey((f"{other.rpartition('_')[2]}_id",), other, ("id",)))
        columns = tuple(Column(key.columns[0], "", False) for key in keys)
        table = given[0] if given else f"{self.model.table}_{name}"
        self.many.append(Table(table, columns, (), tuple(keys), (), (self._evidence(holder, call.line),)))

    def _class_table(self, file: int, value: Value | None) -> str:
        """The table of a class that is named, as a name or as a text like `app.Model` or `self`."""
        if isinstance(value, Text):
            if value.value == "self":
                return self.model.table
            found = self.classes.by_name(value.value, self.model)
            return found.table if found is not None else ""
        if isinstance(value, Name):
            target = self.classes.lookup.program.resolve(file, -1, value.path)
            return self.table_of(target) if isinstance(target, int) else ""
        return ""


def _is(arguments: tuple[Argument, ...], keyword: str, text: str = "True") -> bool:
    return any(a.keyword == keyword and a.value == Constant(text) for a in arguments)


def _last(value: Value) -> str:
    return value.path.rsplit(".", 1)[-1] if isinstance(value, Name) else ""
