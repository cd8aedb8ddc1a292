"""A proposal of boundaries as the text of monoscan.toml, for people to edit."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from analyzer.model.analysis import Analysis
from analyzer.model.boundary import SHARED
from analyzer.model.graph import Edge

HEAD = """\
# Boundaries proposed by monoscan; edit them, then accept what is there: monoscan baseline create PATH
# Every key is described in docs/gate.md, those of [partition] in docs/boundaries.md.
"""


def policy_text(analysis: Analysis) -> str:
    """monoscan.toml for the proposed boundaries: globs, what each may depend on, the tables it owns.

    Each boundary may depend on shared code only; what it uses of others today is told in a comment.
    """
    home = {unit.path: unit.boundary for unit in analysis.units}
    crossing = _crossing(analysis.file_edges, home)
    owned = _owned(analysis, home)
    parts = [HEAD]
    for boundary in analysis.boundaries:
        parts.append("\n".join(_table(boundary.name, boundary.why_name, home, crossing, owned)) + "\n")
    parts.append('[gate]\nunassigned = "warn"\n')
    parts.append(
        "# Wishes for the next proposal:\n"
        "# [partition]\n"
        '# pins = [["path/or/package", "boundary"]]\n'
        '# together = [["one", "other"]]\n'
        '# renamed = { "proposed-name" = "your-name" }\n'
    )
    return "\n".join(parts)


def _table(
    name: str,
    why: str,
    home: Mapping[str, str],
    crossing: Mapping[str, Mapping[str, int]],
    owned: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    yield f"[boundaries.{json.dumps(name)}]"
    if why:
        yield f"# named for: {why}".replace("\n", " ")
    yield "files = ["
    yield from (f"    {json.dumps(glob)}," for glob in globs(home, name))
    yield "]"
    yield f"may_depend_on = {json.dumps([SHARED] if name != SHARED else [])}"
    for other, count in sorted(crossing.get(name, {}).items()):
        if other != SHARED:
            yield f"# today {count} {'reference leads' if count == 1 else 'references lead'} to {other}"
    if owned.get(name):
        yield f"owns = {json.dumps(sorted(owned[name]))}"


def _crossing(edges: Sequence[Edge], home: Mapping[str, str]) -> dict[str, dict[str, int]]:
    counts: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for edge in edges:
        one, other = home.get(edge.dependent, ""), home.get(edge.dependency, "")
        if one and other and one != other:
            counts[one][other] += edge.count
    return {name: dict(others) for name, others in counts.items()}


def _owned(analysis: Analysis, home: Mapping[str, str]) -> dict[str, list[str]]:
    """Tables whose statements all stand in one boundary; contested ones are for people to decide."""
    users: defaultdict[str, set[str]] = defaultdict(set)
    for use in analysis.meaning.uses_at_run_time:
        if use.file in home:
            users[use.table].add(home[use.file])
    owned: defaultdict[str, list[str]] = defaultdict(list)
    for table, names in users.items():
        if len(names) == 1:
            owned[min(names)].append(table)
    return owned


def globs(home: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Globs that hold the files of one boundary and no others: whole folders where they can."""
    return tuple(_globs("", sorted(home), home, name))


def _globs(folder: str, paths: Sequence[str], home: Mapping[str, str], name: str) -> Iterator[str]:
    members = {home[path] for path in paths}
    if name not in members:
        return
    if members == {name} and folder:
        yield f"{folder}**"
        return
    below: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        rest = path[len(folder) :]
        below[rest.partition("/")[0] + "/" if "/" in rest else rest].append(path)
    for child, inside in sorted(below.items()):
        if child.endswith("/"):
            yield from _globs(folder + child, inside, home, name)
        elif home[folder + child] == name:
            yield folder + child
