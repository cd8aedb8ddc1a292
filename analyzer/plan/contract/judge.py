"""A type as written to its shape on the wire, and the verdict whether its values can travel."""

from collections.abc import Mapping, Sequence
from functools import cached_property

from msgspec.structs import replace

from analyzer.match.wire_types import Wire
from analyzer.model.contract import Record, Shape
from analyzer.model.meaning import Table
from analyzer.model.program import Program, Target
from analyzer.plan.contract import classes, structs
from analyzer.plan.contract.notation import UNREAD, Written, written
from analyzer.plan.contract.verdicts import (
    ANY,
    DTO,
    IN_PROCESS,
    UNSTATED,
    Judged,
    Variables,
    list_of,
    map_of,
    outside,
    union_of,
)


class Types:
    """Judges the types of a program; the records met on the way are kept in `records` by name."""

    def __init__(
        self,
        program: Program,
        first: Sequence[int],
        wire: Wire,
        tables: Mapping[tuple[str, int], Table],
    ) -> None:
        self.program = program
        self.first = first
        self.wire = wire
        self.tables = tables
        self.records: dict[str, Record] = {}
        self._targets: dict[tuple[int, str], Target] = {}
        self._judged: dict[tuple[int, tuple[Shape, ...]], Judged] = {}
        self._names: dict[str, tuple[int, tuple[Shape, ...]]] = {}

    def of_text(self, file: int, text: str, variables: Variables | None = None) -> Judged:
        """The verdict on a type as written in a file."""
        if not text:
            return UNSTATED
        return self.of(file, written(self.program.graph.files[file].language, text), variables or {})

    def target(self, file: int, name: str) -> Target:
        """What a type's name means in a file."""
        key = (file, name)
        if key not in self._targets:
            self._targets[key] = self.program.resolve(file, -1, name)
        return self._targets[key]

    def of(self, file: int, node: Written, variables: Variables) -> Judged:
        """The verdict on a type in the scope of a file."""
        if node is UNREAD:
            return UNSTATED
        parts = [self.of(file, part, variables) for part in node.parts]
        match node.form:
            case "pointer":
                return replace(parts[0], shape=replace(parts[0].shape, nullable=True))
            case "list":
                return list_of(parts)
            case "map":
                return map_of(parts)
            case "union":
                return union_of(parts)
            case "channel":
                return Judged(ANY, IN_PROCESS, "a channel joins goroutines of one process")
            case "function":
                return Judged(ANY, IN_PROCESS, "a function: the callee would call back")
        return self._named(file, node.name, parts, variables)

    def _named(self, file: int, name: str, parts: list[Judged], variables: Variables) -> Judged:
        if name in variables:
            return variables[name]
        if "#" in name:
            return self._anonymous(file, name, variables)
        if name == "None":
            return Judged(Shape("any", nullable=True))
        language = self.program.graph.files[file].language
        target = self.target(file, name)
        if isinstance(target, int):
            return self.of_symbol(target, parts)
        return outside(self.wire.of(language, target or name), target or name, parts)

    def _anonymous(self, file: int, name: str, variables: Variables) -> Judged:
        kind, _, number = name.partition("#")
        if kind == "interface":
            return Judged(ANY, DTO, "any: the type is not stated")
        if kind != "struct":
            return UNSTATED
        return self._once(self.first[file] + int(number), (), variables)

    @cached_property
    def constants(self) -> Mapping[tuple[str, str], tuple[str | int, ...]]:
        """The values of Go's typed constants by package and type."""
        return structs.constants(self)

    def of_symbol(self, symbol: int, arguments: list[Judged] | None = None) -> Judged:
        """The verdict on a type of the program."""
        place = self.program.graph.symbols[symbol]
        definition = self.program.surfaces[place.file].definitions[place.definition]
        given = arguments or []
        names = [parameter.name for parameter in definition.type_parameters]
        variables = dict(zip(names, given, strict=False))
        shapes = tuple(one.shape for one in given)
        return self._once(symbol, shapes, variables)

    def _once(self, symbol: int, shapes: tuple[Shape, ...], variables: Variables) -> Judged:
        key = (symbol, shapes)
        if key not in self._judged:
            name = self._name(symbol, shapes)
            self._judged[key] = Judged(Shape("record", name))
            place = self.program.graph.symbols[symbol]
            is_go = self.program.graph.files[place.file].language == "go"
            judge = structs.judge if is_go else classes.judge
            self._judged[key] = judge(self, symbol, name, variables)
        return self._judged[key]

    def _name(self, symbol: int, shapes: tuple[Shape, ...]) -> str:
        """A name of its own for a type: its simple name, with more of its module where that is taken."""
        place = self.program.graph.symbols[symbol]
        base = "".join(_capital(part) for part in place.name.split("#")[0].split(".")) or "Anonymous"
        parts = self.program.graph.files[place.file].module.replace(".", "/").split("/")
        suffix = "Of" + "And".join(shape_name(shape) for shape in shapes) if shapes else ""
        for count in range(len(parts) + 1):
            prefix = "".join(_capital(part) for part in parts[len(parts) - count :])
            name = _capital(prefix + base) + suffix
            if self._names.setdefault(name, (symbol, shapes)) == (symbol, shapes):
                return name
        return f"{name}{symbol}"


def shape_name(shape: Shape) -> str:
    """A word for a shape, to name what is made of it."""
    if shape.items:
        return _capital(shape.kind) + "Of" + shape_name(shape.items[0])
    return _capital(shape.name if shape.kind in ("record", "enum") else shape.kind)


def _capital(word: str) -> str:
    clean = "".join(letter for letter in word if letter.isascii() and letter.isalnum()).lstrip("0123456789")
    return clean[:1].upper() + clean[1:]
