"""Whether a text is SQL at all, by its first words and its shape, before any parser sees it."""

import re

_LEAD = r"(?:\s|--[^\n]*(?:\n|$)|/\*.*?\*/|#[^\n]*\n|\()*"
_FIRST = re.compile(_LEAD + r"([A-Za-z]+)(?![\w-])", re.DOTALL)

_STATEMENTS: dict[str, re.Pattern[str]] = {
    verb: re.compile(shape, re.IGNORECASE | re.DOTALL)
    for verb, shape in {
        "select": r"select\b.*?\bfrom\b",
        "with": r"with\s+(?:recursive\s+)?\S+\s*(?:\([^)]*\)\s*)?as\b",
        "insert": r"insert\s+(?:\w+\s+){0,3}?into\s+(?:/\*.*?\*/\s*)?\S+\s*(?:\S+\s*)?"
        r"(?:\(|\bvalues?\b|\bselect\b|\bset\b|\bdefault\b|\bas\b|$)",
        "replace": r"replace\s+into\s+\S+\s*(?:\(|\bvalues?\b|\bselect\b|\bset\b|$)",
        "update": r"update\b.+?\bset\b",
        "delete": r"delete\b.*?\bfrom\b",
        "merge": r"merge\s+into\b.*?\bwhen\b",
        "truncate": r"truncate\s+(?:table\s+)?[\w\"`.]+\s*(?:$|;|,|cascade|restart)",
        "create": r"create\s+(?:or\s+replace\s+)?(?:\w+\s+){0,2}?(?:table|index|view)\b",
        "alter": r"alter\s+table\b",
        "drop": r"drop\s+(?:table|index|view|materialized)\b",
        "rename": r"rename\s+table\b",
        "copy": r"(?-i:COPY)\s+(?:\(|[\w\".]+\s*(?:\([^)]*\)\s*)?(?:from|to)\s+(?:std|program\b|[^\w\s]))",
        "upsert": r"upsert\s+into\s+\S+\s*(?:\(|\bvalues?\b|\bselect\b)",
        "load": r"load\s+data\b.*?\binto\s+table\b",
        "do": r"do\s+\$\w*\$",
        "explain": r"explain\b.*?\bfrom\b",
    }.items()
}
_FRAGMENTS: dict[str, re.Pattern[str]] = {
    verb: re.compile(shape, re.DOTALL)
    for verb, shape in {
        "from": r"FROM\b|from\s+\S+(?:\s+\w+)?\s+(?:where|join|left|inner|order|group|limit)\b",
        "join": r"(?i:join)\b.*?\b(?i:on|using)\b",
        **dict.fromkeys(
            ("left", "right", "inner", "outer", "full", "cross", "natural"),
            r"\w+\s+(?:(?i:outer|left|right|inner)\s+)?(?i:join)\b",
        ),
        "union": r"(?i:union)\s+(?:(?i:all)\s+)?\(?\s*(?i:select)\b",
    }.items()
}
_SUBQUERY = re.compile(r"\(\s*select\b.{1,2000}?\bfrom\b", re.IGNORECASE | re.DOTALL)
_SIGNS = re.compile(r"[*=<>?_]|\$\d|:\w|\x00|\bAS\b|\b(?:FROM|WHERE|SET|INTO|VALUES|TABLE)\b")
_KEYWORD = re.compile(r"\b(?:FROM|SET|INTO|TABLE|JOIN)\b")
_SENTENCE = re.compile(r"[A-Za-z]['\u2019)]?\s*[.!:…]+\s*$|\b(?:the|your|this|these|an?) \w+", re.IGNORECASE)
LOOKED_AT = 4_000
"""Longer texts are no sentences."""
_LITTLE_WORDS = frozenset(
    {"a", "an", "the", "your", "my", "our", "their", "its", "this", "that", "these", "those", "any", "all"}
    | {"each", "every", "no", "some", "in", "on", "at", "by", "for", "of", "to", "and", "or", "is", "are"}
    | {"was", "were", "be", "been", "with", "it", "you", "we", "they", "he", "she", "i", "existing", "now"}
    | {"here", "there"}
)
_NAMED = re.compile(r"\b(?:from|join|into|update|table)\s+([A-Za-z]\w*)", re.IGNORECASE)


def first_word(text: str) -> tuple[str, int]:
    """The first word that is no comment, as written, and where it stands."""
    found = _FIRST.match(text)
    return (found[1], found.start(1)) if found else ("", 0)


def shape_of(text: str) -> str:
    """`statement`, `fragment`, `subquery` (SQL inside an expression) or "" for what is no SQL."""
    word, start = first_word(text)
    verb = word.lower()
    if verb in _STATEMENTS and _STATEMENTS[verb].match(text, start) and not is_prose(text, word):
        return "statement"
    if verb in _FRAGMENTS and _FRAGMENTS[verb].match(text, start) and not is_prose(text, word):
        return "fragment"
    found = _SUBQUERY.search(text) if verb not in _STATEMENTS else None
    return "subquery" if found and not is_prose(found[0][1:], "select") else ""


def is_prose(text: str, first: str) -> bool:
    """Whether the text reads like a sentence for people: `Select a theme from the list.`"""
    text = text[:LOOKED_AT]
    names = [found[1].lower() for found in _NAMED.finditer(text)]
    shouted = first.isupper() and len(first) > 1
    if shouted and _KEYWORD.search(text):
        return False
    if names and names[0] in _LITTLE_WORDS:
        return True
    if shouted:
        return False
    if _SIGNS.search(text):
        return False
    return first.istitle() or _SENTENCE.search(text) is not None
