"""Moves of Python code, by libcst where statements change and by bytes elsewhere."""

from analyzer.rewrite.python.move import move_modules

__all__ = ["move_modules"]
