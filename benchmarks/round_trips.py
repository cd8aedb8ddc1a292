"""Round trips of Python files as moves make them: parse, no edit, write. The bytes must be the same.

    python benchmarks/round_trips.py TREE...

Prints for each tree how many files there are, how many come back byte for byte, how many the parser
refuses (a move that concerns such a file is refused, too), and the files that come back otherwise.
"""

import sys
from pathlib import Path

import libcst as cst


def main() -> None:
    """A line for each tree."""
    for tree in map(Path, sys.argv[1:]):
        same, refused, other = 0, [], []
        for path in sorted(tree.rglob("*.py")):
            if not path.is_file():
                continue
            text = path.read_bytes()
            try:
                back = cst.parse_module(text).bytes
            except (cst.ParserSyntaxError, UnicodeError, LookupError):
                refused.append(path)
                continue
            same += back == text
            other += [path] if back != text else []
        total = same + len(refused) + len(other)
        print(
            f"{tree}: {total} files, {same} same, {len(refused)} not read, {len(other)} different", flush=True
        )
        for path in (*refused, *other):
            print(f"  {path.relative_to(tree)}", flush=True)


if __name__ == "__main__":
    main()
