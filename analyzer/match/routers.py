"""What routes are registered on: prefixes through groups, parts of a chain, and places of mounting."""

from collections.abc import Iterable, Sequence

from analyzer.match.abstract import (
    Abstract,
    Frame,
    Function,
    Listing,
    Literal,
    Object,
    Outside,
    Router,
    Str,
    is_known,
)
from analyzer.match.evaluate import Evaluator
from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.rule import Join, Rule, Take, TakeKind
from analyzer.match.texting import text_of
from analyzer.match.texts import outside_constant, path_of_regex
from analyzer.model.facts import Argument, Call, Composite, DefinitionKind, Name, Result, Text, Value

STEPS = ("prefix", "part", "setting")
EVALUATED = (TakeKind.NAME, TakeKind.CONSTANT, TakeKind.FIELD)
"""Places that are no single argument."""
NOWHERE = ("nowhere",)
"""The site of a router that is not known."""


class RouteEvaluator(Evaluator):
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

    # --- the hooks of Evaluator ------------------------------------------------------------

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

    # --- routers -------------------------------------------------------------------------------

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

    def _base(self, rule: Rule, call: Call, number: int, frame: Frame) -> Router | None:
        """The router a step starts from; None for a new one."""
        for take in rule.take.get("router", ()):
            found = self.taken(take, call, frame)
            if is_known(found):
                return self.router(found)
        if call.receiver is None or rule.shape.function:
            return None
        return self.receiver_router(call, frame)

    def receiver_router(self, call: Call, frame: Frame) -> Router:
        """The router a method is called on, with what other calls in the function set on the variable."""
        base = self.router(self.value(call.receiver, frame, call.line))
        if not isinstance(call.receiver, Name):
            return base
        steps = tuple(self._settings(call.receiver, call, frame))
        return Router(base.site, base.own, (*base.steps, *steps), base.methods, base.middleware)

    def _settings(self, variable: Name, used: Call, frame: Frame) -> Iterable[tuple[str, bool]]:
        """Paths that statements set on a variable: `ws.Path("/users")`."""
        if not self._has_settings:
            return
        view = self.lookup.view(frame.file)
        for number, call in enumerate(view.calls):
            if call.scope == frame.definition and call.receiver == variable and call is not used:
                match = self._rule(frame.file, number, ("setting",))
                if match is not None:
                    yield text_of(self.part_text(match.rule, "path", call, frame)), True

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

    # --- parts of a rule -------------------------------------------------------------------------

    def taken(self, take: Take, call: Call, frame: Frame) -> Abstract:
        """The value of one place of a call."""
        if take.kind is TakeKind.NAME:
            return Str(call.name, frame.file, call.line)
        if take.kind is TakeKind.CONSTANT:
            return Str(take.name, frame.file, call.line)
        if take.kind is TakeKind.FIELD:
            return self._field_of_arguments(take.name, call, frame)
        found = self.value(written(take, call), frame, call.line)
        if take.name and take.kind is TakeKind.ARG and isinstance(found, Str):
            return Str(take.name + found.text, found.file, found.line)
        return found

    def _field_of_arguments(self, name: str, call: Call, frame: Frame) -> Abstract:
        """A field of the first argument that is a struct with a value for it."""
        for argument in call.arguments:
            found = self.value(argument.value, frame, call.line)
            if isinstance(found, Literal):
                field = self.select(found, name)
                if isinstance(field, Str):
                    return field
        return Abstract()

    def part(self, rule: Rule, name: str, call: Call, frame: Frame) -> Abstract:
        """The first place of a part that is there."""
        for take in rule.take.get(name, ()):
            if take.kind in EVALUATED or written(take, call) is not None:
                found = self.taken(take, call, frame)
                if is_known(found) or take.kind not in EVALUATED:
                    return found
        return Abstract()

    def part_text(self, rule: Rule, name: str, call: Call, frame: Frame) -> Abstract:
        """A part as text: unknown if it is not there, `{computed}` if it is no known text."""
        found = self.part(rule, name, call, frame)
        if name == "path" and "regex" in rule.take:
            found = self.part(rule, "regex", call, frame)
            return Str(path_of_regex(text_of(found)), frame.file, call.line)
        if isinstance(found, Str):
            return found
        there = any(written(take, call) is not None for take in rule.take.get(name, ()))
        return Str("{computed}", frame.file, call.line) if there else Abstract()

    def part_methods(self, rule: Rule, call: Call, frame: Frame) -> tuple[str, ...]:
        """HTTP methods of a part, in order; none where the rule or the call names none."""
        found: list[str] = []
        for take in rule.take.get("method", ()):
            if take.kind is TakeKind.ARGS:
                rest = [argument.value for argument in spread(take, call)]
                found.extend(self.texts([self.value(value, frame, call.line) for value in rest]))
            elif take.kind is TakeKind.METHODS:
                found.extend(self.class_methods(rule, call, frame))
            elif take.kind in EVALUATED or written(take, call) is not None:
                found.extend(self.texts([self.taken(take, call, frame)]))
            if found:
                break
        return tuple(dict.fromkeys(verb_of(verb) for text in found for verb in text.split(",")))

    def class_methods(self, rule: Rule, call: Call, frame: Frame) -> tuple[str, ...]:
        """HTTP methods that the handler's class defines; overridden where classes are read."""
        return ()

    def texts(self, values: Sequence[Abstract]) -> list[str]:
        """Texts in values and in lists of them."""
        found: list[str] = []
        for value in values:
            if isinstance(value, Str):
                found.append(value.text)
            elif isinstance(value, Literal | Listing):
                found.extend(self.texts([self.item_value(item, part) for _, item, part in self.items(value)]))
        return found

    def part_names(self, rule: Rule, name: str, call: Call, frame: Frame) -> tuple[str, ...]:
        """Names of functions in a part: middleware."""
        found: list[str] = []
        for take in rule.take.get(name, ()):
            if take.kind is TakeKind.ARGS:
                found.extend(self.written_name(argument.value, frame) for argument in spread(take, call))
            else:
                value = written(take, call)
                found.extend([self.written_name(value, frame)] if value is not None else [])
        return tuple(dict.fromkeys(text for text in found if text))

    def written_name(self, value: Value, frame: Frame) -> str:
        """How a middleware is called where it is given: `auth.Required`, `RateLimit`."""
        if isinstance(value, Name):
            return value.path
        if isinstance(value, Result):
            call = self.lookup.view(frame.file).calls[value.call]
            owner = f"{call.receiver.path}." if isinstance(call.receiver, Name) else ""
            return owner + call.name
        return ""

    # --- prefixes that stand around a registration ---------------------------------------------------

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
        """Prefixes of groups whose closure takes no router: what stands inside is below them."""
        steps = list(self.around(number, frame))
        inner: Frame | None = frame
        while inner is not None and inner.definition >= 0:
            view = self.lookup.view(inner.file)
            definition = view.definitions[inner.definition]
            outer = self.outer(inner)
            if definition.kind is DefinitionKind.CLOSURE and not definition.parameters and outer is not None:
                for number, position in view.passed.get(inner.definition, ()):
                    match = self._rule(inner.file, number, ("prefix",))
                    if match is not None and self.binds(inner.file, number, position):
                        text = self.part_text(match.rule, "path", view.calls[number], outer)
                        steps.insert(0, (text_of(text, ""), match.rule.join is Join.SLASH))
            inner = outer
        return tuple(step for step in steps if step[0])


