"""Findings, baseline, renames and suppressions to a verdict."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from analyzer.model.finding import BaselineEntry, Finding, Identity, Judged, State, Suppression, Verdict


def judge(
    findings: Sequence[Finding],
    baseline: Sequence[BaselineEntry] = (),
    *,
    renames: Mapping[str, frozenset[str]] | None = None,
    suppressions: Iterable[Suppression] = (),
    incomplete: Sequence[str] = (),
    stale_fails: bool = True,
    allow_incomplete: bool = False,
) -> Verdict:
    """The verdict on findings.

    `renames` maps a module or path of today to its former names; a finding that was known under them
    is `moved`. Stale entries are not judged after an incomplete run, which may have missed their code.
    """
    known = {entry.identity for entry in baseline}
    allowed = _by_line(suppressions)
    used: set[Suppression] = set()
    matched: set[Identity] = set()
    judged = []
    for finding in findings:
        former = _former(finding.identity, known, renames or {})
        covering = _covering(finding, allowed)
        if former is not None:
            matched.add(former)
            moved = former != finding.identity
            note = f"was {former.dependent} -> {former.dependency}" if moved else ""
            judged.append(Judged(finding, State.MOVED if moved else State.KNOWN, note))
        elif covering:
            used.update(covering)
            judged.append(Judged(finding, State.SUPPRESSED, covering[0].reason))
        else:
            judged.append(Judged(finding, State.NEW))
    stale = [entry for entry in baseline if entry.identity not in matched]
    unused = [item for items in allowed.values() for item in items if item not in used]
    return Verdict(
        findings=tuple(judged),
        stale=() if incomplete else tuple(stale),
        unused_suppressions=()
        if incomplete
        else tuple(sorted(unused, key=lambda item: (item.path, item.line))),
        incomplete=tuple(incomplete),
        stale_fails=stale_fails,
        allow_incomplete=allow_incomplete,
    )


def _former(
    identity: Identity, known: set[Identity], renames: Mapping[str, frozenset[str]]
) -> Identity | None:
    """The identity under which a finding stands in the baseline, if it does."""
    if identity in known:
        return identity
    for dependent in sorted({identity.dependent} | renames.get(identity.dependent, frozenset())):
        for dependency in sorted({identity.dependency} | renames.get(identity.dependency, frozenset())):
            former = replace(identity, dependent=dependent, dependency=dependency)
            if former in known:
                return former
    return None


def _by_line(suppressions: Iterable[Suppression]) -> dict[tuple[str, int], list[Suppression]]:
    places: dict[tuple[str, int], list[Suppression]] = {}
    for item in suppressions:
        places.setdefault((item.path, item.line), []).append(item)
    return places


def _covering(
    finding: Finding, allowed: Mapping[tuple[str, int], Sequence[Suppression]]
) -> tuple[Suppression, ...]:
    """The suppressions that cover every place of the finding, else none; without a reason none covers."""
    covering: list[Suppression] = []
    for place in finding.evidence:
        here = [
            item
            for item in allowed.get((place.path, place.line), ())
            if finding.check in item.codes and item.reason
        ]
        if not here:
            return ()
        covering += here
    return tuple(covering)
