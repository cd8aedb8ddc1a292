"""Evaluation with choices: a caller, a field's writer, an item of a loop; each combination is a world."""

from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")

MOST_WORLDS = 4000
"""Worlds tried for one registration; the rest is counted as unseen."""


class Fork(Exception):  # noqa: N818 - not an error: evaluation meets a choice it has not made yet
    """Indicates that evaluation needs a choice between `count` options."""

    def __init__(self, key: Hashable, count: int) -> None:
        self.key = key
        self.count = count


class World:
    """The choices made so far."""

    def __init__(self, choices: dict[Hashable, int]) -> None:
        self.choices = choices

    def choose(self, key: Hashable, count: int) -> int:
        """The option taken for `key`; raises Fork if none was taken yet."""
        if count == 1:
            return 0
        taken = self.choices.get(key)
        if taken is None:
            raise Fork(key, count)
        return taken


def explore(compute: Callable[[World], T], most: int = MOST_WORLDS) -> tuple[list[T], bool]:
    """The result of `compute` in every world, and whether all were tried."""
    found: list[T] = []
    waiting: list[dict[Hashable, int]] = [{}]
    tried = 0
    while waiting and tried < most:
        choices = waiting.pop()
        tried += 1
        try:
            found.append(compute(World(choices)))
        except Fork as fork:
            waiting.extend({**choices, fork.key: option} for option in reversed(range(fork.count)))
    return found, not waiting
