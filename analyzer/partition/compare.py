"""Other partitions of the same program: fewer or more services, the present folders, one, at random."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from analyzer.model.boundary import SHARED, Boundary, Choices, Partition
from analyzer.model.graph import FileNode
from analyzer.model.meaning import Meaning
from analyzer.partition.assign import Ground
from analyzer.partition.clues import Clues
from analyzer.partition.draft import Draft, draft, in_number
from analyzer.partition.numbers import Uses, numbers
from analyzer.partition.options import PartitionOptions

KINDS = (
    ("fewer services", "larger services, fewer references cross"),
    ("more services", "smaller services, more references cross"),
    ("one service less", "the two services with most in common stay together"),
    ("the first cut", "one service is taken out, all others stay together"),
)


class Scene(Struct, frozen=True):
    """What every comparison needs."""

    clues: Clues
    ground: Ground
    uses: Uses
    meaning: Meaning
    choices: Choices
    options: PartitionOptions


def alternatives(scene: Scene, drafted: Draft) -> list[Partition]:
    """The same program in fewer and in more services: two, if the code allows them."""
    seeds = [list(members) for members in drafted.seeds]
    count = len(seeds)
    found: list[Partition] = []
    tried = {count}
    for (label, text), wanted in zip(KINDS, (max(2, (count + 1) // 2), 2 * count, count - 1, 2), strict=True):
        if len(found) == 2 or wanted < 1 or not seeds:
            break
        other = in_number(scene.clues, scene.ground, seeds, wanted, scene.options)
        if len(other) in tried:
            continue
        tried.add(len(other))
        quick = replace(scene.options, runs=0)
        one = draft(scene.clues, scene.ground, scene.meaning, other, (), scene.choices, quick)
        labels = [one.labels[home] for home in scene.clues.home_of]
        found.append(_bare(f"{label} ({len(other)})", labels, scene, text))
    return found


def by_entries(labels: Sequence[str], services: int, scene: Scene, reason: str) -> Partition:
    """The services that the entries in the code show, where the roles are recommended instead."""
    return _bare(f"by entries ({services})", labels, scene, reason)


def comparisons(labels: Sequence[str], scene: Scene) -> list[Partition]:
    """What the numbers are worth: the same for the present folders, for one service, and at random."""
    files = scene.clues.files
    dice = np.random.default_rng(scene.options.seed)
    shuffled = [labels[number] for number in dice.permutation(len(labels))]
    return [
        _bare("your present top folders", _top_folders(files), scene, "the code as it lies now"),
        _bare("one service", ["everything"] * len(files), scene, "no boundary at all"),
        _bare("at random, equal sizes", shuffled, scene, "the same sizes without any reason"),
    ]


def _bare(label: str, labels: Sequence[str], scene: Scene, reason: str) -> Partition:
    lines: Counter[str] = Counter()
    count: Counter[str] = Counter()
    for name, node in zip(labels, scene.clues.files, strict=True):
        lines[name] += node.lines
        count[name] += 1
    return Partition(
        label=label,
        boundaries=tuple(
            Boundary(name=name, role="", units=count[name], lines=lines[name])
            for name in sorted(count, key=lambda name: (name == SHARED, name))
        ),
        numbers=numbers(labels, scene.clues.files, scene.uses, scene.meaning),
        reason=reason,
    )


def _top_folders(files: Sequence[FileNode]) -> list[str]:
    """The first folders that tell the files apart; folders that hold nearly everything are entered."""
    paths = [node.path.split("/") for node in files]
    depth = 0
    while depth < 3:
        tops = Counter(path[depth] for path in paths if len(path) > depth + 1)
        if not tops or max(tops.values()) < 0.9 * len(paths):
            break
        depth += 1
    return ["/".join(path[: depth + 1]) if len(path) > depth + 1 else "(root)" for path in paths]
