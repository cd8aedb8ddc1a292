"""Following an access path (its grammar stands in extract/python/draft.py) to what it means."""

import builtins

from analyzer.link.python_members import is_enum, member
from analyzer.link.python_types import instance, is_context, result, settle
from analyzer.link.python_values import (
    Container,
    Either,
    Instance,
    Meaning,
    Module,
    Outside,
    Receiver,
    Super,
    either,
    outside,
)
from analyzer.link.python_world import World
from analyzer.model.facts import DefinitionKind

ENTER = ("__enter__", "__aenter__")
ITERATE = ("__iter__", "__aiter__")
NEXT = ("__next__", "__anext__")
DEEPEST = 60
"""Longest chain of names that lead to names."""
CALLABLE = (DefinitionKind.FUNCTION, DefinitionKind.METHOD)


def evaluate(world: World, file: int, path: str) -> Meaning:
    """What a path (without round brackets) means in a file; each prefix is worked out once."""
    known = world.paths.setdefault(file, {})
    if path not in known:
        known[path] = None
        if world.depth >= DEEPEST:
            return None
        world.depth += 1
        known[path] = _evaluate(world, file, path)
        world.depth -= 1
    return known[path]


def _evaluate(world: World, file: int, path: str) -> Meaning:
    if "/" in path:
        return either([settle(world, evaluate(world, file, option)) for option in path.split("/")])
    if path.endswith("()"):
        return _called(world, file, path[:-2])
    last = path[-1:]
    if last in ">}":
        return _head(world, file, path)
    if last == "]":
        start = path.rfind("[")
        key = path[start + 1 : -1]
        if start <= 0 or "]" in key:
            return _head(world, file, path)
        return item(world, evaluate(world, file, path[:start]), key)
    holder, dot, name = path.rpartition(".")
    if dot:
        return attribute(world, evaluate(world, file, holder), name)
    return _head(world, file, path)


def _head(world: World, file: int, head: str) -> Meaning:
    first = head[:1]
    if first == "#":
        return world.first[file] + int(head[1:])
    if first == "@":
        return world.names.of_import(file, int(head[1:]))
    if first == "<":
        if head.startswith("<^#"):
            return Super(world.first[file] + int(head[3:-1]))
        return instance(world, file, head[1:-1])
    if first == "[":
        return Container("list", (settle(world, evaluate(world, file, head[1:-1])),))
    if first == "{":
        return Container("dict", (None, settle(world, evaluate(world, file, head[1:-1]))))
    found = world.names.of_file(file, head)
    if found is None and hasattr(builtins, head):
        return Outside(f"builtins.{head}")
    return found


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
        return value if name in ENTER else outside(f"{value.name}.{name}")
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
    return None


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


def _called(world: World, file: int, callee: str) -> Meaning:
    meaning = evaluate(world, file, callee)
    found = call(world, meaning)
    if isinstance(found, Receiver):
        cut = callee.rfind(".")
        receiver = settle(world, evaluate(world, file, callee[:cut])) if cut > 0 else None
        if isinstance(receiver, int):
            return Instance(receiver)
        return Instance(receiver.of) if isinstance(receiver, Super) else receiver
    return found


def call(world: World, meaning: Meaning) -> Meaning:
    """The result of calling `meaning`."""
    value = settle(world, meaning)
    if isinstance(value, int):
        if world.definition(value).kind == DefinitionKind.CLASS:
            return Instance(value)
        given = result(world, value)
        return Container("method:", (given,)) if is_context(world, value) else given
    if isinstance(value, Outside):
        return value if value.name.endswith(ENTER) else outside(f"{value.name}()")
    if isinstance(value, Instance):
        method = member(world, value.of, "__call__")
        return call(world, method) if isinstance(method, int) else None
    if isinstance(value, Container) and value.kind.startswith("method:"):
        return _container_call(value.args[0], value.kind.removeprefix("method:"))
    if isinstance(value, Either):
        return either([call(world, option) for option in value.options])
    return None


def _container_call(of: Meaning, method: str) -> Meaning:
    if not isinstance(of, Container):
        return of if method == "__enter__" else None
    if method == "__enter__":
        return of.args[0] if of.kind in ("list", "method:") and of.args else None
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


def alternatives(path: str) -> list[str]:
    """A path for each value that branches leave possible."""
    if "/" not in path:
        return [path]
    end = _closing(path)
    return [f"({option}){path[end + 1 :]}" for option in path[1:end].split("/")]


def written_steps(path: str) -> tuple[str, list[str]]:
    """A path without its round brackets, and the prefixes of it that end in a name written here."""
    before, here = "", path
    if path.startswith("("):
        end = _closing(path)
        before, here = path[1:end], path[end + 1 :]
    whole, ends = before + here, []
    at = len(before)
    if here and here[0] != ".":
        stop = here.find(".")
        at += stop if stop >= 0 else len(here)
        ends.append(whole[:at])
    while at < len(whole):
        stop = whole.find(".", at + 1)
        at = stop if stop >= 0 else len(whole)
        ends.append(whole[:at])
    return whole, ends


def _closing(path: str) -> int:
    depth = 0
    for at, character in enumerate(path):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if not depth:
                return at
    return len(path) - 1
