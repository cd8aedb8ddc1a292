"""Types registered with encoding/gob, which writes the import path of their package into data."""

import re
from collections.abc import Iterator

from analyzer.model.facts import Surface
from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import line_of
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.world import Name, World

GOB = "gob writes the package path of registered types into data"

_GOB = re.compile(rb"\bgob\.Register\(")
_NAME = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"|`[^`]*`')
_ENDS = {b"(": 1, b")": -1}
_BUILTIN = frozenset({
    "any", "bool", "byte", "chan", "complex128", "complex64", "error", "false", "float32", "float64", "func",
    "int", "int16", "int32", "int64", "int8", "interface", "map", "new", "nil", "rune", "string", "struct",
    "true", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr",
})  # fmt: skip


def registered(text: bytes) -> Iterator[tuple[int, set[str]]]:
    """The line of each registration and the names in it, `Type` or `package.Type`, other than Go's own."""
    for found in _GOB.finditer(text):
        depth, end = 1, found.end()
        while depth and end < len(text):
            depth += _ENDS.get(text[end : end + 1], 0)
            end += 1
        argument = _STRING.sub('""', text[found.end() : end].decode("utf-8", "replace"))
        yield line_of(text, found.start()), set(_NAME.findall(argument)) - _BUILTIN


def bound(surface: Surface, path: str, name: str) -> str:
    """What a file calls the package at an import path, whose own name is given; "" where it does not."""
    return next((each.alias or name for each in surface.imports if each.target == path), "")


def registrations_of(world: World, leaving: list[tuple[Source, Declaration]]) -> Iterator[Evidence]:
    """The registrations of types that some declarations declare."""
    names = {Name(source.package, name) for source, each in leaving for name in each.names}
    for source in world.sources.values():
        bindings = world.bindings(source) if b"gob.Register(" in source.text else {}
        for line, found in registered(source.text):
            for package, _, name in (each.rpartition(".") for each in found):
                there = bindings[package].path if package in bindings else source.package
                if Name(there, name) in names:
                    yield Evidence(source.path, line)
