"""Arrows of the map of boundaries: each with a label that no other shape covers.

Between the columns every arrow passes through its own slot in the middle, above or below the
contested tables. Boxes that are neighbours in a column are joined through the gap between them,
others by a loop on the inner side.
"""

import math
from collections.abc import Mapping, Sequence

from msgspec import structs

from analyzer.model.measures import Pair
from analyzer.render.shapes import COLUMN, GAP, MIDDLE, SLOT, Arrow, Box, Contested
from analyzer.render.words import some

TIP = 7
LOOP = 64

_Boxes = Mapping[str, Box]


def contested_at(
    contested: Contested | None, height: float, drawn: Sequence[Pair], placed: _Boxes
) -> Contested | None:
    """The box of contested tables, with as many slots above and below it as arrows need."""
    if contested is None:
        return None
    upper, lower = _halves(drawn, placed, height)
    y = (height - contested.height - SLOT * len(lower) + SLOT * len(upper)) / 2
    y = min(max(y, SLOT * len(upper) + 10), height - contested.height - SLOT * len(lower) - 10)
    return structs.replace(contested, y=round(y, 1))


def arrows_of(
    drawn: Sequence[Pair], placed: _Boxes, contested: Contested | None, height: float
) -> tuple[Arrow, ...]:
    """One arrow a pair of boundaries, the heaviest first."""
    slots = _slots(drawn, placed, contested, height)
    ports = _ports(slots, placed)
    arrows = [_crossing(pair, y, ports, placed) for pair, y in slots]
    same = [pair for pair in drawn if not _is_across(pair, placed)]
    arrows += [_through_gap(pair, placed) for pair in same if _gap(pair, placed)]
    arrows += _loops([pair for pair in same if not _gap(pair, placed)], placed)
    return tuple(sorted(arrows, key=lambda one: (-one.pair.count, one.pair.dependent, one.pair.dependency)))


def _is_across(pair: Pair, placed: _Boxes) -> bool:
    return placed[pair.dependent].x != placed[pair.dependency].x


def _mean(pair: Pair, placed: _Boxes) -> float:
    return sum(placed[name].y + placed[name].height / 2 for name in (pair.dependent, pair.dependency)) / 2


def _halves(drawn: Sequence[Pair], placed: _Boxes, height: float) -> tuple[list[Pair], list[Pair]]:
    """Pairs between the columns, from above to below, split where the contested tables sit."""
    across = [pair for pair in drawn if _is_across(pair, placed)]
    across.sort(key=lambda pair: (_mean(pair, placed), pair.dependent, pair.dependency))
    upper = [pair for pair in across if _mean(pair, placed) <= height / 2]
    return upper, across[len(upper) :]


def _slots(
    drawn: Sequence[Pair], placed: _Boxes, contested: Contested | None, height: float
) -> list[tuple[Pair, float]]:
    """A y for each label in the middle, SLOT apart."""
    upper, lower = _halves(drawn, placed, height)
    if contested is None:
        start = (height - SLOT * len(upper + lower)) / 2
        return [(pair, start + SLOT * (place + 0.5)) for place, pair in enumerate(upper + lower)]
    top = contested.y - 6 - SLOT * len(upper)
    bottom = contested.y + contested.height + 6
    found = [(pair, top + SLOT * (place + 0.5)) for place, pair in enumerate(upper)]
    return found + [(pair, bottom + SLOT * (place + 0.5)) for place, pair in enumerate(lower)]


def _ports(slots: Sequence[tuple[Pair, float]], placed: _Boxes) -> dict[tuple[Pair, str], float]:
    """Where each arrow leaves or meets a box: along its inner side, in the order of the slots."""
    ends: dict[str, list[Pair]] = {}
    for pair, _ in slots:
        for name in (pair.dependent, pair.dependency):
            ends.setdefault(name, []).append(pair)
    found = {}
    for name, pairs in ends.items():
        box = placed[name]
        step = (box.height - 24) / len(pairs)
        for place, pair in enumerate(pairs):
            found[pair, name] = box.y + 12 + step * (place + 0.5)
    return found


def _arrow(pair: Pair, path: str, x: float, y: float) -> Arrow:
    thickness = round(min(13, 1.5 + 2.1 * math.log1p(pair.count)), 1)
    return Arrow(pair, path, thickness, some(pair.count, "ref"), round(x, 1), round(y, 1))


def _inner(box: Box) -> float:
    """The x of the side that faces the other column."""
    return box.x + COLUMN if box.x < MIDDLE else box.x


def _crossing(pair: Pair, slot: float, ports: Mapping[tuple[Pair, str], float], placed: _Boxes) -> Arrow:
    """From column to column through its label, level where the label sits."""
    start_x, end_x = _inner(placed[pair.dependent]), _inner(placed[pair.dependency])
    start, end = ports[pair, pair.dependent], ports[pair, pair.dependency]
    sign = 1 if start_x < end_x else -1
    tip = end_x - sign * TIP
    path = (
        f"M{start_x:g} {start:.1f}C{start_x + sign * 60:g} {start:.1f} {MIDDLE - sign * 170} {slot:.1f} "
        f"{MIDDLE - sign * 50} {slot:.1f}H{MIDDLE + sign * 50}"
        f"C{MIDDLE + sign * 170} {slot:.1f} {tip - sign * 60:g} {end:.1f} {tip:g} {end:.1f}"
    )
    return _arrow(pair, path, MIDDLE, slot)


def _gap(pair: Pair, placed: _Boxes) -> tuple[float, float] | None:
    """Upper and lower edge of the gap between two boxes that are neighbours in a column."""
    first, second = sorted((placed[pair.dependent], placed[pair.dependency]), key=lambda box: box.y)
    between = (first.y + first.height, second.y)
    others = (box for box in placed.values() if box.x == first.x and first.y < box.y < second.y)
    return between if not any(others) else None


def _through_gap(pair: Pair, placed: _Boxes) -> Arrow:
    """Straight down on the left, straight up on the right."""
    upper, lower = _gap(pair, placed) or (0.0, 0.0)
    box = placed[pair.dependent]
    down = box.y < placed[pair.dependency].y
    x = box.x + COLUMN * (0.3 if down else 0.7)
    path = f"M{x:g} {upper:g}V{lower - TIP:g}" if down else f"M{x:g} {lower:g}V{upper + TIP:g}"
    return _arrow(pair, path, x, (upper + lower) / 2)


def _loops(far: Sequence[Pair], placed: _Boxes) -> list[Arrow]:
    """Loops beside each column, their labels at least SLOT apart."""
    arrows: list[Arrow] = []
    lowest: dict[float, float] = {}
    for pair in sorted(far, key=lambda pair: (_mean(pair, placed), pair.dependent, pair.dependency)):
        first, second = placed[pair.dependent], placed[pair.dependency]
        side = _inner(first)
        sign = 1 if side < MIDDLE else -1
        down = first.y < second.y
        start = first.y + first.height * 0.5 + (8 if down else -8)
        end = second.y + second.height * 0.5 + (-8 if down else 8)
        y = max((start + end) / 2, lowest.get(side, -GAP) + SLOT)
        lowest[side] = y
        bend = side + sign * LOOP
        path = (
            f"M{side:g} {start:.1f}C{bend:g} {start:.1f} {bend:g} {y - 20:.1f} {bend:g} {y:.1f}"
            f"S{bend:g} {end:.1f} {side + sign * TIP:g} {end:.1f}"
        )
        arrows.append(_arrow(pair, path, bend, y))
    return arrows
