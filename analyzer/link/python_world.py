"""What the steps of the Python link share: all surfaces, names, and what was worked out so far."""

from collections.abc import Callable, Sequence

from msgspec import Struct, field

from analyzer.link.python_names import Names
from analyzer.link.python_values import Meaning
from analyzer.model.facts import Definition, Surface

Evaluate = Callable[["World", int, str], Meaning]


class World(Struct):
    """Caches grow during one link and are dropped with it. `evaluate` follows an access path."""

    surfaces: Sequence[Surface]
    first: Sequence[int]
    file_of: Sequence[int]
    names: Names
    evaluate: Evaluate
    depth: int = 0
    paths: dict[int, dict[str, Meaning]] = field(default_factory=dict)
    members: dict[int, dict[str, int]] = field(default_factory=dict)
    ancestors: dict[int, tuple[Meaning, ...]] = field(default_factory=dict)
    values: dict[int, Meaning] = field(default_factory=dict)
    results: dict[int, Meaning] = field(default_factory=dict)

    def definition(self, symbol: int) -> Definition:
        """The definition of a symbol."""
        file = self.file_of[symbol]
        return self.surfaces[file].definitions[symbol - self.first[file]]
