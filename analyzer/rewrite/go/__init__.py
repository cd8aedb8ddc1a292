"""Moves of Go code, by byte edits on syntax nodes."""

from analyzer.rewrite.go.packages import move_packages

__all__ = ["move_packages"]
