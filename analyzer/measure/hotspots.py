"""Hot spots: the modules where most has to be untangled, counted and not scored."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analyzer.measure.crossing import cuts, homes, ownership
from analyzer.model.boundary import Unit
from analyzer.model.graph import Edge
from analyzer.model.meaning import Meaning, TableOp
from analyzer.model.measures import Coupling, Cycle, HotSpot

LIMIT = 12


def hot_spots(
    modules: Sequence[Coupling],
    module_edges: Sequence[Edge],
    cycles: Sequence[Cycle],
    *,
    file_edges: Sequence[Edge] = (),
    units: Sequence[Unit] = (),
    meaning: Meaning | None = None,
) -> tuple[HotSpot, ...]:
    """At most twelve modules: by what crosses the boundaries if there are any, else by coupling.

    Without boundaries a module ranks by the two-step chains that run through it (Ca times Ce).
    """
    home = homes(units)
    if len(set(home.values())) > 1:
        found = _crossing(modules, file_edges, home, {unit.path: unit.module for unit in units}, meaning)
        if found:
            return found
    cycle_of = {name: len(cycle.members) for cycle in cycles for name in cycle.members}
    ranked = sorted(modules, key=lambda one: (-one.afferent * one.efferent, -one.afferent, one.module))
    chosen = [one for one in ranked if one.afferent and one.efferent][:LIMIT]
    return tuple(_coupled(one, module_edges, cycle_of.get(one.module, 0)) for one in chosen)


def _coupled(module: Coupling, edges: Iterable[Edge], cycle: int) -> HotSpot:
    near = [edge for edge in edges if module.module in (edge.dependent, edge.dependency)]
    counts = {
        "dependents": module.afferent,
        "dependencies": module.efferent,
        "references_in": sum(edge.count for edge in near if edge.dependency == module.module),
        "references_out": sum(edge.count for edge in near if edge.dependent == module.module),
        "cycle": cycle,
    }
    reason = f"{_some(module.afferent, 'module')} depend{'s' * (module.afferent == 1)} on it"
    reason += f" and it depends on {module.efferent}."
    if cycle:
        reason += f" It is in a cycle of {cycle} modules."
    heaviest = max(near, key=lambda edge: (edge.count, edge.dependent, edge.dependency))
    return HotSpot(module.module, reason, counts, heaviest.evidence)


def _crossing(
    modules: Sequence[Coupling],
    file_edges: Sequence[Edge],
    home: Mapping[str, str],
    module_of: Mapping[str, str],
    meaning: Meaning | None,
) -> tuple[HotSpot, ...]:
    out: Counter[str] = Counter()
    into: Counter[str] = Counter()
    heaviest: dict[str, Edge] = {}
    for edge in cuts(file_edges, home):
        for counter, path in ((out, edge.dependent), (into, edge.dependency)):
            name = module_of[path]
            counter[name] += edge.count
            if name not in heaviest or heaviest[name].count < edge.count:
                heaviest[name] = edge
    tables = _contested_by_module(meaning or Meaning(), home, module_of)
    sized = [(out[one.module] + into[one.module] + len(tables[one.module]), one) for one in modules]
    ranked = sorted(sized, key=lambda row: (-row[0], -row[1].afferent, row[1].module))
    found = []
    for total, module in ranked[:LIMIT]:
        if total:
            name = module.module
            counts = {
                "cut_out": out[name],
                "cut_in": into[name],
                "tables": len(tables[name]),
                "dependents": module.afferent,
            }
            reason = _reason(counts, tables[name])
            evidence = heaviest[name].evidence if name in heaviest else ()
            found.append(HotSpot(name, reason, counts, evidence))
    return tuple(found)


def _contested_by_module(
    meaning: Meaning, home: Mapping[str, str], module_of: Mapping[str, str]
) -> defaultdict[str, list[str]]:
    contested = {one.table for one in ownership(meaning, home) if one.contested}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for use in meaning.uses_at_run_time:
        module = module_of.get(use.file)
        writes = use.op == TableOp.WRITE and use.table in contested
        if module and writes and use.table not in found[module]:
            found[module].append(use.table)
    return found


def _reason(counts: Mapping[str, int], tables: Sequence[str]) -> str:
    parts = []
    if counts["cut_out"]:
        parts.append(f"Refers {_some(counts['cut_out'], 'time')} to code of another boundary.")
    if counts["cut_in"]:
        parts.append(f"Referred to {_some(counts['cut_in'], 'time')} from another boundary.")
    if tables:
        more = f" and {len(tables) - 4} more" if len(tables) > 4 else ""
        parts.append(f"Writes {', '.join(sorted(tables)[:4])}{more}, written elsewhere too.")
    if counts["dependents"] > 3:
        parts.append(f"{counts['dependents']} modules depend on it.")
    return " ".join(parts)


def _some(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"
