"""`monoscan init`: the proposed boundaries as a file."""

from pathlib import Path
from typing import Any

import click

from analyzer.cli.options import chosen, scan_options
from analyzer.cli.progress import progress
from analyzer.errors import ConfigError
from analyzer.gate.proposal import policy_text
from analyzer.pipeline import scan
from analyzer.shell.output import write_text


@click.command()
@scan_options
@click.option("--force", is_flag=True, help="Replace a monoscan.toml that is there.")
def init(path: Path, force: bool, **how: Any) -> None:
    """Write the proposed boundaries of the repository in folder PATH as PATH/monoscan.toml.

    \b
    Example:
      monoscan init . && monoscan baseline create .
    """
    file = path / "monoscan.toml"
    if file.exists() and not force:
        raise ConfigError(f"{file} is there already", "Edit it, or replace it with --force.")
    options, _ = chosen(path, **how)
    with progress() as report:
        analysis = scan(path, options, report)
    if not analysis.units:
        raise ConfigError(
            f"no boundaries can be proposed for {path}", "Is there code that runs? See report.md."
        )
    write_text(file, policy_text(analysis))
    click.echo(f"wrote {file}: {len(analysis.boundaries)} boundaries")
