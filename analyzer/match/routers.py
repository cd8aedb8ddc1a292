"""What routes are registered on: prefixes through groups, parts of a chain, and places of mounting."""

from collections.abc import Iterable

from analyzer.match.abstract import UNKNOWN, Abstract, Frame, Literal, Object, Outside, Router, is_known
from analyzer.match.calling import Invocation
from analyzer.match.file_view import FUNCTIONS
from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.naming import LAST_LINE
from analyzer.match.parts import Parts, place
from analyzer.match.rule import Join, Rule
from analyzer.match.texting import text_of
from analyzer.model.facts import Call, DefinitionKind
from analyzer.model.values import Name, Result

DEEPEST_BASES = 4
"""Constructors entered one inside the other."""
DEEPEST_SETTINGS = 4
"""Functions through which the paths set on a variable are followed."""
STEPS = ("prefix", "part", "setting")


NOWHERE = ("nowhere",)
"""The site of a router that is not known."""


class RouteEvaluator(Parts):
    """An evaluator that knows the routers of rules."""

    def __init__(self, lookup: Lookup) -> None:
        super().__init__(lookup)
        self._by_call = {
            site: matches
            for site, matches in lookup.rules_of_call.items()
            if any(match.rule.emits in (*STEPS, "around", "mount", "entry_point.http") for match in matches)
        }

        self._has_settings = any(rule.emits == "setting" for rule in lookup.rules)

    def _rule(self, file: int, call: int, emits: Iterable[str]) -> Match | None:
        for match in self._by_call.get((file, call), ()):
            if match.rule.emits in emits:
                return match
        return None

    def router_of_call(self, number: int, frame: Frame) -> Abstract | None:
        """The router a call gives: one step further, or a new one."""
        match = self._rule(frame.file, number, STEPS)
        if match is None:
            match = self._rule(frame.file, number, ("entry_point.http",))
            if match is None or match.rule.shape.kind != "call":
                return None
            call = self.lookup.view(frame.file).calls[number]
            return None if call.receiver is None else self.receiver_router(call, frame)
        return self._step(match.rule, number, frame)

    def binds(self, file: int, call: int, position: int) -> bool:
        """Whether a prefix rule hands its router to the function given at `position`."""
        match = self._rule(file, call, ("prefix",))
        if match is None:
            return False
        count = len(self.lookup.view(file).calls[call].arguments)
        return any(place(take, count) == position for take in match.rule.take.get("binds", ()))

    def router(self, value: Abstract) -> Router:
        """A value as a router; where it was made is its site."""
        if isinstance(value, Router):
            return value
        if isinstance(value, Outside):
            return Router((value.call[0].file, value.call[1]) if value.call else ("outside", value.name))
        if isinstance(value, Object):
            made = value.made
            return Router((made[0].file, made[1])) if made else Router(("type", value.symbol))
        if isinstance(value, Literal):
            return self._embedded(value)
        return Router(NOWHERE)

    def _embedded(self, literal: Literal) -> Router:
        """The router embedded in a struct: the first field whose value is one."""
        for item in literal.composite.items:
            found = self.value(item.value, literal.frame, literal.line)
            if isinstance(found, Router | Outside):
                return self.router(found)
        return Router(("literal", literal.frame.file, literal.line))

    def _step(self, rule: Rule, number: int, frame: Frame) -> Router:
        call = self.lookup.view(frame.file).calls[number]
        path = self.part_text(rule, "path", call, frame)
        if not is_known(path):
            path = self._constructed(rule, number, frame)
        base = self._base(rule, call, number, frame)
        methods = self.part_methods(rule, call, frame)
        middleware = self.part_names(rule, "middleware", call, frame)
        if base is None:
            return Router((frame.file, number), text_of(path, ""), (), methods, middleware)
        step = (text_of(path), rule.join is Join.SLASH) if is_known(path) else None
        return Router(
            base.site,
            base.own,
            (*base.steps, step) if step and step[0] else base.steps,
            methods or base.methods,
            (*base.middleware, *middleware),
        )

    def _constructed(self, rule: Rule, number: int, frame: Frame, depth: int = 0) -> Abstract:
        """The path that the constructor of a class of the repository hands on to its base."""
        target = self.lookup.view(frame.file).callees[number]
        found = target
        if isinstance(target, int) and self.lookup.definition(target).kind is DefinitionKind.CLASS:
            found = self.lookup.member(target, "__init__")
        if not isinstance(found, int) or depth > DEEPEST_BASES:
            return UNKNOWN
        node = self.lookup.program.graph.symbols[found]
        inner = self.called(node.file, node.definition, (frame, number), None, None)
        for at, call in enumerate(self.lookup.view(node.file).calls):
            if call.scope == node.definition and call.name == "__init__":
                path = self.part_text(rule, "path", call, inner)
                return path if is_known(path) else self._constructed(rule, at, inner, depth + 1)
        return UNKNOWN

    def _base(self, rule: Rule, call: Call, number: int, frame: Frame) -> Router | None:
        """The router a step starts from; None for a new one."""
        for take in rule.take.get("router", ()):
            found = self.taken(take, call, frame)
            if is_known(found):
                return self.router(found)
        if call.receiver is None or rule.shape.is_free:
            return None
        return self.receiver_router(call, frame)

    def receiver_router(self, call: Call, frame: Frame) -> Router:
        """The router a method is called on, with what other calls in the function set on the variable."""
        base = self.router(self.value(call.receiver, frame, call.line))
        if not isinstance(call.receiver, Name):
            return base
        steps = tuple(self._settings(call.receiver.path, call, frame))
        return Router(base.site, base.own, (*base.steps, *steps), base.methods, base.middleware)

    def _settings(
        self, name: str, used: Call | None, frame: Frame, depth: int = 0
    ) -> Iterable[tuple[str, bool]]:
        """Paths that statements set on a variable: `ws.Path("/users")`, also where it comes from."""
        if not self._has_settings or depth > DEEPEST_SETTINGS:
            return
        came_from = self._origin(name, used, frame)
        if came_from is not None:
            yield from self._settings(came_from[0], None, came_from[1], depth + 1)
        view = self.lookup.view(frame.file)
        for number, call in enumerate(view.calls):
            if call.scope == frame.definition and call.receiver == Name(name) and call is not used:
                match = self._rule(frame.file, number, ("setting",))
                if match is not None:
                    yield text_of(self.part_text(match.rule, "path", call, frame)), True

    def _origin(self, name: str, used: Call | None, frame: Frame) -> tuple[str, Frame] | None:
        """The variable that a variable stands for: an argument of the caller, or what a function gives."""
        view = self.lookup.view(frame.file)
        if frame.definition < 0:
            return None
        bindings = view.reaching(frame.definition, name, used.line if used is not None else LAST_LINE)
        if bindings:
            value = bindings[0].value
            return self._returned_name(value.call, frame) if isinstance(value, Result) else None
        definition = view.definitions[frame.definition]
        names = [parameter.name for parameter in definition.parameters]
        invocation = self.invocation(frame) if name in names else None
        if invocation is None or invocation.binds:
            return None
        call = self.lookup.view(invocation.frame.file).calls[invocation.call]
        position = names.index(name) - self.first_argument(frame, definition)
        given = call.arguments[position].value if 0 <= position < len(call.arguments) else None
        return (given.path, invocation.frame) if isinstance(given, Name) else None

    def _returned_name(self, number: int, frame: Frame) -> tuple[str, Frame] | None:
        target = self.lookup.view(frame.file).callees[number]
        if not isinstance(target, int) or self.lookup.definition(target).kind not in FUNCTIONS:
            return None
        node = self.lookup.program.graph.symbols[target]
        inner = self.called(node.file, node.definition, (frame, number), None, None)
        returns = self.lookup.view(node.file).locals.get((node.definition, "return"), [])
        value = returns[-1].value if returns else None
        return (value.path, inner) if isinstance(value, Name) else None

    def middleware_of(self, name: str, frame: Frame, line: int) -> tuple[str, ...]:
        """Middleware that `Use` calls in the same function put on a variable before a line."""
        view = self.lookup.view(frame.file)
        found: list[str] = []
        for number, call in enumerate(view.calls):
            if call.scope == frame.definition and call.line <= line and call.receiver == Name(name):
                match = self._rule_middleware(frame.file, number)
                if match is not None:
                    found.extend(self.part_names(match.rule, "middleware", call, frame))
        return tuple(found)

    def _rule_middleware(self, file: int, call: int) -> Match | None:
        for match in self.lookup.rules_of_call.get((file, call), ()):
            if match.rule.emits == "middleware":
                return match
        return None

    def around(self, number: int, frame: Frame) -> tuple[tuple[str, bool], ...]:
        """Prefixes of calls that take call `number` as an argument: `NewNamespace("/v1", NSRouter(…))`."""
        view = self.lookup.view(frame.file)
        steps: list[tuple[str, bool]] = []
        outer = view.arguments_of.get(number)
        while outer is not None:
            match = self._rule(frame.file, outer, ("around",))
            if match is not None:
                text = self.part_text(match.rule, "path", view.calls[outer], frame)
                steps.insert(0, (text_of(text, ""), match.rule.join is Join.SLASH))
            outer = view.arguments_of.get(outer)
        return tuple(steps)

    def surroundings(self, number: int, frame: Frame) -> tuple[tuple[str, bool], ...]:
        """Prefixes of groups whose closure takes no router: what runs inside registers below them."""
        steps = list(self.around(number, frame))
        at: Frame | None = frame
        while at is not None and at.definition >= 0:
            definition = self.lookup.view(at.file).definitions[at.definition]
            is_group = definition.kind is DefinitionKind.CLOSURE and not definition.parameters
            found = self.invocation(at) if is_group else self.used.get(at.number)
            if not isinstance(found, Invocation):
                at = self.outer(at)
                continue
            if is_group and found.binds:
                steps.insert(0, self._group(found))
            at = found.frame if is_group or definition.kind is not DefinitionKind.CLOSURE else self.outer(at)
        return tuple(step for step in steps if step[0])

    def _group(self, found: Invocation) -> tuple[str, bool]:
        match = self._rule(found.frame.file, found.call, ("prefix",))
        if match is None:
            return "", True
        call = self.lookup.view(found.frame.file).calls[found.call]
        text = self.part_text(match.rule, "path", call, found.frame)
        return text_of(text, ""), match.rule.join is Join.SLASH


def join(prefix: str, steps: Iterable[tuple[str, bool]]) -> str:
    """Prefix and steps as one path; a step with True gets exactly one slash before it."""
    for text, slash in steps:
        if slash and text and prefix:
            prefix = f"{prefix.rstrip('/')}/{text.lstrip('/')}"
        else:
            prefix += text
    return prefix
