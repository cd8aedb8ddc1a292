"""Every output format by name."""

from analyzer.render import csv, exports, html, json, markdown, svg, text
from analyzer.render.options import Format
from analyzer.render.plan import markdown as plan

FORMATS: dict[str, Format] = {
    "html": html.render,
    "json": json.render,
    "markdown": markdown.render,
    "plan": plan.render,
    "text": text.render,
    "csv": csv.render,
    "dot": exports.dot,
    "svg": svg.render,
    "mermaid": exports.mermaid,
    "graphml": exports.graphml,
    "structurizr": exports.structurizr,
}
