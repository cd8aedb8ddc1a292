"""Moves of Python code, by libcst where statements change and by bytes elsewhere."""

from analyzer.rewrite.python.move import move_modules
from analyzer.rewrite.python.separation import move_definitions

__all__ = ["move_definitions", "move_modules"]
