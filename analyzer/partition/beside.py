"""Programs that are written beside the product: scripts, tools, examples, tests."""

import re
from collections.abc import Sequence
from itertools import pairwise

from msgspec.structs import replace

from analyzer.partition.net import union
from analyzer.partition.opening import Candidates

FOLDERS = frozenset(
    {"bench", "benchmark", "benchmarks", "ci", "contrib", "demo", "demos", "dev", "doc", "docs", "e2e"}
    | {"example", "examples", "fixture", "fixtures", "hack", "integration", "sample", "samples", "script"}
    | {"scripts", "test", "testing", "tests", "tool", "tools"}
)
TOOL_ENDINGS = frozenset(
    {"bench", "benchmark", "demo", "e2e", "example", "examples", "gen", "script", "scripts", "test", "tests"}
    | {"tool", "tools"}
)
"""Last words of programs that are tools: `cmd/shop-gen`. A folder's word may name a service as an ending:
`cmd/erp-integration`."""
_BETWEEN = re.compile(r"[^a-z0-9]+")


def without_beside(candidates: Candidates, names: Sequence[str], reach: Sequence[int]) -> Candidates:
    """The candidates without programs and handlers whose folders say that they stand beside the product.

    All of them stay where the others reach less than half of what all reach, and that lies in such folders
    for the most part or the others reach nothing: then the folder holds the product itself.
    """
    mains = tuple(home for home in candidates.mains if not stands_beside(names[home]))
    sources = tuple(home for home in candidates.sources if not stands_beside(names[home]))
    kept = union(reach, mains + sources).bit_count()
    every = union(reach, candidates.mains + candidates.sources)
    beside = sum(stands_beside(name) for home, name in enumerate(names) if every >> home & 1)
    if 2 * kept < every.bit_count() and (not kept or 2 * beside > every.bit_count()):
        return candidates
    handlers = tuple(home for home in candidates.handlers if not stands_beside(names[home]))
    return replace(candidates, mains=mains, sources=sources, handlers=handlers)


def stands_beside(name: str) -> bool:
    """Whether a folder of the path is called after scripts, tools, examples or tests alone, or a program of
    Go ends in such a word."""
    folders = [[word for word in _BETWEEN.split(folder) if word] for folder in name.lower().split("/")]
    if any(words and FOLDERS.issuperset(words) for words in folders):
        return True
    return any(
        before == ["cmd"] and TOOL_ENDINGS.intersection(words[-1:]) for before, words in pairwise(folders)
    )
