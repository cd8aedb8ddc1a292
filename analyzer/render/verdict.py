"""The verdict: one sentence that follows from the numbers, and the five counts under it."""

from msgspec import Struct

from analyzer.model.boundary import OTHER
from analyzer.model.measures import Cycle
from analyzer.model.plan import EXTRACTIONS, Plan
from analyzer.render.bars import Bar, bars, ties_of
from analyzer.render.routes import spanning
from analyzer.render.view import View
from analyzer.render.words import listed, number, percent, some

EXTRACT = EXTRACTIONS[0]
TOO_MUCH = 0.25
"""Above this share of references to cut, boundaries are called not yet separable."""


class Count(Struct, frozen=True):
    """One of the five numbers: `value`, sometimes `of` a whole, and the section it leads to."""

    value: str
    label: str
    section: str
    of: str = ""
    bad: bool = False


class Verdict(Struct, frozen=True):
    """The headline, the sentences under it, the counts, and bars where there is something to compare."""

    headline: str
    sentences: tuple[str, ...]
    counts: tuple[Count, ...]
    bars: tuple[Bar, ...] = ()
    bars_label: str = ""


def verdict(view: View) -> Verdict:
    """What the numbers say, in words; a bad result is said as plainly as a good one."""
    headline, sentences = _coupled(view) if not view.services else _split(view)
    sentences += [planned(view.analysis.plan)] if view.analysis.plan.extractions else []
    label, found = bars(view)
    return Verdict(headline, tuple(sentences), _counts(view), found, label)


def planned(plan: Plan) -> str:
    """What the plan extracts, and what it leaves where it is."""
    leave = _leaving(plan)
    stay = [one.boundary for one in plan.extractions if one.verdict != EXTRACT]
    if not leave:
        return f"The plan extracts nothing: {listed(stay)} had better stay."
    rest = f"; {listed(stay)} had better stay" if stay else ""
    return f"The plan extracts {listed(leave)} in {some(len(plan.steps), 'step')}{rest}."


def _leaving(plan: Plan) -> list[str]:
    return [one.boundary for one in plan.extractions if one.verdict == EXTRACT]


def _coupled(view: View) -> tuple[str, list[str]]:
    """Nothing proposed yet: what size, cycles and coupling say."""
    modules, edges = view.analysis.modules, view.analysis.module_edges
    if not modules:
        return "No Go or Python modules were found.", []
    if len(modules) == 1:
        return f"One module, {some(modules[0].lines, 'line')}: there is nothing to split by modules.", []
    sentences = [
        f"{some(view.references, 'reference')} join {some(len(edges), 'pair')} of modules.",
        "No boundaries are proposed yet.",
    ]
    cycles = view.analysis.cycles
    if cycles:
        return _cyclic(cycles, len(modules)), [*sentences, _breaking(cycles)]
    if not edges:
        return f"{some(len(modules), 'module')}, and none depends on another.", sentences[1:]
    return f"{some(len(modules), 'module')} without a cycle: each layer can be lifted off in turn.", sentences


def _cyclic(cycles: tuple[Cycle, ...], modules: int) -> str:
    largest = len(cycles[0].members)
    if largest * 2 > modules:
        return f"One cycle ties {number(largest)} of {number(modules)} modules together."
    if len(cycles) == 1:
        return f"{some(modules, 'module')} with one cycle, of {largest} modules."
    return f"{some(modules, 'module')} with {len(cycles)} cycles, the largest of {largest} modules."


def _breaking(cycles: tuple[Cycle, ...]) -> str:
    pairs = sum(len(cycle.breaks) for cycle in cycles)
    count = sum(edge.count for cycle in cycles for edge in cycle.breaks)
    what = "the cycle" if len(cycles) == 1 else "all cycles"
    return f"Removing {some(count, 'reference')} in {some(pairs, 'pair')} of modules would break {what}."


def _split(view: View) -> tuple[str, list[str]]:
    names = [one.name for one in view.services if one.can_leave]
    if len(names) < 2:
        what = f"one service, {names[0]}" if names else "shared code only"
        return f"One service: nothing to cut. All of it belongs together as {what}.", _why_one(view)
    cut, contested = view.cut_references, view.contested
    if not cut and not contested:
        return f"It is already {len(names)} programs: {listed(names)} share no reference and no table.", []
    share = cut / view.references if view.references else 0.0
    if share > TOO_MUCH:
        headline = (
            f"Cannot be split yet: {percent(cut, view.references)} of all references cross the lines "
            f"between {listed(names)}."
        )
    elif view.analysis.plan.extractions and not _leaving(view.analysis.plan):
        headline = (
            f"Better stays one for now: {listed(names)} are its parts, "
            "and none is worth a service of its own."
        )
    else:
        headline = f"Can be split into {listed(names)}; {_first_to_leave(view, names)}"
    return headline, [_crossing(view), *_tables(view), *_cycle_between(view)]


