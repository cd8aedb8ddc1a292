"""Following an access path (its grammar stands in extract/python/draft.py) to what it means."""

import builtins

from analyzer.link.python_generics import filled, has_slots
from analyzer.link.python_steps import attribute, call, item
from analyzer.link.python_types import instance, settle, split
from analyzer.link.python_values import (
    Container,
    Instance,
    Meaning,
    Outside,
    Receiver,
    Slot,
    Super,
    either,
)
from analyzer.link.python_world import World

MODULE_NAMES = ("__file__", "__path__", "__builtins__")
DEEPEST = 60
"""Longest chain of names that lead to names."""


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
    if first == "~":
        return Slot(head[1:])
    if first == "<":
        if head.startswith("<^#"):
            return Super(world.first[file] + int(head[3:-1]))
        return instance(world, file, head[1:-1])
    if first == "[":
        values = tuple(settle(world, evaluate(world, file, each)) for each in split(head[1:-1], ";"))
        return Container("tuple" if len(values) > 1 else "list", values)
    if first == "{":
        return Container("dict", (None, settle(world, evaluate(world, file, head[1:-1]))))
    found = world.names.of_file(file, head)
    if found is None and (hasattr(builtins, head) or head in MODULE_NAMES):
        return Outside(f"builtins.{head}")
    return found


def _called(world: World, file: int, callee: str) -> Meaning:
    meaning = evaluate(world, file, callee)
    found = call(world, meaning)
    if isinstance(found, Receiver) or has_slots(found):
        holder = callee.rpartition(".")[0]
        receiver = settle(world, evaluate(world, file, holder)) if holder else None
        if has_slots(found):
            return filled(world, found, receiver)
        if isinstance(receiver, int):
            return Instance(receiver)
        return Instance(receiver.of) if isinstance(receiver, Super) else receiver
    return found


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
