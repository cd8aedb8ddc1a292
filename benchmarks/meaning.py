"""What routes, tables and roles cost beside the references they rest on: cold CPU seconds, paired.

.venv/bin/python benchmarks/meaning.py FOLDER
"""

import argparse
import tempfile
from pathlib import Path

from measure import Run, paired, table, tool
from trees import lines, sources


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--suffix", default=".go")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    size = lines(sources(options.folder, options.suffix))
    command = (tool("monoscan"), "facts", str(options.folder), "--no-cache", "--jobs", "1", "--kind")
    kinds = ("references", "routes")
    with tempfile.TemporaryDirectory() as scratch:
        runs = [Run("monoscan facts", kind, (*command, kind), Path(scratch), {}) for kind in kinds]
        costs = paired(runs, options.rounds, Path(scratch) / "log")
    rows = [
        (f"{options.folder.name}, {size:,} lines", kind, f"{cost.cpu:.2f}", f"{cost.cpu / costs[0].cpu:.2f}")
        for kind, cost in zip(kinds, costs, strict=True)
    ]
    print(table(("tree", "facts", "CPU s", "times references"), rows))


if __name__ == "__main__":
    main()
