"""`monoscan config`: what is in force, and from where."""

from pathlib import Path

import click
import msgspec

from analyzer.cli.options import configuration_file
from analyzer.cli.trouble import printable
from analyzer.config import Config, read_config


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="Default: PATH/monoscan.toml.")
def config(path: Path, config: Path | None) -> None:
    """Print every setting that is in force for folder PATH, and where it comes from.

    \b
    Example:
      monoscan config .
    """
    found = configuration_file(path, config)
    settings = read_config(found[0].name, found[1]) if found else Config()
    click.echo(printable(f"# from {found[0]}" if found else f"# no configuration in {path}: all defaults"))
    defaults = msgspec.to_builtins(Config())
    for section, values in msgspec.to_builtins(settings).items():
        click.echo(f"\n[{section}]")
        for key, value in values.items():
            note = "   # default" if defaults[section].get(key) == value else ""
            click.echo(printable(f"{key} = {msgspec.json.encode(value).decode()}{note}"))
