"""Blockers of background work: jobs, consumers and schedules inside the web process."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from analyzer.model.meaning import EntryPointKind, TableOp
from analyzer.model.plan import Blocker
from analyzer.plan.blockers.ends import ended_with_the_caller
from analyzer.plan.calls import CallSite
from analyzer.plan.sides import GATEWAY, SHARED, WORKER, Sides

_REMEDY = "run it in the worker, fed by a queue or a scheduler of its own"
_TAKES = frozenset(
    [
        "LPop", "RPop", "BLPop", "BRPop", "BRPopLPush", "XReadGroup", "lpop", "rpop", "blpop", "brpop",
        "xreadgroup", "Receive", "ReceiveMessage", "ReadMessage", "FetchMessage", "Sleep", "sleep", "Tick",
        "NewTicker", "get_message", "listen",
    ]
)  # fmt: skip
"""What a loop calls that takes work from a queue, or waits for the next round."""
_NAMED = re.compile(r"(?:serve|run|loop|work|consume|poll|listen|watch)(?:er|s)?(?:[A-Z_]|$)", re.IGNORECASE)
"""What functions are called that run as long as the process: a loop over a channel shows no call."""
_SCHEDULERS = frozenset(["add_job", "AddFunc", "AddJob", "every"])


def in_process_jobs(sides: Sides) -> Iterator[Blocker]:
    """Work that the web process starts for itself: goroutines, threads, consumers and schedulers.

    A goroutine or thread counts if it loops, does AI work, writes tables or is started with the program;
    one that only logs or notifies is not told of. What one function starts is told once.
    """
    yield from _served(sides)
    groups: defaultdict[tuple[int, int], list[CallSite]] = defaultdict(list)
    loops = _loops(sides)
    starters = _starters(sides, loops)
    for site in sides.calls.sites:
        starts = site.file in sides.mains and site.callee in starters
        handed = site.spawned or (site.start and site.callee in loops)
        if (handed and not _is_queued(sides, site)) or _is_scheduled(site) or starts:
            groups[site.file, site.caller].append(site)
    busy = sides.calls.waiting_for(sides.working | _writers(sides))
    ended = ended_with_the_caller(sides)
    for (file, caller), sites in sorted(groups.items()):
        kept = [site for site in sites if (file, site.start or site.line) not in ended]
        reasons = list(_reasons(sides, kept, busy, loops))
        if reasons and _in_web(sides, file, any(reason == "loops" for _, _, reason in reasons)):
            yield _job(sides, file, caller, reasons)


def _served(sides: Sides) -> Iterator[Blocker]:
    """Entry points of jobs whose code lives with the gateway; Celery and its like bring their own process."""
    kinds = (EntryPointKind.MESSAGE, EntryPointKind.JOB, EntryPointKind.SCHEDULE)
    places: defaultdict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for entry in sides.meaning.entry_points:
        file = sides.number.get(entry.file)
        own = entry.kind is EntryPointKind.JOB and entry.file.endswith(".py")
        if entry.kind in kinds and not own and file is not None and _in_web(sides, file, False):
            places[entry.file, entry.kind.value].append((entry.line, entry.path or entry.handler))
    for (file_name, kind), found in sorted(places.items()):
        lines = sorted({line for line, _ in found})
        names = ", ".join(dict.fromkeys(name for _, name in sorted(found)[:3] if name))
        why = f"{len(found)} {kind} handlers are served by the web process: {names}"
        yield Blocker("in-process-job", file_name, lines[0], why, _REMEDY, tuple(lines[1:]))


def _is_queued(sides: Sides, site: CallSite) -> bool:
    """Whether the call puts a job on a queue that another process serves."""
    lines = sides.queued_lines
    return (site.file, site.start) in lines


def _is_scheduled(site: CallSite) -> bool:
    name = site.callee.rpartition(".")[2] if isinstance(site.callee, str) else ""
    return name in _SCHEDULERS


def _in_web(sides: Sides, file: int, is_loop: bool) -> bool:
    """Whether code of a file runs in the process that serves requests."""
    if file in sides.apart:
        return False
    roots = any(sides.role[other] == GATEWAY for other in sides.uses.get(file, ()))
    return (
        GATEWAY in (sides.role[file], sides.home[file])
        or sides.role[file] == SHARED
        or file in sides.mains
        or (sides.role[file] == WORKER and (is_loop or roots))
    )


def _writers(sides: Sides) -> frozenset[int]:
    """Functions that write a table."""
    written = {(use.file, use.function) for use in sides.meaning.table_uses if use.op is TableOp.WRITE}
    return frozenset(
        number
        for number, symbol in enumerate(sides.program.graph.symbols)
        if (sides.path[symbol.file], symbol.name) in written
    )


def _loops(sides: Sides) -> frozenset[int]:
    """Functions with a loop that takes work or waits for the next round."""
    return frozenset(site.caller for site in sides.calls.sites if _takes_work(sides, site))


def _starters(sides: Sides, loops: frozenset[int]) -> frozenset[int]:
    """Functions that start a loop and do not wait for it."""
    return frozenset(
        site.caller
        for site in sides.calls.sites
        if site.start and (site.callee in loops or _takes_work(sides, site))
    )


def _takes_work(sides: Sides, site: CallSite) -> bool:
    if not site.in_loop and not (isinstance(site.callee, str) and site.callee == "time.NewTicker"):
        return False
    callee = site.callee
    name = callee if isinstance(callee, str) else sides.program.graph.symbols[callee].name
    return name.rpartition(".")[2] in _TAKES


def _reasons(
    sides: Sides, sites: Sequence[CallSite], busy: frozenset[int], loops: frozenset[int]
) -> Iterator[tuple[int, str, str]]:
    """(line, what runs, why it matters) for each thing that a function hands over."""
    symbols = sides.program.graph.symbols
    for site in sites:
        line = site.start or site.line
        if _is_scheduled(site):
            yield line, "a scheduled function", "loops"
        elif _takes_work(sides, site):
            yield line, "a loop", "loops"
        elif isinstance(site.callee, int):
            name = symbols[site.callee].name
            if site.callee in loops or not site.start or _NAMED.match(name.rpartition(".")[2]):
                yield line, name, "loops"
            elif site.callee in busy:
                yield line, name, "works"
            elif site.file in sides.mains and site.start == site.line:
                yield line, name, "starts"


def _job(sides: Sides, file: int, caller: int, reasons: Sequence[tuple[int, str, str]]) -> Blocker:
    lines = sorted({line for line, _, _ in reasons})
    names = list(dict.fromkeys(name for _, name, _ in reasons))
    shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    where = f" (started by {sides.program.graph.symbols[caller].name})" if caller >= 0 else ""
    loops = any(reason == "loops" for _, _, reason in reasons)
    why = (
        f"{shown} {'runs as a loop in' if loops else 'runs beside the requests, in'} the web process{where}: "
        "it is lost when that ends, and doubles with a second one"
    )
    return Blocker("in-process-job", sides.path[file], lines[0], why, _REMEDY, tuple(lines[1:]))
