"""How much two partitions of the same units agree."""

from collections import Counter
from collections.abc import Mapping
from math import comb


def agreement(old: Mapping[str, str], new: Mapping[str, str]) -> float:
    """The adjusted Rand index over the units that both know: 1 for the same, about 0 for chance.

    Hubert and Arabie, "Comparing partitions", Journal of Classification 2 (1985).
    """
    both = sorted(set(old) & set(new))
    pairs = sum(comb(n, 2) for n in Counter((old[unit], new[unit]) for unit in both).values())
    one = sum(comb(n, 2) for n in Counter(old[unit] for unit in both).values())
    other = sum(comb(n, 2) for n in Counter(new[unit] for unit in both).values())
    every = comb(len(both), 2)
    expected = one * other / every if every else 0.0
    largest = (one + other) / 2
    return 1.0 if largest == expected else round((pairs - expected) / (largest - expected), 4)
