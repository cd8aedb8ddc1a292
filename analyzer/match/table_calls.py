"""Builders and object mappers: calls that rules know, to tables, through chains and helper functions."""

import re
from collections.abc import Iterator

from analyzer.match.external import enclosing
from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.rule import Rule, Take, TakeKind
from analyzer.match.table_classes import is_migration
from analyzer.match.table_models import Generic, Given, Model, Models, given_values
from analyzer.match.table_registry import Registry
from analyzer.match.table_sql import SqlTexts
from analyzer.model.facts import Call, Index, Name, Result, Value
from analyzer.model.meaning import TableOp
from analyzer.model.sql import HOLE

_INSTANCE = re.compile(r"\w\[([\w.*,]+)\]$")
LONGEST_CHAIN = 40
DEEPEST = 4
"""Helper functions between a call that a rule knows and the call that names the model."""


class TableCalls:
    """Notes what calls do to tables."""

    def __init__(self, lookup: Lookup, sql: SqlTexts, models: Models, registry: Registry) -> None:
        self.lookup = lookup
        self.sql = sql
        self.models = models
        self.registry = registry
        self.seen: set[tuple[object, ...]] = set()
        self.generic: dict[str, set[tuple[str, str, str]]] = {}

    def run(self) -> None:
        """All matches of rules for calls."""
        for match in self.lookup.matches:
            if match.rule.shape.kind not in ("call", "decorator"):
                continue
            if match.rule.emits == "sql":
                self._statement(match)
            elif match.rule.emits == "table":
                self._table(match)
        if self.generic:
            self._generic_uses()
        if self.registry.classes.all:
            self._methods_of_models()

    def _call(self, match: Match) -> Call:
        return self.lookup.view(match.file).calls[match.index]

    # --- SQL made of a builder's arguments ---------------------------------------------------

    def _statement(self, match: Match) -> None:
        call = self._call(match)
        for take in match.rule.take.get("statement", ()):
            for value in self._values(match, take):
                text = self.sql.texts.text(match.file, call.scope, call.line, value)
                self._note_statement(match.file, call, match.rule.id, take.name + text)
                return

    def _note_statement(self, file: int, call: Call, rule: str, text: str) -> None:
        function = enclosing(self.lookup.view(file).definitions, call.scope)
        without = self.sql.named.get((file, call.scope), frozenset())
        self.sql.note(self.sql.read(_complete(text)), file, call.line, function, text, rule, without)

    # --- models ------------------------------------------------------------------------------

    def _table(self, match: Match) -> None:
        ops = _constant(match, "op").split()
        if ops == ["begun"]:
            ops = self._begun(match)
        if (
            not ops
            or ops[0] in ("chain", "map", "begin")
            or not self._is_likely(match)
            or self._goes_on(match)
        ):
            return
        names = list(self._chain_tables(match)) or list(self._own_tables(match))
        call = self._call(match)
        for name in dict.fromkeys(names):
            self._use(match.file, call, name, ops, match.rule.id)
        if not names and not match.weak and not _takes_receiver(match):
            self.sql.found.unseen[f"table: model of {match.rule.id} not known"] += 1

    def _begun(self, match: Match) -> list[str]:
        """What the chain began as: `db.NewInsert().Model(&user)`."""
        for number in chain(self.lookup, match.file, match.index):
            for found in self.lookup.rules_of_call.get((match.file, number), ()):
                ops = _constant(found, "op").split()
                if ops[:1] == ["begin"]:
                    return ops[1:]
        return []

    def _goes_on(self, match: Match) -> bool:
        """Whether a later call of the same chain decides: `User.objects.filter().delete()`."""
        known = self.lookup.rules_of_call
        found = (later for number in self._after(match) for later in known.get((match.file, number), ()))
        deciding = [later for later in found if later.rule.emits == "table" and _takes_receiver(later)]
        if _takes_receiver(match):
            return bool(deciding)
        return any("write" in _constant(later, "op") for later in deciding)

    def _is_likely(self, match: Match) -> bool:
        """A callee that is not resolved must at least be called on something of the right name."""
        wanted = match.rule.receiver
        receiver = self._call(match).receiver
        if not match.weak or not wanted:
            return True
        written = receiver.path.lower() if isinstance(receiver, Name) else ""
        return any(each.lower() in written.rsplit(".", 1)[-1] for each in wanted)

    def _use(self, file: int, call: Call, table: str, ops: list[str], rule: str) -> None:
        surface = self.lookup.program.surfaces[file]
        function = enclosing(surface.definitions, call.scope)
        if ops == ["declare"] and is_migration(surface):
            ops = ["ddl"]
        for op in ops:
            self.sql.add(file, call.line, function, table, TableOp(op), f"{call.name}()", rule)

    def _chain_tables(self, match: Match) -> Iterator[str]:
        """Tables that earlier calls of the chain name: `db.Table("users").Count(&n)`."""
        for number in chain(self.lookup, match.file, match.index):
            for found in self.lookup.rules_of_call.get((match.file, number), ()):
                if found.rule.emits == "table" and _constant(found, "op") in ("chain", "read", "begun"):
                    names = list(self._own_tables(found))
                    if names:
                        yield from names
                        return

    def _own_tables(self, match: Match) -> Iterator[str]:
        call = self._call(match)
        for take in match.rule.take.get("table", ()):
            for value in self._values(match, take):
                text = self.sql.texts.text(match.file, call.scope, call.line, value)
                yield from self.registry.named(text)
        for take in match.rule.take.get("model", ()):
            if take.kind is TakeKind.NAME:
                yield from self._type_arguments(match)
            for value in self._values(match, take):
                for model in self.models.of(match.file, call.scope, call.line, value):
                    yield from self._model_tables(match, model)

    def _type_arguments(self, match: Match) -> Iterator[str]:
        """Tables of the types in square brackets: `gorm.G[User](db)`."""
        call = self._call(match)
        found = _INSTANCE.search(call.path)
        for model in self.models.named(match.file, call.scope, found[1]) if found else ():
            yield from self._model_tables(match, model)

    def _model_tables(self, match: Match, model: Model) -> Iterator[str]:
        strategy = _constant(match, "name")
        if isinstance(model, int):
            name = self.registry.table(model, strategy)
            if name:
                yield name
        elif isinstance(model, Given):
            self._forward(match, model, strategy, 0)
        else:
            self._note_generic(match, model, strategy)

    def _note_generic(self, match: Match, model: Generic, strategy: str) -> None:
        module = self.lookup.program.surfaces[model.file].module
        known = self.generic.setdefault(module, set())
        known.update((op, strategy, match.rule.id) for op in self._ops(match))

    def _forward(self, match: Match, given: Given, strategy: str, depth: int) -> None:
        """A helper hands its own parameter to the mapper: each call of the helper is the use."""
        key = (match.rule.id, given, strategy)
        if depth > DEEPEST or key in self.seen:
            return
        self.seen.add(key)
        ops = self._ops(match)
        for file, number, values in given_values(self.lookup, given):
            call = self.lookup.view(file).calls[number]
            for value in values:
                for model in self.models.of(file, call.scope, call.line, value):
                    if isinstance(model, Given):
                        self._forward(match, model, strategy, depth + 1)
                    elif isinstance(model, Generic):
                        self._note_generic(match, model, strategy)
                    elif name := self.registry.table(model, strategy):
                        self._use(file, call, name, ops, match.rule.id)

    def _methods_of_models(self) -> None:
        """Methods called on what is a model by its own account, though the callee leads elsewhere.

        The class has a base from another library, or overrides the method, or the link knows no callee.
        """
        families = self._families()
        for file, surface in enumerate(self.lookup.program.surfaces):
            if surface.is_test or surface.language != "python":
                continue
            for number, call in enumerate(self.lookup.view(file).calls):
                rules = families.get(call.name)
                if not rules or call.receiver is None or (file, number) in self.lookup.rules_of_call:
                    continue
                for model in self._receiver_models(file, number, call):
                    held = rules.get(self.registry.classes.family(model))
                    if held is not None:
                        match = Match(held, file, number, call.line, call.scope)
                        if not self._goes_on(match):
                            self._use(file, call, self.registry.table(model, ""), self._ops(match), held.id)

    def _families(self) -> dict[str, dict[str, Rule]]:
        """Rules for methods of models by method and mapper: the folder and file of the rule."""
        found: dict[str, dict[str, Rule]] = {}
        for rule in self.lookup.rules:
            if rule.emits == "table" and any(t.kind is TakeKind.RECEIVER for t in rule.take.get("model", ())):
                for name in rule.shape.method:
                    found.setdefault(name, {})[rule.id.rpartition("/")[0]] = rule
        return found

    def _receiver_models(self, file: int, number: int, call: Call) -> Iterator[int]:
        for value in root(self.lookup, file, number):
            for model in self.models.of(file, call.scope, call.line, value):
                if isinstance(model, int) and self.registry.table(model, ""):
                    yield model

    def _generic_uses(self) -> None:
        """A generic helper made for a model (`NewStore[User](db)`) does what its package does with models."""
        program = self.lookup.program
        for file, surface in enumerate(program.surfaces):
            if surface.is_test or surface.language != "go":
                continue
            view = self.lookup.view(file)
            for call, target in zip(view.calls, view.callees, strict=True):
                found = _INSTANCE.search(call.path) if "[" in call.path else None
                if found is None or not isinstance(target, int):
                    continue
                module = program.surfaces[program.graph.symbols[target].file].module
                for op, strategy, rule in sorted(self.generic.get(module, ())):
                    for model in self.models.named(file, call.scope, found[1]):
                        if table := self.registry.table(model, strategy):
                            self._use(file, call, table, [op], rule)

    def _ops(self, match: Match) -> list[str]:
        ops = _constant(match, "op").split()
        if ops == ["begun"]:
            return self._begun(match)
        if ops != ["chain"]:
            return ops
        for number in self._after(match):
            for found in self.lookup.rules_of_call.get((match.file, number), ()):
                later = _constant(found, "op").split()
                if found.rule.emits == "table" and later != ["chain"]:
                    return later
        return ["read"]

    def _after(self, match: Match) -> Iterator[int]:
        """Calls further on in the chain of a call."""
        chained, at = self.lookup.view(match.file).chained, [match.index]
        for _ in range(LONGEST_CHAIN):
            at = [later for number in at for later in chained.get(number, ())]
            yield from at

    def _values(self, match: Match, take: Take) -> Iterator[Value]:
        call = self._call(match)
        plain = [
            argument.value for argument in call.arguments if not argument.keyword or argument.keyword == "*"
        ]
        if take.kind is TakeKind.ARG:
            if -len(plain) <= take.first < len(plain):
                yield plain[take.first]
        elif take.kind is TakeKind.ARGS:
            yield from plain[take.first :]
        elif take.kind is TakeKind.KEYWORD:
            yield from (a.value for a in call.arguments if a.keyword == take.name)
        elif take.kind is TakeKind.RECEIVER:
            yield from root(self.lookup, match.file, match.index)


