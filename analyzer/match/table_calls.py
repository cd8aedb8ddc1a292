"""Builders and object mappers: calls that rules know, to tables, through chains and helper functions."""

from collections.abc import Iterator

from analyzer.match.external import enclosing
from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.rule import TakeKind
from analyzer.match.table_chains import after, chain
from analyzer.match.table_classes import is_migration
from analyzer.match.table_givers import given_values
from analyzer.match.table_models import Attribute, Given, Model, Models
from analyzer.match.table_outside import Outside
from analyzer.match.table_registry import Registry
from analyzer.match.table_sql import SqlTexts
from analyzer.match.table_statements import Statements
from analyzer.match.table_takes import constant, takes_receiver, values_of
from analyzer.match.table_types import INSTANCE, Generic
from analyzer.model.facts import Call
from analyzer.model.meaning import TableOp
from analyzer.model.values import Name, Value

NO_USES = ("chain", "map", "begin", "raw", "edge", "entity", "preload", "association", "inside")
"""What calls do that is no use of a table by itself."""
NAMED_BEFORE = ("chain", "read", "begun", "begun read")
"""What calls do that name the table for later ones of their chain."""
BETWEEN = "between"
"""The `name` of rules about what is added to a relation."""
DEEPEST = 4
"""Helper functions between a call that a rule knows and the call that names the model."""


