"""What is new, gone and moved between two analyses; identities hold no lines."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from analyzer.measure.crossing import homes, ownership
from analyzer.model.analysis import Analysis
from analyzer.model.change import Change, ChangeKind, Status
from analyzer.model.meaning import EntryPoint

Subject = tuple[str, ...]


def changes(old: Analysis, new: Analysis) -> tuple[Change, ...]:
    """All differences by kind, status and subject.

    A boundary under another name with most of its units is moved, not new; what only follows its
    boundary's name is not a change. A cycle is moved where it shares a member with one before.
    """
    names = _renamed(old, new)
    found = [
        *_boundaries(old, new, names),
        *_compared(ChangeKind.UNIT, _units(old, names), _units(new, {})),
        *_compared(ChangeKind.DEPENDENCY, _dependencies(old), _dependencies(new)),
        *_cycles(old, new),
        *_compared(ChangeKind.ROUTE, _routes(old, names), _routes(new, {})),
        *_compared(ChangeKind.TABLE, _tables(old, names), _tables(new, {})),
    ]
    order = list(ChangeKind), list(Status)
    return tuple(sorted(found, key=lambda c: (order[0].index(c.kind), order[1].index(c.status), c.subject)))


def entry_subject(entry: EntryPoint) -> Subject:
    """What makes an entry point the same one: how it is called, not where it stands."""
    return (entry.kind, entry.method, entry.path or entry.handler)


def _compared(kind: ChangeKind, old: Mapping[Subject, str], new: Mapping[Subject, str]) -> Iterable[Change]:
    """Each subject with what is said of it: on one side only, or something else on each."""
    for subject in old.keys() - new.keys():
        yield Change(kind, Status.GONE, subject, old[subject])
    for subject in new.keys() - old.keys():
        yield Change(kind, Status.NEW, subject, "", new[subject])
    for subject in old.keys() & new.keys():
        if old[subject] != new[subject]:
            yield Change(kind, Status.MOVED, subject, old[subject], new[subject])


def _units(analysis: Analysis, names: Mapping[str, str]) -> dict[Subject, str]:
    return {(unit.path,): names.get(unit.boundary, unit.boundary) for unit in analysis.units if unit.boundary}


def _renamed(old: Analysis, new: Analysis) -> dict[str, str]:
    """Old boundary -> new, where one name went, another came, and most units of both are the same."""
    before, after = homes(old.units), homes(new.units)
    gone = {one.name for one in old.boundaries} - {one.name for one in new.boundaries}
    came = {one.name for one in new.boundaries} - {one.name for one in old.boundaries}
    sizes = Counter(before.values()), Counter(after.values())
    common = Counter((before[path], after[path]) for path in before.keys() & after.keys())
    return {
        a: b
        for (a, b), count in sorted(common.items())
        if a in gone and b in came and 2 * count > max(sizes[0][a], sizes[1][b])
    }


def _boundaries(old: Analysis, new: Analysis, names: Mapping[str, str]) -> Iterable[Change]:
    before: dict[Subject, str] = {(names.get(one.name, one.name),): one.name for one in old.boundaries}
    after: dict[Subject, str] = {(one.name,): one.name for one in new.boundaries}
    for change in _compared(ChangeKind.BOUNDARY, before, after):
        if change.status == Status.MOVED:
            yield change
        else:
            yield Change(change.kind, change.status, change.subject)


def _dependencies(analysis: Analysis) -> dict[Subject, str]:
    return {(edge.dependent, edge.dependency): "" for edge in analysis.module_edges}


def _cycles(old: Analysis, new: Analysis) -> Iterable[Change]:
    before = {cycle.members for cycle in old.cycles}
    after = {cycle.members for cycle in new.cycles}
    known = {name: members for members in before for name in members}
    followed: set[Subject] = set()
    for members in sorted(after - before):
        former = Counter(known[name] for name in members if name in known)
        if former:
            best = min(former, key=lambda one: (-former[one], one))
            followed.add(best)
            yield Change(ChangeKind.CYCLE, Status.MOVED, members, _left(best, members), _left(members, best))
        else:
            yield Change(ChangeKind.CYCLE, Status.NEW, members)
    for members in sorted(before - after - followed):
        yield Change(ChangeKind.CYCLE, Status.GONE, members)


def _left(some: Subject, others: Subject) -> str:
    """The members that the other one has not."""
    return ", ".join(sorted(set(some) - set(others)))


def _routes(analysis: Analysis, names: Mapping[str, str]) -> dict[Subject, str]:
    """An entry point that is there more than once is one, with all its homes."""
    home = homes(analysis.units)
    return _joined((entry_subject(one), _home_of(one, home, names)) for one in analysis.meaning.entry_points)


def _home_of(entry: EntryPoint, home: Mapping[str, str], names: Mapping[str, str]) -> str:
    boundary = home.get(entry.handler_file) or home.get(entry.file, "")
    file = entry.handler_file or entry.file
    named = names.get(boundary, boundary)
    return f"{file} ({named})" if named else file


def _tables(analysis: Analysis, names: Mapping[str, str]) -> dict[Subject, str]:
    """The owner proposed, and whether several write it."""
    return {
        (one.table,): names.get(one.owner, one.owner) + (", several write it" if one.contested else "")
        for one in ownership(analysis.meaning, homes(analysis.units))
    }


def _joined(rows: Iterable[tuple[Subject, str]]) -> dict[Subject, str]:
    found: defaultdict[Subject, set[str]] = defaultdict(set)
    for subject, text in rows:
        found[subject].add(text)
    return {subject: ", ".join(sorted(texts)) for subject, texts in found.items()}
