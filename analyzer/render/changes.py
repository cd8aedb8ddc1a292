"""What has changed since an older analysis, in the words of all formats."""

from msgspec import Struct

from analyzer.measure.changes import changes
from analyzer.model.analysis import Analysis
from analyzer.model.change import Change, ChangeKind, Status
from analyzer.render.short import shared_prefix, shown

LIMIT = 100
PLURALS = {
    ChangeKind.BOUNDARY: "boundaries",
    ChangeKind.UNIT: "units",
    ChangeKind.DEPENDENCY: "dependencies between modules",
    ChangeKind.CYCLE: "cycles",
    ChangeKind.ROUTE: "entry points",
    ChangeKind.TABLE: "tables",
}
_BETWEEN = {ChangeKind.DEPENDENCY: " → ", ChangeKind.CYCLE: ", "}
_MEMBERS = 12


class ChangeRow(Struct, frozen=True):
    """One difference in words; `detail` says where it was and is."""

    status: str
    name: str
    detail: str


class ChangeGroup(Struct, frozen=True):
    """The changes of one kind: counts of all, the first LIMIT as rows."""

    kind: str
    plural: str
    counts: tuple[tuple[str, int], ...]
    rows: tuple[ChangeRow, ...]

    @property
    def whole(self) -> int:
        """How many there are."""
        return sum(count for _, count in self.counts)

    @property
    def words(self) -> str:
        """The counts that are not 0: `3 new, 1 gone`."""
        return ", ".join(f"{count:,} {status}" for status, count in self.counts if count)


class Compared(Struct, frozen=True):
    """Changes by kind, kinds without any left out; `caution` is a reason for doubt, or ""."""

    groups: tuple[ChangeGroup, ...]
    status_of: dict[tuple[str, ...], str]
    caution: str

    def status(self, kind: str, *subject: str) -> str:
        """`new` or `moved` for what is there now, else "". Parts of modules count as the module."""
        return self.status_of.get((kind, *(name.partition(" [")[0] for name in subject)), "")


def compared(analysis: Analysis, former: Analysis | None) -> Compared | None:
    """None without an older analysis."""
    if former is None:
        return None
    found = changes(former, analysis)
    prefix = shared_prefix(one.module for one in analysis.modules)
    groups = (_group(kind, [one for one in found if one.kind == kind], prefix) for kind in ChangeKind)
    status_of = {(str(one.kind), *one.subject): str(one.status) for one in found if one.status != Status.GONE}
    return Compared(tuple(one for one in groups if one.whole), status_of, _caution(analysis, former))


def _caution(analysis: Analysis, former: Analysis) -> str:
    if former.name != analysis.name:
        return f"The older analysis is of {former.name}."
    if former.monoscan_version != analysis.monoscan_version:
        return (
            f"The older analysis is by monoscan {former.monoscan_version}: it may have counted differently."
        )
    return ""


def _group(kind: ChangeKind, found: list[Change], prefix: str) -> ChangeGroup:
    counts = tuple((str(status), sum(one.status == status for one in found)) for status in Status)
    return ChangeGroup(str(kind), PLURALS[kind], counts, tuple(_row(one, prefix) for one in found[:LIMIT]))


def _row(change: Change, prefix: str) -> ChangeRow:
    subject = change.subject
    if change.kind in _BETWEEN:
        subject = tuple(shown(name, prefix) for name in subject)
    if change.kind == ChangeKind.CYCLE and len(subject) > _MEMBERS:
        subject = (*subject[:_MEMBERS], f"{len(subject) - _MEMBERS} more")
    name = _BETWEEN.get(change.kind, " ").join(part for part in subject if part)
    return ChangeRow(str(change.status), name, _detail(change))


def _detail(change: Change) -> str:
    if change.kind == ChangeKind.CYCLE:
        parts = (("left: ", change.before), ("joined: ", change.after))
        return "; ".join(word + names for word, names in parts if names)
    if change.status == Status.MOVED:
        return f"{change.before or '—'} → {change.after or '—'}"
    return change.before or change.after
