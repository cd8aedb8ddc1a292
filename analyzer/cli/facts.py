"""`monoscan facts`: facts alone, for people and for other programs."""

from pathlib import Path
from typing import Any

import click

from analyzer.cli.options import chosen, scan_options
from analyzer.cli.progress import progress
from analyzer.cli.trouble import printable
from analyzer.pipeline import find
from analyzer.plan.blockers import blockers
from analyzer.plan.owners import table_owners
from analyzer.render.facts import FORMS, KINDS, without_tests
from analyzer.render.tables import completeness


@click.command()
@scan_options
@click.option("--kind", "-k", type=click.Choice(list(KINDS)), required=True, help="Which facts.")
@click.option("--format", "-f", "form", type=click.Choice(list(FORMS)), default="table", show_default=True)
@click.option("--no-tests", is_flag=True, help="Leave out the facts of test files.")
def facts(path: Path, kind: str, form: str, no_tests: bool, **how: Any) -> None:
    """Print the facts of one kind in the repository in folder PATH.

    Facts go to standard output, one a line; what was seen and what was not goes to standard error.

    \b
    Examples:
      monoscan facts . --kind imports
      monoscan facts . --kind references --format jsonl | jq 'select(.kind == "call")'
      monoscan facts . --kind definitions --format csv > definitions.csv
    """
    options, _ = chosen(path, **how)
    wanted = KINDS[kind]
    with progress() as report:
        found = find(path, options, report, imports_only=kind == "imports", by_rules=wanted.needs_meaning)
    rows = wanted.rows(found.program, found.meaning)
    if wanted.planned and found.sides:
        rows = wanted.planned(blockers(found.sides), table_owners(found.sides))
    files = found.program.graph.files
    for part in FORMS[form](wanted.columns, without_tests(rows, files) if no_tests else rows):
        click.echo(part, nl=False)
    if no_tests:
        click.echo(f"Test files left out: {sum(file.is_test for file in files)}", err=True)
    for name, value in completeness(found.completeness):
        click.echo(f"{name}: {printable(value)}", err=True)
