"""Routers behind values: mounted, wrapped, in fields, in lists and in modules."""

from collections.abc import Iterator

from msgspec import Struct

from analyzer.match.abstract import Abstract, Frame, Function, Listing, Literal, Object, Outside, Router
from analyzer.match.routers import RouteEvaluator
from analyzer.match.texting import text_of
from analyzer.model.facts import Call, Definition, Parameter
from analyzer.model.values import Item, Name, Result, Value

DEEPEST_WRAPPERS = 8


class Mounted(Struct, frozen=True):
    """A router behind wrappers, with the paths they cut off."""

    router: Router
    cut: str = ""


class Mounting:
    """Finds routers with an evaluator."""

    def __init__(self, evaluator: RouteEvaluator) -> None:
        self.evaluator = evaluator
        self.lookup = evaluator.lookup

    def mounted(self, value: Abstract, depth: int = 0) -> Iterator[Mounted]:
        """Routers that a value is, or wraps."""
        if depth > DEEPEST_WRAPPERS:
            return
        if isinstance(value, Router):
            yield Mounted(value)
        elif isinstance(value, Outside):
            yield from self._mounted_outside(value, depth)
        elif isinstance(value, Literal):
            for item in value.composite.items:
                if not isinstance(item.key, Name) or _may_lead(item.key.path):
                    yield from self._mounted_item(item.value, value, depth)
            symbol = self.evaluator.type_symbol(value)
            if symbol is not None:
                yield from self._mounted_fields(symbol, value, depth)
        elif isinstance(value, Listing):
            for part in value.parts:
                yield from self.mounted(part, depth)
        elif isinstance(value, Object):
            yield from self._mounted_fields(value.symbol, value, depth)
            if value.made is not None:
                yield Mounted(self.evaluator.router(value))
                yield from self._arguments(value.made, depth)

    def _mounted_fields(self, symbol: int, value: Literal | Object, depth: int) -> Iterator[Mounted]:
        """Routers in fields, also embedded ones, that get their value by an assignment."""
        written = {item.key.path for item in items_of(value) if isinstance(item.key, Name)}
        bases = [base.rsplit(".", 1)[-1] for base in self.lookup.definition(symbol).base_names]
        for name in dict.fromkeys((*self.lookup.fields(symbol), *bases)):
            if name not in written and _may_lead(name) and self.lookup.field_writes(symbol, name):
                yield from self.mounted(self.evaluator.select(value, name), depth + 1)

    def _mounted_item(self, value: Value, part: Literal, depth: int) -> Iterator[Mounted]:
        """A router in a list or struct, or a call in a list that registers: `[path(…), path(…)]`."""
        if isinstance(value, Result) and self._registers(part.frame.file, value.call):
            yield Mounted(Router((part.frame.file, value.call)))
        else:
            yield from self.mounted(self.evaluator.item_value(value, part), depth + 1)

    def _registers(self, file: int, call: int) -> bool:
        matches = self.lookup.rules_of_call.get((file, call), ())
        return any(match.rule.emits in ("entry_point.http", "mount") for match in matches)

    def _mounted_outside(self, value: Outside, depth: int) -> Iterator[Mounted]:
        if value.inner is not None:
            yield from self.mounted(value.inner, depth + 1)
        if value.call is not None:
            yield Mounted(self.evaluator.router(value))
        if value.call is not None:
            yield from self._arguments(value.call, depth)

    def _arguments(self, site: tuple[Frame, int], depth: int) -> Iterator[Mounted]:
        frame, number = site
        call = self.lookup.view(frame.file).calls[number]
        if any(m.rule.emits == "mount" for m in self.lookup.rules_of_call.get((frame.file, number), ())):
            return  # what it is given is mounted below it
        attribute = self.attribute(frame, number)
        if attribute:
            for argument in call.arguments[:1]:
                yield from self._of_module(
                    self.evaluator.value(argument.value, frame, call.line), attribute, depth
                )
            return
        cut = self._cut(frame, number, call)
        parameters = self._parameters(number, frame)
        for position, argument in enumerate(call.arguments):
            if parameters is not None and not _may_lead(_lead_at(parameters, position)):
                continue
            found = self.evaluator.value(argument.value, frame, call.line)
            for mounted in self.mounted(found, depth + 1):
                yield Mounted(mounted.router, cut + mounted.cut)
        if isinstance(call.receiver, Result):
            yield from self.mounted(self.evaluator.value(call.receiver, frame, call.line), depth + 1)

    def attribute(self, frame: Frame, number: int) -> str:
        """The attribute of a module that a call takes: `urlpatterns` for `include("app.urls")`."""
        for match in self.lookup.rules_of_call.get((frame.file, number), ()):
            for take in match.rule.take.get("attribute", ()):
                return take.name
        return ""

    def _of_module(self, value: Abstract, attribute: str, depth: int) -> Iterator[Mounted]:
        if isinstance(value, Literal) and depth < DEEPEST_WRAPPERS:
            for item in value.composite.items:
                if isinstance(item.value, Result) and self._registers(value.frame.file, item.value.call):
                    yield from self._mounted_item(item.value, value, depth)
                else:
                    yield from self._of_module(
                        self.evaluator.item_value(item.value, value), attribute, depth + 1
                    )
            return
        name = text_of(value, "") or (value.name if isinstance(value, Outside) and value.call is None else "")
        symbol = self.lookup.members.get((name, attribute))
        if symbol is None:
            yield from self.mounted(value, depth + 1)
        else:
            yield from self.mounted(self.evaluator.symbol(symbol), depth + 1)

    def _cut(self, frame: Frame, number: int, call: Call) -> str:
        for match in self.lookup.rules_of_call.get((frame.file, number), ()):
            if match.rule.emits == "wrap":
                return text_of(self.evaluator.part_text(match.rule, "path", call, frame), "")
        return ""

    def _definition(self, number: int, frame: Frame) -> tuple[int, Definition] | None:
        view = self.lookup.view(frame.file)
        target = view.callees[number]
        if isinstance(target, int) and self.lookup.definition(target).kind in ("function", "method"):
            node = self.lookup.program.graph.symbols[target]
            return node.file, self.lookup.definition(target)
        if target is None:
            callee = self.evaluator.callee(view.calls[number], frame)
            if isinstance(callee, Outside) and callee.inner is not None:
                callee = callee.inner
            if isinstance(callee, Function):
                return callee.file, self.lookup.view(callee.file).definitions[callee.definition]
        return None

    def _parameters(self, number: int, frame: Frame) -> tuple[Parameter, ...] | None:
        found = self._definition(number, frame)
        return found[1].parameters if found is not None else None


def items_of(value: Abstract) -> tuple[Item, ...]:
    """The entries of a literal, none for anything else."""
    return value.composite.items if isinstance(value, Literal) else ()


def _may_lead(name: str) -> bool:
    """Whether a field or type of this name can hold a handler or router."""
    lower = name.lower()
    return any(word in lower for word in ("handler", "router", "mux", "next", "engine", "echo", "app"))


def _lead_at(parameters: tuple[Parameter, ...], position: int) -> str:
    """The type of a parameter, its name where no type is written, or what leads where neither is."""
    if not parameters:
        return "handler"
    parameter = parameters[min(position, len(parameters) - 1)]
    return parameter.type or parameter.name.strip("*") or "handler"


def type_at(parameters: tuple[Parameter, ...], position: int) -> str | None:
    """The type of a parameter by position, the last one for those beyond it."""
    if not parameters:
        return None
    return parameters[min(position, len(parameters) - 1)].type or None
