"""`monoscan explain`: why A depends on B."""

from pathlib import Path
from typing import Any

import click

from analyzer.cli.options import chosen, scan_options
from analyzer.cli.progress import progress
from analyzer.cli.trouble import printable
from analyzer.measure.chains import chains, nodes_called
from analyzer.measure.graph import measure
from analyzer.pipeline import find


@click.command()
@scan_options
@click.argument("dependent")
@click.argument("dependency")
@click.option("--limit", type=click.IntRange(1), default=3, show_default=True, help="Chains to show.")
@click.option("--tests", is_flag=True, help="Go through test files too.")
def explain(path: Path, dependent: str, dependency: str, limit: int, tests: bool, **how: Any) -> None:
    """Print the shortest chains from DEPENDENT to DEPENDENCY in the repository in folder PATH.

    Both are a module (a Go import path or a dotted Python name, or the end of one), a file or a folder.

    \b
    Example:
      monoscan explain . internal/handler internal/store
    """
    options, _ = chosen(path, **how)
    with progress() as report:
        found = find(path, options, report)
    files = found.program.graph.files
    start, end = nodes_called(dependent, files), nodes_called(dependency, files)
    shown = chains(measure(found.program.graph, tests=tests).file_edges, start, end, limit)
    if not shown:
        click.echo(printable(f"no chain from {dependent} to {dependency}"))
    for number, chain in enumerate(shown, 1):
        click.echo(f"chain {number}")
        for edge in chain:
            click.echo(printable(f"  {edge.dependent} -> {edge.dependency}"))
            for place in edge.evidence[:3]:
                click.echo(printable(f"    {place.path}:{place.line}  {place.symbol}".rstrip()))
