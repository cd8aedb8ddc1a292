"""Every output format by name."""

from analyzer.render import csv, json, markdown, text
from analyzer.render.options import Format

FORMATS: dict[str, Format] = {
    "json": json.render,
    "markdown": markdown.render,
    "text": text.render,
    "csv": csv.render,
}
