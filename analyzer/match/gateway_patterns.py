"""Paths as grpc-gateway compiles them: a pool of texts, and steps that put a path together from it."""

from collections.abc import Sequence

from analyzer.match.abstract import COMPUTED

MODULE = "github.com/grpc-ecosystem/grpc-gateway"
ANYTHING, LITERAL, DEEP, CONCAT, CAPTURE = "1", "2", "3", "4", "5"
"""Steps, each followed by an operand; `0` does nothing."""


def path_of_pattern(steps: Sequence[str], pool: Sequence[str], verb: str) -> str:
    """The path template of `NewPattern(1, steps, pool, verb)`: `/v1/users/{id}:ban`."""
    stack: list[str] = []
    for step, operand in zip(steps[::2], steps[1::2], strict=False):
        number = int(operand) if operand.isdigit() else -1
        known = pool[number] if 0 <= number < len(pool) else COMPUTED
        if step in (ANYTHING, DEEP):
            stack.append("*" if step == ANYTHING else "**")
        elif step == LITERAL:
            stack.append(known)
        elif step == CONCAT and 0 < number <= len(stack):
            stack[-number:] = ["/".join(stack[-number:])]
        elif step == CAPTURE and stack:
            inside = stack.pop()
            stack.append(f"{{{known}}}" if inside == "*" else f"{{{known}={inside}}}")
    return "/" + "/".join(stack) + (f":{verb}" if verb else "")
