"""Calls that no rule matches by their callee, but that are about a model all the same.

Methods of a class with a base from another library, or that override a mapper's, or whose callee the
link does not know; and generic helpers made for a model.
"""

from collections.abc import Iterator, Mapping

from analyzer.match.external import enclosing
from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.rule import Rule, TakeKind
from analyzer.match.table_calls import TableCalls
from analyzer.match.table_chains import root
from analyzer.match.table_outside import Outside
from analyzer.match.table_types import INSTANCE
from analyzer.model.facts import Call
from analyzer.model.meaning import TableOp


def note_methods(calls: TableCalls) -> None:
    """Adds what such methods do to the table of their model."""
    if not calls.registry.classes.all:
        return
    families = _families(calls.lookup)
    for file, surface in enumerate(calls.lookup.program.surfaces):
        if surface.is_test or surface.language != "python":
            continue
        for number, call in enumerate(calls.lookup.view(file).calls):
            rules = families.get(call.name)
            if rules and call.receiver is not None and (file, number) not in calls.lookup.rules_of_call:
                _note(calls, rules, file, number, call)


def note_generics(calls: TableCalls) -> None:
    """A generic helper made for a model (`NewStore[User](db)`) does what its package does with models."""
    program = calls.lookup.program
    for file, surface in enumerate(program.surfaces):
        if surface.is_test or surface.language != "go" or not calls.generic:
            continue
        view = calls.lookup.view(file)
        for call, target in zip(view.calls, view.callees, strict=True):
            found = INSTANCE.search(call.path) if "[" in call.path else None
            if found is not None and isinstance(target, int):
                for op, table, rule in _of_generic(calls, file, target, found[1]):
                    calls.use(file, call, table, [op], rule)
        for definition in surface.definitions:
            for base in definition.bases:
                _note_instance(calls, file, definition.line, definition.name, base)
    for literals in calls.lookup.composites.values() if calls.generic else ():
        for place, literal in literals:
            function = enclosing(calls.lookup.view(place.file).definitions, place.scope)
            _note_instance(calls, place.file, place.line, function, literal.type)


def _note_instance(calls: TableCalls, file: int, line: int, function: str, written: str) -> None:
    """A type made for a model, as a base or a literal: `struct { *Store[User] }`, `Store[User]{db}`."""
    found = INSTANCE.search(written)
    plain = written.partition("[")[0].lstrip("*&")
    target = calls.lookup.program.resolve(file, -1, plain) if found else None
    if found is not None and isinstance(target, int):
        for op, table, rule in _of_generic(calls, file, target, found[1]):
            calls.sql.add(file, line, function, table, TableOp(op), written, rule)


def _of_generic(calls: TableCalls, file: int, target: int, written: str) -> Iterator[tuple[str, str, str]]:
    """What the package of a generic function or type does with the tables of type arguments."""
    program = calls.lookup.program
    module = program.surfaces[program.graph.symbols[target].file].module
    for op, strategy, rule in sorted(calls.generic.get(module, ())):
        for model in calls.models.types.named(file, -1, written):
            if table := calls.registry.table(model, strategy):
                yield op, table, rule


def _note(calls: TableCalls, rules: Mapping[str, Rule], file: int, number: int, call: Call) -> None:
    for family in dict.fromkeys(_families_of(calls, file, number, call)):
        rule = rules.get(family)
        if rule is not None:
            match = Match(rule, file, number, call.line, call.scope)
            ops = calls.ops(match)
            if calls.goes_on(match) or (ops == ["read"] and calls.is_after(match)):
                continue
            for table in dict.fromkeys(calls.own_tables(match)):
                calls.use(file, call, table, ops, rule.id)


def _families(lookup: Lookup) -> dict[str, dict[str, Rule]]:
    """Rules for methods of models by method and mapper: the folder and file of the rule."""
    found: dict[str, dict[str, Rule]] = {}
    for rule in lookup.rules:
        if rule.emits == "table" and any(t.kind is TakeKind.RECEIVER for t in rule.take.get("model", ())):
            for name in rule.shape.method:
                found.setdefault(name, {})[rule.id.rpartition("/")[0]] = rule
    return found


def _families_of(calls: TableCalls, file: int, number: int, call: Call) -> Iterator[str]:
    """The mappers of the models that a call may be made on; a model from outside is Django's."""
    for value in root(calls.lookup, file, number):
        for model in calls.models.of(file, call.scope, call.line, value):
            if isinstance(model, Outside):
                yield next(
                    (m.rule.rpartition("/")[0] for m in calls.registry.classes.all if m.style == "django"), ""
                )
            elif isinstance(model, int):
                yield calls.registry.classes.family(model)
