"""Colour and letters of each boundary, the same in every section."""

from collections.abc import Iterable

from msgspec import Struct

from analyzer.model.boundary import OTHER, SHARED, Boundary

HUES = 6
LETTERS = {"gateway": "GW", "ai-worker": "AI", "renderer": "RN", SHARED: "SH"}
ORDER = ("gateway", "ai-worker", "renderer")


class Service(Struct, frozen=True):
    """A boundary as shown: `hue` is a class name, s0 to s5, sx beyond and for other, sh for shared."""

    name: str
    letters: str
    hue: str
    role: str
    units: int
    lines: int
    why_name: str = ""

    @property
    def can_leave(self) -> bool:
        """Whether it is a service, and not what all share or what no service needs."""
        return self.name not in (SHARED, OTHER)


def services(boundaries: Iterable[Boundary]) -> tuple[Service, ...]:
    """Known roles first, then by size; what belongs to no service and the shared one last."""
    ordered = sorted(boundaries, key=_order)
    taken: set[str] = set()
    shown = []
    for number, one in enumerate(ordered):
        letters = _letters(one.name, taken)
        taken.add(letters)
        hue = _hue(one.name, number)
        shown.append(Service(one.name, letters, hue, one.role, one.units, one.lines, one.why_name))
    return tuple(shown)


def _hue(name: str, place: int) -> str:
    if name == SHARED:
        return "sh"
    return f"s{place}" if place < HUES and name != OTHER else "sx"


def _order(one: Boundary) -> tuple[int, int, int, str]:
    known = ORDER.index(one.name) if one.name in ORDER else len(ORDER)
    last = {OTHER: 1, SHARED: 2}.get(one.name, 0)
    return last, known, -one.lines, one.name


def _letters(name: str, taken: set[str]) -> str:
    """Two letters nobody has yet: initials of the words, then first with any later letter."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in name).split() if word]
    plain = "".join(words).upper() or "X"
    wanted = [LETTERS.get(name, "")]
    wanted += ["".join(word[0] for word in words[:2]).upper()] if len(words) > 1 else []
    wanted += [plain[0] + later for later in plain[1:] + "0123456789"]
    wanted += [f"{number:02}" for number in range(100)]
    return next(letters for letters in wanted if len(letters) == 2 and letters not in taken)
