"""Click commands, one file a command; the only place that prints or exits."""

from collections.abc import Iterator, MutableMapping
from importlib import import_module

import click

from analyzer import __version__
from analyzer.cli.trouble import CONTEXT, TroubleGroup

COMMANDS = (
    "analyze",
    "plan",
    "init",
    "report",
    "check",
    "baseline",
    "facts",
    "explain",
    "extract",
    "rules",
    "config",
    "schema",
    "completion",
)
"""Each is the function of that name in the module of that name."""


class _Commands(MutableMapping[str, click.Command]):
    """Commands by name; a module is loaded when its command is asked for, as most load much."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.loaded: dict[str, click.Command | None] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> click.Command:
        command = self.loaded[name]
        if command is None:
            command = getattr(import_module(f"analyzer.cli.{name}"), name)
            self.loaded[name] = command
        return command

    def __setitem__(self, name: str, command: click.Command) -> None:
        self.loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self.loaded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.loaded)

    def __len__(self) -> int:
        return len(self.loaded)


@click.group(cls=TroubleGroup, context_settings=CONTEXT, commands=_Commands(COMMANDS))
@click.version_option(__version__, prog_name="monoscan", message="%(prog)s %(version)s")
def main() -> None:
    """Find out how a monolith in Go, Python and SQL hangs together, and where it comes apart.

    \b
    Examples:
      monoscan analyze ./repo -o out       report.html, report.md, plan.md and analysis.json
      monoscan facts ./repo --kind imports --format jsonl
      monoscan explain ./repo app.orders app.billing
    """
