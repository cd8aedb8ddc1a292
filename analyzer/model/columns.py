"""Column types of any dialect or ORM to the few kinds that all of them share."""

import re

_KINDS = (
    ("boolean", r"bool|\bbit\b|tinyint\(1\)"),
    ("json", r"json|hstore|dict|\bmap\b"),
    ("uuid", r"uuid|guid"),
    ("datetime", r"datetime|timestamp|time\.time|deletedat|nulltime"),
    ("date", r"\bdate|datefield"),
    ("time", r"^time|timefield"),
    ("duration", r"interval|duration|timedelta"),
    ("bytes", r"blob|binary|bytea|\[\](byte|uint8)|bytes|image"),
    ("bigint", r"bigint|bigserial|biginteger|bigauto|int64|uint|int8\b|longlong"),
    ("integer", r"int|serial|autofield|foreignkey|onetoone"),
    ("decimal", r"decimal|numeric|money"),
    ("number", r"float|double|real|number"),
    ("text", r"text|clob|longvarchar"),
    ("string", r"char|string|enum|url|email|slug|inet|cidr|citext|\bset\b|file|str\b|nullstring"),
)
_READ = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


def column_kind(written: str) -> str:
    """What a column holds: string, text, integer, bigint, number, decimal, boolean, datetime, date, time,
    duration, bytes, uuid or json; "" where the type says nothing."""
    text = written.lower()
    return next((kind for kind, pattern in _READ if pattern.search(text)), "")
