"""What the callers of a function give for one of its parameters."""

from collections.abc import Iterator, Sequence

from analyzer.match.lookup import Lookup
from analyzer.match.table_models import Given
from analyzer.model.facts import DefinitionKind
from analyzer.model.values import Value


def given_values(lookup: Lookup, given: Given) -> Iterator[tuple[int, int, Sequence[Value]]]:
    """For each call of the function: file, call number and the values for the parameter."""
    definition = lookup.program.surfaces[given.file].definitions[given.definition]
    parameter = definition.parameters[given.position]
    shift = 0
    if definition.kind is DefinitionKind.METHOD and lookup.program.surfaces[given.file].language == "python":
        shift = 1
    for file, number in _callers(lookup, given):
        call = lookup.view(file).calls[number]
        plain = [
            argument.value for argument in call.arguments if not argument.keyword or argument.keyword == "*"
        ]
        named = [argument.value for argument in call.arguments if argument.keyword == parameter.name]
        position = given.position - shift
        if named:
            yield file, number, named
        elif parameter.type.startswith("..."):
            yield file, number, plain[position:]
        elif 0 <= position < len(plain):
            yield file, number, plain[position : position + 1]


def _callers(lookup: Lookup, given: Given) -> list[tuple[int, int]]:
    """Calls of a function; of what makes objects also calls of its class and of those that stand on it."""
    found = list(lookup.callers.get(lookup.symbol(given.file, given.definition), ()))
    definition = lookup.program.surfaces[given.file].definitions[given.definition]
    if definition.name.endswith(".__init__"):
        at = [lookup.symbol(given.file, definition.scope)]
        for owner in at:
            found.extend(lookup.callers.get(owner, ()))
            at.extend(each for each in lookup.subclasses.get(owner, ()) if not _makes(lookup, each))
    return found


def _makes(lookup: Lookup, owner: int) -> bool:
    node = lookup.program.graph.symbols[owner]
    module = lookup.program.surfaces[node.file].module
    return (module, f"{node.name}.__init__") in lookup.members
