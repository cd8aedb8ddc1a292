"""Model classes of Python: which classes are tables, under which name, with which columns."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from msgspec import Struct

from analyzer.match.guards import is_from
from analyzer.match.lookup import Lookup
from analyzer.match.rule import Rule, ShapeKind, TakeKind
from analyzer.match.table_texts import Texts
from analyzer.model.facts import Definition, DefinitionKind, Surface
from analyzer.model.sql import HOLE
from analyzer.model.values import Constant, Result

DEEPEST = 12
_TRUE = Constant("True")


class ModelClass(Struct, frozen=True):
    """A class that is a table; `inherited` when its rows live in the table of a base."""

    symbol: int
    table: str
    rule: str
    style: str
    inherited: bool = False


class Ancestry(Struct, frozen=True):
    """Bases of a class: classes of the repository nearest first, and the names outside where they end."""

    inside: tuple[int, ...] = ()
    outside: tuple[str, ...] = ()


class Classes:
    """The model classes of a program, each worked out once."""

    def __init__(self, lookup: Lookup, texts: Texts, styles: Mapping[str, "Style"]) -> None:
        self.styles = styles
        self.lookup = lookup
        self.texts = texts
        self.rules = [
            rule for rule in lookup.rules if rule.shape.kind is ShapeKind.CLASS and rule.emits == "table"
        ]
        self._known: dict[int, ModelClass | None] = {}
        self._ancestries: dict[int, Ancestry] = {}

    @cached_property
    def all(self) -> tuple[ModelClass, ...]:
        """Every model class outside tests, in order of file."""
        found = []
        for file, surface in enumerate(self.lookup.program.surfaces):
            if surface.is_test or surface.language != "python" or is_migration(surface):
                continue
            for number, definition in enumerate(surface.definitions):
                if definition.kind is DefinitionKind.CLASS and (
                    definition.bases or self.lookup.view(file).decorating(number)
                ):
                    model = self.model(self.lookup.symbol(file, number))
                    if model is not None:
                        found.append(model)
        return tuple(found)

    @cached_property
    def _by_name(self) -> dict[str, list[ModelClass]]:
        found: dict[str, list[ModelClass]] = {}
        for model in self.all:
            found.setdefault(plain_name(self, model.symbol).lower(), []).append(model)
        return found

    def by_name(self, name: str, near: ModelClass) -> ModelClass | None:
        """The class named in a text, `Model` or `app.Model`; one of the same app goes first."""
        app, _, plain = name.rpartition(".")
        app = app.rpartition(".")[2] or near.table.rpartition("_")[0]
        return self.labelled(app, plain) or next(iter(self._by_name.get(plain.lower(), ())), None)

    def labelled(self, app: str, name: str) -> ModelClass | None:
        """The class of this name whose table belongs to an app of Django."""
        found = self._by_name.get(name.lower(), ())
        return next((model for model in found if model.table.startswith(f"{app}_")), None)

    def model(self, symbol: int) -> ModelClass | None:
        """The class as a model, None if it is none."""
        if symbol not in self._known:
            self._known[symbol] = None
            self._known[symbol] = self._model(symbol)
        return self._known[symbol]

    def _model(self, symbol: int) -> ModelClass | None:
        definition = self.lookup.definition(symbol)
        if definition.kind is not DefinitionKind.CLASS:
            return None
        ancestry = self.ancestry(symbol)
        for rule in self.rules:
            if any(_is_root(rule, name) for name in ancestry.outside) or self._has_fields(
                symbol, rule, ancestry
            ):
                style = next((t.name for t in rule.take.get("name", ()) if t.kind is TakeKind.CONSTANT), "")
                return self.styles[style](self, symbol, rule, ancestry)
        return None

    def family(self, symbol: int) -> str:
        """The mapper of a model class: folder and file of the rule that knows it."""
        model = self.model(symbol)
        return model.rule.rpartition("/")[0] if model is not None else ""

    def _has_fields(self, symbol: int, rule: Rule, ancestry: Ancestry) -> bool:
        """Whether a class with an unknown base from outside has columns of the mapper."""
        if "field" not in (take.name for take in rule.take.get("model", ())) or not ancestry.outside:
            return False
        view = self.lookup.view(self.file(symbol))
        for _, definition in self.members(symbol):
            if isinstance(definition.value, Result):
                target = view.callees[definition.value.call]
                if isinstance(target, str) and any(is_from(target, module) for module in rule.imports):
                    return target.endswith(("Field", "ForeignKey"))
        return False

    def ancestry(self, symbol: int, depth: int = 0) -> Ancestry:
        """All bases of a class."""
        if symbol in self._ancestries or depth > DEEPEST:
            return self._ancestries.get(symbol, Ancestry())
        definition, file = self.lookup.definition(symbol), self.file(symbol)
        inside: list[int] = []
        outside: list[str] = []
        for written in definition.base_names:
            target = self.lookup.program.resolve(file, definition.scope, written)
            if isinstance(target, int) and self.lookup.definition(target).kind is not DefinitionKind.CLASS:
                target = self.lookup.program.type_of(file, definition.scope, written)
            if isinstance(target, int) and target != symbol:
                above = self.ancestry(target, depth + 1)
                inside.extend((target, *above.inside))
                outside.extend(above.outside)
            elif isinstance(target, str):
                outside.append(target)
        number = self.lookup.program.graph.symbols[symbol].definition
        outside.extend(self.lookup.view(file).decorating(number))
        found = Ancestry(tuple(dict.fromkeys(inside)), tuple(dict.fromkeys(outside)))
        self._ancestries[symbol] = found
        return found

    def file(self, symbol: int) -> int:
        """The file that defines a symbol."""
        return self.lookup.program.graph.symbols[symbol].file

    def members(self, symbol: int) -> Iterator[tuple[str, Definition]]:
        """What the class body itself defines, with plain names."""
        node = self.lookup.program.graph.symbols[symbol]
        for definition in self._by_scope(node.file).get(node.definition, ()):
            yield definition.name.rsplit(".", 1)[-1], definition

    def _by_scope(self, file: int) -> dict[int, list[Definition]]:
        held = self._scopes.get(file)
        if held is None:
            held = self._scopes[file] = {}
            for definition in self.lookup.program.surfaces[file].definitions:
                if definition.scope >= 0:
                    held.setdefault(definition.scope, []).append(definition)
        return held

    @cached_property
    def _scopes(self) -> dict[int, dict[int, list[Definition]]]:
        return {}

    def member(self, symbol: int, name: str, bases: bool = False) -> tuple[int, Definition] | None:
        """A member of the class, or with `bases` of the nearest base that has it; with its class."""
        for holder in (symbol, *(self.ancestry(symbol).inside if bases else ())):
            for found, definition in self.members(holder):
                if found == name:
                    return holder, definition
        return None

    def option(self, symbol: int, name: str) -> str | None:
        """The value of `name` in the inner class Meta as a text, "True" for true; None if not there."""
        meta = self.member(symbol, "Meta")
        if meta is None:
            return None
        file = self.file(symbol)
        number = self.lookup.program.surfaces[file].definitions.index(meta[1])
        for definition in self._by_scope(file).get(number, ()):
            if definition.name.rsplit(".", 1)[-1] == name:
                return self.value(file, definition)
        return None

    @cached_property
    def app_labels(self) -> dict[str, str]:
        """Labels of Django's apps by their package, from AppConfig classes."""
        labels: dict[str, str] = {}
        for file, surface in enumerate(self.lookup.program.surfaces):
            for number, definition in enumerate(
                surface.definitions if surface.path.endswith("apps.py") else ()
            ):
                if definition.kind is DefinitionKind.CLASS:
                    self._note_label(self.lookup.symbol(file, number), surface.module, labels)
        return labels

    def _note_label(self, symbol: int, module: str, labels: dict[str, str]) -> None:
        values = {name: self.value(self.file(symbol), each) for name, each in self.members(symbol)}
        package = module.rpartition(".")[0]
        name = values.get("name", "")
        name = package if not name or HOLE in name else name
        label = values.get("label", "")
        labels[name] = label if label and HOLE not in label else name.rsplit(".", 1)[-1]
        labels.setdefault(package, labels[name])

    def value(self, file: int, definition: Definition) -> str:
        """A constant as text, `HOLE` where it is not known."""
        if isinstance(definition.value, Constant):
            return definition.value.text
        if definition.value is None:
            return HOLE
        return self.texts.text(file, definition.scope, definition.line, definition.value)

    def has_primary_key(self, symbol: int) -> bool:
        """Whether the class body itself has a column that is a primary key."""
        view = self.lookup.view(self.file(symbol))
        for _, definition in self.members(symbol):
            if isinstance(definition.value, Result):
                call = view.calls[definition.value.call]
                if any(a.keyword == "primary_key" and a.value == _TRUE for a in call.arguments):
                    return True
        return False


def is_migration(surface: Surface) -> bool:
    """Whether a Python file is a step of the schema's history: classes in it are copies of models."""
    targets = {item.target for item in surface.imports}
    members = {item.member for item in surface.imports if item.target == "django.db"}
    names = {definition.name for definition in surface.definitions}
    return ("alembic" in targets and "upgrade" in names) or ("migrations" in members and "Migration" in names)


def _is_root(rule: Rule, name: str) -> bool:
    last = name.rsplit(".", 1)[-1].removesuffix("()")
    return any(is_from(name, module) for module in rule.imports) and last in {
        base.rsplit(".", 1)[-1] for base in rule.shape.base
    }


def plain_name(classes: Classes, symbol: int) -> str:
    """The name of a class without those it stands in."""
    return classes.lookup.definition(symbol).name.rsplit(".", 1)[-1]


Style = Callable[[Classes, int, Rule, Ancestry], ModelClass | None]
"""How a mapper names the table of a class; None if the class is none."""
