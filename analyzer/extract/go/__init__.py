"""Go source to facts."""

from analyzer.extract.go.file import extract, extract_imports

__all__ = ["extract", "extract_imports"]
