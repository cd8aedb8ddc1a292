"""Blockers of time: AI calls that a request waits for, jobs inside the web process, work done at start."""

from collections.abc import Iterator
from itertools import takewhile

from analyzer.model.meaning import EntryPointKind
from analyzer.model.plan import Blocker
from analyzer.plan.calls import CallSite
from analyzer.plan.sides import GATEWAY, SHARED, WORKER, Sides

_JOBS = (EntryPointKind.MESSAGE, EntryPointKind.JOB, EntryPointKind.SCHEDULE)


def sync_ai_in_handler(sides: Sides) -> Iterator[Blocker]:
    """Handlers that wait for an AI call: reachable without a queue, goroutine or thread in between."""
    calls = sides.calls
    working = _working(sides)
    waiting = calls.waiting_for(working)
    seen: set[tuple[str, int]] = set()
    for handler in _handlers(sides):
        if handler not in waiting:
            continue
        chain = calls.way(handler, working, waiting)
        place = _place(sides, handler, chain)
        if place in seen:
            continue
        seen.add(place)
        name = calls.program.graph.symbols[handler].name
        through = [
            calls.program.graph.symbols[site.callee].name for site in chain if isinstance(site.callee, int)
        ]
        yield Blocker(
            "sync-ai-in-handler",
            *place,
            f"the request handler {name} waits for an AI call"
            + (f" ({' -> '.join(through)})" if through else ""),
            "put a job on a queue and answer with its number, or stream from the worker",
        )


def _working(sides: Sides) -> frozenset[int]:
    """Functions that call a model's library, or send requests in a file that does AI work."""
    return frozenset(
        site.caller
        for site in sides.calls.sites
        if site.caller >= 0
        and not site.spawned
        and (
            sides.works_with_ai(site.callee)
            or (sides.role[site.file] == WORKER and sides.sends_requests(site.callee))
        )
    )


def _handlers(sides: Sides) -> Iterator[int]:
    """The symbols of HTTP handlers, each once. A handler named by a string is found by class and name."""
    found: dict[int, None] = {}
    for entry in sides.meaning.entry_points:
        if entry.kind not in (EntryPointKind.HTTP, EntryPointKind.GRPC):
            continue
        place = (entry.handler_file, entry.handler_line)
        symbol = sides.function_at.get(place)
        if symbol is None:
            symbol = sides.method_of.get((entry.handler_file.rpartition("/")[0], entry.handler))
        if symbol is not None:
            found[symbol] = None
    yield from found


def _place(sides: Sides, handler: int, chain: tuple[CallSite, ...]) -> tuple[str, int]:
    """Where the handler's own file hands over to the rest of the chain; the handler, if it does the work."""
    symbol = sides.program.graph.symbols[handler]
    own = list(takewhile(lambda site: site.file == symbol.file, chain))
    return sides.path[symbol.file], own[-1].line if own else symbol.line


def in_process_jobs(sides: Sides) -> Iterator[Blocker]:
    """Work that the web process starts for itself: goroutines, threads, consumers and schedulers."""
    remedy = "run it in the worker, fed by a queue or a scheduler of its own"
    for entry in sides.meaning.entry_points:
        role = sides.role[sides.number[entry.file]] if entry.file in sides.number else WORKER
        if entry.kind in _JOBS and role in (GATEWAY, SHARED):
            why = f"the {entry.kind.value} {entry.path or entry.handler} is served by the web process"
            yield Blocker("in-process-job", entry.file, entry.line, why, remedy)
    for site in sides.calls.sites:
        if site.spawned and isinstance(site.callee, int) and _starts_in_web(sides, site):
            name = sides.program.graph.symbols[site.callee].name
            why = f"{name} runs beside the requests, in the same process, and is lost when it ends"
            yield Blocker("in-process-job", sides.path[site.file], site.line, why, remedy)


def _starts_in_web(sides: Sides, site: CallSite) -> bool:
    surface = sides.program.surfaces[site.file]
    is_main = surface.package == "main" or surface.path.endswith(("main.py", "app.py", "__main__.py"))
    return sides.role[site.file] in (GATEWAY, SHARED) or is_main


def init_side_effects(sides: Sides) -> Iterator[Blocker]:
    """Work that happens because a package or module is imported."""
    remedy = "do it in a function that the service calls when it starts"
    writers = {(item.file, item.line) for item in sides.meaning.side_effects if item.kind == "init"}
    for file, line in sorted(writers):
        names = _calls_of(sides, file, line)
        if names:
            why = f"init() runs {', '.join(names[:3])} in every program that links the package"
            yield Blocker("init-side-effect", file, line, why, remedy)
    for item in sides.meaning.side_effects:
        if item.kind in ("import-call", "import-spawn"):
            why = f"importing the module runs {item.subject}"
            yield Blocker("init-side-effect", item.file, item.line, why, remedy)


def _calls_of(sides: Sides, file: str, line: int) -> list[str]:
    symbols = sides.program.graph.symbols
    sites = sides.calls.by_caller.get(sides.function_at.get((file, line), -1), ())
    names = (symbols[site.callee].name if isinstance(site.callee, int) else site.callee for site in sites)
    return list(dict.fromkeys(names))
