"""The short summary for the terminal."""

from collections import Counter

from analyzer.model.analysis import Analysis, Completeness
from analyzer.model.plain import plain
from analyzer.render.changes import Compared, compared
from analyzer.render.options import RenderOptions
from analyzer.render.short import shown as shown_name
from analyzer.render.tables import completeness, most_coupled
from analyzer.render.verdict import verdict
from analyzer.render.view import View, view
from analyzer.render.words import number, some

WIDTH = 60
REASONS = 3


def render(analysis: Analysis, options: RenderOptions) -> str:
    """At most about forty lines: verdict, counts, largest couplings, cycles, completeness."""
    shown = view(analysis)
    found = verdict(shown)
    lines = [options.title or analysis.name, "", found.headline, *found.sentences, ""]
    for count in found.counts:
        whole = f" of {count.of}" if count.of else ""
        lines.append(f"{count.value + whole:>14}  {count.label}")
    lines += _changes(compared(analysis, options.former))
    lines += [*_services(shown), *_coupled(shown), *_cycles(shown), "", "Completeness"]
    lines += [f"  {name:<34} {value}" for name, value in _seen(analysis.completeness)]
    return "\n".join(clean(line) for line in lines) + "\n"


def _seen(done: Completeness) -> list[tuple[str, str]]:
    """What was seen and what was not; of each kind of reason the largest, and how many more there are."""
    rows = completeness(done)
    held: Counter[str] = Counter()
    chosen = []
    for name, value in rows:
        kind = name.partition(":")[0]
        held[kind] += 1
        if held[kind] <= REASONS:
            chosen.append((name, value))
    more = len(rows) - len(chosen)
    return [*chosen, ("More reasons", f"{more}, in the report")] if more else chosen


def clean(line: str) -> str:
    """Names come from scanned code: control characters would reach the terminal."""
    return plain(line).rstrip()


def _changes(found: Compared | None) -> list[str]:
    if found is None:
        return []
    rows = [f"  {group.plural:<34} {group.words}" for group in found.groups] or ["  none"]
    return ["", "Changes since the older analysis", *([f"  {found.caution}"] if found.caution else []), *rows]


def _services(shown: View) -> list[str]:
    if not shown.services:
        return []
    rows = [
        f"  {one.name:<24} {some(one.units, 'unit'):>12} {some(one.lines, 'line'):>16}"
        for one in shown.services
    ]
    return ["", "Boundaries", *rows]


def _coupled(shown: View) -> list[str]:
    rows = most_coupled(shown.analysis.modules)[:8]
    rows = [one for one in rows if one.afferent + one.efferent]
    if not rows:
        return []
    head = ["", f"{'Most coupled modules':<{WIDTH + 2}} {'Ca':>5} {'Ce':>5} {'I':>5}"]
    return head + [
        f"  {_short(shown_name(one.module, shown.prefix)):<{WIDTH}} "
        f"{one.afferent:>5} {one.efferent:>5} {one.instability:>5.2f}"
        for one in rows
    ]


def _short(name: str) -> str:
    return name if len(name) <= WIDTH else "…" + name[1 - WIDTH :]


def _cycles(shown: View) -> list[str]:
    cycles = shown.analysis.cycles
    if not cycles:
        return ["", "No cycles between modules"]
    rows = []
    for cycle in cycles[:3]:
        count = sum(edge.count for edge in cycle.breaks)
        names = ", ".join(_short(shown_name(name, shown.prefix)) for name in cycle.members[:3])
        more = " …" if len(cycle.members) > 3 else ""
        rows.append(
            f"  {number(len(cycle.members))} modules ({names}{more}), {some(count, 'reference')} to break"
        )
    return ["", some(len(cycles), "cycle"), *rows]
