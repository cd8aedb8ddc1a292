"""The map of boundaries: boxes in two columns, arrows that must be cut, contested tables between."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct, structs

from analyzer.measure.reach import INSIDE
from analyzer.model.measures import Ownership
from analyzer.render.arrows import arrows_of, contested_at
from analyzer.render.services import Service
from analyzer.render.shapes import COLUMN, GAP, LEFT, MIDDLE, RIGHT, SLOT, WIDTH, Arrow, Box, Chip, Contested
from analyzer.render.short import shown
from analyzer.render.view import View
from analyzer.render.words import some

ARROWS = 16
TABLE_ROWS = 7
CONTESTED = 260
"""Width of the frame of contested tables."""
HEAD = COLUMN - 44
"""Room for the first line of a box: its name and its size."""
TITLE_LETTER, LETTER = 8.4, 6.5
"""Width of a letter of a name and of the small text."""
SHARED_HEIGHT, SHARED_TEXT = 44, 84
"""Of the box of shared code: its height, and where its text begins."""


class Map(Struct, frozen=True):
    """All shapes of the map; `hidden` counts lighter pairs that have no arrow."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    shared: Box | None
    from_shared: tuple[Arrow, ...]
    arrows: tuple[Arrow, ...]
    contested: Contested | None
    hidden: int
    description: str


def boundary_map(view: View) -> Map | None:
    """The map for two boundaries or more, shared not counted; None for fewer."""
    services = [one for one in view.services if one.hue != "sh"]
    if len(services) < 2:
        return None
    sizes = [_content(view, one, compact=len(services) > 5) for one in services]
    cut = sorted((p for p in view.pairs if p.cut), key=lambda p: (-p.count, p.dependent, p.dependency))
    contested = _contested(view)
    left, right = _columns(sizes)
    middle = SLOT * len(cut[:ARROWS]) + (contested.height + 40 if contested else 0)
    height = max(_stack_height(left), _stack_height(right), middle)
    placed = {box.service.name: box for box in (*_stack(left, LEFT, height), *_stack(right, RIGHT, height))}
    drawn = [pair for pair in cut[:ARROWS] if pair.dependent in placed and pair.dependency in placed]
    contested = contested_at(contested, height, drawn, placed)
    arrows = arrows_of(drawn, placed, contested, height)
    shared, pills = _shared(view, height + 26)
    total = height + (26 + shared.height if shared else 0) + 8
    words = "; ".join(f"{p.dependent} to {p.dependency}: {some(p.count, 'reference')} to cut" for p in cut)
    boxes = tuple(placed[one.name] for one in services)
    return Map(WIDTH, total, boxes, shared, pills, arrows, contested, len(cut[ARROWS:]), words)


def packages(view: View, boundary: str) -> list[tuple[str, int]]:
    """The packages of a boundary by number of modules, without the prefix they all share."""
    split = [_parts(shown(node.module, view.prefix)) for node in view.nodes if node.boundary == boundary]
    prefix = _common(split)
    groups: Counter[str] = Counter()
    for parts in split:
        rest = parts[prefix:] or parts[-1:]
        groups["/".join(rest[: max(1, min(2, len(rest) - 1))])] += 1
    return sorted(groups.items(), key=lambda row: (-row[1], row[0]))


def _parts(name: str) -> list[str]:
    return name.split("/") if "/" in name else name.split(".")


def _common(names: Sequence[list[str]]) -> int:
    if not names:
        return 0
    first, last = min(names), max(names)
    size = 0
    while size < min(len(first), len(last)) and first[size] == last[size]:
        size += 1
    return size


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _content(view: View, service: Service, *, compact: bool) -> Box:
    """A box at the origin, as high as its content."""
    groups = [f"{name} {count}" if count > 1 else name for name, count in packages(view, service.name)]
    chips, y = _flow([_short(name, 34) for name in groups], 38, rows=1 if compact else 3, letter=6.4)
    kept = [one.table for one in view.tables if one.owner == service.name and not one.contested]
    tables: tuple[Chip, ...] = ()
    tables_y = 0.0
    if kept:
        tables_y = y + 15
        tables, y = _flow(
            [_short(name, 30) for name in kept], tables_y + 8, rows=1 if compact else 2, letter=7.3
        )
    note = _note(view, service)
    count = f"{some(service.units, 'unit')} · {some(service.lines, 'line')}"
    if TITLE_LETTER * len(service.name) + LETTER * len(count) > HEAD:
        count = some(service.lines, "line")
    title = _short(service.name, int((HEAD - LETTER * len(count)) / TITLE_LETTER))
    height = y + (26 if note else 8)
    return Box(service, title, count, 0, 0, COLUMN, height, chips, tables, tables_y, note)


