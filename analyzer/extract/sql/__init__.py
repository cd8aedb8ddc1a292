"""SQL: files to statements, statements to tables."""

from analyzer.extract.sql.frontend import extract, imports

VERSION = "1"

__all__ = ["VERSION", "extract", "imports"]
