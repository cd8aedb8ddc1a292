"""Blockers by kind, with their remedies told once where they are the same."""

from collections.abc import Iterable

from msgspec import Struct

from analyzer.model.graph import Evidence
from analyzer.model.plan import Blocker
from analyzer.render.rows import Place, places

LIMIT = 60
TITLES = {
    "sync-ai-in-handler": "A request waits for an AI call",
    "in-process-job": "Work runs beside the requests, in the same process",
    "init-side-effect": "Importing or starting does work",
    "shared-global": "A global that several roles use",
    "in-process-state": "State that only this process has",
    "shared-storage": "Files that several roles use",
    "implicit-contract": "A contract that no type holds",
    "web-context-in-ai": "Code for AI knows the web request",
    "reverse-dependency": "A dependency against the direction of the roles",
    "type-leak": "Types of one role in the interface of another",
    "god-object": "One type that everything goes through",
    "renderer-in-ai": "Code for AI renders",
    "untrusted-code": "Code that runs what it is given",
    "cross-side-write": "A table written by several roles",
    "transaction": "A transaction over tables of several owners",
}


class BlockerRow(Struct, frozen=True):
    """One cause in one file; `remedy` only where the group has none."""

    places: tuple[Place, ...]
    why: str
    remedy: str

    @property
    def file_lines(self) -> str:
        """Where, as text."""
        return "; ".join(f"{one.path}:{', '.join(str(line) for line, _ in one.lines)}" for one in self.places)


class BlockerGroup(Struct, frozen=True):
    """All blockers of a kind, the first LIMIT as rows; `remedy` where it is the same for all."""

    kind: str
    title: str
    whole: int
    remedy: str
    rows: tuple[BlockerRow, ...]


def blocker_groups(blockers: Iterable[Blocker], source: str) -> tuple[BlockerGroup, ...]:
    """In the order of the analysis."""
    kinds: dict[str, list[Blocker]] = {}
    for one in blockers:
        kinds.setdefault(one.kind, []).append(one)
    return tuple(_group(kind, found, source) for kind, found in kinds.items())


def _group(kind: str, found: list[Blocker], source: str) -> BlockerGroup:
    remedies = {one.remedy for one in found}
    common = remedies.pop() if len(remedies) == 1 else ""
    rows = tuple(
        BlockerRow(places(_evidence(one), source), one.why, "" if common else one.remedy)
        for one in found[:LIMIT]
    )
    return BlockerGroup(kind, TITLES.get(kind, kind.replace("-", " ").capitalize()), len(found), common, rows)


def _evidence(blocker: Blocker) -> Iterable[Evidence]:
    return (Evidence(blocker.file, line) for line in (blocker.line, *blocker.more))
