"""What the user has decided: pins, together, apart; impossible sets are named, possible ones are kept."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.errors import ConfigError
from analyzer.model.boundary import SHARED, Choices
from analyzer.partition.selection import Units


class Constraints(Struct, frozen=True):
    """The choices as numbers of files. `pins` holds the boundary's name by file."""

    pins: dict[int, str] = {}
    together: tuple[tuple[int, ...], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    ignored: frozenset[int] = frozenset()


def read_constraints(choices: Choices, units: Units) -> Constraints:
    """The constraints of the choices. Raises ConfigError with the smallest set that contradicts itself."""
    pins: dict[int, str] = {}
    told: dict[int, str] = {}
    named = [*choices.pins, *((unit, SHARED) for unit in choices.shared)]
    for text, boundary in sorted(named, key=lambda pin: ("*" not in pin[0], len(pin[0]), pin)):
        note = f"pin `{text}` to `{boundary}`"
        for file in units.select(text, note):
            if told.get(file, "").startswith(f"pin `{text}` ") and told[file] != note:
                raise _contradiction([told[file], note])
            pins[file], told[file] = boundary, note
    together = tuple(
        tuple(sorted({file for text in group for file in units.select(text, "together")}))
        for group in choices.together
    )
    apart = tuple(
        (one, other)
        for left, right in choices.apart
        for one in units.select(left, "apart")
        for other in units.select(right, "apart")
    )
    texts = _Texts(
        told,
        tuple("together " + ", ".join(f"`{unit}`" for unit in group) for group in choices.together),
        {
            (one, other): f"apart `{left}`, `{right}`"
            for left, right in choices.apart
            for one in units.select(left, "apart")
            for other in units.select(right, "apart")
        },
    )
    _check(pins, together, apart, texts)
    ignored = frozenset(file for text in choices.ignored for file in units.select(text, "ignore"))
    return Constraints(pins, together, apart, ignored)


def apply(
    labels: Sequence[str], second: Sequence[str], weights: Sequence[float], constraints: Constraints
) -> list[str]:
    """The labels changed as little as the constraints allow.

    A group that must stay together takes its pin, or the label that most of its weight has. Of two that
    must part, the one that is not pinned and has less weight goes to its second choice, or, if that is
    taken too, to a boundary of its own.
    """
    groups = _groups(len(labels), constraints.together)
    chosen: dict[int, str] = {}
    pinned: set[int] = set()
    for root, members in groups.items():
        pins = sorted({constraints.pins[file] for file in members if file in constraints.pins})
        if pins:
            pinned.add(root)
        chosen[root] = pins[0] if pins else _most(members, labels, weights)
    home = {file: root for root, members in groups.items() for file in members}
    enemies: dict[int, set[int]] = {}
    for one, other in constraints.apart:
        enemies.setdefault(home[one], set()).add(home[other])
        enemies.setdefault(home[other], set()).add(home[one])
    heavy = {root: sum(weights[file] for file in groups[root]) for root in enemies}
    settled: set[int] = set()
    for root in sorted(enemies, key=lambda root: (root not in pinned, -heavy[root], root)):
        taken = {chosen[enemy] for enemy in enemies[root] if enemy in settled or enemy in pinned}
        if root not in pinned and chosen[root] in taken:
            wishes = (*(second[file] for file in groups[root]), SHARED)
            free = [label for label in wishes if label and label not in taken]
            chosen[root] = free[0] if free else f"apart-{root}"
        settled.add(root)
    return [chosen[home[file]] for file in range(len(labels))]


class _Texts(Struct, frozen=True):
    """What the user wrote, for messages."""

    pins: dict[int, str]
    together: tuple[str, ...]
    apart: dict[tuple[int, int], str]


def _most(members: Sequence[int], labels: Sequence[str], weights: Sequence[float]) -> str:
    total: dict[str, float] = {}
    for file in members:
        total[labels[file]] = total.get(labels[file], 0.0) + weights[file]
    return min(total, key=lambda label: (-total[label], label))


def _groups(size: int, together: Iterable[Sequence[int]]) -> dict[int, list[int]]:
    """The files that must share a boundary, by the smallest number of each group."""
    root = list(range(size))

    def find(file: int) -> int:
        while root[file] != file:
            root[file] = root[root[file]]
            file = root[file]
        return file

    for members in together:
        for file in members[1:]:
            one, other = sorted((find(members[0]), find(file)))
            root[other] = one
    groups: dict[int, list[int]] = {}
    for file in range(size):
        groups.setdefault(find(file), []).append(file)
    return groups


def _check(
    pins: Mapping[int, str],
    together: Sequence[Sequence[int]],
    apart: Sequence[tuple[int, int]],
    texts: _Texts,
) -> None:
    """Raise ConfigError with the shortest chain of constraints that contradict each other, if any do."""
    at: dict[int, list[int]] = {}
    for number, members in enumerate(together):
        for file in members:
            at.setdefault(file, []).append(number)
    found: list[list[str]] = []
    for start in sorted(pins):
        for file, path in _linked(start, together, at).items():
            if file > start and pins.get(file, pins[start]) != pins[start]:
                found.append([texts.pins[start], *(texts.together[n] for n in path), texts.pins[file]])
    for one, other in apart:
        linked = _linked(one, together, at)
        if other in linked:
            found.append([texts.apart[one, other], *(texts.together[n] for n in linked[other])])
        for left, path in linked.items():
            if left not in pins:
                continue
            for right, back in _linked(other, together, at).items():
                if pins.get(right) == pins[left] and left != right:
                    chain = [texts.together[n] for n in (*path, *back)]
                    found.append([texts.apart[one, other], texts.pins[left], texts.pins[right], *chain])
    if found:
        shortest = min((list(dict.fromkeys(chain)) for chain in found), key=lambda chain: (len(chain), chain))
        raise _contradiction(shortest)


def _contradiction(chain: Sequence[str]) -> ConfigError:
    return ConfigError(
        "these constraints contradict each other:\n  " + "\n  ".join(chain),
        "take one of them out of monoscan.toml; no smaller part of the set is a contradiction",
    )


def _linked(
    start: int, together: Sequence[Sequence[int]], at: Mapping[int, Sequence[int]]
) -> dict[int, tuple[int, ...]]:
    """The files tied to `start`, each with the fewest `together` that tie them."""
    paths: dict[int, tuple[int, ...]] = {start: ()}
    queue = deque([start])
    while queue:
        file = queue.popleft()
        for number in at.get(file, ()):
            for other in together[number]:
                if other not in paths:
                    paths[other] = (*paths[file], number)
                    queue.append(other)
    return paths
