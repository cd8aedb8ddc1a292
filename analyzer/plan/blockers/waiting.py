"""Blockers of time: requests that wait for an AI call."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import takewhile

from analyzer.model.plan import Blocker
from analyzer.plan.calls import CallSite
from analyzer.plan.sides import GATEWAY, Sides

MANY = 4
"""A call that handlers of so many files come through is told of once, for all of them."""
_REMEDY = "put a job on a queue and answer with its number, or stream from the worker"


def sync_ai_in_handler(sides: Sides) -> Iterator[Blocker]:
    """Where requests wait for an AI call: no queue, goroutine or thread in between.

    Each handler is told of at the line where its own file hands over, those of many files at the call
    that they all come through, and each further function of the
    gateway that hands a request over to AI work at that line.
    """
    calls = sides.calls
    goals, waiting = sides.working, sides.waiting
    told: set[int] = set()
    kept = sorted(handler for handler in handlers(sides) if handler in waiting)
    chains = {handler: calls.way(handler, goals, waiting) for handler in kept}
    junctions = _junctions(sides, chains)
    places: dict[tuple[str, int], int] = {}
    through: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    for handler, chain in chains.items():
        place = _place(sides, handler, chain)
        told.add(handler)
        told.update(site.caller for site in chain if site.line == place[1])
        junction = next(
            (at for site in chain if (at := (sides.path[site.file], site.line)) in junctions), None
        )
        if junction is None:
            places.setdefault(place, handler)
        else:
            through[junction].append(handler)
    for place, handler in places.items():
        why = f"the request handler {calls.program.graph.symbols[handler].name} waits for an AI call"
        yield Blocker("sync-ai-in-handler", *place, why + _shown(sides, chains[handler]), _REMEDY)
    for junction, behind in sorted(through.items()):
        if junction not in places:
            names = ", ".join(calls.program.graph.symbols[handler].name for handler in behind[:3])
            files = len({calls.file_of(handler) for handler in behind})
            why = f"{len(behind)} request handlers of {files} files wait for an AI call here: {names}, ..."
            yield Blocker("sync-ai-in-handler", *junction, why + _shown(sides, chains[behind[0]]), _REMEDY)
    yield from _seams(sides, kept, waiting - told, goals)


def _junctions(sides: Sides, chains: Mapping[int, Sequence[CallSite]]) -> Set[tuple[str, int]]:
    """Calls outside of the handlers' files that the handlers of many files come through."""
    files: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
    for handler, chain in chains.items():
        own = sides.calls.file_of(handler)
        for site in chain:
            if site.file != own:
                files[sides.path[site.file], site.line].add(own)
    return {place for place, found in files.items() if len(found) >= MANY}


def _shown(sides: Sides, chain: Sequence[CallSite]) -> str:
    symbols = sides.calls.program.graph.symbols
    through = [symbols[site.callee].name for site in chain if isinstance(site.callee, int)]
    return f" ({' -> '.join(through)})" if through else ""


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
