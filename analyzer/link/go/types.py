"""Go types as the link sees them, with every name resolved."""

from collections.abc import Mapping
from typing import NamedTuple, Union

from analyzer.model.facts import Parameter


class Named(NamedTuple):
    """A type of the repository, by symbol; also a struct or interface without a name."""

    symbol: int
    arguments: "tuple[Type, ...]" = ()


class Outside(NamedTuple):
    """A type of another module, by qualified name."""

    name: str
    arguments: "tuple[Type, ...]" = ()


class Basic(NamedTuple):
    """A predeclared type."""

    name: str


class Variable(NamedTuple):
    """A type parameter, until an argument takes its place."""

    parameter: str


class Container(NamedTuple):
    """Pointer `*`, slice or array `[]`, map, chan: `key` only for maps."""

    form: str
    element: "Type"
    key: "Type" = None


class Function(NamedTuple):
    """A function type."""

    parameters: "tuple[Type, ...]"
    results: "tuple[Type, ...]"
    variadic: bool = False


class External(NamedTuple):
    """A value of unknown type that comes from another module, by what made it: `gin.Default()`."""

    path: str


Type = Union[Named, Outside, Basic, Variable, Container, Function, External, None]  # noqa: UP007
"""None is unknown."""

BOOL, INT, ANY, ERROR, STRING = (Basic(name) for name in ("bool", "int", "any", "error", "string"))


def bound(parameters: tuple[Parameter, ...], arguments: tuple[Type, ...]) -> dict[str, Type]:
    """Type parameters by name with their arguments."""
    return {p.name: a for p, a in zip(parameters, arguments, strict=False)}


def substitute(kind: Type, arguments: Mapping[str, Type]) -> Type:
    """The type with type parameters replaced; one without an argument stays."""
    if not arguments or kind is None or isinstance(kind, Basic | External):
        return kind
    if isinstance(kind, Variable):
        return arguments.get(kind.parameter, kind)
    if isinstance(kind, Container):
        return Container(kind.form, substitute(kind.element, arguments), substitute(kind.key, arguments))
    if isinstance(kind, Function):
        return Function(_all(kind.parameters, arguments), _all(kind.results, arguments), kind.variadic)
    if not kind.arguments:
        return kind
    return type(kind)(kind[0], _all(kind.arguments, arguments))  # type: ignore[arg-type]


def _all(types: tuple[Type, ...], arguments: Mapping[str, Type]) -> tuple[Type, ...]:
    return tuple(substitute(each, arguments) for each in types)


def unify(pattern: Type, given: Type, found: dict[str, Type]) -> None:
    """Notes what the type parameters of `pattern` must be for an argument of type `given`."""
    if given is None or pattern is None:
        return
    if isinstance(pattern, Variable):
        if found.get(pattern.parameter) is None:
            found[pattern.parameter] = given
    elif isinstance(pattern, Container) and isinstance(given, Container) and pattern.form == given.form:
        unify(pattern.element, given.element, found)
        unify(pattern.key, given.key, found)
    elif isinstance(pattern, Function) and isinstance(given, Function):
        for left, right in zip(
            pattern.parameters + pattern.results, given.parameters + given.results, strict=False
        ):
            unify(left, right, found)
    elif (
        isinstance(pattern, Named | Outside) and isinstance(given, Named | Outside) and pattern[0] == given[0]
    ):
        for left, right in zip(pattern.arguments, given.arguments, strict=False):
            unify(left, right, found)
