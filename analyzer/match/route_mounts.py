"""Places where routers are mounted below others, or behind what cuts off the beginning of a path."""

from analyzer.match.abstract import Abstract, Frame
from analyzer.match.matcher import Match
from analyzer.match.parts import spread
from analyzer.match.registrations import Mount
from analyzer.match.route_tables import RouteTables
from analyzer.match.routers import NOWHERE
from analyzer.match.rule import Join, Rule, TakeKind
from analyzer.match.texting import text_of
from analyzer.model.facts import Call


class RouteMounts(RouteTables):
    """Reads mounts; Routes adds the registrations."""

    def _mount(self, match: Match, frame: Frame) -> tuple[Mount, ...]:
        call = self.lookup.call((match.file, match.index))
        rule = match.rule
        router = self._router(match, call, frame)
        path = self.evaluator.part_text(rule, "path", call, frame)
        text = text_of(path, "")
        steps = (*self.evaluator.surroundings(match.index, frame), *router.steps)
        if text:
            steps = (*steps, (text, rule.join is not Join.CONCAT))
        target = self._target(rule, call, frame)
        return tuple(
            Mount(
                m.router.site,
                router.site,
                router.own,
                steps,
                replaces=rule.join is Join.REPLACE and bool(text),
                kind=rule.imports,
                is_own=rule.join is Join.OWN,
            )
            for m in self.handlers.mounted(target)
        )

    def _target(self, rule: Rule, call: Call, frame: Frame) -> Abstract:
        """What is mounted: one argument, or several."""
        takes = rule.take.get("target", ())
        if takes and takes[0].kind is TakeKind.ARGS:
            return self.evaluator.listing([a.value for a in spread(takes[0], call)], frame, call.line)
        return self.evaluator.part(rule, "target", call, frame)

    def _strip(self, match: Match, frame: Frame) -> tuple[Mount, ...]:
        """The routers behind a wrapper that cuts off a path: a client has to name it."""
        call = self.lookup.call((match.file, match.index))
        path = text_of(self.evaluator.part_text(match.rule, "path", call, frame), "")
        target = self.evaluator.part(match.rule, "target", call, frame)
        return tuple(
            Mount(m.router.site, NOWHERE, "", ((path, True),)) for m in self.handlers.mounted(target) if path
        )
