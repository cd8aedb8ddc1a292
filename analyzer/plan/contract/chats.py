"""How much a consumer talks with a provider: on the paths of handlers, in loops, and back."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analyzer.model.boundary import SHARED
from analyzer.model.contract import CallBack, Chat, HandlerCalls
from analyzer.model.facts import DefinitionKind
from analyzer.model.graph import Evidence
from analyzer.model.program import Program
from analyzer.plan.calls import CallSite
from analyzer.plan.contract.operations import place
from analyzer.plan.contract.sites import Crossed, Remote, side
from analyzer.plan.split import Split

SHOWN = 5


def chats(split: Split, provider: str, calls: Mapping[Remote, Crossed]) -> tuple[Chat, ...]:
    """One value a consumer of a provider, by name; `calls` are the crossing calls of that provider."""
    sites: defaultdict[str, list[tuple[Remote, CallSite]]] = defaultdict(list)
    for remote, crossed in calls.items():
        for site in crossed.sites:
            sites[side(split, site)].append((remote, site))
    return tuple(_chat(split, provider, consumer, sites[consumer], calls) for consumer in sorted(sites))


def _chat(
    split: Split,
    provider: str,
    consumer: str,
    sites: Sequence[tuple[Remote, CallSite]],
    calls: Mapping[Remote, Crossed],
) -> Chat:
    busiest = handler_calls(split, provider, consumer, [site for _, site in sites])
    remotes = dict.fromkeys(remote for remote, _ in sites)
    first = dict(reversed(sites))
    back = [found for one in remotes if (found := _back(split, one, first[one], calls[one], consumer))]
    return Chat(
        consumer,
        len(remotes),
        len(sites),
        sum(site.in_loop for _, site in sites),
        len(busiest),
        tuple(busiest[:SHOWN]),
        tuple(back[:SHOWN]),
    )


def handler_calls(
    split: Split, provider: str, consumer: str, sites: Iterable[CallSite]
) -> list[HandlerCalls]:
    """The handlers of a consumer that call a provider, those with most calls first."""
    crossing: defaultdict[int, list[CallSite]] = defaultdict(list)
    for site in sites:
        crossing[site.caller].append(site)
    found: dict[int, HandlerCalls] = {}
    functions = split.of_program(_functions)
    for point in split.meaning.entry_points:
        handler = functions.get((point.handler_file, point.handler_line), -1)
        if handler < 0 or handler in found or split.home.get(point.handler_file) != consumer:
            continue
        reached = reach(split, handler, {consumer, SHARED})
        calls = [site for function in reached for site in crossing.get(function, ())]
        if calls:
            entry = f"{point.method} {point.path}".strip()
            in_loop = sum(site.in_loop for site in calls)
            found[handler] = HandlerCalls(
                entry, point.handler, point.handler_file, point.handler_line, len(calls), in_loop
            )
    return sorted(found.values(), key=lambda one: (-one.calls, -one.in_loop, one.file, one.line))


def _functions(program: Program) -> Mapping[tuple[str, int], int]:
    """The symbol of the function defined at a place."""
    return {
        (program.graph.files[symbol.file].path, symbol.line): number
        for number, symbol in enumerate(program.graph.symbols)
        if symbol.kind in (DefinitionKind.FUNCTION, DefinitionKind.METHOD)
    }


def reach(split: Split, start: int, within: set[str]) -> list[int]:
    """The functions that one waits for, in boundaries of these names; the first is itself."""
    seen, queue = {start}, [start]
    for function in queue:
        for site in split.calls.by_caller.get(function, ()):
            callee = site.callee
            if not isinstance(callee, int) or callee in seen or site.spawned:
                continue
            if split.symbol_boundary[callee] in within:
                seen.add(callee)
                queue.append(callee)
    return queue


def _back(split: Split, remote: Remote, first: CallSite, crossed: Crossed, consumer: str) -> CallBack | None:
    """The call with which an operation comes back to its consumer, None if it does not."""
    if consumer == SHARED:
        return None
    for start in crossed.implementations or (remote.function,):
        for function in reach(split, start, {remote.provider, SHARED}):
            for site in split.calls.by_caller.get(function, ()):
                callee = site.callee
                if isinstance(callee, int) and split.symbol_boundary[callee] == consumer:
                    name = split.program.graph.symbols[remote.function].name
                    return CallBack(name, (place(split, first), _with_callee(split, site, callee)))
    return None


def _with_callee(split: Split, site: CallSite, callee: int) -> Evidence:
    path = split.program.graph.files[site.file].path
    return Evidence(path, site.line, split.program.graph.symbols[callee].name)
