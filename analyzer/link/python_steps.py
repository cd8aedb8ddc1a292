"""One step of an access path: attribute, call, item."""

from analyzer.link.python_members import is_enum, member
from analyzer.link.python_types import is_context, result, settle
from analyzer.link.python_values import (
    Container,
    Either,
    Instance,
    Meaning,
    Module,
    Outside,
    Super,
    either,
    outside,
)
from analyzer.link.python_world import World
from analyzer.model.facts import DefinitionKind

ENTER = ("__enter__", "__aenter__")


ITERATE = ("__iter__", "__aiter__")


NEXT = ("__next__", "__anext__")


CALLABLE = (DefinitionKind.FUNCTION, DefinitionKind.METHOD)


def attribute(world: World, meaning: Meaning, name: str) -> Meaning:
    """`meaning.name`."""
    value = settle(world, meaning)
    if isinstance(value, Module):
        return world.names.member(value, name)
    if isinstance(value, int):
        return _class_attribute(world, value, name)
    if isinstance(value, Instance):
        return _instance_attribute(world, value, name)
    if isinstance(value, Outside):
        return outside(f"{value.name}.{name}")
    if isinstance(value, Super):
        return member(world, value.of, name, skip=1)
    if isinstance(value, Container):
        return _container_attribute(value, name)
    if isinstance(value, Either):
        return _first_inside([attribute(world, option, name) for option in value.options])
    return None


def _first_inside(options: list[Meaning]) -> Meaning:
    inside = [option for option in options if isinstance(option, int | Module)]
    return inside[0] if inside else next((option for option in options if option is not None), None)


def _class_attribute(world: World, owner: int, name: str) -> Meaning:
    if world.definition(owner).kind == DefinitionKind.CLASS:
        found = member(world, owner, name)
        return _of_every_object(name) if found is None else found
    return _of_decorated(world, owner, name)


def _of_decorated(world: World, function: int, name: str) -> Outside | None:
    """An attribute of what an outside decorator made of a function (`task.delay`)."""
    for decorator in world.definition(function).tag.split():
        made = world.evaluate(world, world.file_of[function], decorator) if decorator.isascii() else None
        if isinstance(made, Outside):
            return outside(f"{made.name}().{name}")
    return Outside(f"builtins.function.{name}")


def _instance_attribute(world: World, value: Instance, name: str) -> Meaning:
    if name == "__class__":
        return value.of
    found = member(world, value.of, name)
    if found is None and name in ENTER:
        return member(world, value.of, ENTER[1])
    return _of_every_object(name) if found is None else found


def _of_every_object(name: str) -> Outside | None:
    return Outside(f"builtins.object.{name}") if name.startswith("__") and hasattr(type, name) else None


def _container_attribute(value: Container, name: str) -> Meaning:
    if name in ENTER:
        return Container("method:__enter__", (value,))
    if name in METHODS.get(value.kind, ()):
        return Container(f"method:{name}", (value,))
    return Outside(f"builtins.{value.kind}.{name}") if not value.kind.startswith("method:") else None


METHODS = {
    "dict": ("get", "pop", "setdefault", "values", "keys", "items", "copy"),
    "list": ("pop", "copy", "union", "intersection", "difference"),
}


def call(world: World, meaning: Meaning) -> Meaning:
    """The result of calling `meaning`."""
    value = settle(world, meaning)
    if isinstance(value, int):
        if world.definition(value).kind == DefinitionKind.CLASS:
            return Instance(value)
        given = result(world, value)
        return Container("method:", (given,)) if is_context(world, value) else given
    if isinstance(value, Outside):
        return _outside_call(value.name)
    if isinstance(value, Instance):
        method = member(world, value.of, "__call__")
        return call(world, method) if isinstance(method, int) else None
    if isinstance(value, Container) and value.kind.startswith("method:"):
        return _container_call(value.args[0], value.kind.removeprefix("method:"))
    if isinstance(value, Either):
        return either([call(world, option) for option in value.options])
    return None


def _outside_call(name: str) -> Outside | None:
    """What `with` binds is taken for the value itself, as nearly all context managers have it."""
    holder, _, method = name.rpartition(".")
    return Outside(holder) if method in ENTER else outside(f"{name}()")


def _container_call(of: Meaning, method: str) -> Meaning:
    if not isinstance(of, Container):
        return of if method == "__enter__" else None
    if method == "__enter__":
        given = of.args[0] if of.kind in ("list", "method:") and of.args else None
        return _container_call(given, method) if isinstance(given, Container) else given
    if method in ("copy", "union", "intersection", "difference"):
        return of
    key, value = (*of.args, None, None)[:2] if of.kind == "dict" else (None, of.args[0] if of.args else None)
    return {
        "values": Container("list", (value,)),
        "keys": Container("list", (key,)),
        "items": Container("list", (Container("tuple", (key, value)),)),
    }.get(method, value)


def item(world: World, meaning: Meaning, key: str) -> Meaning:
    """`meaning[key]`; the key "*" is what a loop gives, ":" a slice, "" any key."""
    value = settle(world, meaning)
    if isinstance(value, Container):
        return _container_item(value, key)
    if isinstance(value, Instance):
        return _instance_item(world, value, key)
    if isinstance(value, int) and world.definition(value).kind == DefinitionKind.CLASS:
        return Instance(value) if is_enum(world, value) else value
    if isinstance(value, Outside):
        return outside(f"{value.name}[]")
    if isinstance(value, Either):
        return either([item(world, option, key) for option in value.options])
    return None


def _container_item(value: Container, key: str) -> Meaning:
    if key == ":":
        return value
    if key == "#":
        return Container("list", (Container("tuple", (None, _container_item(value, "*"))),))
    if value.kind == "dict":
        return (*value.args, None, None)[0 if key == "*" else 1]
    if value.kind == "tuple":
        if key.isdigit():
            return value.args[int(key)] if int(key) < len(value.args) else None
        return either(list(value.args))
    return value.args[0] if value.args and not value.kind.startswith("method:") else None


def _instance_item(world: World, value: Instance, key: str) -> Meaning:
    if key == "*":
        for name in ITERATE:
            method = member(world, value.of, name)
            made = call(world, method) if isinstance(method, int) else None
            if made is not None:
                return item(world, made, "*") if isinstance(made, Container) else _next(world, made)
        return _next(world, value)
    method = member(world, value.of, "__getitem__")
    return call(world, method) if isinstance(method, int) else None


def _next(world: World, iterator: Meaning) -> Meaning:
    if not isinstance(iterator, Instance):
        return None
    for name in NEXT:
        method = member(world, iterator.of, name)
        if isinstance(method, int):
            return call(world, method)
    return None
