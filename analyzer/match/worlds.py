"""Evaluation with choices: a caller, a field's writer, an item of a loop; each combination is a world."""

from collections.abc import Callable, Hashable
from heapq import heappop, heappush
from typing import TypeVar

from analyzer.match.abstract import Abstract

T = TypeVar("T")
Path = tuple[int, ...]
"""The option taken at each choice that led to a world."""

MOST_WORLDS = 4000
"""Worlds tried for one registration; the rest is counted as unseen."""
MOST_STEPS = 1_000_000
"""Steps of evaluation for one registration, in all its worlds."""


class Fork(Exception):
    """Indicates that evaluation needs a choice between `count` options."""

    def __init__(self, key: Hashable, count: int) -> None:
        self.key = key
        self.count = count


class Exhausted(Exception):
    """Indicates that a registration took more steps of evaluation than it may."""


class Budget:
    """Steps of evaluation that the worlds of one registration share."""

    def __init__(self, steps: int = MOST_STEPS) -> None:
        self.steps = steps


class World:
    """The choices made so far, and what was found out under them.

    `used` holds for the number of a frame the call taken to lead to it.
    """

    def __init__(
        self,
        choices: dict[Hashable, int],
        known: dict[Hashable, Abstract] | None = None,
        used: dict[int, object] | None = None,
        budget: Budget | None = None,
    ) -> None:
        self.choices = choices
        self.known = {} if known is None else known
        self.used = {} if used is None else used
        self.budget = budget or Budget()

    def forked(self, fork: Fork) -> "list[World]":
        """A world for each option; what is known here holds there too."""
        return [
            World({**self.choices, fork.key: option}, dict(self.known), dict(self.used), self.budget)
            for option in range(fork.count)
        ]

    def spend(self) -> None:
        """Counts one step; raises Exhausted when none is left."""
        self.budget.steps -= 1
        if self.budget.steps < 0:
            raise Exhausted

    def choose(self, key: Hashable, count: int) -> int:
        """The option taken for `key`; raises Fork if none was taken yet."""
        if count == 1:
            return 0
        taken = self.choices.get(key)
        if taken is None:
            raise Fork(key, count)
        return taken


def explore(compute: Callable[[World], T], most: int = MOST_WORLDS) -> tuple[list[T], bool]:
    """The result of `compute` in every world, in the order of the options, and whether all were tried.

    Worlds that differ least from the first one come first (limited discrepancy search, Harvey and Ginsberg
    1995): where there are too many, every option of every choice has still been seen with some others.
    """
    found: list[tuple[Path, T]] = []
    waiting: list[tuple[int, Path, World]] = [(0, (), World({}))]
    complete = True
    for _ in range(most):
        if not waiting:
            break
        differs, path, world = heappop(waiting)
        try:
            found.append((path, compute(world)))
        except Exhausted:
            complete = False
            break
        except Fork as fork:
            for option, other in enumerate(world.forked(fork)):
                heappush(waiting, (differs + (option > 0), (*path, option), other))
    results = [result for _, result in sorted(found, key=lambda item: item[0])]
    return results, complete and not waiting
