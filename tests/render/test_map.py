"""The map of boundaries: nothing covers a label."""

from itertools import combinations

import pytest
from msgspec import structs

from analyzer.model.measures import Pair
from analyzer.render.map import boundary_map
from analyzer.render.view import view
from tests.render.made import analysis


def rectangles(drawn):
    """Every box and label with its name."""
    found = [(box.service.name, box.x, box.y, box.width, box.height) for box in drawn.boxes]
    found += [("shared", drawn.shared.x, drawn.shared.y, drawn.shared.width, drawn.shared.height)]
    found += [(a.path, a.x - a.half, a.y - 11, 2 * a.half, 22) for a in drawn.arrows]
    pills = [(a.label, a.x - a.half, a.y - 11, 2 * a.half, 22) for a in drawn.from_shared]
    assert all(overlap(pill, found[len(drawn.boxes)]) for pill in pills)
    assert not any(overlap(a, b) for a, b in combinations(pills, 2))
    if drawn.contested:
        c = drawn.contested
        found.append(("contested", c.x, c.y, c.width, c.height))
    return found


def overlap(one, other):
    _, x, y, width, height = one
    _, left, top, across, down = other
    return x < left + across and left < x + width and y < top + down and top < y + height


@pytest.mark.parametrize("services", range(2, 11))
@pytest.mark.parametrize("dense", [False, True])
def test_no_box_or_label_covers_another(services, dense):
    shown = view(analysis(240, services=services, tables=12))
    if dense:
        names = [one.name for one in shown.services if one.hue != "sh"]
        pairs = [Pair(a, b, 9**i % 5000 + 1, True) for i, (a, b) in enumerate(combinations(names, 2))]
        pairs += [Pair(p.dependency, p.dependent, p.count // 2 + 1, True) for p in pairs]
        shown = structs.replace(shown, pairs=tuple(pairs))
    drawn = boundary_map(shown)
    shapes = rectangles(drawn)
    assert not [(a[0], b[0]) for a, b in combinations(shapes, 2) if overlap(a, b)]
    for name, x, y, width, height in shapes:
        assert x >= 0 and x + width <= drawn.width and y >= 0 and y + height <= drawn.height, name


@pytest.mark.parametrize("services", [3, 9])
def test_chips_stay_inside_their_box(services):
    for box in boundary_map(view(analysis(240, services=services, tables=40))).boxes:
        for chip in (*box.chips, *box.tables):
            assert chip.x + chip.width <= box.width and chip.y + 20 <= box.height


def test_one_boundary_has_no_map():
    assert boundary_map(view(analysis(56, services=1))) is None
