"""`monoscan schema`: the form of analysis.json and of monoscan.toml."""

import click

from analyzer.config import config_schema
from analyzer.render import json

SCHEMAS = {"analysis": json.schema, "config": config_schema}


@click.command()
@click.argument("form", type=click.Choice(tuple(SCHEMAS)), default="analysis")
def schema(form: str) -> None:
    """Print the JSON Schema of analysis.json, or of monoscan.toml.

    \b
    Examples:
      monoscan schema > analysis.schema.json
      monoscan schema config > monoscan.schema.json
    """
    click.echo(SCHEMAS[form](), nl=False)
