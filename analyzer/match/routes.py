"""HTTP entry points: every registration in every world, joined with where its router is mounted."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from analyzer.match.abstract import (
    COMPUTED,
    Abstract,
    Frame,
    Function,
    Literal,
    Outside,
    Router,
    Str,
    Type,
    is_known,
)
from analyzer.match.classes import Classes
from analyzer.match.handlers import Handler, Handlers
from analyzer.match.matcher import Match
from analyzer.match.routers import NOWHERE, RouteEvaluator, join, spread, verbs_written, written
from analyzer.match.rule import Join, Rule, TakeKind
from analyzer.match.texting import text_of
from analyzer.match.texts import path_of_regex
from analyzer.match.worlds import World, explore
from analyzer.model.facts import Call, Name, Result, Value
from analyzer.model.meaning import EntryPoint, EntryPointKind

T = TypeVar("T")

ANY = "ANY"
DEEPEST_MOUNT = 8
MOST_PREFIXES = 24
"""Places of mounting that are told apart for one router."""
PATTERN = re.compile(r"(?:([A-Z]+)\s+)?([^/\s]*)(/\S*|$)")

Site = tuple[object, ...]
Steps = tuple[tuple[str, bool], ...]


class Registration(Struct, frozen=True):
    """A route as it was registered: below the router made at `site`.

    `targets` are routers it may lead to, with what wrappers cut off; `mounts` tells that a rule for
    mounting says where those are reached.
    """

    rule: Rule
    site: Site
    own: str
    steps: Steps
    methods: tuple[str, ...]
    handler: Handler
    targets: tuple[tuple[Site, str], ...]
    file: int
    line: int
    middleware: tuple[str, ...]
    mounts: bool = False


class Mount(Struct, frozen=True):
    """The router made at `target` is reached below the one made at `site`."""

    target: Site
    site: Site
    own: str
    steps: Steps
    replaces: bool


class Found(Struct):
    """Registrations and mounts, and what could not be seen, by reason."""

    registrations: list[Registration]
    mounts: list[Mount]
    unseen: Counter[str]


class Routes:
    """Finds registrations and mounts with an evaluator."""

    def __init__(self, evaluator: RouteEvaluator) -> None:
        self.evaluator = evaluator
        self.handlers = Handlers(evaluator)
        self.classes = Classes(evaluator)
        self.not_followed: dict[tuple[int, int], bool] = {}
        """Calls that include the routes of a module, and whether that was not found."""
        self.lookup = evaluator.lookup

    def find(self, matches: Iterable[Match]) -> Found:
        """All registrations and mounts among the matches."""
        found = Found([], [], Counter())
        for match in matches:
            if match.rule.emits == "entry_point.http" and match.index >= 0:
                found.registrations.extend(self._explore(match, found, self._register))
            elif match.rule.emits == "table.http":
                found.registrations.extend(self._explore(match, found, self._table))
            elif match.rule.emits == "mount":
                found.mounts.extend(self._explore(match, found, self._mount))
        found.unseen["http: included routes are outside the repository"] = sum(self.not_followed.values())
        found.unseen += Counter()
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

    # --- registrations -----------------------------------------------------------------------------

    def _register(self, match: Match, frame: Frame) -> tuple[Registration, ...]:
        call = self.lookup.call((match.file, match.index))
        rule = match.rule
        router = self._router(match, call, frame)
        paths = self._paths(rule, call, frame)
        if self._includes(rule, call, frame):
            self.not_followed[match.file, call.line] = self._mounts_nothing(match, call, frame)
            return ()
        if match.weak and not self._is_plausible(paths[0], self._handler_value(rule, call), frame, call):
            return ()
        base = self._base(match, call, frame, router)
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

    def _mounts_nothing(self, match: Match, call: Call, frame: Frame) -> bool:
        """Whether the routes of an included module were not found in the repository."""
        value = self._handler_value(match.rule, call)
        found = self.evaluator.value(value, frame, call.line) if isinstance(value, Result) else Abstract()
        return not any(True for _ in self.handlers.mounted(found))

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
        if call.receiver is not None and not match.rule.shape.function:
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
            return [value for value in values if isinstance(value, Str)] or [Abstract()]
        return [self.evaluator.part_text(rule, "pattern" if "pattern" in rule.take else "path", call, frame)]

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
        return methods or router.methods or self._methods_of_callers(frame)

    def _place(self, match: Match, call: Call, path: Abstract) -> tuple[int, int]:
        """Where the path is written, which may be a caller's place."""
        if isinstance(path, Str) and path.line and call.decorates < 0:
            return path.file, path.line
        return match.file, call.line

    def _methods_of_callers(self, frame: Frame) -> tuple[str, ...]:
        """HTTP methods among the arguments of the calls that lead to a registration without one."""
        for invocation in self.evaluator.chain(frame):
            call = self.lookup.view(invocation.frame.file).calls[invocation.call]
            verbs = tuple(verb for argument in call.arguments for verb in verbs_written(argument.value))
            if verbs:
                return verbs
        return ()

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
            return handler is not None and not isinstance(handler, str)
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

    # --- tables ----------------------------------------------------------------------------------------

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

    # --- mounts --------------------------------------------------------------------------------------

    def _mount(self, match: Match, frame: Frame) -> tuple[Mount, ...]:
        call = self.lookup.call((match.file, match.index))
        rule = match.rule
        router = self._router(match, call, frame)
        path = self.evaluator.part_text(rule, "path", call, frame)
        text = text_of(path, "")
        steps = (*self.evaluator.surroundings(match.index, frame), *router.steps)
        if text:
            steps = (*steps, (text, rule.join is not Join.CONCAT))
        target = self.evaluator.part(rule, "target", call, frame)
        return tuple(
            Mount(m.router.site, router.site, router.own, steps, rule.join is Join.REPLACE and bool(text))
            for m in self.handlers.mounted(target)
        )


