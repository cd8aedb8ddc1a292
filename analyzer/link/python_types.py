"""Type expressions, and the types of variables, fields and results."""

from functools import cache

from analyzer.link.python_members import is_enum
from analyzer.link.python_values import (
    Container,
    Either,
    Instance,
    Meaning,
    Outside,
    Receiver,
    Slot,
    either,
    outside,
)
from analyzer.link.python_world import World
from analyzer.model.facts import DefinitionKind

FIRST = frozenset(
    (
        "Optional",
        "Annotated",
        "ClassVar",
        "Final",
        "Required",
        "NotRequired",
        "ReadOnly",
        "Awaitable",
        "Mapped",
    )
)
SEQUENCES = ("list", "List", "Sequence", "MutableSequence", "Collection", "deque", "Deque")
SETS = ("set", "Set", "frozenset", "FrozenSet", "AbstractSet", "MutableSet", "KeysView", "ValuesView")
STREAMS = ("Iterable", "Iterator", "AsyncIterable", "AsyncIterator", "Generator", "AsyncGenerator")
LISTS = frozenset(SEQUENCES + SETS + STREAMS)
MAPPINGS = ("dict", "Dict", "Mapping", "MutableMapping", "WeakValueDictionary")
DICTS = frozenset((*MAPPINGS, "defaultdict", "DefaultDict", "OrderedDict", "Counter", "ChainMap"))
TUPLES = frozenset(("tuple", "Tuple"))
CLASSES = frozenset(("type", "Type"))
LAST = frozenset(("Coroutine",))
CALLED_ON = frozenset(("Self", "typing.Self", "typing_extensions.Self"))
PROPERTIES = frozenset(
    ("property", "cached_property", "hybrid_property", "abstractproperty", "classproperty", "lazy")
)
CONTEXTS = frozenset(("contextmanager", "asynccontextmanager"))


@cache
def split(text: str, separator: str) -> tuple[str, ...]:
    """The parts of a type at its outermost level."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        if character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
        elif character == separator and not depth:
            parts.append(text[start:at])
            start = at + 1
    return (*parts, text[start:])


def instance(world: World, file: int, text: str) -> Meaning:
    """A value of the type that `text` names in a file."""
    options = [each for each in split(text, "|") if each not in ("", "None", "?", "Any")]
    if len(options) != 1:
        return either([instance(world, file, each) for each in options])
    head, bracket, rest = options[0].partition("[")
    if head in CALLED_ON:
        return Receiver()
    arguments = split(rest.removesuffix("]"), ",") if bracket else ()
    if not head:
        return None
    meaning = world.evaluate(world, file, head)
    if meaning is None and arguments:
        return _outside_instance(world, file, head, arguments)
    if isinstance(meaning, Outside):
        return _outside_instance(world, file, meaning.name, arguments)
    if isinstance(meaning, Slot):
        return meaning
    if _is_type_variable(world, meaning):
        return Slot(head.rpartition(".")[2])
    made = instance_of(world, meaning)
    if arguments and isinstance(made, Instance):
        return Instance(made.of, tuple(instance(world, file, each) for each in arguments))
    return made


def _is_type_variable(world: World, meaning: Meaning) -> bool:
    if not isinstance(meaning, int) or world.definition(meaning).kind == DefinitionKind.CLASS:
        return False
    value = settle(world, meaning)
    return isinstance(value, Outside) and value.name in ("typing.TypeVar()", "typing_extensions.TypeVar()")


def _outside_instance(world: World, file: int, name: str, arguments: tuple[str, ...]) -> Meaning:
    short = name.rpartition(".")[2]
    if arguments:
        if short in FIRST:
            return instance(world, file, arguments[0])
        if short == "Union":
            return either([instance(world, file, each) for each in arguments if each != "None"])
        if short in LAST:
            return instance(world, file, arguments[-1])
        if short in LISTS:
            return Container("list", (instance(world, file, arguments[0]),))
        if short in DICTS:
            return Container("dict", tuple(instance(world, file, each) for each in arguments[:2]))
        if short in TUPLES:
            kind = "list" if arguments[-1] == "..." else "tuple"
            return Container(kind, tuple(instance(world, file, each) for each in arguments))
        if short in CLASSES:
            return _class_of(instance(world, file, arguments[0]))
    if short in LISTS | DICTS | TUPLES and name.startswith(("builtins.", "typing.", "collections.")):
        return Container("dict" if short in DICTS else "list", ())
    return outside(f"{name}()")


def _class_of(meaning: Meaning) -> Meaning:
    if isinstance(meaning, Either):
        return either([_class_of(option) for option in meaning.options])
    if isinstance(meaning, Instance):
        return meaning.of
    if isinstance(meaning, Outside):
        return Outside(meaning.name.removesuffix("()"))
    return meaning if isinstance(meaning, Container) else None


def instance_of(world: World, meaning: Meaning) -> Meaning:
    """An instance of a class; a variable may name the class."""
    meaning = settle(world, meaning)
    if isinstance(meaning, int) and world.definition(meaning).kind == DefinitionKind.CLASS:
        return Instance(meaning)
    if isinstance(meaning, Either):
        return either([instance_of(world, each) for each in meaning.options])
    if isinstance(meaning, Outside) and not meaning.name.endswith(")"):
        return outside(f"{meaning.name}()")
    return meaning if isinstance(meaning, Container) else None


def written(world: World, file: int, text: str) -> Meaning:
    """The value whose type facts give as TYPE or as `=path`."""
    if not text:
        return None
    if text.startswith("="):
        return settle(world, world.evaluate(world, file, text[1:]))
    return instance(world, file, text)


def settle(world: World, meaning: Meaning) -> Meaning:
    """The value of a variable, field or property; classes, functions and values are themselves."""
    if not isinstance(meaning, int):
        return meaning
    definition = world.definition(meaning)
    if definition.kind == DefinitionKind.CLASS:
        return meaning
    if definition.kind in (DefinitionKind.FUNCTION, DefinitionKind.METHOD):
        if definition.tag and not PROPERTIES.isdisjoint(map(_short, definition.tag.split())):
            return result(world, meaning)
        return meaning
    if meaning not in world.values:
        world.values[meaning] = None
        world.values[meaning] = _value(world, meaning)
    return world.values[meaning]


def _short(name: str) -> str:
    return name.rpartition(".")[2]


def _value(world: World, symbol: int) -> Meaning:
    definition, file = world.definition(symbol), world.file_of[symbol]
    if definition.kind == DefinitionKind.FIELD and definition.scope >= 0:
        owner = world.first[file] + definition.scope
        if definition.type.startswith("=") and is_enum(world, owner):
            return Instance(owner)
    return written(world, file, definition.type)


def result(world: World, function: int) -> Meaning:
    """What a call of this function gives."""
    if function not in world.results:
        world.results[function] = None
        world.results[function] = _result(world, function)
    return world.results[function]


def _result(world: World, function: int) -> Meaning:
    definition, file = world.definition(function), world.file_of[function]
    given = either([written(world, file, each.type) for each in definition.results])
    if definition.results and definition.results[0].name == "yield":
        return Container("list", (given,))
    return given


def is_context(world: World, function: int) -> bool:
    """Whether the function makes a context manager of a generator."""
    tag = world.definition(function).tag
    return bool(tag) and not CONTEXTS.isdisjoint(map(_short, tag.split()))
