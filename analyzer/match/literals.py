"""Composite literals with a type, wherever they stand."""

from collections.abc import Iterator

from analyzer.model.facts import Body, Surface
from analyzer.model.values import Composite, Value


def literals(body: Body, surface: Surface) -> Iterator[tuple[int, int, Composite]]:
    """Every composite literal with a type, with its line and the scope it stands in."""
    for call in body.calls:
        for argument in call.arguments:
            yield from ((found.line, call.scope, found) for found in _composites(argument.value))
    for binding in body.bindings:
        yield from ((found.line, binding.scope, found) for found in _composites(binding.value))
    for definition in surface.definitions:
        if definition.value is not None:
            yield from ((found.line, definition.scope, found) for found in _composites(definition.value))


def _composites(value: Value) -> Iterator[Composite]:
    if not isinstance(value, Composite):
        return
    if value.type:
        yield value
    for item in value.items:
        yield from _composites(item.value)
