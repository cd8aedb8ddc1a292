"""Moves of Python code, by libcst where statements change and by bytes elsewhere."""

from analyzer.rewrite.python.inversion import use_protocols
from analyzer.rewrite.python.move import move_modules
from analyzer.rewrite.python.remote import call_services
from analyzer.rewrite.python.separation import move_definitions

__all__ = ["call_services", "move_definitions", "move_modules", "use_protocols"]
