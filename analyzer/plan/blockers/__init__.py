"""What stops an extraction although no import crosses: one function a kind."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from analyzer.model.plan import Blocker
from analyzer.plan.blockers import (
    contracts,
    gods,
    jobs,
    leaks,
    shared,
    start,
    state,
    storage,
    transactions,
    untrusted,
    waiting,
    web,
    writes,
)
from analyzer.plan.blockers.brief import FOLDER_CAP, in_brief
from analyzer.plan.sides import Sides

BLOCKER_KINDS: Mapping[str, Callable[[Sides], Iterator[Blocker]]] = {
    "sync-ai-in-handler": waiting.sync_ai_in_handler,
    "in-process-job": jobs.in_process_jobs,
    "init-side-effect": start.init_side_effects,
    "shared-global": shared.shared_globals,
    "in-process-state": state.in_process_state,
    "shared-storage": storage.shared_storage,
    "implicit-contract": contracts.implicit_contracts,
    "web-context-in-ai": web.web_context_in_ai,
    "reverse-dependency": leaks.reverse_dependencies,
    "type-leak": leaks.type_leaks,
    "god-object": gods.god_objects,
    "renderer-in-ai": leaks.renderer_in_ai,
    "untrusted-code": untrusted.untrusted_code,
    "cross-side-write": writes.cross_side_writes,
    "transaction": transactions.crossing_transactions,
}


ALIKE = frozenset(["init-side-effect", "web-context-in-ai", "reverse-dependency"])
"""Kinds that files of one folder share for one cause, so that a few of them tell all."""


def blockers(sides: Sides) -> tuple[Blocker, ...]:
    """Every blocker, by kind, file and line, each place once a kind, a crowded folder told in brief."""
    order = list(BLOCKER_KINDS)
    found: list[Blocker] = []
    for kind, find in BLOCKER_KINDS.items():
        places: dict[tuple[str, int], Blocker] = {}
        for blocker in find(sides):
            places.setdefault((blocker.file, blocker.line), blocker)
        found += _by_folder(places.values()) if kind in ALIKE else places.values()
    return tuple(sorted(found, key=lambda item: (order.index(item.kind), item.file, item.line)))


def _by_folder(found: Iterable[Blocker]) -> list[Blocker]:
    """Capped by folder, then by what holds the folder."""
    return _capped(_capped(found, 1, FOLDER_CAP), 2, 2 * FOLDER_CAP)


def _capped(found: Iterable[Blocker], levels: int, most: int) -> list[Blocker]:
    """At most so many of each folder that lies `levels` above the file."""
    folders: dict[str, list[Blocker]] = {}
    for blocker in found:
        folders.setdefault(blocker.file.rsplit("/", levels)[0], []).append(blocker)
    return [
        blocker
        for folder, group in folders.items()
        for blocker in in_brief(group, f"places below {folder} likewise", most)
    ]
