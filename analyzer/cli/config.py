"""`monoscan config`: what is in force, and from where."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

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
    for line in _lines("", _sections(settings), _sections(Config())):
        click.echo(printable(line))


def _sections(settings: Config) -> dict[str, Any]:
    """The settings as the file writes them: the policy's sections stand at the top."""
    sections: dict[str, Any] = msgspec.to_builtins(settings)
    policy: dict[str, Any] = sections.pop("policy")
    return {**sections, **policy}


def _lines(name: str, table: Mapping[str, Any], defaults: Mapping[str, Any]) -> Iterator[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, dict)}
    if name and plain:
        yield f"\n[{name}]"
    for key, value in plain.items():
        note = "   # default" if key in defaults and defaults[key] == value else ""
        yield f"{key} = {msgspec.json.encode(value).decode()}{note}"
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _lines(f"{name}.{key}" if name else key, value, defaults.get(key, {}))
