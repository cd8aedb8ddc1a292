"""HTTP routes: every registration and mount, in every world."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from analyzer.match.abstract import Abstract, Frame, Function, Outside, Router, Str, Type, is_known
from analyzer.match.handlers import Handler
from analyzer.match.matcher import Match
from analyzer.match.parts import spread, written
from analyzer.match.registrations import ANY, Found, Registration, Site
from analyzer.match.route_mounts import RouteMounts
from analyzer.match.rule import Join, Rule, TakeKind
from analyzer.match.texting import text_of
from analyzer.match.worlds import World, explore
from analyzer.model.facts import Call
from analyzer.model.values import Constant, Name, Result, Text

T = TypeVar("T")


PATTERN = re.compile(r"(?:([A-Z]+)\s+)?([^/\s]*)(/\S*|$)")


MANY_PLACES, MANY_WAYS = 8, 4
"""A call that registers what this many places say, each in this many ways, mixes them up."""


class Routes(RouteMounts):
    """Finds registrations and mounts with an evaluator."""

    def find(self, matches: Iterable[Match]) -> Found:
        """All registrations and mounts among the matches."""
        found = Found([], [], [], Counter())
        for match in matches:
            if match.is_call and self.evaluator.is_unused(match.file, match.index):
                continue
            if match.rule.emits == "entry_point.http" and match.index >= 0:
                ways = list(self._explore(match, found, self._register))
                if _are_mixed(ways):
                    found.unseen["http: routes that are stored and registered in a loop"] += 1
                else:
                    found.registrations.extend(ways)
            elif match.rule.emits == "table.http":
                found.registrations.extend(self._explore(match, found, self._table))
            elif match.rule.emits == "mount":
                found.mounts.extend(self._explore(match, found, self._mount))
            elif match.rule.emits == "wrap" and "path" in match.rule.take:
                found.stripped.extend(self._explore(match, found, self._strip))
        served = {r.site for r in found.registrations} | {m.site for m in found.mounts}
        lost = sum(served.isdisjoint(sites) for sites in self.included.values())
        if lost:
            found.unseen["http: included routes that are made at run time or lie outside"] += lost
        return found

    def _explore(
        self, match: Match, found: Found, read: Callable[[Match, Frame], tuple[T, ...]]
    ) -> Iterator[T]:
        def compute(world: World) -> tuple[T, ...]:
            self.evaluator.begin(world)
            return read(match, self.evaluator.frame_of(match.file, match.scope))

        results, complete = explore(compute)
        if not complete:
            found.unseen["http: too many ways to reach a registration"] += 1
        for result in results:
            yield from result

    def _register(self, match: Match, frame: Frame) -> tuple[Registration, ...]:
        call = self.lookup.call((match.file, match.index))
        rule = match.rule
        router = self._router(match, call, frame)
        paths = self._paths(rule, call, frame)
        if self._includes(rule, call, frame):
            self.included[match.file, match.index] = self._targets(match, call, frame)
            return ()
        if match.weak and not self._is_plausible(paths[0], self._handler_value(rule, call), frame, call):
            return ()
        base = self._base(match, call, frame, router)
        if self._is_other_branch(rule, base.methods, frame):
            return ()
        found: list[Registration] = []
        for path in paths:
            place = self._place(match, call, path)
            verb, text = _pattern(rule, text_of(path, ""))
            steps = (*base.steps, (text, rule.join is Join.SLASH)) if text else base.steps
            one = replace(base, steps=steps, file=place[0], line=place[1])
            found.extend(self._several(match, call, frame, replace(one, methods=(verb,)) if verb else one))
        return tuple(found)

    def _includes(self, rule: Rule, call: Call, frame: Frame) -> bool:
        """Whether the handler is a call that stands for the routes of a module."""
        value = self._handler_value(rule, call)
        return isinstance(value, Result) and bool(self.handlers.attribute(frame, value.call))

    def _targets(self, match: Match, call: Call, frame: Frame) -> tuple[Site, ...]:
        """The routers that an included module may mean."""
        value = self._handler_value(match.rule, call)
        found = self.evaluator.value(value, frame, call.line) if isinstance(value, Result) else Abstract()
        return tuple(mounted.router.site for mounted in self.handlers.mounted(found))

    def _base(self, match: Match, call: Call, frame: Frame, router: Router) -> Registration:
        """All of a registration but its path."""
        rule = match.rule
        handler, targets = self._handler(match, call, frame)
        return Registration(
            rule=rule,
            site=router.site,
            own=router.own,
            steps=(*self.evaluator.surroundings(match.index, frame), *router.steps),
            methods=self._methods(match, call, frame, router),
            handler=handler,
            targets=targets,
            file=match.file,
            line=call.line,
            middleware=self._middleware(rule, call, frame, router),
            mounts=any(m.rule.emits == "mount" for m in self.lookup.rules_of_call[match.file, match.index]),
        )

    def _several(self, match: Match, call: Call, frame: Frame, one: Registration) -> Iterator[Registration]:
        """The registrations one call makes at a path: by a mapping, for a view set, else just one."""
        if "mapping" in match.rule.take:
            mapping = text_of(self.evaluator.part(match.rule, "mapping", call, frame), "*:")
            yield from _mapped(one, mapping)
        elif "viewset" in match.rule.take:
            symbol = self.classes.of_value(self.evaluator.part(match.rule, "viewset", call, frame))
            for action in self.classes.actions(symbol) if symbol is not None else ():
                handler = self.handlers.of_symbol(symbol) if symbol is not None else one.handler
                steps = (*one.steps, (action.path, True))
                yield replace(one, steps=steps, methods=action.methods, handler=handler)
        else:
            yield one

    def _router(self, match: Match, call: Call, frame: Frame) -> Router:
        if "router" in match.rule.take:
            return self.evaluator.router(self.evaluator.part(match.rule, "router", call, frame))
        if call.receiver is not None and not match.rule.shape.is_free:
            return self.evaluator.receiver_router(call, frame)
        return Router((match.file, match.index))

    def _paths(self, rule: Rule, call: Call, frame: Frame) -> list[Abstract]:
        for suffix, chained in self._suffixes(call, frame):
            text = self.evaluator.part_text(suffix, "path", chained, frame)
            if is_known(text):
                return [text]
        takes = rule.take.get("path", ())
        if takes and takes[0].kind is TakeKind.ARGS:
            values = [self.evaluator.value(a.value, frame, call.line) for a in spread(takes[0], call)]
            return [*self.evaluator.strings(values)] or [Abstract()]
        return [self.evaluator.part_text(rule, "pattern" if "pattern" in rule.take else "path", call, frame)]

    def _place(self, match: Match, call: Call, path: Abstract) -> tuple[int, int]:
        """Where the path is written, which may be a caller's place."""
        if isinstance(path, Str) and path.line and call.decorates < 0:
            return path.file, path.line
        return match.file, call.line

    def _handler_value(self, rule: Rule, call: Call) -> object:
        for take in rule.take.get("handler", ()):
            value = written(take, call)
            if value is not None:
                return value
        return None

    def _is_plausible(self, path: Abstract, handler: object, frame: Frame, call: Call) -> bool:
        """Whether a call whose callee is not known may be a registration: by its path and handler."""
        if not text_of(path, "").startswith("/"):
            return False
        if call.decorates >= 0:
            return True
        if not isinstance(handler, Name):
            return handler is not None and not isinstance(handler, str | Text | Constant)
        found = self.evaluator.value(handler, frame, call.line)
        return isinstance(found, Function | Router | Outside | Type)

    def _handler(
        self, match: Match, call: Call, frame: Frame
    ) -> tuple[Handler, tuple[tuple[Site, str], ...]]:
        for take in match.rule.take.get("handler", ()):
            if take.kind is TakeKind.DECORATES:
                return self.handlers.of_definition(match.file, call.decorates), ()
            value = written(take, call)
            if value is None:
                continue
            found = self.evaluator.value(value, frame, call.line)
            targets = tuple((m.router.site, m.cut) for m in self.handlers.mounted(found))
            symbol = self.classes.of_value(found) if "as_view" in getattr(found, "name", "") else None
            if symbol is not None:
                return self.handlers.of_symbol(symbol), targets
            return self.handlers.handler(value, frame, call.line), targets
        return Handler(), ()

    def _middleware(self, rule: Rule, call: Call, frame: Frame, router: Router) -> tuple[str, ...]:
        own = self.evaluator.part_names(rule, "middleware", call, frame)
        used: tuple[str, ...] = ()
        if isinstance(call.receiver, Name):
            used = self.evaluator.middleware_of(call.receiver.path, frame, call.line)
        return tuple(dict.fromkeys((*router.middleware, *used, *own)))


def _mapped(one: Registration, mapping: str) -> Iterator[Registration]:
    """One registration for each pair of `get:List;post,put:Save`."""
    for verbs, _, name in (pair.partition(":") for pair in mapping.split(";") if pair):
        handler = Handler(f"{one.handler.name}.{name}", one.handler.file, one.handler.line)
        methods = tuple(ANY if verb == "*" else verb.strip().upper() for verb in verbs.split(","))
        yield replace(one, methods=methods, handler=handler if name else one.handler)


def _pattern(rule: Rule, text: str) -> tuple[str, str]:
    """Method and path of a pattern as net/http has it: `GET example.com/users/`."""
    if "pattern" not in rule.take:
        return "", text
    found = PATTERN.fullmatch(text.strip())
    if found is None:
        return "", text
    return found[1] or "", found[3] or found[2]


def _are_mixed(ways: Sequence[Registration]) -> bool:
    """Whether paths and prefixes from many places were combined at will, as from a list of routes."""
    places = len({(one.file, one.line) for one in ways})
    return (
        places >= MANY_PLACES and len({(one.file, one.line, one.steps) for one in ways}) > MANY_WAYS * places
    )
