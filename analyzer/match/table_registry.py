"""Tables of types: by mapping calls, by methods of the type, else by the mapper's naming strategy."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.rule import ShapeKind, TakeKind
from analyzer.match.table_classes import Classes
from analyzer.match.table_models import Models
from analyzer.match.table_names import NAMING
from analyzer.match.table_outside import Outside
from analyzer.match.table_relations import Relations
from analyzer.match.table_sql import SqlTexts
from analyzer.match.table_styles import STYLES
from analyzer.model.facts import DefinitionKind
from analyzer.model.meaning import Table, TableOp, TableUse
from analyzer.model.values import Constant, Name, Result, Text

_TAG = re.compile(r'(\w+):"([^"]*)"')
NAME_METHODS = ("TableName",)


class Registry:
    """The table of each type that a mapper knows."""

    def __init__(self, lookup: Lookup, sql: SqlTexts, models: Models) -> None:
        self.lookup = lookup
        self.sql = sql
        self.models = models
        self.classes = Classes(lookup, sql.texts, STYLES)
        self.relations = models.types.relations = Relations(self.classes)
        self.tags = {
            key
            for rule in lookup.rules
            if rule.shape.kind is ShapeKind.TAG and rule.emits == "table"
            for key in rule.shape.key
        }
        self.mapped: dict[int, str] = {}
        self._named: dict[tuple[int, str], str] = {}
        for match in lookup.matches:
            if match.rule.emits == "table" and match.rule.shape.kind == "call":
                self._map(match)

    def _map(self, match: Match) -> None:
        """`AddTableWithName(User{}, "users")`."""
        takes = match.rule.take
        if not any(take.kind is TakeKind.CONSTANT and take.name == "map" for take in takes.get("op", ())):
            return
        call = self.lookup.view(match.file).calls[match.index]
        plain = [argument.value for argument in call.arguments]
        for model_take, table_take in zip(takes["model"], takes["table"], strict=False):
            text = self.sql.texts.text(match.file, call.scope, call.line, plain[table_take.first])
            names = self.named(text)
            for model in self.models.of(match.file, call.scope, call.line, plain[model_take.first]):
                if isinstance(model, int) and names:
                    self.mapped[model] = names[0]

    def named(self, text: str) -> list[str]:
        """The tables of a text that stands where a table stands in SQL: `users AS u`."""
        if not text.strip():
            return []
        sql = self.sql.read(f"SELECT 1 FROM {text}")
        return [use.table for use in sql.uses if use.op is TableOp.READ]

    def table(self, model: int | Outside, strategy: str) -> str:
        """The table of a type or table object, "" if it has none; of a model from outside for Django only."""
        if isinstance(model, Outside):
            return model.table if strategy == "django" else ""
        key = (model, strategy)
        if key not in self._named:
            self._named[key] = (
                self.mapped.get(model) or self._of_variable(model) or self._table(model, strategy)
            )
        return self._named[key]

    def attributes(self, owner: int, name: str, strategy: str) -> Iterator[tuple[int, str]]:
        """Attributes of this name in classes that stand on one, each with the table of the class it holds."""
        at = list(self.lookup.subclasses.get(owner, ()))
        for symbol in at:
            node = self.lookup.program.graph.symbols[symbol]
            module = self.lookup.program.surfaces[node.file].module
            own = self.lookup.members.get((module, f"{node.name}.{name}"))
            value = self.lookup.definition(own).value if own is not None else None
            at.extend(each for each in self.lookup.subclasses.get(symbol, ()) if each not in at)
            for model in self.models.of(node.file, -1, node.line, value) if own is not None and value else ():
                table = self.table(model, strategy) if isinstance(model, int | Outside) else ""
                if table and own is not None:
                    yield own, table

    def declare(self) -> None:
        """Notes every model class and every struct that was used as a model."""
        for model in self.classes.all:
            if not model.inherited:
                self._declare(model.symbol, model.table, model.rule)
        structs = {model: table for (model, _), table in self._named.items() if table}
        for symbol in sorted(structs):
            if self.lookup.definition(symbol).kind is DefinitionKind.STRUCT:
                self._declare(symbol, structs[symbol], "model")

    def declare_tables(self, tables: Iterable[Table]) -> None:
        """Notes tables that a field of a model makes."""
        known = {use.table for use in self.sql.found.uses if use.op is TableOp.DECLARE}
        for table in tables:
            if table.name not in known:
                at = table.evidence[0]
                use = TableUse(at.path, at.line, "", table.name, TableOp.DECLARE, rule="many-to-many")
                self.sql.found.uses.append(use)

    def _declare(self, symbol: int, table: str, rule: str) -> None:
        node = self.lookup.program.graph.symbols[symbol]
        path = self.lookup.program.surfaces[node.file].path
        self.sql.found.uses.append(
            TableUse(path, node.line, node.name, table, TableOp.DECLARE, node.name, rule=rule)
        )

    @cached_property
    def managers(self) -> dict[int, str]:
        """Tables of manager classes of Django: those that one model has as a class attribute."""
        found: dict[int, set[str]] = {}
        for model in self.classes.all:
            file = self.classes.file(model.symbol)
            view = self.lookup.view(file)
            for _, definition in self.classes.members(model.symbol):
                if model.style != "django" or not isinstance(definition.value, Result):
                    continue
                call = view.calls[definition.value.call]
                target = view.callees[definition.value.call]
                if call.name in ("as_manager", "from_queryset") and isinstance(call.receiver, Name):
                    target = self.lookup.program.resolve(file, -1, call.receiver.path)
                if isinstance(target, int):
                    found.setdefault(target, set()).add(model.table)
        return {symbol: tables.pop() for symbol, tables in found.items() if len(tables) == 1}

    def _of_variable(self, model: int) -> str:
        """The table of a variable that holds a table object."""
        node, definition = self.lookup.program.graph.symbols[model], self.lookup.definition(model)
        if not isinstance(definition.value, Result):
            return ""
        call = self.lookup.view(node.file).calls[definition.value.call]
        for match in self.lookup.rules_of_call.get((node.file, definition.value.call), ()):
            for take in match.rule.take.get("table", ()):
                if take.kind is TakeKind.ARG and take.first < len(call.arguments):
                    value = call.arguments[take.first].value
                    return next(iter(self.named(self.sql.texts.text(node.file, -1, call.line, value))), "")
        return ""

    def _of_form(self, symbol: int) -> str:
        """The table of the model that a form or serializer is for: `Meta.model` of Django."""
        meta = self.lookup.member(symbol, "Meta")
        named = self.lookup.member(meta, "model") if isinstance(meta, int) else None
        value = self.lookup.definition(named).value if isinstance(named, int) else None
        if not isinstance(named, int) or not isinstance(value, Name):
            return ""
        node = self.lookup.program.graph.symbols[named]
        target = self.lookup.resolve(node.file, -1, value.path)
        found = self.classes.model(target) if isinstance(target, int) else None
        return found.table if found is not None and found.style == "django" else ""

    def _table(self, model: int, strategy: str) -> str:
        definition = self.lookup.definition(model)
        if definition.kind is DefinitionKind.CLASS:
            found = self.classes.model(model)
            return found.table if found else self.managers.get(model, "") or self._of_form(model)
        if definition.kind is not DefinitionKind.STRUCT or strategy not in NAMING:
            return ""
        name = definition.name.rsplit(".", 1)[-1]
        prefix, plain = self.naming if strategy == "plural" else ("", "")
        told = self._by_tag(model) or self._by_method(model)
        return prefix + NAMING[plain or strategy](name) if told is None else told

    @cached_property
    def naming(self) -> tuple[str, str]:
        """What the one naming strategy of a program puts before names, and the strategy if it is another."""
        literals = self.lookup.composites.get("NamingStrategy", ())
        given = {
            item.key.path: item.value
            for _, one in literals
            for item in one.items
            if isinstance(item.key, Name)
        }
        prefix = given.get("TablePrefix")
        singular = given.get("SingularTable") == Constant("true")
        text = prefix.value if isinstance(prefix, Text) else ""
        return (text, "snake" if singular else "") if len(literals) == 1 else ("", "")

    def _by_tag(self, model: int) -> str:
        """`bun:"table:users"` on an embedded field, or `pg:"users"` on a field called tableName."""
        node = self.lookup.program.graph.symbols[model]
        for definition in self.lookup.program.surfaces[node.file].definitions if self.tags else ():
            if definition.scope != node.definition or not definition.tag:
                continue
            for found in _TAG.finditer(definition.tag):
                key, text = str(found[1]), str(found[2])
                given = dict(part.partition(":")[::2] for part in text.split(",") if ":" in part)
                if key in self.tags and given.get("table"):
                    return given["table"]
                if key in self.tags and definition.name.rsplit(".", 1)[-1] == "tableName":
                    return text.split(",")[0]
        return ""

    def _by_method(self, model: int) -> str | None:
        """What a method of the type says, "" where only run time knows, None if it has no such method."""
        told = None
        for method in NAME_METHODS:
            target = self.lookup.member(model, method)
            if isinstance(target, int):
                told = ""
                node = self.lookup.program.graph.symbols[target]
                for binding in self.lookup.view(node.file).locals.get((node.definition, "return"), ()):
                    text = self.sql.texts.text(node.file, node.definition, binding.line, binding.value)
                    names = self.named(text)
                    if names:
                        return names[0]
        return told
