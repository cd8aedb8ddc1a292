"""Whether the programs found are no services, so that what the handlers serve has to tell them apart."""

from collections.abc import Sequence

from analyzer.model.meaning import EntryPoint
from analyzer.partition.assign import Ground, lines_of
from analyzer.partition.clues import Clues
from analyzer.partition.entries import Seeds
from analyzer.partition.features import lie_in_folders
from analyzer.partition.net import union
from analyzer.partition.options import PartitionOptions
from analyzer.partition.routes import served


def one_holds_all(clues: Clues, ground: Ground, seeds: Seeds, options: PartitionOptions) -> bool:
    """Whether there is no service, or one has most of what all reach, or nearly all of what all own."""
    if not seeds:
        return True
    lines = [home.lines for home in clues.homes]
    reached = union(ground.reach, (home for members in seeds for home in members))
    whole = sum(count for home, count in enumerate(lines) if reached >> home & 1)
    owned = lines_of(ground, seeds, lines, options)
    return max(owned) >= min(options.monolith * whole, options.dominant * sum(owned))


def packaged_by_feature(
    clues: Clues, ground: Ground, seeds: Seeds, points: Sequence[EntryPoint], options: PartitionOptions
) -> bool:
    """Whether the folders of features tell more than the programs do.

    Half of what handles entry points lies in such folders, and the programs lead to fewer than half of
    the handlers, or one leads to nearly all of them and owns most of what the programs own.
    """
    handlers = clues.candidates.handlers
    paths = [node.path for node in clues.files]
    items = served(points, {path: file for file, path in enumerate(paths)})
    handling = set(handlers)
    if not lie_in_folders([item for item in items if clues.home_of[item.home] in handling], paths):
        return False
    led = [sum(bits >> home & 1 for home in handlers) for bits in (union(ground.reach, one) for one in seeds)]
    every = union(ground.reach, (home for members in seeds for home in members))
    if 2 * sum(every >> home & 1 for home in handlers) < len(handlers):
        return True
    owned = lines_of(ground, seeds, [home.lines for home in clues.homes], options)
    return any(
        count >= options.single * len(handlers) and lines >= options.monolith * sum(owned)
        for count, lines in zip(led, owned, strict=True)
    )
