"""The shapes of the map of boundaries; all lengths are SVG user units."""

from msgspec import Struct

from analyzer.model.measures import Pair
from analyzer.render.services import Service

WIDTH = 1130
COLUMN = 312
LEFT = 8
RIGHT = WIDTH - COLUMN - LEFT
MIDDLE = WIDTH // 2
SLOT = 30
GAP = 56


class Chip(Struct, frozen=True):
    """A small label; `x`, `y` are its upper left corner."""

    text: str
    x: float
    y: float
    width: float


class Box(Struct, frozen=True):
    """One boundary. `lines` are texts under the chips: what it keeps, serves and calls."""

    service: Service
    title: str
    count: str
    x: float
    y: float
    width: float
    height: float
    chips: tuple[Chip, ...] = ()
    tables: tuple[Chip, ...] = ()
    tables_y: float = 0
    note: str = ""


class Arrow(Struct, frozen=True):
    """References to cut from one boundary into another; the label's centre is at `x`, `y`."""

    pair: Pair
    path: str
    width: float
    label: str
    x: float
    y: float

    @property
    def half(self) -> float:
        """Half the width of the label."""
        return 12 + 3.6 * len(self.label)


class Contested(Struct, frozen=True):
    """The box of contested tables: name and the hue and letters of each writer."""

    x: float
    y: float
    width: float
    height: float
    title: str
    rows: tuple[tuple[str, tuple[Service, ...]], ...]
    hidden: int = 0
