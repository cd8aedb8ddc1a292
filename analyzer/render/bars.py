"""The bars beside the verdict: what is left after each step of the plan, or what ties each boundary."""

from collections import Counter

from msgspec import Struct

from analyzer.render.view import View

MOST = 8


class Bar(Struct, frozen=True):
    """A number as a bar; `width` is its length in SVG units."""

    name: str
    value: int
    width: int


def bars(view: View) -> tuple[str, tuple[Bar, ...]]:
    """What the bars show, and the bars: of the steps where there is a plan, else of the boundaries."""
    if view.analysis.plan.steps:
        return "references left after each step", _left(view)
    found = _bars(view)
    return "references to cut that touch each boundary" if found else "", found


def ties_of(view: View, names: list[str]) -> Counter[str]:
    """References to cut that start or end in each boundary."""
    ties: Counter[str] = Counter(dict.fromkeys(names, 0))
    for pair in view.pairs:
        if pair.cut:
            ties[pair.dependent] += pair.count
            ties[pair.dependency] += pair.count
    return ties


def _bars(view: View) -> tuple[Bar, ...]:
    names = [one.name for one in view.services if one.can_leave]
    if len(names) < 2:
        return ()
    ties = ties_of(view, names)
    most = max(*(ties[name] for name in names), 1)
    ranked = sorted(names, key=lambda name: (-ties[name], name))[:6]
    short = {name: name if len(name) < 17 else name[:15] + "…" for name in ranked}
    return tuple(Bar(short[name], ties[name], max(2, 130 * ties[name] // most)) for name in ranked)


def _left(view: View) -> tuple[Bar, ...]:
    """References left to cut, today and after each step; the middle steps give way where there are many."""
    plan = view.analysis.plan
    left = [("today", plan.before), *((f"step {step.number}", step.after) for step in plan.steps)]
    if len(left) > MOST:
        left = [*left[: MOST - 1], left[-1]]
    most = max(*(numbers.references for _, numbers in left), 1)
    return tuple(
        Bar(name, numbers.references, max(2, 130 * numbers.references // most)) for name, numbers in left
    )
