"""Methods that stand in front of a framework's: a call of one is a call of what it overrides."""

from collections.abc import Iterator

from analyzer.match.file_view import FileView, Site
from analyzer.match.members import Members
from analyzer.model.facts import Call, DefinitionKind
from analyzer.model.program import Target
from analyzer.model.values import Concat, Result, Text


class Overrides:
    """The methods of Python classes that hand their arguments on to a base outside the repository.

    `outside` is what each stands for, by its symbol; `inner` are the calls that hand on. A method that adds
    a text to what it hands on is left to evaluation.
    """

    def __init__(self, members: Members) -> None:
        self._members = members
        found: dict[int, list[tuple[Site, Target]]] = {}
        adding: set[int] = set()
        for file, surface in enumerate(members.program.surfaces):
            if surface.language == "python" and not surface.is_test:
                view = members.view(file)
                for method, number in _handed_on(view):
                    symbol = members.symbol(file, method)
                    found.setdefault(symbol, []).append(((file, number), view.callees[number]))
                    if _adds_text(view.calls[number]):
                        adding.add(symbol)
        self._targets = {symbol: calls[0][1] for symbol, calls in found.items() if symbol not in adding}
        self.outside = {symbol: name for symbol in self._targets if (name := self._outside(symbol))}
        self.inner = {site for symbol in self.outside for site, _ in found[symbol]}

    def _outside(self, symbol: int) -> str:
        """The method outside that a chain of overrides ends at, empty if it ends inside."""
        seen: set[int] = set()
        target: Target = symbol
        while isinstance(target, int) and target not in seen:
            seen.add(target)
            target = self._targets.get(target)
        return target if isinstance(target, str) else ""


def _handed_on(view: FileView) -> Iterator[tuple[int, int]]:
    """Calls of `super().name(…)` inside the method `name`, with that method."""
    for number, call in enumerate(view.calls):
        if isinstance(call.receiver, Result) and view.calls[call.receiver.call].name == "super":
            method = _method_around(view, call.scope)
            if method >= 0 and view.definitions[method].name.rsplit(".", 1)[-1] == call.name:
                yield method, number


def _method_around(view: FileView, scope: int) -> int:
    while scope >= 0 and view.definitions[scope].kind is not DefinitionKind.METHOD:
        scope = view.definitions[scope].scope
    return scope


def _adds_text(call: Call) -> bool:
    return any(
        isinstance(argument.value, Concat) and any(isinstance(part, Text) for part in argument.value.parts)
        for argument in call.arguments
    )
