"""Every output format by name."""

from analyzer.render import csv, html, json, markdown, text
from analyzer.render.options import Format

FORMATS: dict[str, Format] = {
    "html": html.render,
    "json": json.render,
    "markdown": markdown.render,
    "text": text.render,
    "csv": csv.render,
}