class TableCalls:
    """Notes what calls do to tables."""

    def __init__(self, lookup: Lookup, sql: SqlTexts, models: Models, registry: Registry) -> None:
        self.lookup = lookup
        self.sql = sql
        self.models = models
        self.registry = registry
        self.statements = Statements(lookup, sql)
        self.seen: set[tuple[object, ...]] = set()
        self.generic: dict[str, set[tuple[str, str, str]]] = {}

    def run(self) -> None:
        """All matches of rules for calls."""
        for match in self.lookup.matches:
            if match.rule.shape.kind not in ("call", "decorator"):
                continue
            if match.rule.emits == "sql":
                self.statements.note(match)
            elif match.rule.emits == "table":
                self._table(match)

    def _call(self, match: Match) -> Call:
        return self.lookup.view(match.file).calls[match.index]

    def _table(self, match: Match) -> None:
        word, *rest = constant(match, "op").split()
        ops = (self._begun(match) or rest) if word == "begun" else rest if word == "joined" else [word, *rest]
        if (
            not ops
            or word in NO_USES
            or not self._is_likely(match)
            or (word != "joined" and self.goes_on(match))
            or (ops == ["read"] and self.is_after(match))
            or self._is_elsewhere(match)
        ):
            return
        own = list(self.own_tables(match)) if "table" in match.rule.take else []
        names = own or ([] if word == "joined" else list(self._chain_tables(match)))
        names = names or list(self.own_tables(match))
        call = self._call(match)
        for take in match.rule.take.get("table", ()) if not names else ():
            for value in values_of(self.lookup, match, take):
                self.statements.compute(
                    match.file, call, "SELECT 1 FROM " if ops == ["read"] else "DELETE FROM ", value
                )
        without = self.sql.named.get((match.file, call.scope), frozenset())
        for name in dict.fromkeys(names):
            if name not in without:
                self.use(match.file, call, name, ops, match.rule.id)
        if not names and not match.weak and not takes_receiver(match):
            self.sql.found.unseen[f"table: model of {match.rule.id} not known"] += 1

    def before(self, match: Match) -> Iterator[Match]:
        """Matches of the calls that a call is chained on, nearest first."""
        for number in chain(self.lookup, match.file, match.index):
            yield from self.lookup.rules_of_call.get((match.file, number), ())

    def _begun(self, match: Match) -> list[str]:
        """What the chain began as: `db.NewInsert().Model(&user)`."""
        begun = (constant(found, "op").split() for found in self.before(match))
        return next((ops[1:] for ops in begun if ops[:1] == ["begin"]), [])

    def goes_on(self, match: Match) -> bool:
        """Whether a later call of the same chain decides: `User.objects.filter().delete()`."""
        known = self.lookup.rules_of_call
        found = (
            later
            for number in after(self.lookup, match.file, match.index)
            for later in known.get((match.file, number), ())
        )
        later = [each for each in found if each.rule.emits == "table"]
        deciding = [each for each in later if takes_receiver(each)]
        if takes_receiver(match) and "write" not in constant(match, "op"):
            return bool(deciding)
        return any("write" in constant(each, "op") for each in deciding) or any(
            constant(each, "op") == "write" and not any(self.own_tables(each))
            for each in later
            if "read" in constant(match, "op") and not takes_receiver(each)
        )

    def is_after(self, match: Match) -> bool:
        """Whether a call only narrows a change (`users.delete().where(...)`) or takes rows of written SQL."""
        return any(
            constant(found, "op") == "raw" or (takes_receiver(match) and "write" in constant(found, "op"))
            for found in self.before(match)
        )

    def _is_elsewhere(self, match: Match) -> bool:
        """Whether a chain goes to the model of an association, or to a query that stands for a table."""
        return any(
            constant(found, "op") == "association" or self._is_derived(found)
            for found in self.before(match)
            if found.rule.emits == "table"
        )

    def _is_derived(self, match: Match) -> bool:
        """Whether a call names a query as its table: `db.Table("(?) AS q", query)`."""
        call = self._call(match)
        return any(
            self.sql.texts.text(match.file, call.scope, call.line, value).startswith("(")
            for take in match.rule.take.get("table", ())
            for value in values_of(self.lookup, match, take)
            if constant(match, "op") == "chain"
        )

    def _is_likely(self, match: Match) -> bool:
        """A callee that is not resolved must at least be called on something of the right name."""
        wanted = match.rule.receiver
        receiver = self._call(match).receiver
        if not match.weak or not wanted:
            return True
        written = receiver.path.lower() if isinstance(receiver, Name) else ""
        return any(each.lower() in written.rsplit(".", 1)[-1] for each in wanted)

    def use(self, file: int, call: Call, table: str, ops: list[str], rule: str) -> None:
        """Keeps what a call does to a table."""
        surface = self.lookup.program.surfaces[file]
        function = enclosing(surface.definitions, call.scope)
        if ops == ["declare"] and is_migration(surface):
            ops = ["ddl"]
        for op in ops:
            self.sql.add(file, call.line, function, table, TableOp(op), f"{call.name}()", rule)

    def _chain_tables(self, match: Match) -> Iterator[str]:
        """Tables that earlier calls of the chain name: `db.Table("users").Count(&n)`."""
        for found in self.before(match):
            if found.rule.emits == "table" and constant(found, "op") in NAMED_BEFORE:
                names = list(self.own_tables(found, match))
                if names:
                    yield from names
                    return

    def own_tables(self, match: Match, acting: Match | None = None) -> Iterator[str]:
        """The tables that a call names itself; `acting` is the call of its chain that uses them."""
        call = self._call(match)
        for take in match.rule.take.get("table", ()):
            for value in values_of(self.lookup, match, take):
                text = self.sql.texts.text(match.file, call.scope, call.line, value)
                yield from self.registry.named(text)
        for take in match.rule.take.get("model", ()):
            if take.kind is TakeKind.NAME:
                yield from self._type_arguments(match)
            for value in values_of(self.lookup, match, take):
                if constant(match, "name") == BETWEEN:
                    yield from self._between(match, call, value)
                    continue
                for model in self.models.of(match.file, call.scope, call.line, value):
                    yield from self._model_tables(match, model, acting)

    def _between(self, match: Match, call: Call, value: Value) -> Iterator[str]:
        """Where a relation keeps what is added to it: in the table between, or in that of the other model."""
        path = value.path if isinstance(value, Name) else ""
        for relation in self.models.steps(match.file, call.scope, call.line, path):
            yield relation.between or self.registry.table(relation.model, "django")

    def _type_arguments(self, match: Match) -> Iterator[str]:
        """Tables of the types in square brackets: `gorm.G[User](db)`."""
        call = self._call(match)
        found = INSTANCE.search(call.path)
        for model in self.models.types.named(match.file, call.scope, found[1]) if found else ():
            yield from self._model_tables(match, model)

    def _model_tables(self, match: Match, model: Model, acting: Match | None = None) -> Iterator[str]:
        strategy = constant(match, "name")
        match = acting or match
        if isinstance(model, int | Outside):
            name = self.registry.table(model, strategy)
            if name:
                yield name
        elif isinstance(model, Given):
            self._forward(match, model, strategy, 0)
        else:
            self._note_open(match, model, strategy)

    def _note_open(self, match: Match, model: Generic | Attribute, strategy: str) -> None:
        """A model that other places name: type arguments, or attributes of classes."""
        if isinstance(model, Attribute):
            for symbol, table in self.registry.attributes(model.owner, model.name, strategy):
                at = self.lookup.program.graph.symbols[symbol]
                for op in self.ops(match):
                    self.sql.add(at.file, at.line, at.name, table, TableOp(op), model.name, match.rule.id)
            return
        module = self.lookup.program.surfaces[model.file].module
        known = self.generic.setdefault(module, set())
        known.update((op, strategy, match.rule.id) for op in self.ops(match))

    def _forward(self, match: Match, given: Given, strategy: str, depth: int) -> None:
        """A helper hands its own parameter to the mapper: each call of the helper is the use."""
        key = (match.rule.id, given, strategy)
        if depth > DEEPEST or key in self.seen:
            return
        self.seen.add(key)
        ops = self.ops(match)
        for file, number, values in given_values(self.lookup, given):
            call = self.lookup.view(file).calls[number]
            for value in values:
                for model in self.models.of(file, call.scope, call.line, value):
                    if isinstance(model, Given):
                        self._forward(match, model, strategy, depth + 1)
                    elif isinstance(model, Generic | Attribute):
                        self._note_open(match, model, strategy)
                    elif name := self.registry.table(model, strategy):
                        self.use(file, call, name, ops, match.rule.id)

    def ops(self, match: Match) -> list[str]:
        """What a matched call does, or what the rest of its chain does."""
        ops = constant(match, "op").split()
        if ops[:1] == ["begun"]:
            return self._begun(match) or ops[1:]
        if ops != ["chain"]:
            return ops
        for number in after(self.lookup, match.file, match.index):
            for found in self.lookup.rules_of_call.get((match.file, number), ()):
                later = constant(found, "op").split()
                if found.rule.emits == "table" and later != ["chain"]:
                    return later
        return ["read"]
