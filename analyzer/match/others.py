"""Entry points that are no HTTP routes: services, consumers, jobs, schedules, commands, programs."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from posixpath import basename

from analyzer.match.abstract import Frame, Literal, is_known
from analyzer.match.handlers import Handler, Handlers
from analyzer.match.lookup import Lookup
from analyzer.match.matcher import Match
from analyzer.match.parts import written
from analyzer.match.routers import RouteEvaluator
from analyzer.match.rule import ShapeKind, Take, TakeKind
from analyzer.match.texting import text_of
from analyzer.match.worlds import World, explore
from analyzer.model.facts import DefinitionKind
from analyzer.model.meaning import EntryPoint, EntryPointKind

PREFIX = "entry_point."


class Others:
    """Finds entry points of rules that need no path joined."""

    def __init__(self, evaluator: RouteEvaluator) -> None:
        self.evaluator = evaluator
        self.handlers = Handlers(evaluator)
        self.lookup: Lookup = evaluator.lookup

    def find(self) -> tuple[list[EntryPoint], Counter[str]]:
        """The entry points of all such rules, and what could not be seen, by reason."""
        points: list[EntryPoint] = []
        unseen: Counter[str] = Counter()
        for match in self.lookup.matches:
            emits = match.rule.emits
            if not emits.startswith(PREFIX) or emits == "entry_point.http" or match.weak:
                continue
            results, complete = explore(partial(self._read, match))
            if not complete:
                unseen["entry point: too many ways to reach it"] += 1
            points.extend(point for point in results if point is not None)
        return list({(p.kind, p.path, p.handler, p.file, p.line): p for p in points}.values()), unseen

    def _read(self, match: Match, world: World) -> EntryPoint | None:
        self.evaluator.begin(world)
        frame = self.evaluator.frame_of(match.file, match.scope)
        handler = self._handler(match, frame)
        path = self._path(match, frame, handler)
        if match.literal is not None and not path and not handler.name:
            return None
        return EntryPoint(
            kind=EntryPointKind(match.rule.emits.removeprefix(PREFIX)),
            method="",
            path=path,
            handler=handler.name,
            file=self.lookup.program.surfaces[match.file].path,
            line=match.line,
            rule=match.rule.id,
            handler_file=handler.file,
            handler_line=handler.line,
        )

    def _path(self, match: Match, frame: Frame, handler: Handler) -> str:
        """The queue, topic, schedule or command, else the name of the handler."""
        for take in match.rule.take.get("path", ()):
            if take.kind is TakeKind.MODULE:
                return basename(self.lookup.program.surfaces[match.file].path).removesuffix(".py")
            text = self._text(match, take, frame)
            if text:
                return (
                    text.removeprefix("Register").removesuffix("Server")
                    if match.rule.emits.endswith("grpc")
                    else text
                )
        return handler.name.rsplit(".", 1)[-1]

    def _text(self, match: Match, take: Take, frame: Frame) -> str:
        if match.literal is not None:
            field = self.evaluator.select(Literal(match.literal, frame, match.line), take.name)
            return text_of(field) if is_known(field) else ""
        if match.rule.shape.kind not in (ShapeKind.CALL, ShapeKind.DECORATOR):
            return ""
        call = self.lookup.call((match.file, match.index))
        if take.kind not in (TakeKind.NAME, TakeKind.CONSTANT) and written(take, call) is None:
            return ""
        found = self.evaluator.taken(take, call, frame)
        texts = self.evaluator.texts([found])
        return ",".join(texts) or text_of(found)

    def _handler(self, match: Match, frame: Frame) -> Handler:
        for take in match.rule.take.get("handler", ()):
            found = self._handler_at(match, take, frame)
            if found is not None:
                return found
        return Handler()

    def _handler_at(self, match: Match, take: Take, frame: Frame) -> Handler | None:
        if take.kind is TakeKind.BASE:
            return self.handlers.of_definition(match.file, match.index)
        if take.kind is TakeKind.SCOPE:
            return self._enclosing(match)
        if match.literal is not None:
            item = next((i for i in match.literal.items if getattr(i.key, "path", "") == take.name), None)
            return self.handlers.handler(item.value, frame, match.line) if item is not None else None
        call = self.lookup.call((match.file, match.index))
        if take.kind is TakeKind.DECORATES:
            return self.handlers.of_definition(match.file, call.decorates)
        value = written(take, call)
        return self.handlers.handler(value, frame, call.line) if value is not None else None

    def _enclosing(self, match: Match) -> Handler:
        definitions = self.lookup.program.surfaces[match.file].definitions
        scope = match.scope
        while scope >= 0 and not definitions[scope].name:
            scope = definitions[scope].scope
        return self.handlers.of_definition(match.file, scope) if scope >= 0 else Handler()


def programs(lookup: Lookup) -> Iterator[EntryPoint]:
    """`main` functions of Go, console scripts and `__main__` modules of Python."""
    modules: dict[str, int] = {}
    for number, surface in enumerate(lookup.program.surfaces):
        modules.setdefault(surface.module, number)
        if surface.is_test:
            continue
        if surface.language == "go" and surface.package == "main":
            for definition in surface.definitions:
                if definition.name == "main" and definition.kind is DefinitionKind.FUNCTION:
                    yield _program(surface.module, "main", surface.path, definition.line)
        elif surface.language == "python" and basename(surface.path) == "__main__.py":
            yield _program(surface.module, "", surface.path, 1)
    for name, target in lookup.program.project.console_scripts:
        module, _, function = target.partition(":")
        symbol = lookup.members.get((module, function))
        if symbol is not None:
            node = lookup.program.graph.symbols[symbol]
            yield _program(name, function, lookup.program.surfaces[node.file].path, node.line)


def _program(name: str, handler: str, file: str, line: int) -> EntryPoint:
    return EntryPoint(
        kind=EntryPointKind.MAIN,
        method="",
        path=name,
        handler=handler,
        file=file,
        line=line,
        rule="main",
        handler_file=file,
        handler_line=line,
    )
