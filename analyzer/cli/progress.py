"""Progress on stderr, on a terminal only."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

INTERVAL = 0.1


@contextmanager
def progress() -> Iterator[Callable[[int, int], None]]:
    """A function to call with the number of files done and of all; silent unless a person looks on."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda done, total: None
        return
    from rich.console import Console  # loading it takes longer than a small scan
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn())
    shown = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    task = shown.add_task("reading", total=None)
    last = 0.0

    def report(done: int, total: int) -> None:
        nonlocal last
        if done == total or time.monotonic() - last > INTERVAL:
            last = time.monotonic()
            shown.update(task, completed=done, total=total, refresh=True)

    with shown:
        yield report
