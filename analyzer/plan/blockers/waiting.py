"""Blockers of time: requests that wait for an AI call."""

from collections import deque
from collections.abc import Iterator
from itertools import takewhile

from analyzer.model.plan import Blocker
from analyzer.plan.calls import CallSite
from analyzer.plan.sides import GATEWAY, Sides

_REMEDY = "put a job on a queue and answer with its number, or stream from the worker"


def sync_ai_in_handler(sides: Sides) -> Iterator[Blocker]:
    """Where requests wait for an AI call: no queue, goroutine or thread in between.

    Each handler is told of at the line where its own file hands over, and each further function of the
    gateway that hands a request over to AI work at that line.
    """
    calls = sides.calls
    goals, waiting = sides.working, sides.waiting
    seen: set[tuple[str, int]] = set()
    told: set[int] = set()
    kept = sorted(handler for handler in handlers(sides) if handler in waiting)
    for handler in kept:
        chain = calls.way(handler, goals, waiting)
        place = _place(sides, handler, chain)
        told.add(handler)
        told.update(site.caller for site in chain if site.line == place[1])
        if place in seen:
            continue
        seen.add(place)
        name = calls.program.graph.symbols[handler].name
        through = [
            calls.program.graph.symbols[site.callee].name for site in chain if isinstance(site.callee, int)
        ]
        why = f"the request handler {name} waits for an AI call"
        yield Blocker(
            "sync-ai-in-handler", *place, why + (f" ({' -> '.join(through)})" if through else ""), _REMEDY
        )
    yield from _seams(sides, kept, waiting - told, goals)


def _seams(
    sides: Sides, starts: list[int], waiting: frozenset[int], goals: frozenset[int]
) -> Iterator[Blocker]:
    """Gateway functions behind the handlers that hand the request over to AI work."""
    symbols = sides.program.graph.symbols
    for function in sorted(_reached(sides, starts) & waiting):
        file = sides.calls.file_of(function)
        if sides.role[file] != GATEWAY:
            continue
        for site in sides.calls.by_caller.get(function, ()):
            callee = site.callee
            crosses = (
                isinstance(callee, int)
                and (callee in goals or callee in waiting)
                and sides.role[sides.calls.file_of(callee)] != GATEWAY
            )
            if not site.spawned and (crosses or (function in goals and sides.works_with_ai(callee))):
                why = f"{symbols[function].name} waits for an AI call while a request waits for it"
                yield Blocker("sync-ai-in-handler", sides.path[file], site.line, why, _REMEDY)
                break


def _reached(sides: Sides, starts: list[int]) -> set[int]:
    """The functions that run while one of these waits for them."""
    seen, queue = set(starts), deque(starts)
    while queue:
        for site in sides.calls.by_caller.get(queue.popleft(), ()):
            if isinstance(site.callee, int) and not site.spawned and site.callee not in seen:
                seen.add(site.callee)
                queue.append(site.callee)
    return seen


def handlers(sides: Sides) -> Iterator[int]:
    """The symbols of HTTP handlers, each once."""
    yield from sorted(sides.requests)


def _place(sides: Sides, handler: int, chain: tuple[CallSite, ...]) -> tuple[str, int]:
    """Where the handler's own file hands over to the rest of the chain; the handler, if it does the work."""
    symbol = sides.program.graph.symbols[handler]
    own = list(takewhile(lambda site: site.file == symbol.file, chain))
    return sides.path[symbol.file], own[-1].line if own else symbol.line
