"""What a file hands over to run later or elsewhere: goroutines, threads, tasks and jobs."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from analyzer.model.facts import Body, CallFlag
from analyzer.model.values import Closure, Name, Result, Value

SPAWNERS = frozenset(
    [
        "Go",
        "Thread",
        "Timer",
        "Process",
        "submit",
        "add_task",
        "add_job",
        "create_task",
        "ensure_future",
        "run_in_executor",
        "apply_async",
        "delay",
        "send_task",
        "enqueue",
        "Enqueue",
        "start_soon",
        "AfterFunc",
        "to_thread",
        "start_new_thread",
    ]
)
"""Functions that run what they are given later or elsewhere."""

_HOPS = frozenset(["run_in_threadpool", "run_sync", "sync_to_async"])
"""Functions that run what they are given in a thread and wait for it."""
_TASKS = frozenset(["to_thread", "run_in_executor", "create_task", "ensure_future"])
"""Functions whose result is waited for where it is awaited."""


class Later(Struct, frozen=True):
    """What a file hands over to run later: closures and calls by line, functions as (line, scope, symbol,
    whether the caller goes on)."""

    closures: Mapping[int, int]
    calls: Mapping[int, int]
    functions: tuple[tuple[int, int, int, bool], ...]


def run_later(body: Body, resolve: Callable[[int, str], int | str | None]) -> Later:
    """What a body hands over to run later; `resolve` finds the symbol of a name in a scope."""
    closures: dict[int, int] = {}
    calls: dict[int, int] = {}
    functions: list[tuple[int, int, int, bool]] = []
    for call in body.calls:
        if call.flags & CallFlag.SPAWNED and isinstance(call.receiver, Closure):
            closures[call.receiver.definition] = call.line
        if (
            call.name not in SPAWNERS
            and call.name not in _HOPS
            and not (call.name == "" and call.flags & CallFlag.SPAWNED)
        ):
            continue
        given: list[Value | None] = [argument.value for argument in call.arguments]
        if call.name in ("delay", "apply_async") and isinstance(call.receiver, Name):
            given.append(call.receiver)
        for value in given:
            if isinstance(value, Closure):
                closures[value.definition] = call.line
            elif isinstance(value, Result):
                calls[value.call] = call.line
            elif isinstance(value, Name):
                target = resolve(call.scope, value.path)
                if isinstance(target, int):
                    waits = call.name in _HOPS or (
                        call.name in _TASKS and bool(call.flags & CallFlag.AWAITED)
                    )
                    functions.append((call.line, call.scope, target, not waits))
    return Later(closures, calls, tuple(functions))
