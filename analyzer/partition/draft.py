"""Seeds to named boundaries: the choices of the user, or what the code shows, and a label for every home."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from analyzer.model.boundary import SHARED, Choices
from analyzer.model.meaning import Meaning
from analyzer.partition.assign import Assignment, Ground, assign, certainty, second_best, wins
from analyzer.partition.clues import Clues, pairs
from analyzer.partition.entries import Seeds, Step, find_seeds
from analyzer.partition.folders import by_folder
from analyzer.partition.grain import merge_to, split_to
from analyzer.partition.naming import name_boundaries
from analyzer.partition.net import net_of, reach_of
from analyzer.partition.options import PartitionOptions
from analyzer.partition.selection import Units

NAMES, PACKAGES = "names", "packages"


class Draft(Struct, frozen=True):
    """A partition on its way: named boundaries, and for each home its label and how sure it is."""

    seeds: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]
    why: tuple[str, ...]
    assignment: Assignment
    labels: tuple[str, ...]
    certainty: tuple[float, ...]
    given: bool = False


def ground_of(clues: Clues, choices: Choices) -> Ground:
    """The graph of the layers that may be used."""
    net = net_of(len(clues.homes), pairs(clues, choices.off))
    packages = tuple("" if PACKAGES in choices.off else home.package for home in clues.homes)
    return Ground(net, tuple(reach_of(net)), packages)


def find(
    clues: Clues, ground: Ground, units: Units, choices: Choices, options: PartitionOptions
) -> tuple[Seeds, list[str], list[Step]]:
    """The seeds of each service, the names that the user gave them, and how they were found."""
    if choices.seeds:
        named: dict[str, list[int]] = {}
        for name, text in choices.seeds:
            homes = {clues.home_of[file] for file in units.select(text, f"seed `{name}`")}
            named.setdefault(name, []).extend(sorted(homes - set(named.get(name, ()))))
        return list(named.values()), list(named), []
    worth = [1.0 if home.language == "go" else options.file_worth for home in clues.homes]
    seeds, steps = find_seeds(
        ground.net, clues.candidates, options, lambda found: wins(ground, found, worth, options)
    )
    if choices.services:
        seeds = in_number(clues, ground, seeds, choices.services, options)
    return seeds, [], steps


def in_number(clues: Clues, ground: Ground, seeds: Seeds, count: int, options: PartitionOptions) -> Seeds:
    if len(seeds) > count:
        return merge_to(ground.reach, seeds, count)
    return split_to(ground.net, ground.reach, seeds, clues.candidates.groups, count, options)


def draft(
    clues: Clues,
    ground: Ground,
    meaning: Meaning,
    seeds: Seeds,
    given: Sequence[str],
    choices: Choices,
    options: PartitionOptions,
) -> Draft:
    assignment = assign(ground, seeds, options)
    sure = certainty(ground, assignment, options)
    numbers = list(assignment.labels)
    if NAMES not in choices.off:
        fixed = {home for members in assignment.start.chains for home in members}
        firm = [home in fixed or label >= 0 for home, label in enumerate(numbers)]
        numbers = by_folder([home.name for home in clues.homes], numbers, firm)
    entries = [[clues.homes[home].name for home in members] for members in seeds]
    named = [(name, "named by the user") for name in given] or name_boundaries(
        entries, _prefixes(clues, numbers, len(seeds), meaning)
    )
    names = [choices.renamed.get(name, name) for name, _ in named]
    return Draft(
        seeds=tuple(map(tuple, seeds)),
        names=tuple(names),
        why=tuple(why for _, why in named),
        assignment=assignment,
        labels=tuple(names[number] if number >= 0 else SHARED for number in numbers),
        certainty=tuple(sure),
        given=bool(given),
    )


def _prefixes(clues: Clues, labels: Sequence[int], count: int, meaning: Meaning) -> list[list[str]]:
    """The first parts of the routes each service serves, the most frequent first."""
    at = {node.path: labels[home] for node, home in zip(clues.files, clues.home_of, strict=True)}
    found = [Counter[str]() for _ in range(count)]
    for point in meaning.entry_points:
        label = at.get(point.handler_file or point.file, -1)
        words = [part for part in point.path.split("/") if part and part[0] not in ":{*<"]
        if label >= 0 and words and point.method:
            found[label][words[0]] += 1
    return [[word for word, _ in sorted(one.items(), key=lambda item: (-item[1], item[0]))] for one in found]


def second(draft: Draft, home: int) -> str:
    number, _ = second_best(draft.assignment, home)
    if draft.assignment.labels[home] < 0 or number < 0:
        return draft.names[number] if number >= 0 else ""
    return draft.names[number]
