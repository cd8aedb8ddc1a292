"""The numbers of a plan, before and after."""

from collections.abc import Iterator

from analyzer.model.plan import CROSSING_KINDS, Numbers


def before_and_after(before: Numbers, after: Numbers) -> Iterator[str]:
    """One line a number: its name, before, after, and a mark where they differ."""
    rows = [(name, *pair) for name, pair in rows_of(before, after)]
    width = max(len(name) for name, _, _ in rows)
    yield f"{'':<{width}}  {'before':>8}  {'after':>8}  {'change':>8}"
    for name, one, other in rows:
        change = f"{other - one:+}" if one != other else ""
        yield f"{name:<{width}}  {one:>8,}  {other:>8,}  {change:>8}".rstrip()
    for name in sorted({*before.contested} ^ {*after.contested}):
        word = "no longer has" if name in before.contested else "gets"
        yield f"{name} {word} several writers"


def rows_of(before: Numbers, after: Numbers) -> Iterator[tuple[str, tuple[int, int]]]:
    """The name of each number with its value before and after; kinds and pairs only where they occur."""
    yield "references to cut", (before.references, after.references)
    pairs = [{(one.dependent, one.dependency): one.count for one in side.pairs} for side in (before, after)]
    for one, other in sorted({**pairs[0], **pairs[1]}):
        yield f"  {one} -> {other}", (pairs[0].get((one, other), 0), pairs[1].get((one, other), 0))
    yield "shared code that comes back", (before.back, after.back)
    for kind in CROSSING_KINDS:
        if before.crossings.get(kind) or after.crossings.get(kind):
            name = f"crossings: {kind}"
            yield name, (before.crossings.get(kind, 0), after.crossings.get(kind, 0))
    yield "tables with several writers", (len(before.contested), len(after.contested))
    yield "entry points that span boundaries", (before.spanning, after.spanning)
    yield "entry points", (before.entry_points, after.entry_points)
