"""The text of docs/cli.md: the help of every command, as the command line prints it."""

from collections.abc import Iterator

import click

from analyzer.cli import main
from analyzer.cli.trouble import CONTEXT

WIDTH = 100
HEAD = """# Command line

Made from `monoscan --help` by `python -m analyzer.cli.reference > docs/cli.md`; do not edit.
"""


def reference() -> str:
    """One section a command, subcommands below their group."""
    return "\n".join(
        [HEAD, *_sections(click.Context(main, info_name="monoscan", terminal_width=WIDTH, **CONTEXT))]
    )


def _sections(context: click.Context) -> Iterator[str]:
    command = context.command
    yield f"## {context.command_path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _sections(click.Context(inner, parent=context, info_name=name))


if __name__ == "__main__":
    click.echo(reference(), nl=False)
