"""The few symbols or files to move so that most references need no cut."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analyzer.model.boundary import SHARED
from analyzer.plan.ledger.references import columns_of
from analyzer.plan.split import Split
from analyzer.plan.steps.closure import cheapest
from analyzer.plan.steps.groups import bound, cost_of, groups_of, members

FILE_COST = 1.0
"""What it costs to move a whole file, in references."""


class Chosen(NamedTuple):
    """Files and symbols that change their boundary; `groups` counts what moves as one."""

    files: Mapping[str, str] = {}
    symbols: Mapping[int, str] = {}
    groups: int = 0


def to_share(split: Split) -> Mapping[str, Chosen]:
    """By boundary what of it should become shared code: the set that saves most references to cut, less what
    it would refer back to and what the move costs."""
    groups = split.of_program(groups_of)
    stays = bound(split)
    gains: Counter[int] = Counter()
    needs: Counter[tuple[int, int]] = Counter()
    boundary = split.symbol_boundary
    for (holder, file, group), weight in zip(groups.links.tolist(), groups.weight.tolist(), strict=True):
        there = boundary[group]
        here = boundary[holder] if holder >= 0 else split.boundary[file]
        if holder == group or there in ("", SHARED) or not here:
            continue
        if here != there:
            gains[group] += weight
        elif holder >= 0:
            needs[holder, group] += weight
    costs = {
        group: cost_of(split, group)
        for group in {*gains, *(one for pair in needs for one in pair)}
        if group not in stays
    }
    taken = cheapest(gains, costs, needs)
    by_boundary: dict[str, set[int]] = {}
    for group in taken:
        by_boundary.setdefault(boundary[group], set()).add(group)
    return {name: _chosen(split, frozenset(by_boundary[name]), SHARED) for name in sorted(by_boundary)}


def _chosen(split: Split, taken: frozenset[int], to: str) -> Chosen:
    """Whole files where all of a file moves, else single symbols."""
    numbers = members(split, taken)
    symbols = split.program.graph.symbols
    moving = Counter(symbols[number].file for number in numbers)
    whole = {file for file, count in moving.items() if count == len(split.program.surfaces[file].definitions)}
    paths = split.program.graph.files
    return Chosen(
        {paths[file].path: to for file in sorted(whole)},
        dict.fromkeys(numbers, to),
        len(taken),
    )


def drawn_back(split: Split, name: str) -> Mapping[str, str]:
    """The files of shared code that should belong to boundary `name`, for which they work: the set that
    saves most of what comes back, less the references of others that would then be cut."""
    number = {node.path: place for place, node in enumerate(split.program.graph.files)}
    gains: Counter[int] = Counter()
    losses: Counter[int] = Counter()
    needs: Counter[tuple[int, int]] = Counter()
    for edge in split.edges:
        one, other = number[edge.dependent], number[edge.dependency]
        here, there = split.boundary[one], split.boundary[other]
        if here == SHARED and there == name:
            gains[one] += edge.count
        elif here == SHARED and there == SHARED:
            needs[other, one] += edge.count
        elif there == SHARED and here not in ("", name):
            losses[other] += edge.count
    files = {*gains, *(one for pair in needs for one in pair)}
    taken = cheapest(gains, {file: FILE_COST + losses[file] for file in files}, needs)
    return {split.program.graph.files[file].path: name for file in sorted(taken)}


def references(split: Split, symbols: Mapping[int, str]) -> int:
    """References to cut if some symbols were in other boundaries; imports alone are not counted."""
    columns = split.of_program(columns_of)
    names = list(dict.fromkeys(["", SHARED, *split.boundaries, *symbols.values()]))
    number = {name: place for place, name in enumerate(names)}
    files = np.array([number[name] for name in split.boundary], dtype=np.int64)
    places = np.array([number[name] for name in split.symbol_boundary], dtype=np.int64)
    for symbol, name in symbols.items():
        places[symbol] = number[name]
    if not len(columns.file):
        return 0
    one = np.where(columns.holder >= 0, places[columns.holder], files[columns.file])
    other = places[columns.symbol]
    return int(((one != other) & (one != 0) & (other > 1)).sum())


def used(split: Split, dependent: str, dependency: str) -> Sequence[int]:
    """The groups of one boundary that another refers to, the most used first."""
    counts = split.once(_uses)[dependent, dependency]
    return sorted(counts, key=lambda group: (-counts[group], group))


def _uses(split: Split) -> Mapping[tuple[str, str], Counter[int]]:
    """How often each boundary refers to each group of each other."""
    groups = split.of_program(groups_of)
    boundary = split.symbol_boundary
    found: defaultdict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for (holder, file, group), weight in zip(groups.links.tolist(), groups.weight.tolist(), strict=True):
        here = boundary[holder] if holder >= 0 else split.boundary[file]
        if here != boundary[group]:
            found[here, boundary[group]][group] += weight
    return found


def references_inside(split: Split, name: str) -> int:
    """References within a boundary, those within a file included."""
    groups = split.of_program(groups_of)
    boundary = split.symbol_boundary
    return sum(
        weight
        for (holder, file, group), weight in zip(groups.links.tolist(), groups.weight.tolist(), strict=True)
        if boundary[group] == name and (boundary[holder] if holder >= 0 else split.boundary[file]) == name
    )
