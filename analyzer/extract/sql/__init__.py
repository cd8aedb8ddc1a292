"""SQL: files to statements, statements to tables."""

from analyzer.extract.sql.frontend import extract, imports
from analyzer.extract.sql.read import read_sql

VERSION = "1"

__all__ = ["VERSION", "extract", "imports", "read_sql"]
