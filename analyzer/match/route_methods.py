"""The HTTP methods of a registration: its own, its chain's, or those its callers ask for."""

from collections.abc import Iterator

from analyzer.match.abstract import Frame, Function, Router
from analyzer.match.classes import Classes
from analyzer.match.file_view import FileView
from analyzer.match.handlers import Handlers
from analyzer.match.matcher import Match
from analyzer.match.parts import verbs_written, written
from analyzer.match.registrations import Site
from analyzer.match.routers import RouteEvaluator
from analyzer.match.rule import Rule, TakeKind
from analyzer.model.facts import Call
from analyzer.model.values import Result


class RouteMethods:
    """Reads HTTP methods; Routes adds the rest."""

    def __init__(self, evaluator: RouteEvaluator) -> None:
        self.evaluator = evaluator
        self.handlers = Handlers(evaluator)
        self.classes = Classes(evaluator)
        self.included: dict[tuple[int, int], tuple[Site, ...]] = {}
        """Calls that include the routes of a module, and the routers those may be."""
        self.lookup = evaluator.lookup

    def _suffixes(self, call: Call, frame: Frame) -> Iterator[tuple[Rule, Call]]:
        """Calls chained after a registration that say more about it: `.Methods("GET")`."""
        view = self.lookup.view(frame.file)
        numbers = [n for n, each in enumerate(view.calls) if each is call]
        while numbers:
            number = numbers.pop()
            for outer in view.chained.get(number, ()):
                for match in self.lookup.rules_of_call.get((frame.file, outer), ()):
                    if match.rule.emits == "part":
                        yield match.rule, view.calls[outer]
                        numbers.append(outer)

    def _methods(self, match: Match, call: Call, frame: Frame, router: Router) -> tuple[str, ...]:
        methods = self.evaluator.part_methods(match.rule, call, frame)
        for rule, suffix in self._suffixes(call, frame):
            methods = methods + self.evaluator.part_methods(rule, suffix, frame)
        return (
            methods
            or self._methods_of_decorators(match.rule, call, frame)
            or router.methods
            or self._methods_of_callers(frame)
        )

    def _methods_of_decorators(self, rule: Rule, call: Call, frame: Frame) -> tuple[str, ...]:
        """HTTP methods that decorators of the handler allow: `@require_POST`."""
        for take in rule.take.get("handler", ()):
            value = written(take, call)
            handler = self.evaluator.value(value, frame, call.line) if value is not None else None
            if isinstance(handler, Function):
                view = self.lookup.view(handler.file)
                inside = self.evaluator.frame_of(handler.file, -1)
                for number in view.decorators.get(handler.definition, ()):
                    for match in self.lookup.rules_of_call.get((handler.file, number), ()):
                        if match.rule.emits == "part":
                            return self.evaluator.part_methods(match.rule, view.calls[number], inside)
        return ()

    def _methods_of_callers(self, frame: Frame) -> tuple[str, ...]:
        """HTTP methods among the arguments of the calls that lead to a registration without one."""
        for invocation in self.evaluator.chain(frame):
            call = self.lookup.view(invocation.frame.file).calls[invocation.call]
            view = self.lookup.view(invocation.frame.file)
            verbs = tuple(
                verb for each in _chain(view, call) for a in each.arguments for verb in verbs_written(a.value)
            )
            if verbs:
                return verbs
        return ()

    def _is_other_branch(self, rule: Rule, methods: tuple[str, ...], frame: Frame) -> bool:
        """Whether callers ask for another HTTP method: `case "GET": r.Get(…)` beside `case "POST": …`."""
        if not any(take.kind is TakeKind.NAME for take in rule.take.get("method", ())):
            return False
        named = self._methods_of_callers(frame)
        return bool(named) and set(named).isdisjoint(methods)


def _chain(view: FileView, call: Call) -> Iterator[Call]:
    """A call, and those whose results it is called on."""
    yield call
    while isinstance(call.receiver, Result):
        call = view.calls[call.receiver.call]
        yield call
