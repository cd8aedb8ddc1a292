"""`monoscan baseline`: what is accepted for now."""

from pathlib import Path
from typing import Any

import click

from analyzer.checking import BASELINE_NAME, accepted_entries, baseline_of
from analyzer.cli.options import chosen, scan_options
from analyzer.cli.progress import progress
from analyzer.errors import BaselineError
from analyzer.gate.baseline import merge, write_baseline
from analyzer.model.finding import BaselineEntry
from analyzer.model.plain import plain
from analyzer.shell.output import write_text

_file = click.option("--baseline", type=click.Path(path_type=Path), help=f"Default: PATH/{BASELINE_NAME}.")


@click.group()
def baseline() -> None:
    """Create, shrink and show the list of findings that are accepted for now."""


@baseline.command()
@scan_options
@_file
@click.option("--force", is_flag=True, help="Replace a baseline that is there.")
@click.option("--allow-incomplete", is_flag=True, help="Accept what could be read.")
def create(path: Path, baseline: Path | None, force: bool, allow_incomplete: bool, **how: Any) -> None:
    """Accept everything that the gate finds today.

    \b
    Example:
      monoscan baseline create .
    """
    file = baseline or path / BASELINE_NAME
    if file.exists() and not force:
        raise BaselineError(
            f"{file} is there already", "shrink it with `monoscan baseline update`, or --force"
        )
    entries = _found(path, how, allow_incomplete=allow_incomplete)
    write_text(file, write_baseline(entries))
    click.echo(f"wrote {file}: {len(entries)} entries")


@baseline.command()
@scan_options
@_file
@click.option("--accept-new", is_flag=True, help="Also take in what is new; needs --reason.")
@click.option("--reason", default="", metavar="TEXT", help="Why the new ones are accepted.")
def update(path: Path, baseline: Path | None, accept_new: bool, reason: str, **how: Any) -> None:
    """Take out what is gone; with --accept-new also take in what is new.

    \b
    Examples:
      monoscan baseline update .
      monoscan baseline update . --accept-new --reason "until the queue is in place"
    """
    if accept_new != bool(reason.strip()):
        raise click.UsageError("--accept-new and --reason TEXT go together")
    file = baseline or path / BASELINE_NAME
    old = baseline_of(path, baseline)
    new = merge(old, _found(path, how, reason), grow=accept_new)
    write_text(file, write_baseline(new))
    before, after = ({entry.identity for entry in entries} for entries in (old, new))
    click.echo(f"wrote {file}: +{len(after - before)}/-{len(before - after)}, {len(after)} entries")


@baseline.command()
@click.argument("path", type=click.Path(path_type=Path))
@_file
def show(path: Path, baseline: Path | None) -> None:
    """Print the entries, one a line.

    \b
    Example:
      monoscan baseline show .
    """
    for entry in baseline_of(path, baseline):
        identity = entry.identity
        reason = f"  ({entry.reason})" if entry.reason else ""
        click.echo(plain(f"{identity.kind}: {identity.dependent} -> {identity.dependency}{reason}"))


def _found(
    path: Path, how: dict[str, Any], reason: str = "", allow_incomplete: bool = False
) -> tuple[BaselineEntry, ...]:
    options, settings = chosen(path, **how)
    with progress() as report:
        return accepted_entries(path, settings.policy, options, reason, report, allow_incomplete)
