"""Tables of routes that are given to one call."""

from abc import abstractmethod

from msgspec.structs import replace

from analyzer.match.abstract import Abstract, Frame, Literal, Outside, Router
from analyzer.match.handlers import Handler
from analyzer.match.matcher import Match
from analyzer.match.parts import written
from analyzer.match.prefixes import DEEPEST_MOUNT
from analyzer.match.registrations import Registration
from analyzer.match.route_methods import RouteMethods
from analyzer.match.rule import Rule
from analyzer.match.texting import text_of
from analyzer.match.texts import path_of_regex
from analyzer.model.facts import Call
from analyzer.model.values import Result, Value


class RouteTables(RouteMethods):
    """Reads entries of tables; Routes adds the rest."""

    @abstractmethod
    def _router(self, match: Match, call: Call, frame: Frame) -> Router:
        """The router a call registers on."""

    @abstractmethod
    def _base(self, match: Match, call: Call, frame: Frame, router: Router) -> Registration:
        """All of a registration but its path."""

    def _table(self, match: Match, frame: Frame) -> tuple[Registration, ...]:
        """One registration for each entry of a table given to a call."""
        call = self.lookup.call((match.file, match.index))
        rule, evaluator = match.rule, self.evaluator
        base = self._base(match, call, frame, self._router(match, call, frame))
        values = [written(take, call) for take in rule.take.get("handlers", ())]
        handlers = {
            name: handler
            for value in values
            if value is not None
            for name, handler in self._by_name(value, frame, call.line).items()
        }
        found: list[Registration] = []
        for _, value, part in evaluator.items(self._unwrapped(evaluator.part(rule, "table", call, frame))):
            entry = evaluator.item_value(value, part)
            if not isinstance(entry, Literal):
                continue
            text = text_of(self._entry(rule, "path", entry))
            name = text_of(self._entry(rule, "name", entry), "")
            handler = handlers.get(name) or self._entry_handler(rule, entry)
            found.append(
                replace(
                    base,
                    steps=(*base.steps, (path_of_regex(text) if "handlers" not in rule.take else text, True)),
                    methods=self._entry_methods(rule, entry),
                    handler=handler,
                    file=part.frame.file,
                    line=part.line,
                )
            )
        return tuple(found)

    def _entry(self, rule: Rule, part: str, entry: Literal) -> Abstract:
        """A field or a position of an entry of a table, as the rule names it."""
        for take in rule.take.get(part, ()):
            if take.name.isdigit():
                items = entry.composite.items
                number = int(take.name)
                return (
                    self.evaluator.item_value(items[number].value, entry)
                    if number < len(items)
                    else Abstract()
                )
            return self.evaluator.select(entry, take.name)
        return Abstract()

    def _entry_methods(self, rule: Rule, entry: Literal) -> tuple[str, ...]:
        """The HTTP methods an entry names, else those its handler class defines."""
        named = self.evaluator.texts([self._entry(rule, "method", entry)])
        if named:
            return tuple(text.upper() for text in named)
        symbol = self.classes.of_value(self._entry(rule, "handler", entry))
        return self.classes.verbs(symbol) if symbol is not None else ()

    def _entry_handler(self, rule: Rule, entry: Literal) -> Handler:
        found = self._entry(rule, "handler", entry)
        return self.handlers.of_abstract(found) or Handler()

    def _unwrapped(self, value: Abstract) -> Abstract:
        """What a conversion to a type of another project holds: `rata.Routes([]rata.Route{…})`."""
        if isinstance(value, Outside) and value.call is not None:
            frame, number = value.call
            call = self.lookup.view(frame.file).calls[number]
            if len(call.arguments) == 1:
                return self.evaluator.value(call.arguments[0].value, frame, call.line)
        return value

    def _by_name(self, value: Value, frame: Frame, line: int, depth: int = 0) -> dict[str, Handler]:
        """Handlers by the name of their route, from a map that may be wrapped in calls."""
        found: dict[str, Handler] = {}
        if isinstance(value, Result) and depth < DEEPEST_MOUNT:
            call = self.lookup.view(frame.file).calls[value.call]
            for argument in call.arguments:
                found.update(self._by_name(argument.value, frame, call.line, depth + 1))
        for key, content, part in self.evaluator.items(self.evaluator.value(value, frame, line)):
            name = text_of(self.evaluator.value(key, part.frame, part.line), "") if key is not None else ""
            if name:
                found[name] = self.handlers.handler(content, part.frame, part.line)
        return found
