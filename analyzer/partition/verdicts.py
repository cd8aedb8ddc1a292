"""What to make of each shared unit: a library, a service of its own, or a copy for each user."""

from collections import defaultdict
from collections.abc import Sequence

from analyzer.model.boundary import SHARED
from analyzer.model.meaning import Meaning, TableOp
from analyzer.partition.clues import Clues

LIBRARY, SERVICE, DUPLICATE = "library", "service", "duplicate"
SMALL = 120
FEW = 2


def verdicts(clues: Clues, labels: Sequence[str], meaning: Meaning) -> list[str]:
    """The verdict for each unit, "" for one that is not shared.

    Code that writes tables or serves requests of its own has a state that several services would
    contend for: a service. A small home that uses nothing else and has two users at most may be copied.
    Everything else is a library.
    """
    stateful = {use.file for use in meaning.uses_at_run_time if use.op == TableOp.WRITE}
    stateful |= {point.handler_file or point.file for point in meaning.entry_points if point.method}
    users: defaultdict[int, set[str]] = defaultdict(set)
    busy: set[int] = set()
    label_of = {home: labels[files.files[0]] for home, files in enumerate(clues.homes)}
    for link in clues.links:
        busy.add(link.dependent)
        users[link.dependency].add(label_of[link.dependent])
    found = []
    for number, (node, home) in enumerate(zip(clues.files, clues.home_of, strict=True)):
        if labels[number] != SHARED:
            found.append("")
        elif node.path in stateful:
            found.append(SERVICE)
        else:
            small = clues.homes[home].lines <= SMALL and home not in busy
            direct = users[home] - {SHARED}
            copied = small and 0 < len(direct) <= FEW and SHARED not in users[home]
            found.append(DUPLICATE if copied else LIBRARY)
    return found
