"""Layout by Graphviz, where one is installed, within a time limit."""

import shutil
import subprocess
import sysconfig

from graphviz.backend import dot_command, execute

SECONDS = 20.0
PROGRAMS = ("dot", "graphviz-pure")
"""Graphviz itself, else its port from the extra `[dot]`; both take the same options."""


def draw(graph: str, seconds: float = SECONDS) -> str | None:
    """A DOT text as SVG; None if no program is installed, or none draws it in `seconds`."""
    for name in PROGRAMS:
        program = _program(name)
        drawn = _drawn(program, graph, seconds) if program else None
        if drawn is not None:
            return drawn
    return None


def _program(name: str) -> str | None:
    """On PATH, or beside this Python, whose folder need not be on PATH."""
    return shutil.which(name) or shutil.which(name, path=sysconfig.get_path("scripts"))


def _drawn(program: str, graph: str, seconds: float) -> str | None:
    command = [program, *dot_command.command("dot", "svg")[1:]]
    try:
        done = execute.run_check(
            command, input=graph.encode(), capture_output=True, quiet=True, timeout=seconds
        )
    except (OSError, execute.ExecutableNotFound, subprocess.SubprocessError):
        return None
    return str(done.stdout.decode("utf-8", "replace"))
