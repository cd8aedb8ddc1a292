"""How right the proposed boundaries are, on repositories whose deployables are stated by themselves.

    python benchmarks/boundaries.py KIT TREES [--only NAME,...] [--names] [--halvings]

KIT holds `score.py` and `truth/NAME.json`; TREES holds a checkout for each NAME, with NAME.mapping.json
beside it where its paths were made to say nothing. The truth is made of folders, so the layers of names
and packages are off unless `--names` is given. `--halvings` tunes all constants on half of the repositories.
"""

import argparse
import importlib.util
import json
import random
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from analyzer.model.boundary import SHARED, Choices
from analyzer.partition.assign import assign
from analyzer.partition.clues import Clues, gather
from analyzer.partition.draft import NAMES, PACKAGES, discover, draft, ground_of
from analyzer.partition.options import DEFAULTS, PartitionOptions
from analyzer.pipeline import Options, find

GRID = {
    "damping": (0.75, 0.85, 0.95),
    "hub_exponent": (0.3, 0.5, 0.7),
    "most_dependents": (0.8, 0.85, 0.9),
    "sure": (0.95, 0.98, 0.99),
    "chain": (0.85, 0.9, 0.95),
    "least_won": (1.0, 2.0),
    "file_worth": (0.2, 0.34, 0.5),
    "source_reach": (0.01, 0.02, 0.03),
    "composer": (0.25, 0.34, 0.5),
    "single": (0.7, 0.8, 0.9),
    "group_reach": (0.6, 0.75, 0.8),
    "members": (2, 3, 4),
    "similar": (4, 8, 16),
}
DRAWS = 60
FIGURES = ("MoJoFM", "ARI", "ARI of services", "F1 of shared")


class Repository:
    """One repository with its truth and its evidence."""

    def __init__(self, kit: Path, trees: Path, name: str) -> None:
        self.name = name
        self.truth = json.loads((kit / "truth" / f"{name}.json").read_text())
        mapping = trees / f"{name}.mapping.json"
        self.mapping: dict[str, str] = json.loads(mapping.read_text())["units"] if mapping.exists() else {}
        found = find(trees / name, Options(), _silent, by_rules=True)
        self.clues: Clues = gather(found.program, found.meaning)
        self.meaning = found.meaning
        self.keys = [self._key(number) for number in range(len(self.clues.homes))]

    def _key(self, home: int) -> str:
        node = self.clues.files[self.clues.homes[home].files[0]]
        return self.clues.homes[home].name if node.language == "go" else node.module

    def seeds(self) -> list[list[int]]:
        """The first entry of each service in the truth."""
        number = {key: home for home, key in enumerate(self.keys)}
        first = (service["entry"][0] for _, service in sorted(self.truth["services"].items()))
        return [[number[self.mapping.get(unit, unit)]] for unit in first]

    def proposal(self, options: PartitionOptions, seeded: bool, off: frozenset[str]) -> dict[str, str]:
        """The boundary proposed for each unit of the truth."""
        choices = Choices(off=off)
        ground = ground_of(self.clues, choices)
        seeds = self.seeds() if seeded else discover(self.clues, ground, options)[0]
        if NAMES in off:
            labels = assign(ground, seeds, options).labels
            told = [SHARED if label < 0 else f"service {label}" for label in labels]
        else:
            told = list(draft(self.clues, ground, self.meaning, seeds, (), choices, options).labels)
        return dict(zip(self.keys, told, strict=True))


