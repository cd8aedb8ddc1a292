"""Blockers of trust: code that was not written here."""

from collections.abc import Iterator

from analyzer.model.plan import Blocker
from analyzer.model.values import Composite, Text, Value
from analyzer.plan.sides import SIDES, Sides


def untrusted_code(sides: Sides) -> Iterator[Blocker]:
    """Code that is put together at run time and executed here or by an interpreter that is started."""
    for use in sides.meaning.external:
        number = sides.number.get(use.file)
        if use.kind not in ("untrusted-code", "sandbox") or number is None or sides.role[number] not in SIDES:
            continue
        if not _is_written_down(sides, number, use.line):
            runner = use.detail if use.kind == "sandbox" else use.function or "the module"
            why = f"{runner} runs code made at run time"
            yield Blocker(
                "untrusted-code", use.file, use.line, why, "run it in a sandbox of its own, without secrets"
            )


def _is_written_down(sides: Sides, number: int, line: int) -> bool:
    """Whether the calls of a line are given constant texts only."""
    given = [
        item
        for call in sides.program.body(number).calls
        if call.line == line
        for argument in call.arguments
        if not argument.keyword
        for item in _parts(argument.value)
    ]
    return bool(given) and all(isinstance(item, Text) for item in given)


def _parts(value: Value | None) -> Iterator[Value | None]:
    if isinstance(value, Composite):
        for item in value.items:
            yield from _parts(item.value)
    else:
        yield value
