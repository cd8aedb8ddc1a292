"""Findings of the gate, the baseline they are held against, and the verdict."""

from enum import StrEnum

from msgspec import Struct

from analyzer.model.graph import Evidence

BASELINE_SCHEMA = 1


class State(StrEnum):
    """What a finding is to the baseline."""

    NEW = "new"
    KNOWN = "known"
    MOVED = "moved"
    SUPPRESSED = "suppressed"


class Severity(StrEnum):
    """Whether a finding can fail the gate."""

    ERROR = "error"
    WARNING = "warning"


class Identity(Struct, frozen=True, order=True):
    """What stays the same when lines move and boundaries are renamed.

    `kind` is the kind of the finding (import, table, cycle, ...), `dependent` and `dependency` are
    modules, tables or systems.
    """

    kind: str
    language: str
    dependent: str
    dependency: str


class Finding(Struct, frozen=True):
    """A place where the code does what the policy forbids.

    `check` is the code of the check, `boundaries` the boundaries concerned (dependent first), `chain` the
    hops of a transitive finding.
    """

    check: str
    identity: Identity
    message: str
    evidence: tuple[Evidence, ...]
    boundaries: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    chain: tuple[tuple[str, Evidence], ...] = ()


class BaselineEntry(Struct, frozen=True):
    """A finding that is accepted for now; `text` and `reason` are for people."""

    identity: Identity
    text: str = ""
    reason: str = ""


class Suppression(Struct, frozen=True):
    """A comment in the scanned code that allows what its line does: `monoscan: allow CODE -- reason`."""

    path: str
    line: int
    codes: tuple[str, ...]
    reason: str


class Judged(Struct, frozen=True):
    """A finding with its state; `note` says why (the reason of a suppression, the old name of a move)."""

    finding: Finding
    state: State
    note: str = ""

    @property
    def is_error(self) -> bool:
        """Whether it can fail the gate."""
        return self.finding.severity is Severity.ERROR


class Verdict(Struct, frozen=True):
    """The outcome of a check. `incomplete` lists what kept the run from seeing everything."""

    findings: tuple[Judged, ...]
    stale: tuple[BaselineEntry, ...] = ()
    unused_suppressions: tuple[Suppression, ...] = ()
    incomplete: tuple[str, ...] = ()
    stale_fails: bool = True
    allow_incomplete: bool = False

    @property
    def new(self) -> tuple[Judged, ...]:
        """Findings that fail the gate."""
        return tuple(
            item
            for item in self.findings
            if item.state is State.NEW and item.finding.severity is Severity.ERROR
        )

    @property
    def exit_code(self) -> int:
        """0 passed, 1 something new (or stale), 2 could not see everything."""
        if self.incomplete and not self.allow_incomplete:
            return 2
        return 1 if self.new or (self.stale and self.stale_fails) else 0


class CheckInfo(Struct, frozen=True):
    """A check as a report describes it: code, short name, what it means, what to do."""

    code: str
    name: str
    title: str
    remedy: str


class CheckResult(Struct, frozen=True):
    """All that a report of `monoscan check` may read. `complete` counts what was looked at, by name; `update`
    is the command that changes the baseline, "" without one. `folder` is where the code lies in its
    repository, as the beginning of a path: services that know the repository want its paths."""

    verdict: Verdict
    checks: tuple[CheckInfo, ...]
    complete: dict[str, int]
    version: str
    baseline: str = ""
    update: str = ""
    folder: str = ""
