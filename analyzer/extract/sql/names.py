"""Which names are tables of the program, and how they are written in facts."""

from analyzer.extract.sql.fill import FILLED

_SYSTEM_SCHEMAS = frozenset(
    {"information_schema", "pg_catalog", "pg_toast", "performance_schema", "mysql", "sys"}
)
_SYSTEM_PREFIXES = ("pg_", "sqlite_", "zz_")
_NO_TABLES = frozenset(
    {"dual", "excluded", "information_schema", "new", "old", "inserted", "deleted", "ignore", "select"}
    | {"set", "values", "null", "where", "only", "if", "table"}
)
"""Rows and catalogs that SQL itself names, and words that a tolerant parser takes for names."""
_DEFAULT_SCHEMAS = frozenset({"", "public", "dbo", "main"})


def table_name(schema: str, name: str) -> str:
    """The name a fact carries, "" for a system catalog: the default schema of a database is left out."""
    low = name.lower()
    if not name or schema.lower() in _SYSTEM_SCHEMAS or low in _NO_TABLES:
        return ""
    if low.startswith(_SYSTEM_PREFIXES):
        return ""
    return name if schema.lower() in _DEFAULT_SCHEMAS or FILLED in schema else f"{schema}.{name}"


def is_computed(name: str) -> bool:
    """Whether a part of the name is known at run time only."""
    return FILLED in name