class Prefixes:
    """The prefixes under which a router is reached, from its mounts."""

    def __init__(self, found: Found) -> None:
        served = {registration.site for registration in found.registrations}
        served |= {mount.site for mount in found.mounts}
        self.served = served
        self._mounts: dict[Site, list[Mount]] = {}
        for mount in found.mounts:
            self._mounts.setdefault(mount.target, []).append(mount)
        for registration in found.registrations:
            for target, cut in registration.targets:
                if target in served and target != registration.site and not registration.mounts:
                    self._mounts.setdefault(target, []).append(_mount_of(registration, target, cut))

    def is_mount(self, registration: Registration) -> bool:
        """Whether what a registration leads to is a router with routes of its own."""
        return any(t in self.served and t != registration.site for t, _ in registration.targets)

    def of(self, site: Site, own: str, depth: int = 0) -> list[str]:
        """Every prefix of a router made with `own`; just `own` where nothing mounts it."""
        mounts = self._mounts.get(site, []) if site != NOWHERE and depth < DEEPEST_MOUNT else []
        found: dict[str, None] = {}
        for mount in mounts:
            for outer in self.of(mount.site, mount.own, depth + 1):
                prefix = join(outer, mount.steps)
                found[prefix if mount.replaces else join(prefix, ((own, True),))] = None
        return list(found)[:MOST_PREFIXES] or [own]


def _mapped(one: Registration, mapping: str) -> Iterator[Registration]:
    """One registration for each pair of `get:List;post,put:Save`."""
    for verbs, _, name in (pair.partition(":") for pair in mapping.split(";") if pair):
        handler = Handler(f"{one.handler.name}.{name}", one.handler.file, one.handler.line)
        methods = tuple(ANY if verb == "*" else verb.strip().upper() for verb in verbs.split(","))
        yield replace(one, methods=methods, handler=handler if name else one.handler)


def _mount_of(registration: Registration, target: Site, cut: str) -> Mount:
    """A registration that leads to a router: only a path that is cut off counts as prefix."""
    steps = registration.steps
    kept = (*steps[:-1], (cut, False)) if cut else steps[:-1]
    return Mount(target, registration.site, registration.own, kept, False)


def _pattern(rule: Rule, text: str) -> tuple[str, str]:
    """Method and path of a pattern as net/http has it: `GET example.com/users/`."""
    if "pattern" not in rule.take:
        return "", text
    found = PATTERN.fullmatch(text.strip())
    if found is None:
        return "", text
    return found[1] or "", found[3] or found[2]


def http_entry_points(found: Found, paths: list[str]) -> tuple[list[EntryPoint], Counter[str]]:
    """Registrations as entry points; `paths` are the files. Paths known only at run time are counted."""
    prefixes = Prefixes(found)
    unseen = Counter(found.unseen)
    points: dict[tuple[str, str, str, int], EntryPoint] = {}
    for registration in found.registrations:
        if prefixes.is_mount(registration):
            continue
        for prefix in prefixes.of(registration.site, registration.own):
            path, reason = _full_path(join(prefix, registration.steps))
            if reason:
                unseen[reason] += 1
            if path is None:
                continue
            for method in registration.methods or (ANY,):
                point = _entry_point(registration, method, path, paths)
                points.setdefault((method, path, point.file, point.line), point)
    return list(points.values()), unseen


def _full_path(path: str) -> tuple[str | None, str]:
    """A path a client calls; a base path known only at run time counts as empty."""
    if not path.replace(COMPUTED, "").strip("/"):
        if COMPUTED in path:
            return None, "http: path known only at run time"
        return "/", ""
    reason = "http: part of a path known only at run time" if COMPUTED in path else ""
    if path.startswith(COMPUTED + "/"):
        path = path.removeprefix(COMPUTED)
    return re.sub("/{2,}", "/", f"/{path}"), reason


def _entry_point(registration: Registration, method: str, path: str, paths: list[str]) -> EntryPoint:
    return EntryPoint(
        kind=EntryPointKind.HTTP,
        method=method if method in ("", ANY) else method.upper(),
        path=path,
        handler=registration.handler.name,
        file=paths[registration.file],
        line=registration.line,
        rule=registration.rule.id,
        handler_file=registration.handler.file,
        handler_line=registration.handler.line,
        middleware=registration.middleware,
    )
