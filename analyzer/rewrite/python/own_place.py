"""Paths that a file puts together from its own place (`__file__`): what they are, today and afterwards."""

from collections.abc import Mapping
from posixpath import join, normpath

import libcst as cst
from msgspec import Struct

from analyzer.model.patch import Move
from analyzer.rewrite.python.syntax import chain, literal
from analyzer.rewrite.request import folder, moved

FILE = "__file__"
_SAME_METHODS = frozenset(["resolve", "absolute", "as_posix", "expanduser"])
_SAME = frozenset(["Path", "PurePath", "PosixPath", "str", "fspath", "abspath", "realpath", "normpath"])


class Step(Struct, frozen=True):
    """One step of a path: `inner` is the path it starts from, `up` the folders it climbs, `down` the strings
    it adds."""

    inner: cst.BaseExpression
    up: int = 0
    down: tuple[cst.SimpleString, ...] = ()


class Place(Struct, frozen=True):
    """Where a file is, and the paths that its names stand for."""

    path: str
    names: Mapping[str, str]

    def value(self, node: cst.BaseExpression) -> str | None:
        """The path that an expression stands for, from the root of the repository; None for all else."""
        if isinstance(node, cst.Name):
            return self.path if node.value == FILE else self.names.get(node.value)
        said = step(node)
        found = self.value(said.inner) if said else None
        if said is None or found is None:
            return None
        for _ in range(said.up):
            if not found:
                return None
            found = folder(found)
        for each in said.down:
            found = normpath(join(found, literal(each.value)[1]))
        if found.startswith(("..", "/")):
            return None
        return "" if found == "." else found

    def after(self, moves: tuple[Move, ...]) -> "Place":
        """The same file when everything has moved; its names lead to what they lead to today."""
        return Place(moved(self.path, moves), {name: moved(each, moves) for name, each in self.names.items()})


def step(node: cst.BaseExpression) -> Step | None:
    """The outermost step of a path, None where there is none."""
    if isinstance(node, cst.Attribute):
        return Step(node.value, up=1) if node.attr.value == "parent" else None
    if isinstance(node, cst.Subscript):
        return _parents(node)
    if isinstance(node, cst.BinaryOperation):
        return _divided(node)
    return _called(node) if isinstance(node, cst.Call) else None


def _parents(node: cst.Subscript) -> Step | None:
    index = node.slice[0].slice if len(node.slice) == 1 else None
    if not isinstance(index, cst.Index) or not isinstance(index.value, cst.Integer):
        return None
    if isinstance(node.value, cst.Attribute) and node.value.attr.value == "parents":
        return Step(node.value.value, up=index.value.evaluated_value + 1)
    return None


def _divided(node: cst.BinaryOperation) -> Step | None:
    if isinstance(node.operator, cst.Divide) and isinstance(node.right, cst.SimpleString):
        return Step(node.left, down=(node.right,))
    return None


def _called(node: cst.Call) -> Step | None:
    values = [each.value for each in node.args if each.keyword is None and not each.star]
    if isinstance(node.func, cst.Attribute):
        method = node.func.attr.value
        if method in _SAME_METHODS and not values:
            return Step(node.func.value)
        if method == "joinpath" and len(values) == len(node.args):
            return _joined(node.func.value, values)
    name = chain(node.func).rpartition(".")[2]
    if not values or len(values) != len(node.args):
        return None
    if len(values) == 1 and name in _SAME:
        return Step(values[0])
    if len(values) == 1 and name == "dirname":
        return Step(values[0], up=1)
    return _joined(values[0], values[1:]) if name == "join" else None


def _joined(inner: cst.BaseExpression, values: list[cst.BaseExpression]) -> Step | None:
    strings = tuple(each for each in values if isinstance(each, cst.SimpleString))
    return Step(inner, down=strings) if strings and len(strings) == len(values) else None
