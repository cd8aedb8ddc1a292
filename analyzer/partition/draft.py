"""Seeds to named boundaries: the choices of the user, or what the code shows, and a label for every home."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from analyzer.model.boundary import SHARED, Choices
from analyzer.model.meaning import Meaning
from analyzer.model.program import Program
from analyzer.partition.assign import Assignment, Ground, assign, certainty, lines_of, second_best, wins
from analyzer.partition.beside import without_beside
from analyzer.partition.clues import Clues, gather, pairs
from analyzer.partition.entries import Seeds, Step, find_seeds
from analyzer.partition.features import features, seeds_of
from analyzer.partition.folders import by_folder
from analyzer.partition.grain import absorb_small, merge_to, split_to
from analyzer.partition.monolith import one_holds_all, packaged_by_feature
from analyzer.partition.naming import GENERIC, name_boundaries
from analyzer.partition.net import net_of, reach_of
from analyzer.partition.options import PartitionOptions
from analyzer.partition.routes import served
from analyzer.partition.selection import Units

NAMES, PACKAGES = "names", "packages"
WORTH_NAMING = 0.2
"""A service is called after a word that tells this share of the lines that handle its requests."""


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


class Found(Struct, frozen=True):
    """The seeds of each service, the names that the user gave them, and how they were found."""

    clues: Clues
    ground: Ground
    seeds: Seeds
    names: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def find(program: Program, meaning: Meaning, choices: Choices, options: PartitionOptions) -> Found:
    """The seeds of the services, among packages and modules, or among files where that is needed.

    That is where the user names a file of a package, and where one program has no parts of its own: then
    what handles its requests is a seed.
    """
    clues = gather(program, meaning)
    if choices.seeds:
        named = _named(clues, choices)
        if any(_splits(clues, files) for _, files in named):
            clues = gather(program, meaning, fine=True)
        seeds = [sorted({clues.home_of[file] for file in files}) for _, files in named]
        return Found(clues, ground_of(clues, choices), seeds, tuple(name for name, _ in named))
    ground = ground_of(clues, choices)
    clues = _within(clues, ground, choices)
    seeds, steps = discover(clues, ground, options)
    if clues.candidates.handlers and (
        one_holds_all(clues, ground, seeds, options)
        or (
            NAMES not in choices.off
            and packaged_by_feature(clues, ground, seeds, meaning.entry_points, options)
        )
    ):
        return _among_handlers(program, meaning, choices, options)
    if choices.services:
        seeds = in_number(clues, ground, seeds, choices.services, options)
    return Found(clues, ground, seeds, (), tuple(steps))


def discover(clues: Clues, ground: Ground, options: PartitionOptions) -> tuple[Seeds, list[Step]]:
    """The seeds that the code itself shows, and what was decided on the way."""
    worth = [1.0 if home.language == "go" else options.file_worth for home in clues.homes]
    return find_seeds(
        ground.net, clues.candidates, options, lambda found: wins(ground, found, worth, options)
    )


def _within(clues: Clues, ground: Ground, choices: Choices) -> Clues:
    """The clues with candidates of the product alone; without the layer of names all are."""
    if NAMES in choices.off:
        return clues
    names = [home.name for home in clues.homes]
    return replace(clues, candidates=without_beside(clues.candidates, names, ground.reach))


def _named(clues: Clues, choices: Choices) -> list[tuple[str, set[int]]]:
    units = Units(clues.files)
    named: dict[str, set[int]] = {}
    for name, text in choices.seeds:
        named.setdefault(name, set()).update(units.select(text, f"seed `{name}`"))
    return list(named.items())


def _splits(clues: Clues, files: set[int]) -> bool:
    """Whether the files are a part of a home, and not all of it."""
    return any(not files.issuperset(clues.homes[clues.home_of[file]].files) for file in files)


def _among_handlers(program: Program, meaning: Meaning, choices: Choices, options: PartitionOptions) -> Found:
    clues = gather(program, meaning, fine=True)
    ground = ground_of(clues, choices)
    clues = _within(clues, ground, choices)
    seeds = seeds_of(_features(clues, meaning, choices))
    lines = [home.lines for home in clues.homes]
    seeds = absorb_small(
        ground.reach, seeds, clues.links, lambda found: lines_of(ground, found, lines, options), options
    )
    if choices.services:
        seeds = in_number(clues, ground, seeds, choices.services, options)
    step = Step("opened up", tuple(clues.candidates.mains), "by what its handlers serve")
    return Found(clues, ground, seeds, (), (step,))


def in_number(clues: Clues, ground: Ground, seeds: Seeds, count: int, options: PartitionOptions) -> Seeds:
    """The seeds merged or split until there are as many as were asked for."""
    if len(seeds) > count:
        return merge_to(ground.reach, seeds, count)
    return split_to(ground.net, ground.reach, seeds, clues.candidates, count, options)


def draft(
    clues: Clues,
    ground: Ground,
    meaning: Meaning,
    seeds: Seeds,
    given: Sequence[str],
    choices: Choices,
    options: PartitionOptions,
) -> Draft:
    """Every home with a boundary, how sure that is, and the names of the boundaries."""
    assignment = assign(ground, seeds, options)
    sure = certainty(ground, assignment, options)
    numbers = list(assignment.labels)
    if NAMES not in choices.off:
        chains = assignment.start.chains
        standing = {home: label for label, members in enumerate(chains) for home in members}
        numbers = by_folder([home.name for home in clues.homes], numbers, standing)
    entries = [[_called(clues, home) for home in members] for members in seeds]
    named = [(name, "named by the user") for name in given] or name_boundaries(
        entries,
        _words(clues, numbers, len(seeds), _features(clues, meaning, choices)),
        (_starting(clues, numbers), clues.product),
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


def _called(clues: Clues, home: int) -> str:
    """The path of a home, or what the repository calls itself for its root."""
    name = clues.homes[home].name
    return name if name != "." else clues.files[clues.homes[home].files[0]].module


def _starting(clues: Clues, labels: Sequence[int]) -> int:
    """The one service in which programs start, -1 if there is none or several."""
    found = {labels[home] for home in clues.candidates.mains}
    return found.pop() if len(found) == 1 else -1


def _features(clues: Clues, meaning: Meaning, choices: Choices) -> dict[int, str]:
    """The feature of each home that has one; without the layer of names, folders say nothing."""
    home_at = {node.path: home for node, home in zip(clues.files, clues.home_of, strict=True)}
    names = [] if NAMES in choices.off else [home.name for home in clues.homes]
    handling = set(clues.candidates.handlers)
    items = served(meaning.entry_points, home_at)
    return features([item for item in items if item.home in handling], names)


def _words(clues: Clues, labels: Sequence[int], count: int, feature_of: dict[int, str]) -> list[list[str]]:
    """The features that tell a part worth naming of each service, the one with the most lines first."""
    found = [Counter[str]() for _ in range(count)]
    for home, word in feature_of.items():
        if labels[home] >= 0:
            found[labels[home]][word] += clues.homes[home].lines
    return [
        [
            word
            for word, lines in sorted(one.items(), key=lambda item: (-item[1], item[0]))
            if len(word) > 1 and word not in GENERIC and lines >= WORTH_NAMING * one.total()
        ]
        for one in found
    ]


def second(draft: Draft, home: int) -> str:
    """The name of the boundary that comes next for a home, "" if there is none."""
    number, _ = second_best(draft.assignment, home)
    if draft.assignment.labels[home] < 0 or number < 0:
        return draft.names[number] if number >= 0 else ""
    return draft.names[number]
