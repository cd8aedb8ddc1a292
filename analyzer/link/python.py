"""Python: names to symbols through imports, annotations, constructors and base classes."""

from array import array
from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from analyzer.link.python_locals import Locals
from analyzer.link.python_members import ancestry, member
from analyzer.link.python_modules import Modules, all_modules, dirname
from analyzer.link.python_names import Names
from analyzer.link.python_paths import alternatives, evaluate, written_steps
from analyzer.link.python_types import settle
from analyzer.link.python_values import Either, Instance, Meaning, Module, Outside
from analyzer.link.python_world import World
from analyzer.link.resolver import Linkable, LinkedFile, Resolver
from analyzer.model.facts import Body, Call, DefinitionKind, Import, ReferenceKind
from analyzer.model.graph import REFERENCE_KINDS, ImportEdge
from analyzer.model.program import Target

KINDS = {kind: number for number, kind in enumerate(REFERENCE_KINDS)}
CALL, USE = KINDS[ReferenceKind.CALL], KINDS[ReferenceKind.USE]


class Followed(Struct, frozen=True, gc=False):
    """A path of a fact: the symbols it names here, what it means, why that is unknown."""

    symbols: tuple[int, ...]
    target: Target
    meaning: Meaning
    reason: str = ""


NOT_FOLLOWED = Followed((), None, None, "receiver of unknown type")
NO_NAME = Followed((), None, None, "computed expression")


def make_resolver(everything: Linkable, files: Sequence[int]) -> Resolver:
    """The resolver of all Python files."""
    surfaces, first = everything.surfaces, everything.first_symbol
    file_of = array("i")
    for number, surface in enumerate(surfaces):
        file_of.extend([number] * len(surface.definitions))
    names = Names(surfaces, first, all_modules(surfaces, files), {}, {}, {})
    world = World(surfaces, first, file_of, names, evaluate)
    known = Locals(world, everything.body)
    return Resolver(
        imports=lambda file: import_edges(world, file),
        link=lambda file, body: link_file(world, file, body),
        resolve=lambda file, scope, name: target_of(world, known.resolve(file, scope, name)),
        type_of=lambda file, scope, name: _type_target(world, known.resolve(file, scope, name)),
    )


def import_edges(world: World, file: int) -> list[ImportEdge]:
    """What each import of a file points at: the module itself, not the name taken from it."""
    edges = []
    modules = world.names.modules
    known = modules.imported
    folder = dirname(world.surfaces[file].path)
    for each in world.surfaces[file].imports:
        key = (folder, each.target, each.member)
        name = known.get(key, "")
        if name == "":  # not asked yet (files of a folder import the same)
            name = known[key] = _imported_module(modules, file, each)
        internal = name is not None
        edges.append(ImportEdge(file, each.line, each.target if name is None else name, each.kind, internal))
    return edges


def _imported_module(modules: Modules, file: int, each: Import) -> str | None:
    module = modules.find(each.target, file)
    if module is not None and each.member not in ("", "*"):
        module = modules.submodule(module, each.member) or module
    return None if module is None else module.name


def link_file(world: World, file: int, body: Body) -> LinkedFile:
    """All references of a file, in order: of its imports, then of its code."""
    linked = LinkedFile(array("i"), array("i"), array("i"), array("b"), array("b"), [], {})
    unresolved: Counter[str] = Counter()
    known: dict[str, Followed] = {}
    _link_imports(world, file, linked, unresolved)
    for reference in body.references:
        followed = known.get(reference.path)
        if followed is None:
            followed = known[reference.path] = follow(world, file, reference.path)
        _note(linked, reference.scope, reference.line, followed.symbols, KINDS[reference.kind])
        if followed.reason:
            unresolved[followed.reason] += 1
    callees: list[Target] = []
    for call in body.calls:
        followed = known.get(call.path)
        if followed is None:
            followed = known[call.path] = follow(world, file, call.path)
        callees.append(followed.target)
        _note(linked, call.scope, call.line, followed.symbols, CALL)
        if followed.reason:
            unresolved[followed.reason] += 1
        elif call.arguments:
            _link_keywords(world, linked, call, followed.meaning)
    linked.callees = callees
    linked.unresolved = dict(sorted(unresolved.items()))
    return linked


