"""What an extraction meets and takes: blockers, table owners, crossings, and the ordered steps."""

from msgspec import Struct

from analyzer.model.contract import Contract
from analyzer.model.data import DataPlan
from analyzer.model.graph import Evidence
from analyzer.model.measures import Pair

CROSSING_KINDS = {
    "import": "an import of a module of which no use was resolved, or whose uses are counted by themselves",
    "call": "a call of a function or method",
    "use": "a type, field, constant or function that is named",
    "inherit": "a base class or an embedded type",
    "implement": "a call through an interface to its implementation on the other side",
    "state": "a variable of a package or module that is read or written",
    "table": "a table that another boundary owns is read or written",
    "foreign-key": "a foreign key between tables of two owners",
    "join": "one statement reads tables of several owners",
    "transaction": "one transaction writes tables of several owners",
    "literal": "an equal text on both sides: queue, topic, key, path, environment variable",
}
"""How one boundary touches another; the first six are references, and make up the references to cut."""

REFERENCE_KINDS = ("import", "call", "use", "inherit", "implement", "state")

REMEDIES = {
    "move": "move the code to the side that uses it",
    "move-to-shared": "move it to the shared package",
    "invert": "let the dependent declare an interface, and hand the implementation over at the start",
    "call": "call the other service through its contract",
    "event": "send an event that the other service handles",
    "duplicate": "give each side a copy",
    "split-table": "split the table, or its statements, by owner",
    "keep": "leave it as it is",
}
"""What to do about a crossing."""

ACTIONS = {
    "share": "move what both sides name to shared code",
    "move": "move code to the boundary that it works for",
    "invert": "turn a dependency round",
    "tables": "give each table one writer",
    "contract": "let it call the others through their contracts",
    "extract": "run it as a service of its own",
}
"""What a step does, in the order in which steps of one boundary come."""

PROPOSAL, POLICY = "proposal", "policy"
"""Whose boundaries a plan cuts along."""

EXTRACTIONS = ("extract", "do-not-extract")


class Blocker(Struct, frozen=True, order=True):
    """Something that stops or complicates an extraction; `remedy` says what to do about it.

    `kind` is one of BLOCKER_KINDS in plan/blockers/. `more` holds the other lines of the same file
    where the same thing shows, so that one cause is told once.
    """

    kind: str
    file: str
    line: int
    why: str
    remedy: str = ""
    more: tuple[int, ...] = ()


class TableOwner(Struct, frozen=True):
    """Who should own a table: the role or boundary with most weight of statements.

    `uses` counts (user, reads, writes); `contested` says that several write it.
    """

    table: str
    owner: str
    contested: bool
    uses: tuple[tuple[str, int, int], ...]


class Crossing(Struct, frozen=True):
    """One thing through which `dependent` touches `dependency`, both boundaries, with what to do about it.

    `kind` is one of CROSSING_KINDS, `subject` a symbol (`module.Name`), a module, a table, or a text.
    `count` counts references, or statements and places; it is 0 for an import whose uses are counted by
    themselves, so that the counts of REFERENCE_KINDS sum to the references to cut. `path` is the file of
    the subject ("" for tables and texts). `remedy` is one of REMEDIES, `why` its reason, `dropped` the
    remedy that was weighed and not taken. `step` is the number of the step that removes it, 0 where it is
    kept. `evidence` holds the first five places.
    """

    kind: str
    dependent: str
    dependency: str
    subject: str
    count: int
    evidence: tuple[Evidence, ...]
    path: str = ""
    remedy: str = ""
    why: str = ""
    dropped: str = ""
    step: int = 0


class Numbers(Struct, frozen=True):
    """What is counted of a program cut along boundaries; a step and a what-if are judged by them.

    `crossings` counts by kind, `pairs` holds the references from boundary to boundary that must be cut.
    `back` counts references from shared code into services. `contested` are tables with several writers,
    `spanning` counts the entry points, of `entry_points`, that would touch several boundaries.
    """

    references: int = 0
    pairs: tuple[Pair, ...] = ()
    crossings: dict[str, int] = {}
    back: int = 0
    contested: tuple[str, ...] = ()
    spanning: int = 0
    entry_points: int = 0


class Move(Struct, frozen=True):
    """A file that changes its boundary."""

    path: str
    from_boundary: str
    to_boundary: str


class StepRule(Struct, frozen=True):
    """What monoscan.toml says from a step on.

    `at_most` gives by dependent and dependency how many references may be left, `owns` the tables of a
    boundary; `users` the other boundaries that may still use such a table.
    """

    at_most: dict[str, dict[str, int]] = {}
    owns: dict[str, tuple[str, ...]] = {}
    users: dict[str, tuple[str, ...]] = {}


class Step(Struct, frozen=True):
    """One step that leaves the system releasable.

    `action` is one of ACTIONS, `subject` what is changed (a boundary, `A -> B`, a file or table). `removes`
    and `adds` count crossings by kind: the numbers before, less what is removed, with what is added, are
    those of `after`. `contract` names operations that become remote; `tables` are those that change their
    writers. `dropped` is the alternative that was weighed. `risk` and `size` are named counts. `gate_rule`
    is what the gate checks from then on, `done_when` a command that fails before the step and passes after.
    """

    number: int
    action: str
    subject: str
    boundary: str
    title: str
    reason: str
    precondition: str = ""
    removes: dict[str, int] = {}
    adds: dict[str, int] = {}
    moves: tuple[Move, ...] = ()
    symbols: tuple[str, ...] = ()
    contract: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    dropped: str = ""
    risk: dict[str, int] = {}
    size: dict[str, int] = {}
    rollback: str = ""
    gate_rule: StepRule = StepRule()
    done_when: str = ""
    after: Numbers = Numbers()


class Resident(Struct, frozen=True):
    """Code that an extracted service would still link; `chain` is the shortest way to it from an entry."""

    path: str
    boundary: str
    lines: int
    chain: tuple[Evidence, ...] = ()


class Closure(Struct, frozen=True):
    """What a service links: all that its entry points and files reach through imports.

    `third_party` are modules from outside the repository, standard libraries left out. `residents` are files
    of other boundaries (shared left out), the largest first; `foreign_files` and `foreign_lines` count all.
    """

    boundary: str
    entries: tuple[str, ...]
    packages: int
    files: int
    lines: int
    third_party: tuple[str, ...] = ()
    foreign_files: int = 0
    foreign_lines: int = 0
    residents: tuple[Resident, ...] = ()


class Extraction(Struct, frozen=True):
    """Whether a boundary should become a service: `verdict` is one of EXTRACTIONS, `limits` say why not.

    `counts` are the numbers behind it.
    """

    boundary: str
    verdict: str
    limits: tuple[str, ...] = ()
    counts: dict[str, int] = {}


class Plan(Struct, frozen=True):
    """The extraction plan over one partition; `source` says whose: `proposal`, or `policy` (monoscan.toml).

    `before` are the numbers of today, `after` those when all steps are done. Each crossing is removed by one
    step or kept with a reason. `crossings` holds the largest; `crossings_total` counts all of them.
    `contracts` has one for each boundary that others call, `data` says who owns which table.
    """

    source: str = PROPOSAL
    before: Numbers = Numbers()
    after: Numbers = Numbers()
    extractions: tuple[Extraction, ...] = ()
    steps: tuple[Step, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    crossings_total: int = 0
    closures: tuple[Closure, ...] = ()
    contracts: tuple[Contract, ...] = ()
    data: DataPlan = DataPlan()
