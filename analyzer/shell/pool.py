"""A function over many items, in this program or in several, with results in the order given."""

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, connection, get_context, parent_process
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

CHUNK_BYTES = 256 * 1024
CHUNKS_IN_FLIGHT = 3
GRACE = 5.0
"""Seconds that a worker has to hand over its last results."""


def map_files(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    *,
    jobs: int,
    size: Callable[[Item], int],
    died: Callable[[Item], Result],
) -> Iterator[Result]:
    """`function(item)` for each item, in order; `jobs` programs share the items in chunks of some size.

    When a worker dies, its items are tried again one by one, and the one that kills its worker
    once more gives `died(item)`. Leaving the iteration early ends all workers.
    """
    if jobs == 1:
        yield from map(function, items)
        return
    waiting: deque[tuple[list[Item], Future[list[Result]]]] = deque()
    with _executor(jobs) as pool:
        for chunk in _chunks(items, size):
            waiting.append((chunk, pool.submit(function, chunk)))
            if len(waiting) > jobs * CHUNKS_IN_FLIGHT:
                yield from _finished(pool, function, *waiting.popleft(), died)
        while waiting:
            yield from _finished(pool, function, *waiting.popleft(), died)


class _Pool:
    """An executor that is replaced by a new one when it breaks."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.executor = _new_executor(jobs)

    def submit(self, function: Callable[[Item], Result], chunk: Sequence[Item]) -> "Future[list[Result]]":
        try:
            return self.executor.submit(_run, function, chunk)
        except BrokenProcessPool:
            self.executor.shutdown(wait=False)
            self.executor = _new_executor(self.jobs)
            return self.executor.submit(_run, function, chunk)

    def end(self, *, at_once: bool) -> None:
        self.executor.shutdown(wait=not at_once, cancel_futures=True)
        if at_once:
            workers = active_children()
            for worker in workers:
                worker.terminate()
            for worker in workers:
                worker.join(GRACE)
                if worker.is_alive():
                    worker.kill()


@contextmanager
def _executor(jobs: int) -> Iterator[_Pool]:
    pool = _Pool(jobs)
    finished = False
    try:
        yield pool
        finished = True
    finally:
        pool.end(at_once=not finished)


def _new_executor(jobs: int) -> ProcessPoolExecutor:
    """Forking is quickest; where other threads run, or there is no fork, it is not safe."""
    can_fork = hasattr(os, "fork") and threading.active_count() == 1
    context = get_context("fork" if can_fork else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_start_worker)


def _start_worker() -> None:
    """Leave Ctrl-C to the main program, and end when that ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _run(function: Callable[[Item], Result], chunk: Sequence[Item]) -> list[Result]:
    """The results of a chunk. A worker may be ended while it works, not while it hands over results: the main
    program would wait for the other half for ever."""
    signal.signal(signal.SIGTERM, _end_now)
    try:
        return [function(item) for item in chunk]
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _end_now(number: int, frame: object) -> None:
    os._exit(1)


def _finished(
    pool: _Pool,
    function: Callable[[Item], Result],
    chunk: list[Item],
    future: "Future[list[Result]]",
    died: Callable[[Item], Result],
) -> list[Result]:
    try:
        return future.result()
    except BrokenProcessPool:
        return [_alone(pool, function, item, died) for item in chunk]


def _alone(
    pool: _Pool, function: Callable[[Item], Result], item: Item, died: Callable[[Item], Result]
) -> Result:
    with _executor(1) as single:
        try:
            return single.submit(function, [item]).result()[0]
        except BrokenProcessPool:
            return died(item)


def _chunks(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    total = 0
    for item in items:
        chunk.append(item)
        total += size(item)
        if total >= CHUNK_BYTES:
            yield chunk
            chunk, total = [], 0
    if chunk:
        yield chunk
