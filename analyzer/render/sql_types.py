"""Column types of the source to types that a database of one dialect takes."""

import re

from sqlglot import exp
from sqlglot.errors import ParseError

from analyzer.model.columns import column_kind

_KINDS = {
    "string": "VARCHAR(255)",
    "text": "TEXT",
    "bigint": "BIGINT",
    "integer": "INT",
    "number": "DOUBLE",
    "decimal": "DECIMAL",
    "boolean": "BOOLEAN",
    "datetime": "TIMESTAMP",
    "date": "DATE",
    "time": "TIME",
    "duration": "BIGINT",
    "bytes": "BLOB",
    "uuid": "UUID",
    "json": "JSON",
}
_SAFE = {
    **dict.fromkeys(("CHAR", "VARCHAR", "DECIMAL"), ""),
    **dict.fromkeys(("TEXT", "BIGINT", "INT", "SMALLINT", "DOUBLE", "DATE", "TIME", "TIMESTAMP"), ""),
    **dict.fromkeys(("TIMESTAMPTZ", "UUID"), ""),
    "FLOAT": "DOUBLE", "TINYINT": "SMALLINT", "MEDIUMINT": "INT", "UBIGINT": "BIGINT", "UINT": "BIGINT",
    **dict.fromkeys(("MEDIUMTEXT", "LONGTEXT", "TINYTEXT"), "TEXT"),
    **dict.fromkeys(("DATETIME", "DATETIME64", "TIMESTAMPNTZ"), "TIMESTAMP"),
    "TIMESTAMPLTZ": "TIMESTAMPTZ", "NVARCHAR": "VARCHAR", "NCHAR": "CHAR",
}  # fmt: skip
"""Types that every dialect can write, and what stands for the others; all else goes by what it holds."""
_MANY = ("array", "vector", "halfvec")
"""How types begin that hold several values: not every database has them."""
_SIZED = ("CHAR", "VARCHAR", "DECIMAL")
_COUNTING = {"SERIAL": "INT", "BIGSERIAL": "BIGINT", "SMALLSERIAL": "SMALLINT"}


def sql_type(written: str, dialect: str) -> tuple[str, bool]:
    """The type as a dialect writes it, and whether the source says what it is."""
    text, stated = _plain(written)
    name = text.partition("(")[0]
    if name in _COUNTING:
        if dialect == "postgres":
            return name, stated
        text = _COUNTING[name]
    if name == "JSON" and dialect == "postgres":
        text = "JSONB"
    if name == "UUID" and dialect not in ("postgres", ""):
        text = "CHAR(36)"
    return exp.DataType.build(text).sql(dialect=dialect or None), stated


def _plain(written: str) -> tuple[str, bool]:
    if written.lower().startswith(_MANY):
        return "JSON", False
    if written.upper() in _COUNTING:
        return written.upper(), True
    kind = column_kind(written)
    if kind == "boolean":
        return "BOOLEAN", True
    try:
        built = exp.DataType.build(written)
    except (ParseError, ValueError):
        built = None
    name = built.this.name if built is not None and isinstance(built.this, exp.DataType.Type) else ""
    if built is not None and name in _SAFE:
        sized = re.fullmatch(r"\w+\s*(\(\s*\d+\s*(?:,\s*\d+\s*)?\))", written.strip())
        name = _SAFE[name] or name
        return name + (sized[1].replace(" ", "") if sized and name in _SIZED else ""), True
    return (_KINDS[kind], True) if kind else ("TEXT", False)