def _flow(labels: Sequence[str], y: float, *, rows: int, letter: float) -> tuple[tuple[Chip, ...], float]:
    """Chips from left to right in at most `rows` rows, the rest as +N; and the y below them."""
    chips: list[Chip] = []
    x, row = 20.0, 0
    for place, label in enumerate(labels):
        width = len(label) * letter + 14
        left = len(labels) - place
        room = COLUMN - 12 - (42 if left > 1 and row == rows - 1 else 0)
        if x + width > room and x > 20:
            if row == rows - 1:
                chips.append(Chip(f"+{left}", x, y + 25 * row, 36))
                break
            x, row = 20.0, row + 1
        chips.append(Chip(label, x, y + 25 * row, width))
        x += width + 6
    return tuple(chips), y + 25 * (row + 1) if labels else y


def _note(view: View, service: Service) -> str:
    home = {unit.path: unit.boundary for unit in view.analysis.units}
    meaning = view.analysis.meaning
    served = sum(home.get(one.handler_file or one.file) == service.name for one in meaning.entry_points)
    outside = (one for one in meaning.external if one.kind not in INSIDE)
    systems = Counter(one.system for one in outside if home.get(one.file) == service.name)
    names = [
        name for name, _ in sorted(systems.items(), key=lambda row: (-row[1], row[0])) if "{" not in name
    ]
    parts = [f"{some(served, 'entry point')}"] if served else []
    parts += ["calls " + ", ".join(names[:3]) + (" …" if len(names) > 3 else "")] if names else []
    return _short(" · ".join(parts), 46)


def _columns(boxes: Sequence[Box]) -> tuple[list[Box], list[Box]]:
    """The first to the left, then always to the shorter column; order is kept within each."""
    left: list[Box] = []
    right: list[Box] = []
    for box in boxes:
        (left if _stack_height(left) <= _stack_height(right) else right).append(box)
    return left, right


def _stack_height(boxes: Sequence[Box]) -> float:
    return 16 + sum(box.height for box in boxes) + GAP * max(0, len(boxes) - 1)


def _stack(boxes: Sequence[Box], x: float, height: float) -> list[Box]:
    """Boxes one below the other, spread over the height."""
    spare = (height - _stack_height(boxes)) / (len(boxes) + 1)
    placed = []
    y = 8 + spare
    for box in boxes:
        placed.append(_at(box, x, y))
        y += box.height + GAP + spare
    return placed


def _at(box: Box, x: float, y: float) -> Box:
    return structs.replace(box, x=round(x, 1), y=round(y, 1))


def _contested(view: View) -> Contested | None:
    tables = sorted(view.contested, key=lambda one: (-len(one.writers), -one.written, one.table))
    if not tables:
        return None
    known = {one.name: one for one in view.services}
    rows = tuple(_row(one, known) for one in tables[:TABLE_ROWS])
    height = 46 + 24 * len(rows) + (18 if len(tables) > TABLE_ROWS else 0)
    title = some(len(tables), "table") + " with 2+ writers"
    return Contested(MIDDLE - CONTESTED / 2, 0, CONTESTED, height, title, rows, len(tables) - len(rows))


def _row(table: Ownership, known: dict[str, Service]) -> tuple[str, tuple[Service, ...]]:
    writers = tuple(known[name] for name in table.writers if name in known)[:4]
    return _short(table.table, int((CONTESTED - 32 - 26 * len(writers)) / 7.3)), writers


def _shared(view: View, y: float) -> tuple[Box | None, tuple[Arrow, ...]]:
    """The box of shared code, and the labels at its right end for references that leave it."""
    service = next((one for one in view.services if one.hue == "sh"), None)
    if service is None:
        return None, ()
    pills = _from_shared(view, service, y + SHARED_HEIGHT / 2)
    names = ", ".join(name for name, _ in packages(view, service.name))
    sizes = f"{some(service.units, 'unit')} · {some(service.lines, 'line')}"
    end = min((pill.x - pill.half for pill in pills), default=WIDTH - LEFT)
    room = int((end - LEFT - SHARED_TEXT - 12) / LETTER)
    text = _short(f"{sizes} · every boundary may use it · {names}", max(room, len(sizes)))
    return Box(service, service.name, text, LEFT, y, WIDTH - 2 * LEFT, SHARED_HEIGHT), pills


def _from_shared(view: View, shared: Service, y: float) -> tuple[Arrow, ...]:
    letters = {one.name: one.letters for one in view.services}
    found: list[Arrow] = []
    x = WIDTH - LEFT - 12.0
    for pair in view.pairs:
        if pair.cut and pair.dependent == shared.name:
            pill = Arrow(pair, "", 0, f"{some(pair.count, 'ref')} to {letters[pair.dependency]}", 0, y)
            found.append(structs.replace(pill, x=round(x - pill.half, 1)))
            x -= 2 * pill.half + 6
    return tuple(found)
