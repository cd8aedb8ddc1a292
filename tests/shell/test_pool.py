"""Results come in order from any number of workers; a worker that dies costs one item."""

import os
import time

import pytest

from analyzer.shell.pool import map_files


def double(item: int) -> int:
    if item % 3 == 0:
        time.sleep(0.002)
    return 2 * item


def deadly(item: int) -> int:
    if item == 7:
        os._exit(3)
    return item


def failing(item: int) -> int:
    raise ValueError(f"item {item}")


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_results_are_in_order(jobs: int) -> None:
    found = map_files(double, range(200), jobs=jobs, size=lambda item: 50_000, died=lambda item: -1)
    assert list(found) == [2 * item for item in range(200)]


def test_a_dying_worker_costs_its_item_alone() -> None:
    found = map_files(deadly, range(20), jobs=2, size=lambda item: 60_000, died=lambda item: -item)
    assert list(found) == [-item if item == 7 else item for item in range(20)]


def test_an_exception_in_a_worker_is_raised() -> None:
    with pytest.raises(ValueError, match="item 0"):
        list(map_files(failing, range(3), jobs=2, size=lambda item: 10**6, died=lambda item: -1))