def _constant(match: Match, part: str) -> str:
    for take in match.rule.take.get(part, ()):
        if take.kind is TakeKind.CONSTANT:
            return take.name
    return ""


def _takes_receiver(match: Match) -> bool:
    return any(take.kind is TakeKind.RECEIVER for take in match.rule.take.get("model", ()))


def _complete(text: str) -> str:
    """A statement that a builder finishes elsewhere, so that it reads as one here."""
    if text.startswith("UPDATE ") and " SET " not in text.upper():
        return f"{text} SET {HOLE} = 1"
    if text.startswith("JOIN ") and " ON " not in text.upper() and " USING" not in text.upper():
        return f"{text} ON 1 = 1"
    return text


def chain(lookup: Lookup, file: int, number: int) -> Iterator[int]:
    """The calls that a call is chained on, nearest first, also through local variables."""
    view = lookup.view(file)
    seen = {number}
    for _ in range(LONGEST_CHAIN):
        call = view.calls[number]
        previous = _previous(lookup, file, call, call.receiver, seen)
        if previous is None:
            return
        seen.add(previous)
        yield previous
        number = previous


def root(lookup: Lookup, file: int, number: int) -> Iterator[Value]:
    """What the first call of a chain is called on."""
    first = next(iter([*chain(lookup, file, number)][-1:]), number)
    receiver = lookup.view(file).calls[first].receiver
    if receiver is not None:
        yield receiver


def _previous(lookup: Lookup, file: int, call: Call, receiver: Value | None, seen: set[int]) -> int | None:
    if isinstance(receiver, Result):
        return receiver.call if receiver.call not in seen else None
    if isinstance(receiver, Index) and isinstance(receiver.of, Result):
        return receiver.of.call
    if not isinstance(receiver, Name) or "." in receiver.path:
        return None
    view, scope = lookup.view(file), call.scope
    while scope >= 0:
        for binding in view.reaching(scope, receiver.path, call.line):
            value = binding.value.of if isinstance(binding.value, Index) else binding.value
            if isinstance(value, Result) and value.call not in seen:
                return value.call
        scope = view.definitions[scope].scope
    return None
