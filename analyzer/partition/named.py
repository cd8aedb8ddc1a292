"""Python modules named in strings: plug-ins, targets and paths of classes that are loaded by name."""

import re
from collections.abc import Iterator, Mapping, Sequence

from analyzer.model.facts import Argument, Body, Definition
from analyzer.model.values import Composite, Concat, Element, Index, Item, Select, Text, Value

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)+(?::\w+)?")


def texts(body: Body, definitions: Sequence[Definition]) -> Iterator[tuple[int, str]]:
    """Every string constant that a file passes, binds or declares, with its line."""
    for call in body.calls:
        for argument in call.arguments:
            yield from ((call.line, text) for text in _inside(argument))
    for binding in body.bindings:
        yield from ((binding.line, text) for text in _inside(binding.value))
    for definition in definitions:
        if definition.value is not None:
            yield from ((definition.line, text) for text in _inside(definition.value))
        for parameter in definition.parameters:
            if parameter.default is not None:
                yield from ((definition.line, text) for text in _inside(parameter.default))


def module_in(text: str, modules: Mapping[str, int]) -> int | None:
    """The number of the module that a dotted name in a string means: the module itself or a name in it."""
    if not _DOTTED.fullmatch(text):
        return None
    name = text.replace(":", ".")
    for _ in range(3):
        if name in modules:
            return modules[name] if "." in name else None
        name = name.rpartition(".")[0]
    return None


def _inside(value: Value | Argument | Item) -> Iterator[str]:
    match value:
        case Text(text):
            yield text
        case Argument(inner):
            yield from _inside(inner)
        case Item(key, inner):
            if key is not None:
                yield from _inside(key)
            yield from _inside(inner)
        case Composite(_, items):
            for item in items:
                yield from _inside(item)
        case Concat(parts):
            if all(isinstance(part, Text) for part in parts):
                yield "".join(part.value for part in parts if isinstance(part, Text))
        case Index(of, _) | Element(of) | Select(of, _):
            yield from _inside(of)
