"""Entities of code generators: schema structs name tables, calls on generated clients name entities."""

from collections.abc import Iterator
from functools import cached_property

from msgspec import Struct

from analyzer.match.external import enclosing
from analyzer.match.rule import Rule, ShapeKind
from analyzer.match.table_calls import TableCalls
from analyzer.match.table_names import plural, snake
from analyzer.match.table_takes import constant
from analyzer.model.facts import Call
from analyzer.model.meaning import TableOp
from analyzer.model.values import Name, Text

STRATEGY = "entity"
"""The `name` of rules about generated clients."""
PREFIXES = ("With", "Query")
"""How a generated method for an edge begins: `WithPets`, `QueryPets`."""


class Entity(Struct, frozen=True):
    """A schema struct: its symbol, its table and the module that code is generated into."""

    symbol: int
    table: str
    module: str


def note_entities(calls: TableCalls) -> None:
    """Adds the tables of schema structs, and what calls on generated clients do to them."""
    entities = _Entities(calls)
    if entities.by_name:
        for entity in entities.by_name.values():
            entities.declare(entity)
        for file, surface in enumerate(calls.lookup.program.surfaces):
            if surface.language == "go" and not surface.is_test and entities.is_user(file):
                entities.note(file)


class _Entities:
    """The entities of a program, and the rules for calls on their clients."""

    def __init__(self, calls: TableCalls) -> None:
        self.calls = calls
        self.lookup = calls.lookup
        self.rules: dict[str, Rule] = {}
        for rule in self.lookup.rules:
            names = [take.name for take in rule.take.get("name", ())]
            if rule.shape.kind is ShapeKind.CALL and names == [STRATEGY]:
                self.rules.update(dict.fromkeys(rule.shape.method, rule))

    @cached_property
    def by_name(self) -> dict[str, Entity]:
        """Entities by the name of their struct, in order of file."""
        found: dict[str, Entity] = {}
        for match in self.lookup.matches:
            if match.rule.shape.kind is ShapeKind.CLASS and constant(match, "name") == STRATEGY:
                surface = self.lookup.program.surfaces[match.file]
                definition = surface.definitions[match.index]
                bases = [self.lookup.resolve(match.file, -1, base) for base in definition.base_names]
                if any(base in match.rule.shape.base for base in bases):
                    symbol = self.lookup.symbol(match.file, match.index)
                    module = surface.module.rpartition("/")[0]
                    found[definition.name] = Entity(
                        symbol, self._table(symbol, definition.name, module), module
                    )
        return found

    def _table(self, symbol: int, name: str, module: str) -> str:
        """The constant that was generated, else an annotation of the schema, else the plural of its name."""
        constant_of = self.lookup.members.get((f"{module}/{name.lower()}", "Table"))
        value = self.lookup.definition(constant_of).value if constant_of is not None else None
        if isinstance(value, Text):
            return value.value
        for place, literal in self.lookup.composites.get("Annotation", ()):
            if self.lookup.class_of(place.file, place.scope) == symbol:
                for item in literal.items:
                    if (
                        isinstance(item.key, Name)
                        and item.key.path == "Table"
                        and isinstance(item.value, Text)
                    ):
                        return item.value.value
        return plural(snake(name))

    @cached_property
    def edges(self) -> dict[str, set[str]]:
        """Entities that a method for an edge leads to, by the name of the edge in camel case."""
        found: dict[str, set[str]] = {}
        for match in self.lookup.matches:
            if match.rule.emits == "table" and constant(match, "op") == "edge":
                arguments = self.lookup.view(match.file).calls[match.index].arguments
                name, kind = arguments[0].value, arguments[1].value
                if isinstance(name, Text) and isinstance(kind, Name):
                    camel = "".join(part[:1].upper() + part[1:] for part in name.value.split("_"))
                    found.setdefault(camel, set()).add(kind.path.removesuffix(".Type").rpartition(".")[2])
        return found

    @cached_property
    def _modules(self) -> frozenset[str]:
        return frozenset(entity.module for entity in self.by_name.values())

    @cached_property
    def _schemas(self) -> frozenset[str]:
        program = self.lookup.program
        files = {program.graph.symbols[entity.symbol].file for entity in self.by_name.values()}
        return frozenset(program.surfaces[file].module for file in files)

    def is_user(self, file: int) -> bool:
        """Whether a file imports generated code, or stands beside schemas, without being generated itself."""
        surface = self.lookup.program.surfaces[file]
        if surface.is_generated:
            return False
        targets = {item.target for item in surface.imports}
        return surface.module in self._schemas or any(
            f"{target}/".startswith(f"{module}/") for target in targets for module in self._modules
        )

    def declare(self, entity: Entity) -> None:
        """Notes that a schema struct declares its table."""
        node = self.lookup.program.graph.symbols[entity.symbol]
        self.calls.sql.add(
            node.file, node.line, node.name, entity.table, TableOp.DECLARE, node.name, "entity"
        )

    def note(self, file: int) -> None:
        """Notes what the calls of one file do."""
        view = self.lookup.view(file)
        for call in view.calls:
            for name, op, rule in self._uses(call):
                function = enclosing(view.definitions, call.scope)
                table = self.by_name[name].table
                self.calls.sql.add(file, call.line, function, table, TableOp(op), f"{call.name}()", rule)

    def _uses(self, call: Call) -> Iterator[tuple[str, str, str]]:
        rule = self.rules.get(call.name)
        if rule is not None and isinstance(call.receiver, Name):
            name = call.receiver.path.rpartition(".")[2]
            if "." in call.receiver.path and name in self.by_name:
                yield name, _op(rule), rule.id
        prefix = next((each for each in PREFIXES if call.name.startswith(each)), "")
        if prefix and call.receiver is not None:
            for name in sorted(self.edges.get(call.name.removeprefix(prefix), ())):
                if name in self.by_name:
                    yield name, TableOp.READ, "go/ent/edge"


def _op(rule: Rule) -> str:
    return rule.take["op"][0].name.split()[1]
