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
    for file, number in lookup.callers.get(lookup.symbol(given.file, given.definition), ()):
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
