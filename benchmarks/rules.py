"""What matching costs with 20 rules and with 200, in CPU seconds, paired.

    .venv/bin/python benchmarks/rules.py FOLDER

The 20 are those of the shipped rules that match the most in the folder. The others are shipped rules of the
same language that match nothing there, then copies of rules under the guard of modules that nobody imports,
with the same called names (dearer) or with names of their own. Each round matches a freshly linked program,
bodies decoded, with every set of rules in turn.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from measure import table
from msgspec.structs import replace

from analyzer.link import link
from analyzer.match.lookup import Lookup
from analyzer.match.rule import Rule
from analyzer.pipeline import Options, facts_of, rules_of
from analyzer.shell.discover import discover

FEW, MANY = 20, 200


def sets(rules: Sequence[Rule], hits: Counter[str]) -> dict[str, tuple[Rule, ...]]:
    """The sets of rules by name."""
    few = tuple(sorted(rules, key=lambda rule: (-hits[rule.id], rule.id))[:FEW])
    language = few[0].language
    idle = [rule for rule in rules if rule.language == language and not hits[rule.id]]
    idle = idle[: MANY - FEW]
    same = [copy(idle[n % len(idle)], n, "") for n in range(MANY - FEW - len(idle))]
    other = [copy(idle[n % len(idle)], n, f"Own{n}") for n in range(MANY - FEW)]
    return {
        f"{FEW}": few,
        f"{MANY}, other names": (*few, *other),
        f"{MANY}, shipped and copies": (*few, *idle, *same),
    }


def copy(rule: Rule, number: int, suffix: str) -> Rule:
    """A rule for a framework that nobody imports."""
    shape = replace(
        rule.shape,
        function=tuple(name + suffix for name in rule.shape.function),
        method=tuple(name + suffix for name in rule.shape.method),
        base=tuple(name + suffix for name in rule.shape.base),
    )
    module = f"example.org/framework{number}"
    return replace(rule, id=f"{rule.id}/{number}", imports=(module,), shape=shape)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    options = Options()
    found = discover(arguments.folder, options.scan)
    facts = facts_of(found, options, lambda *_: None)
    rules = rules_of(options).rules

    def matched(chosen: Sequence[Rule]) -> tuple[float, Counter[str]]:
        lookup = Lookup(link(found.project, facts.surfaces, facts.body), chosen)
        for file in range(len(lookup.program.surfaces)):
            lookup.view(file)
        before = time.process_time()
        hits = Counter(match.rule.id for match in lookup.matches)
        return time.process_time() - before, hits

    chosen = sets(rules, matched(rules)[1])
    costs: dict[str, list[float]] = {name: [] for name in chosen}
    for number in range(arguments.rounds):
        for name, some in chosen.items():
            costs[name].append(matched(some)[0])
            print(f"round {number + 1}: {name} {costs[name][-1]:.3f} s", file=sys.stderr)
    base = costs[f"{FEW}"]
    rows = [
        (name, str(len(chosen[name])), f"{statistics.median(c):.3f}", f"{ratio(c, base):.2f}")
        for name, c in costs.items()
    ]
    print(table(("rules", "number", "CPU s", "times 20"), rows))


def ratio(costs: Sequence[float], base: Sequence[float]) -> float:
    """The median of the ratios of paired rounds."""
    return statistics.median(c / b for c, b in zip(costs, base, strict=True))


if __name__ == "__main__":
    main()
