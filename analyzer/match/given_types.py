"""Types of parameters that say none: what callers give them, where it comes from outside the repository."""

from analyzer.match.callees import Callees
from analyzer.match.file_view import Site
from analyzer.model.facts import Call, Definition, DefinitionKind
from analyzer.model.program import Target
from analyzer.model.values import Name, Result, Value

MOST_CALLERS = 24
"""Callers of one function that are asked."""


class GivenTypes:
    """The callees of method calls on parameters of Python functions, found by what callers give.

    `def add_urls(router): router.register(…)` says nothing of frameworks; `add_urls(DefaultRouter())` does.
    Callers that give what is not known are left out; where the others do not agree, nothing is said.
    """

    def __init__(self, callees: Callees) -> None:
        self._callees = callees
        self._known: dict[tuple[int, int, str], frozenset[str]] = {}

    def callee(self, site: Site) -> Target:
        """The qualified name of what a call calls; None where callers say nothing, or different things."""
        view = self._callees.view(site[0])
        call = view.calls[site[1]]
        if view.surface.language != "python" or not isinstance(call.receiver, Name):
            return None
        types = self._of(site[0], call.scope, call.receiver.path)
        return f"{next(iter(types))}.{call.name}" if len(types) == 1 else None

    def _of(self, file: int, scope: int, path: str) -> frozenset[str]:
        """The types of a dotted name that begins with a parameter of the function at `scope`."""
        name, _, rest = path.partition(".")
        key = (file, scope, name)
        if key not in self._known:
            self._known[key] = frozenset()  # while it is being found: a recursion adds nothing
            self._known[key] = self._given(file, scope, name)
        return frozenset(f"{each}.{rest}" for each in self._known[key]) if rest else self._known[key]

    def _given(self, file: int, scope: int, name: str) -> frozenset[str]:
        if scope < 0:
            return frozenset()
        definition = self._callees.view(file).definitions[scope]
        for position, parameter in enumerate(definition.parameters):
            if parameter.name == name and not parameter.type:
                sites = self._callees.callers.get(self._callees.symbol(file, scope), ())[:MOST_CALLERS]
                given = [self._at(site, position - _bound(definition), name) for site in sites]
                return frozenset().union(*given)
        return frozenset()

    def _at(self, site: Site, position: int, name: str) -> frozenset[str]:
        """What one caller gives."""
        call = self._callees.view(site[0]).calls[site[1]]
        value = _argument(call, position, name)
        if isinstance(value, Result):
            return self._outside(site[0], self._callees.view(site[0]).callees[value.call], "()")
        if not isinstance(value, Name):
            return frozenset()
        found = self._outside(site[0], self._callees.type_of(site[0], call.scope, value.path), "")
        return found or self._of(site[0], call.scope, value.path)

    def _outside(self, file: int, target: Target, made: str) -> frozenset[str]:
        if isinstance(target, int):
            target, made = self._callees.made_by(target), "()"
        return frozenset((f"{target}{made}",)) if isinstance(target, str) else frozenset()


def _bound(definition: Definition) -> int:
    """How many parameters a call does not write: `self` or `cls` of a method."""
    return int(definition.kind is DefinitionKind.METHOD and "staticmethod" not in definition.tag)


def _argument(call: Call, position: int, name: str) -> Value | None:
    plain = [argument.value for argument in call.arguments if not argument.keyword]
    named = [argument.value for argument in call.arguments if argument.keyword == name]
    return named[0] if named else plain[position] if 0 <= position < len(plain) else None
