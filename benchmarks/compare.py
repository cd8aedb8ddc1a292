"""Compares what monoscan costs with what its peers cost, and shows how its cost grows."""

import argparse
import math
import tempfile
from pathlib import Path

from measure import Cost, Run, paired, table, tool
from trees import go_tree, lines, python_tree, sample, sources

SIZES = (50_000, 100_000, 200_000, 400_000, 800_000)

GRIMP = "import sys, grimp; grimp.build_graph(sys.argv[1], cache_dir=sys.argv[2] or None)"

CONTRACT = """[importlinter]
root_package = {package}

[importlinter:contract:1]
name = Nothing imports its own main module
type = forbidden
source_modules = {package}.util
forbidden_modules = {package}.__main__
"""


def monoscan_runs(tree: Path, scratch: Path, language: str) -> list[Run]:
    """`analyze` cold and warm, and imports alone, in one process each."""
    cache = str(scratch / f"cache-{language}")
    analyze = (tool("monoscan"), "analyze", str(tree), "-o", str(scratch / "out"), "--jobs", "1")
    imports = (tool("monoscan"), "facts", str(tree), "--kind", "imports", "--format", "jsonl")
    return [
        Run("monoscan analyze", "cold", (*analyze, "--cache-dir", cache), scratch, {}, before=(cache,)),
        Run("monoscan analyze", "warm", (*analyze, "--cache-dir", cache), scratch, {}),
        Run("monoscan facts --kind imports", "cold", (*imports, "--no-cache", "--jobs", "1"), scratch, {}),
    ]


def python_peers(tree: Path, package: str, scratch: Path) -> list[Run]:
    """grimp, import-linter and ruff on the same tree."""
    config = scratch / "importlinter.ini"
    config.write_text(CONTRACT.format(package=package))
    path = {"PYTHONPATH": str(tree)}
    linter = (tool("lint-imports"), "--config", str(config))
    linter_cache = str(scratch / "cache-linter")
    grimp_cache = str(scratch / "cache-grimp")
    grimp = (tool("python"), "-c", GRIMP, package)
    return [
        Run("grimp", "cold", (*grimp, grimp_cache), scratch, path, before=(grimp_cache,)),
        Run("grimp", "warm", (*grimp, grimp_cache), scratch, path),
        Run(
            "import-linter",
            "cold",
            (*linter, "--cache-dir", linter_cache),
            scratch,
            path,
            before=(linter_cache,),
        ),
        Run("import-linter", "warm", (*linter, "--cache-dir", linter_cache), scratch, path),
        Run(
            "ruff analyze graph",
            "cold",
            (tool("ruff"), "analyze", "graph", "--isolated", str(tree)),
            scratch,
            {},
        ),
    ]


def go_peers(tree: Path, scratch: Path) -> list[Run]:
    """`go list` on the standard library and on the commands beside it, which are a module of their own."""
    script = (
        f"cd '{tree}' && '{tool('go')}' list -e -json ./... && cd cmd && '{tool('go')}' list -e -json ./..."
    )
    return [Run("go list -e -json ./...", "cold", ("sh", "-c", script), scratch, {})]


def report(title: str, runs: list[Run], costs: list[Cost], size: int) -> str:
    rows = [
        (run.tool, run.state, f"{c.cpu:.2f}", f"{size / c.cpu / 1000:.0f}", f"{c.megabytes:.0f}")
        for run, c in zip(runs, costs, strict=True)
    ]
    head = ("tool", "run", "CPU s", "kLOC/s", "peak MB")
    return f"### {title}\n\n{table(head, rows)}\n"


def scaling(tree: Path, suffix: str, scratch: Path, rounds: int, sizes: tuple[int, ...]) -> str:
    """Cost of a cold run at growing sizes, and the exponent of the fit through them."""
    rows, points = [], []
    for size in sizes:
        target = scratch / "sample"
        drawn = sample(tree, suffix, size, target)
        command = (
            tool("monoscan"),
            "analyze",
            str(target),
            "-o",
            str(scratch / "out"),
            "--no-cache",
            "--jobs",
            "1",
        )
        [measured] = paired(
            [Run("monoscan analyze", f"{drawn} lines", command, scratch, {})], rounds, scratch / "log"
        )
        points.append((math.log(drawn), math.log(measured.cpu)))
        speed = drawn / measured.cpu / 1000
        rows.append(
            (suffix[1:], f"{drawn:,}", f"{measured.cpu:.2f}", f"{speed:.0f}", f"{measured.megabytes:.0f}")
        )
    head = ("language", "lines", "CPU s", "kLOC/s", "peak MB")
    return f"{table(head, rows)}\n\nExponent of the fit: {slope(points):.2f}\n"


def slope(points: list[tuple[float, float]]) -> float:
    """Least squares."""
    x = sum(p[0] for p in points) / len(points)
    y = sum(p[1] for p in points) / len(points)
    return sum((p[0] - x) * (p[1] - y) for p in points) / sum((p[0] - x) ** 2 for p in points)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path(".bench"), help="where trees are kept between runs")
    parser.add_argument("--package", default="homeassistant", help="a large package of the Python registry")
    parser.add_argument("--rounds", type=int, default=3, help="medians are taken over this many rounds")
    parser.add_argument("--only", choices=("go", "python"), help="one language")
    parser.add_argument("--no-scaling", action="store_true", help="leave the growth out")
    parser.add_argument("--max-lines", type=int, default=SIZES[-1], help="largest sample of the growth")
    return parser.parse_args()


def main() -> None:
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    work = options.work.resolve()
    sizes = tuple(size for size in SIZES if size <= options.max_lines)
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        if options.only != "go":
            tree = python_tree(options.package, work)
            compare(
                "Python", tree, ".py", python_peers(tree, options.package, scratch), scratch, options.rounds
            )
            if not options.no_scaling:
                print(scaling(tree, ".py", scratch, options.rounds, sizes))
        if options.only != "python":
            tree = go_tree()
            compare("Go", tree, ".go", go_peers(tree, scratch), scratch, options.rounds)
            if not options.no_scaling:
                print(scaling(tree, ".go", scratch, options.rounds, sizes))


def compare(language: str, tree: Path, suffix: str, peers: list[Run], scratch: Path, rounds: int) -> None:
    """Print one table."""
    paths = sources(tree, suffix)
    size = lines(paths)
    runs = monoscan_runs(tree, scratch, language) + peers
    costs = paired(runs, rounds, scratch / "log")
    print(report(f"{language}: {tree.name}, {len(paths):,} files, {size:,} lines", runs, costs, size))


if __name__ == "__main__":
    main()
