"""What stops an extraction although no import crosses: one function a kind."""

from collections.abc import Callable, Iterator, Mapping

from analyzer.model.plan import Blocker
from analyzer.plan import contracts, data, gods, jobs, leaks, shared, start, state, storage, waiting, web
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
    "untrusted-code": leaks.untrusted_code,
    "cross-side-write": data.cross_side_writes,
    "transaction": data.crossing_transactions,
}


def blockers(sides: Sides) -> tuple[Blocker, ...]:
    """Every blocker, by kind, file and line, each place once a kind."""
    found: dict[tuple[str, str, int], Blocker] = {}
    for find in BLOCKER_KINDS.values():
        for blocker in find(sides):
            found.setdefault((blocker.kind, blocker.file, blocker.line), blocker)
    order = list(BLOCKER_KINDS)
    return tuple(sorted(found.values(), key=lambda item: (order.index(item.kind), item.file, item.line)))
