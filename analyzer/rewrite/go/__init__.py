"""Moves of Go code, by byte edits on syntax nodes."""

from analyzer.rewrite.go.declarations import move_declarations
from analyzer.rewrite.go.groups import apart, together
from analyzer.rewrite.go.inversion import invert
from analyzer.rewrite.go.layout import tests_left
from analyzer.rewrite.go.modules import new_modules
from analyzer.rewrite.go.packages import move_packages
from analyzer.rewrite.go.remote import call_remotely

__all__ = [
    "apart", "call_remotely", "invert", "move_declarations", "move_packages", "new_modules", "tests_left",
    "together",
]  # fmt: skip
