"""Text from scanned code made inert for Markdown."""

import re
from collections.abc import Iterable

from analyzer.model.plain import plain
from analyzer.render.words import number


def cell(text: object) -> str:
    """Inert in a Markdown table: no markup, no new column, no new line."""
    clean = plain(str(text))
    for char in "\\`*_[]<>|#!":
        clean = clean.replace(char, "\\" + char)
    return clean


def code(text: str) -> str:
    """A code span that its content cannot end."""
    clean = plain(text).replace("|", "\\|")
    runs = re.findall("`+", clean)
    fence = "`" * (len(max(runs, default="")) + 1)
    return f"{fence} {clean} {fence}" if runs else f"`{clean}`"


def table(head: Iterable[str], rows: Iterable[Iterable[str]], whole: int = 0) -> list[str]:
    """A Markdown table; with `whole` above the number of rows, a line that says so."""
    names = list(head)
    body = ["| " + " | ".join(row) + " |" for row in rows]
    text = ["", "| " + " | ".join(names) + " |", "|" + " --- |" * len(names), *body, ""]
    if whole > len(body):
        text += [f"{number(len(body))} of {number(whole)} shown; all of them are in analysis.json.", ""]
    return text
