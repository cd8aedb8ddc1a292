"""`monoscan schema`: the form of analysis.json."""

import click

from analyzer.render import json


@click.command()
def schema() -> None:
    """Print the JSON Schema of analysis.json.

    \b
    Example:
      monoscan schema > analysis.schema.json
    """
    click.echo(json.schema(), nl=False)