def _note(linked: LinkedFile, scope: int, line: int, symbols: tuple[int, ...], kind: int) -> None:
    last = len(symbols) - 1
    for at, symbol in enumerate(symbols):
        linked.scope.append(scope)
        linked.line.append(line)
        linked.symbol.append(symbol)
        linked.kind.append(kind if at == last else USE)
        linked.via.append(0)


def _link_imports(world: World, file: int, linked: LinkedFile, unresolved: Counter[str]) -> None:
    for number, each in enumerate(world.surfaces[file].imports):
        if each.member in ("", "*"):
            continue
        meaning = world.names.of_import(file, number)
        if isinstance(meaning, int):
            _note(linked, each.scope, each.line, (meaning,), USE)
        elif meaning is None:
            unresolved["no such name in module"] += 1


def _link_keywords(world: World, linked: LinkedFile, call: Call, meaning: Meaning) -> None:
    """Keywords of a constructor that Python makes itself (dataclasses and their kin) name fields."""
    if not isinstance(meaning, int) or world.definition(meaning).kind != DefinitionKind.CLASS:
        return
    words = [each.keyword for each in call.arguments if each.keyword not in ("", "*", "**")]
    if not words or isinstance(member(world, meaning, "__init__"), int):
        return
    for word in words:
        field = member(world, meaning, word)
        if isinstance(field, int) and _is_declared(world, field):
            _note(linked, call.scope, call.line, (field,), USE)


def _is_declared(world: World, symbol: int) -> bool:
    definition = world.definition(symbol)
    return definition.kind == DefinitionKind.FIELD and definition.type[:1] not in ("", "=")


def follow(world: World, file: int, path: str) -> Followed:
    """What a path of a fact refers to."""
    if path in ("", "?"):
        return NOT_FOLLOWED if path else NO_NAME
    options = [_follow(world, file, option) for option in alternatives(path)]
    if len(options) == 1:
        return options[0]
    known = [option for option in options if not option.reason]
    inside = next((option for option in known if isinstance(option.target, int)), None)
    best = inside or (known[0] if known else options[0])
    symbols = dict.fromkeys(symbol for option in known for symbol in option.symbols)
    return Followed(tuple(symbols) if known else best.symbols, best.target, best.meaning, best.reason)


def _follow(world: World, file: int, path: str) -> Followed:
    whole, ends = written_steps(path)
    symbols: list[int] = []
    meaning: Meaning = None if ends else evaluate(world, file, whole)
    for end in ends:
        meaning = evaluate(world, file, end)
        if isinstance(meaning, int):
            symbols.append(meaning)
    if meaning is None:
        return Followed(tuple(symbols), None, None, _reason(world, file, ends, whole))
    return Followed(tuple(symbols), target_of(world, meaning), meaning)


def _reason(world: World, file: int, ends: Sequence[str], whole: str) -> str:
    before: Meaning = None
    for end in ends:
        holder, dot, _ = end.rpartition(".")
        before = settle(world, evaluate(world, file, holder)) if dot else None
        if evaluate(world, file, end) is None:
            break
    if isinstance(before, Module):
        return "no such name in module"
    if isinstance(before, int | Instance):
        owner = before.of if isinstance(before, Instance) else before
        unknown = None in ancestry(world, owner)
        return "attribute of a class with an unknown base" if unknown else "no such attribute in class"
    if before is None and whole.isidentifier():
        return "name not found"
    return "type not inferred"


def target_of(world: World, meaning: Meaning) -> Target:
    """A meaning as the other stages see it."""
    if isinstance(meaning, int):
        return meaning
    if isinstance(meaning, Outside):
        return meaning.name
    if isinstance(meaning, Either):
        return target_of(world, meaning.options[0])
    return None


def _type_target(world: World, meaning: Meaning) -> Target:
    value = settle(world, meaning)
    if isinstance(value, Either):
        value = value.options[0]
    if isinstance(value, Instance):
        return value.of
    return target_of(world, value)
