"""The one value that every report reads; its JSON form is `analysis.json`."""

from msgspec import Struct

from analyzer.model.boundary import Boundary, Partition, Unit
from analyzer.model.graph import Edge, FileNode
from analyzer.model.meaning import Meaning
from analyzer.model.measures import Coupling, Cycle, HotSpot, Reach
from analyzer.model.plan import Blocker, Plan, TableOwner
from analyzer.model.source import Problem, Skipped

SCHEMA_VERSION = 1


class Completeness(Struct, frozen=True):
    """What was seen and what was not; printed with every output.

    `files_by_language` counts files found and parsed; `skipped_by_reason` counts files and folders
    left out; `unresolved_by_reason` counts references; `unseen_by_reason` framework facts.
    """

    files_found: int
    files_parsed: int
    files_with_problems: int
    lines: int
    files_by_language: dict[str, int]
    skipped_by_reason: dict[str, int]
    edges: int
    references_resolved: int
    references_unresolved: int
    unresolved_by_reason: dict[str, int]
    unseen_by_reason: dict[str, int] = {}


class Analysis(Struct, frozen=True):
    """A finished analysis. Arrays are sorted; nothing in it depends on the machine or the clock.

    `modules` are Go packages and Python modules; `module_edges` and `file_edges` are the quotients
    of the graph to those levels; `files` are its nodes; `units` carry the proposed boundaries.
    `reach` belongs to the entry points of `meaning`, one for each, or is empty. `blockers` and
    `table_owners` are seen by role, not by proposed boundary; `plan` is empty where nothing is cut.
    """

    schema_version: int
    monoscan_version: str
    name: str
    completeness: Completeness
    modules: tuple[Coupling, ...] = ()
    module_edges: tuple[Edge, ...] = ()
    file_edges: tuple[Edge, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    hot_spots: tuple[HotSpot, ...] = ()
    meaning: Meaning = Meaning()
    boundaries: tuple[Boundary, ...] = ()
    units: tuple[Unit, ...] = ()
    alternatives: tuple[Partition, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    files: tuple[FileNode, ...] = ()
    reach: tuple[Reach, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    table_owners: tuple[TableOwner, ...] = ()
    plan: Plan = Plan()
