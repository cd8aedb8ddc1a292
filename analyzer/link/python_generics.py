"""Type parameters of classes, filled by what a base or an annotation puts in square brackets."""

from analyzer.link.python_members import ancestry
from analyzer.link.python_types import instance, split
from analyzer.link.python_values import Container, Either, Instance, Meaning, Slot, Super, either
from analyzer.link.python_world import World
from analyzer.model.facts import DefinitionKind

DECLARE = ("Generic", "Protocol")


def has_slots(meaning: Meaning) -> bool:
    """Whether type parameters are left in a meaning."""
    if isinstance(meaning, Container):
        return any(map(has_slots, meaning.args))
    return isinstance(meaning, Slot) or (isinstance(meaning, Either) and any(map(has_slots, meaning.options)))


def filled(world: World, meaning: Meaning, receiver: Meaning) -> Meaning:
    """The meaning with its type parameters as the class of the receiver has them."""
    return _filled(meaning, _slots(world, receiver))


def _filled(meaning: Meaning, known: dict[str, Meaning]) -> Meaning:
    if isinstance(meaning, Slot):
        return known.get(meaning.name)
    if isinstance(meaning, Container):
        return Container(meaning.kind, tuple(_filled(each, known) for each in meaning.args))
    if isinstance(meaning, Either):
        return either([_filled(each, known) for each in meaning.options])
    return meaning


def _slots(world: World, receiver: Meaning) -> dict[str, Meaning]:
    owner = receiver.of if isinstance(receiver, Instance | Super) else receiver
    known: dict[str, Meaning] = {}
    if not isinstance(owner, int):
        return known
    if isinstance(receiver, Instance):
        known.update(zip(_parameters(world, owner), receiver.args, strict=False))
    for ancestor in ancestry(world, owner):
        if isinstance(ancestor, int) and world.definition(ancestor).kind == DefinitionKind.CLASS:
            _add_bases(world, ancestor, known)
    return known


def _add_bases(world: World, owner: int, known: dict[str, Meaning]) -> None:
    file = world.file_of[owner]
    for base, arguments in _bases(world, owner):
        symbol = world.evaluate(world, file, base)
        if not isinstance(symbol, int) or world.definition(symbol).kind != DefinitionKind.CLASS:
            continue
        for name, argument in zip(_parameters(world, symbol), arguments, strict=False):
            value = _filled(instance(world, file, argument), known)
            if value is not None:
                known.setdefault(name, value)


def _parameters(world: World, owner: int) -> list[str]:
    """Names of the type parameters of a class, in order."""
    stated = world.definition(owner).type_parameters
    if stated:
        return [each.name for each in stated]
    bases = _bases(world, owner)
    declaring = [arguments for base, arguments in bases if base.rpartition(".")[2] in DECLARE]
    found = declaring or [arguments for _, arguments in bases]
    names = [argument.rpartition(".")[2] for arguments in found for argument in arguments]
    return list(dict.fromkeys(names))


def _bases(world: World, owner: int) -> list[tuple[str, tuple[str, ...]]]:
    """Bases with square brackets: the base, and what stands in them."""
    found = []
    for base in world.definition(owner).bases:
        head, bracket, rest = base.partition("[")
        if bracket and head:
            found.append((head, split(rest.removesuffix("]"), ",")))
    return found
