"""Expressions for a path from a file's own place, written anew as far as they must be."""

from collections.abc import Mapping
from posixpath import relpath

import libcst as cst

from analyzer.rewrite.python.own_place import FILE, Place, Step, step
from analyzer.rewrite.python.syntax import chain, dotted_node, literal
from analyzer.rewrite.request import folder, inside

_Texts = Mapping[int, str]


def rebuilt(node: cst.BaseExpression, want: str, climbed: str, there: Place) -> cst.BaseExpression | None:
    """The expression that leads to `want` seen from `there`, None where that cannot be written.

    `climbed` is where the part of it that climbs shall lead to, if it can.
    """
    climb = climb_of(node)
    wider: cst.BaseExpression | None = climb
    place = there.value(climb)
    if _starts_here(climb):
        best = next(each for each in _above(there.path) if _within(want, each) and _within(climbed, each))
        if place != best:
            wider, place = _climbed(climb, there, best), best
    if wider is None or place is None:
        return None
    strings = _strings(node)
    rest = relpath(want or ".", place or ".").split("/") if want != place else []
    if rest and not strings:
        longer = _joined(wider, "/".join(rest))
        return None if longer is None else _put(node, climb, longer, {})
    return _put(node, climb, wider, _shared_out(strings, rest))


def climb_of(node: cst.BaseExpression) -> cst.BaseExpression:
    """The part of a path before the strings that it adds."""
    found = node
    while (said := step(found)) is not None and (said.down or _has_strings(said.inner)):
        found = said.inner
    return found


def _has_strings(node: cst.BaseExpression) -> bool:
    said = step(node)
    return said is not None and (bool(said.down) or _has_strings(said.inner))


def _starts_here(climb: cst.BaseExpression) -> bool:
    """Whether a climb starts from the file itself, not from a name for a path."""
    said = step(climb)
    if said is None:
        return isinstance(climb, cst.Name) and climb.value == FILE
    return _starts_here(said.inner)


def _above(path: str) -> list[str]:
    """The folders above a path, the nearest first, the root last."""
    found = [folder(path)]
    while found[-1]:
        found.append(folder(found[-1]))
    return found


def _within(path: str, place: str) -> bool:
    return not place or inside(path, place)


def _climbed(climb: cst.BaseExpression, there: Place, place: str) -> cst.BaseExpression | None:
    """The climb that leads to a folder above the file."""
    ups, node = 0, climb
    while (said := step(node)) is not None:
        ups, node = ups + said.up, said.inner
    return _more(climb, _above(there.path).index(place) + 1 - ups) if ups else None


def _more(node: cst.BaseExpression, count: int) -> cst.BaseExpression | None:
    """The climb by so many folders higher, or lower."""
    said = step(node)
    if said is None or not count:
        return node if not count else None
    if not said.up:
        inner = _more(said.inner, count)
        return None if inner is None else _around(node, said, inner)
    if isinstance(node, cst.Subscript):
        index = said.up - 1 + count
        return _numbered(node, index) if index >= 0 else None
    if count < 0:
        return _more(said.inner, count + 1)
    for _ in range(count):
        node = (
            _around(node, said, node)
            if isinstance(node, cst.Call)
            else cst.Attribute(node, cst.Name("parent"))
        )
    return node


def _numbered(node: cst.Subscript, index: int) -> cst.Subscript:
    element = node.slice[0].with_changes(slice=cst.Index(cst.Integer(str(index))))
    return node.with_changes(slice=[element])


def _around(node: cst.BaseExpression, said: Step, inner: cst.BaseExpression) -> cst.BaseExpression:
    """A step with another path inside."""
    if isinstance(node, cst.Attribute):
        return node.with_changes(value=inner)
    if isinstance(node, cst.BinaryOperation):
        return node.with_changes(left=inner)
    if isinstance(node, cst.Subscript):
        return node.with_changes(value=cst.ensure_type(node.value, cst.Attribute).with_changes(value=inner))
    call = cst.ensure_type(node, cst.Call)
    if isinstance(call.func, cst.Attribute) and call.func.value is said.inner:
        return call.with_changes(func=call.func.with_changes(value=inner))
    return call.with_changes(args=[call.args[0].with_changes(value=inner), *call.args[1:]])


def _joined(climb: cst.BaseExpression, rest: str) -> cst.BaseExpression | None:
    """A path below a climb, in the climb's own style."""
    text = cst.SimpleString(f'"{rest}"')
    node = climb
    while (said := step(node)) is not None and not said.up:
        node = said.inner
    if isinstance(node, cst.Call):
        place, _, name = chain(node.func).rpartition(".")
        join = dotted_node(f"{place}.join")
        return cst.Call(join, [cst.Arg(climb), cst.Arg(text)]) if place and name == "dirname" else None
    left, right = [cst.LeftParen()], [cst.RightParen()]
    return cst.BinaryOperation(climb, cst.Divide(), text, left, right) if node is climb else None


def _strings(node: cst.BaseExpression) -> list[cst.SimpleString]:
    """The strings that a path adds, in their order."""
    said = step(node)
    return [] if said is None else [*_strings(said.inner), *said.down]


def _shared_out(strings: list[cst.SimpleString], rest: list[str]) -> _Texts:
    """What each string holds of a new path: the last ones as many parts as today, the first what is left."""
    found: dict[int, str] = {}
    for each in reversed(strings[1:]):
        count = min(len(literal(each.value)[1].strip("/").split("/")), len(rest))
        found[id(each)] = "/".join(rest[len(rest) - count :])
        rest = rest[: len(rest) - count]
    return found | {id(each): "/".join(rest) for each in strings[:1]}


def _put(
    node: cst.BaseExpression, climb: cst.BaseExpression, wider: cst.BaseExpression, texts: _Texts
) -> cst.BaseExpression:
    """The path with another climb and other strings; a string with nothing to hold goes."""
    if node is climb:
        return wider
    said = step(node)
    assert said is not None
    inner = _put(said.inner, climb, wider, texts)
    if not said.down:
        return _around(node, said, inner)
    if isinstance(node, cst.BinaryOperation):
        new = texts[id(node.right)]
        return node.with_changes(left=inner, right=_text(said.down[0], new)) if new else inner
    call = cst.ensure_type(_around(node, said, inner), cst.Call)
    first = len(call.args) - len(said.down)
    pairs = zip(call.args[first:], said.down, strict=True)
    kept = [arg.with_changes(value=_text(old, texts[id(old)])) for arg, old in pairs if texts[id(old)]]
    if not kept:
        return inner
    kept[-1] = kept[-1].with_changes(comma=call.args[-1].comma)
    return call.with_changes(args=[*call.args[:first], *kept])


def _text(old: cst.SimpleString, new: str) -> cst.SimpleString:
    start, _, end = literal(old.value)
    return old.with_changes(value=f"{start}{new}{end}")
