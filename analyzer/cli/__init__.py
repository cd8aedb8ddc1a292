"""Click commands, one file a command; the only place that prints or exits."""

import click

from analyzer import __version__
from analyzer.cli.analyze import analyze
from analyzer.cli.baseline import baseline
from analyzer.cli.check import check
from analyzer.cli.completion import completion
from analyzer.cli.explain import explain
from analyzer.cli.facts import facts
from analyzer.cli.schema import schema
from analyzer.cli.trouble import CONTEXT, TroubleGroup

COMMANDS = (analyze, check, baseline, facts, explain, schema, completion)


@click.group(cls=TroubleGroup, context_settings=CONTEXT)
@click.version_option(__version__, prog_name="monoscan", message="%(prog)s %(version)s")
def main() -> None:
    """Find out how a monolith in Go, Python and SQL hangs together, and where it comes apart.

    \b
    Examples:
      monoscan analyze ./repo -o out       report.html, report.md and analysis.json
      monoscan facts ./repo --kind imports --format jsonl
      monoscan explain ./repo app.orders app.billing
    """


for command in COMMANDS:
    main.add_command(command)
