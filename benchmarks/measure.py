"""Runs commands and says what they cost: CPU seconds and peak memory of the whole process tree."""

import os
import shlex
import statistics
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Cost:
    """CPU seconds (user and system, children included) and the largest resident set of one process."""

    cpu: float
    megabytes: float


@dataclass(frozen=True)
class Run:
    """A command to be measured; `before` says what must be removed first for the run to be cold."""

    tool: str
    state: str
    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str]
    before: tuple[str, ...] = ()


def tool(name: str) -> str:
    """The path of a program of this environment, or its plain name."""
    path = BIN / name
    return str(path) if path.exists() else name


def cost(run: Run, log: Path) -> Cost:
    """Run once. Output goes to a file, so no pipe slows anyone down."""
    for path in run.before:
        subprocess.run(["rm", "-rf", path], check=True)
    with log.open("wb") as output:
        child = subprocess.Popen(
            run.command,
            cwd=run.folder,
            env={**os.environ, **run.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(child.pid, 0)
    if status:
        tail = log.read_text(errors="replace")[-600:]
        sys.stderr.write(f"{shlex.join(run.command)} ended with {status}:\n{tail}\n")
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def paired(runs: Sequence[Run], rounds: int, log: Path) -> list[Cost]:
    """Medians over rounds in which every command runs once, so that all share the machine's moods."""
    measured: list[list[Cost]] = [[] for _ in runs]
    for number in range(rounds):
        for index, run in enumerate(runs):
            measured[index].append(cost(run, log))
            print(
                f"round {number + 1}: {run.tool} {run.state} {measured[index][-1].cpu:.2f} s", file=sys.stderr
            )
    return [
        Cost(statistics.median(c.cpu for c in costs), statistics.median(c.megabytes for c in costs))
        for costs in measured
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are numbers."""
    lines = ["| " + " | ".join(head) + " |", "|---" * 2 + "|---:" * (len(head) - 2) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
