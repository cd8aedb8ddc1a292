"""Small sources as a Split; the boundary of a file is its first folder."""

from analyzer.plan.split import Split
from tests.plan.sources import sides


def split(sources: dict[str, str]) -> Split:
    """The program in these files, cut along the first folders of their paths."""
    seen = sides(sources, {})
    home = {path: path.partition("/")[0] for path in seen.path if "/" in path}
    return Split(seen.program, seen.meaning, home, seen.calls)
