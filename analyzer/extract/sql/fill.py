"""Parts of a text that are no SQL (format verbs, templates, macros), filled so that a parser can go on."""

import re

from analyzer.model.sql import HOLE

FILLED = "zz_hole"
"""Stands where a name or an expression must stand; no table of this name is ever reported."""

_TEMPLATE = re.compile(
    r"\{\{.*?\}\}"  # Go and Jinja templates
    r"|\{%.*?%\}"  # Jinja statements
    r"|\$\{[^{}]*\}"
    r"|%\([\w.]+\)[sdrif]"  # %(name)s of Python
    r"|%(?:\[\d+\])?[-+#0]?\d*[svdqtfTxXc](?![%\w])"  # format verbs
    r"|%(?:\[\d+\])?[sv](?=\w)"  # %susers
    r"|(?<![%\w'])%[A-Za-z_]\w*%(?![\w'])",  # %query%
    re.DOTALL,
)
_BRACES = re.compile(r"(?<!['\w$])\{[A-Za-z_][\w.:!\[\]()]*\}|\{\}")
_MACRO = re.compile(
    r"\b(?:sqlc|pggen)\.(?:n?arg|slice|embed)\(\s*(['\"]?)[\w.]+\1\s*\)|(?:@\w+|\?)(?=::)", re.IGNORECASE
)
_RAISED = re.compile(rf"{HOLE}{{2,}}")
_QUALIFIER = re.compile(rf"[\"`\[]?{HOLE}[\"`\]]?[ \t]*\.[ \t]*(?=[\w\"`\[])")
_BEFORE_KEYWORD = re.compile(
    rf"{HOLE}(?=(?:from|where|order|group|limit|set|values|on|and|or|join|left|inner|select|union|having|for)\b)",
    re.IGNORECASE,
)
_BEFORE_WORD = re.compile(rf"{HOLE}_?(?=\w)")
_AFTER_WORD = re.compile(rf"(?<=[_\d]){HOLE}")


def fill(text: str) -> str:
    """The text with every hole filled by a name; a run-time schema or prefix before a name is dropped."""
    if "%" in text or "{" in text:
        text = _BRACES.sub(HOLE, _TEMPLATE.sub(HOLE, text))
    if "sqlc." in text or "pggen." in text or "::" in text:
        text = _MACRO.sub("1", text)
    if HOLE not in text:
        return text
    text = _QUALIFIER.sub("", _RAISED.sub(HOLE, text).replace(f"'{HOLE}'", "''"))
    text = _BEFORE_WORD.sub("", _BEFORE_KEYWORD.sub(f" {FILLED} ", text))
    text = _AFTER_WORD.sub(FILLED, text).replace(f'"{HOLE}"', FILLED).replace(f"`{HOLE}`", FILLED)
    return text.replace(HOLE, f" {FILLED} ")
