"""`monoscan explain`: why A depends on B."""

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from analyzer.cli.options import chosen, scan_options
from analyzer.cli.progress import progress
from analyzer.cli.trouble import printable
from analyzer.gate.checks import CHECKS
from analyzer.measure.chains import chains, nodes_called
from analyzer.measure.graph import measure
from analyzer.model.boundary import Unit
from analyzer.pipeline import Options, find, scan


@click.command()
@scan_options
@click.argument("dependent", required=False)
@click.argument("dependency", required=False)
@click.option("--limit", type=click.IntRange(1), default=3, show_default=True, help="Chains to show.")
@click.option("--tests", is_flag=True, help="Go through test files too.")
def explain(
    path: Path, dependent: str | None, dependency: str | None, limit: int, tests: bool, **how: Any
) -> None:
    """Print the shortest chains from DEPENDENT to DEPENDENCY in the repository in folder PATH.

    Both are a module (a Go import path or a dotted Python name, or the end of one), a file or a folder.
    With one file or module: why it lies in its proposed boundary. With the code of a check alone: what
    it means and what to do.

    \b
    Examples:
      monoscan explain . internal/handler internal/store
      monoscan explain . internal/handler/chat.go
      monoscan explain MS101
    """
    if dependent is None:
        _explain_check(str(path))
        return
    options, _ = chosen(path, **how)
    if dependency is None:
        _explain_unit(path, options, dependent)
        return
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


def _explain_unit(path: Path, options: Options, wanted: str) -> None:
    with progress() as report:
        units = scan(path, options, report).units
    found = [unit for unit in units if wanted in (unit.path, unit.module) or unit.path.endswith("/" + wanted)]
    if not found:
        near = get_close_matches(wanted, [unit.path for unit in units], 1, 0.3)
        hint = f"did you mean `{near[0]}`?" if near else "give a path from the repository's root"
        raise click.UsageError(f"no unit `{wanted}`; {hint}")
    for unit in found:
        click.echo(printable("\n".join(_unit_lines(unit))))


def _unit_lines(unit: Unit) -> Iterator[str]:
    contested = ", contested" if unit.contested else ""
    yield f"{unit.path} ({unit.lines} lines) lies in {unit.boundary}{contested}"
    second = f", before {unit.second}" if unit.second else ""
    yield f"  margin {unit.margin:.2f}{second}; certainty {unit.certainty:.2f}; role {unit.role}"
    for reason in unit.reasons:
        yield f"  {reason.layer}: {reason.text}"
        yield from (f"    {place.path}:{place.line}" for place in reason.evidence[:3])
    if unit.verdict:
        yield f"  as shared code: {unit.verdict}"
    if unit.flip:
        yield f"  what would change it: {unit.flip}"


def _explain_check(code: str) -> None:
    check = CHECKS.get(code.upper())
    if check is None:
        known = f"checks: {', '.join(CHECKS)}"
        raise click.UsageError(f"`{code}` is no check; give PATH DEPENDENT DEPENDENCY, or one of the {known}")
    click.echo(f"{code.upper()} {check.name}\n\n{check.title}\n\nWhat to do: {check.remedy}")