def verb_of(name: str) -> str:
    """The HTTP method in a called name or text: `Get`, `add_get`, `NSGet`."""
    return name.strip().removeprefix("add_").removeprefix("NS").upper()


def place(take: Take, count: int) -> int:
    """The position of an argument, counted from the end where negative."""
    return take.first if take.first >= 0 else count + take.first


def written(take: Take, call: Call) -> Value | None:
    """The value written at a place of a call."""
    if take.kind is TakeKind.ARG:
        plain = [argument.value for argument in call.arguments if argument.keyword in ("", "*")]
        position = place(take, len(plain))
        return plain[position] if 0 <= position < len(plain) else None
    if take.kind is TakeKind.KEYWORD:
        return next((a.value for a in call.arguments if a.keyword == take.name), None)
    return call.receiver if take.kind is TakeKind.RECEIVER else None


def spread(take: Take, call: Call) -> list[Argument]:
    """The positional arguments from one place to another."""
    plain = [argument for argument in call.arguments if argument.keyword in ("", "*")]
    last = take.last if take.last >= 0 else len(plain) + take.last
    return list(plain[take.first : last + 1])


def join(prefix: str, steps: Iterable[tuple[str, bool]]) -> str:
    """Prefix and steps as one path; a step with True gets exactly one slash before it."""
    for text, slash in steps:
        if slash and text and prefix:
            prefix = f"{prefix.rstrip('/')}/{text.lstrip('/')}"
        else:
            prefix += text
    return prefix


def is_handler(value: Abstract) -> bool:
    """Whether a value can be what a request leads to."""
    return isinstance(value, Function | Router | Object | Literal | Outside)


def verbs_written(value: Value) -> tuple[str, ...]:
    """HTTP methods written as a text, as a constant such as `http.MethodGet`, or as a list of those."""
    if isinstance(value, Composite):
        return tuple(verb for item in value.items for verb in verbs_written(item.value))
    text = value.value if isinstance(value, Text) else value.path if isinstance(value, Name) else ""
    found = outside_constant(text) if text else None
    return (found,) if found else ()