def _silent(done: int, total: int) -> None:
    """No progress is shown."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("kit", type=Path)
    parser.add_argument("trees", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--names", action="store_true")
    parser.add_argument("--halvings", action="store_true")
    given = parser.parse_args()
    names = given.only.split(",") if given.only else sorted(p.stem for p in (given.kit / "truth").iterdir())
    score = _scorer(given.kit)
    repositories = []
    for name in names:
        began = time.process_time()
        repositories.append(Repository(given.kit, given.trees, name))
        print(f"{name}: read in {time.process_time() - began:.1f} CPU s", flush=True)
    off = frozenset() if given.names else frozenset({NAMES, PACKAGES})
    quick = replace(DEFAULTS, runs=0)
    for seeded in (False, True):
        print("\none entry a service given" if seeded else "\nnothing given")
        _table({one.name: _figures(score, one, quick, seeded, off) for one in repositories})
    if given.halvings:
        for seeded in (False, True):
            _halvings(score, repositories, seeded, off)


def _scorer(kit: Path) -> Any:
    found = importlib.util.spec_from_file_location("score", kit / "score.py")
    assert found and found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.score


def _figures(
    score: Any, one: Repository, options: PartitionOptions, seeded: bool, off: frozenset[str]
) -> tuple[float, ...]:
    result = score(one.truth, one.proposal(options, seeded, off), mapping=one.mapping)
    return (
        result["all"]["mojofm"],
        result["all"]["ari"],
        result["svc"]["ari"],
        result["shared"]["f1"],
        len(set(one.proposal(options, seeded, off).values()) - {SHARED}),
    )


def _table(rows: Mapping[str, Sequence[float]]) -> None:
    print("| repository | " + " | ".join(FIGURES) + " | services |")
    print("|---|" + "---|" * (len(FIGURES) + 1))
    for name, row in rows.items():
        print(f"| {name} | {row[0]:.1f} | " + " | ".join(f"{x:.3f}" for x in row[1:4]) + f" | {row[4]:.0f} |")
    mean = [statistics.fmean(column) for column in zip(*rows.values(), strict=True)]
    print(f"| mean | {mean[0]:.1f} | " + " | ".join(f"{x:.3f}" for x in mean[1:4]) + " | |", flush=True)


def _halvings(
    score: Any, repositories: Sequence[Repository], seeded: bool, off: frozenset[str], count: int = 10
) -> None:
    """The ARI on the half that the constants were chosen on, and on the other one, beside two others there.

    The two are the best constants for that half, chosen with its truth in hand, and the constants as they
    stand: halves are not equally hard, so their difference alone says little.
    """
    table = [[_figures(score, one, o, seeded, off)[1] for one in repositories] for o in _grid()]
    dice = random.Random(5)
    print(f"\nhalvings, {'one entry a service given' if seeded else 'nothing given'}")
    print("| tuned half | other half | as they stand there | best there |\n|---|---|---|---|")
    rows = []
    for _ in range(count):
        order = list(range(len(repositories)))
        dice.shuffle(order)
        half, rest = order[: len(order) // 2], order[len(order) // 2 :]
        tuned = max(table, key=lambda row: _mean(row, half))
        ceiling = max(_mean(row, rest) for row in table)
        rows.append((_mean(tuned, half), _mean(tuned, rest), _mean(table[0], rest), ceiling))
        print("| " + " | ".join(f"{value:.3f}" for value in rows[-1]) + " |")
    for text, column in (
        ("on the tuned half", 0),
        ("of the constants as they stand", 2),
        ("of the best there", 3),
    ):
        lost = [row[column] - row[1] for row in rows]
        print(f"below the figure {text}: mean {statistics.fmean(lost):.3f}, largest {max(lost):.3f}")
    means = [statistics.fmean(row) for row in table]
    print(f"mean ARI over all constants tried: {min(means):.3f} to {max(means):.3f}")


def _mean(row: Sequence[float], numbers: Iterable[int]) -> float:
    return statistics.fmean(row[number] for number in numbers)


def _grid() -> list[PartitionOptions]:
    """The constants as they stand, and some drawn at random: every one of them may change at once."""
    quick = replace(DEFAULTS, runs=0)
    dice = random.Random(3)
    drawn = [{name: dice.choice(values) for name, values in GRID.items()} for _ in range(DRAWS)]
    return [quick, *(replace(quick, **values) for values in drawn)]


if __name__ == "__main__":
    main()
