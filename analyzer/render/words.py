"""Numbers and counts as people write them."""

from collections.abc import Iterable


def number(value: int) -> str:
    """With thousands separated: 18,151."""
    return f"{value:,}"


def some(count: int, word: str, plural: str = "") -> str:
    """A count with its noun: 1 cycle, 1,204 references."""
    return f"{count:,} {word if count == 1 else plural or word + 's'}"


def listed(names: Iterable[str], limit: int = 0) -> str:
    """`a, b and c`; from `limit` on `a, b and 7 more`."""
    items = list(names)
    if limit and len(items) > limit:
        items = [*items[:limit], f"{len(items) - limit} more"]
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + " and " + items[-1]


def percent(part: int, whole: int) -> str:
    """One decimal, never rounded up to 100%: `99.9%` means that something is missing."""
    if not whole or part == whole:
        return "100%"
    return f"{int(1000 * part / whole) / 10:.1f}%"