def _why_one(view: View) -> list[str]:
    chosen = [one.reason for one in view.analysis.alternatives if one.recommended and one.reason]
    return chosen[:1]


def _first_to_leave(view: View, names: list[str]) -> str:
    ties = ties_of(view, names)
    lines = {one.name: one.lines for one in view.services}
    first = min(names, key=lambda name: (ties[name], lines[name], name))
    writes = [table.table for table in view.contested if first in table.writers]
    tables = f", {some(len(writes), 'contested table')}" if writes else ""
    return f"{first} has the fewest ties ({some(ties[first], 'reference')}{tables})."


def _crossing(view: View) -> str:
    cut = view.cut_references
    if not cut:
        return "No reference crosses the proposed lines."
    verb = "crosses" if cut == 1 else "cross"
    return f"{some(cut, 'reference')} in {some(len(view.cuts), 'pair')} of modules {verb} the proposed lines."


def _tables(view: View) -> list[str]:
    if not view.tables:
        return ["No tables were found."]
    shared = sum(one.from_shared for one in view.tables)
    verb = "is" if shared == 1 else "are"
    through = [f"{some(shared, 'table')} {verb} written from shared code."] if shared else []
    if not view.contested:
        return [f"None of {some(len(view.tables), 'table')} has more than one writer.", *through]
    worst = max(
        view.contested, key=lambda one: (len(one.writers), sum(a.writes for a in one.access), one.table)
    )
    verb = "has" if len(view.contested) == 1 else "have"
    rest = f"{len(view.contested)} of {some(len(view.tables), 'table')} {verb} more than one writer"
    return [f"{rest}; {worst.table} is written by {listed(worst.writers)}.", *through]


def _cycle_between(view: View) -> list[str]:
    crossing = {
        (pair.dependent, pair.dependency)
        for pair in view.pairs
        if pair.cut and OTHER not in (pair.dependent, pair.dependency)
    }
    both = [(a, b) for a, b in sorted(crossing) if a < b and (b, a) in crossing]
    if not both:
        return []
    named = listed([f"{a} ⇄ {b}" for a, b in both], 3)
    return [f"{named} depend on each other; one direction has to go before either ships alone."]


def _counts(view: View) -> tuple[Count, ...]:
    modules = view.analysis.modules
    lines = sum(one.lines for one in modules)
    first = Count(number(len(modules)), f"modules, {some(lines, 'line')}", "modules")
    middle = _split_counts(view) if view.services else _coupling_counts(view)
    return first, *middle, _resolved(view)


def _split_counts(view: View) -> tuple[Count, ...]:
    cut, contested, tables = view.cut_references, len(view.contested), len(view.tables)
    return (
        Count(
            number(cut),
            f"references to cut, of {number(view.references)} between files",
            "matrix",
            bad=cut > 0,
        ),
        Count(
            number(contested),
            "tables written by more than one boundary" if tables else "tables found",
            "tables" if tables else "method",
            number(tables) if tables else "",
            contested > 0,
        ),
        _entries(view),
    )


def _coupling_counts(view: View) -> tuple[Count, ...]:
    cycles = view.analysis.cycles
    members = sum(len(cycle.members) for cycle in cycles)
    matrix = "matrix" if view.edges else "modules"
    return (
        Count(number(view.references), f"references in {some(len(view.edges), 'pair')} of modules", matrix),
        Count(
            number(len(cycles)),
            "cycles" if not cycles else f"cycle{'s' * (len(cycles) > 1)} of {some(members, 'module')}",
            "cycles" if cycles else "modules",
            bad=bool(cycles),
        ),
        _entries(view),
    )


def _entries(view: View) -> Count:
    entries = len(view.analysis.meaning.entry_points)
    if not entries:
        return Count("0", "entry points found: read as a library", "method")
    if not (view.services and view.analysis.reach):
        return Count(number(entries), "entry points" if entries > 1 else "entry point", "routes")
    spans, whole = spanning(view)
    label = "entry points that would span two or more boundaries"
    return Count(number(spans), label, "routes", number(whole), spans > 0)


def _resolved(view: View) -> Count:
    done = view.analysis.completeness
    whole = done.references_resolved + done.references_unresolved
    label = f"of references resolved; {number(done.references_unresolved)} could not be"
    return Count(percent(done.references_resolved, whole), label, "method")
