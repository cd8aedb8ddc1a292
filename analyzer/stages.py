"""The pure stages joined: link and analyse the facts of all files."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from analyzer import __version__
from analyzer.extract.sql.read import read_sql
from analyzer.gate.assignment import assign
from analyzer.link import link
from analyzer.match.entry_points import entry_points
from analyzer.match.external import external_uses
from analyzer.match.migrations import migrations
from analyzer.match.read_rules import read_rules
from analyzer.match.roles import Role, read_roles, shown_signals
from analyzer.match.rule import Rule
from analyzer.match.side_effects import side_effects
from analyzer.match.systems import Catalogue, read_catalogue
from analyzer.match.tables import tables
from analyzer.match.wire_types import Wire, read_wire
from analyzer.measure.completeness import completeness
from analyzer.measure.crossing import homes
from analyzer.measure.graph import Measures, measure
from analyzer.measure.hotspots import hot_spots
from analyzer.measure.reach import reach
from analyzer.model.analysis import SCHEMA_VERSION, Analysis, Completeness
from analyzer.model.boundary import Choices, Proposal
from analyzer.model.facts import Body, Surface
from analyzer.model.meaning import FileRole, Meaning
from analyzer.model.measures import Coupling
from analyzer.model.plan import POLICY, PROPOSAL
from analyzer.model.policy import Policy
from analyzer.model.program import Program
from analyzer.model.source import Language, Problem, Project
from analyzer.partition.decided import decided
from analyzer.partition.propose import propose
from analyzer.partition.roles import assign_roles
from analyzer.plan.blockers import blockers
from analyzer.plan.calls import call_graph
from analyzer.plan.owners import table_owners
from analyzer.plan.plan import plan
from analyzer.plan.sides import GATEWAY, Sides
from analyzer.plan.split import Split
from analyzer.reading import all_problems


class Rules(Struct, frozen=True):
    """What the code is matched against."""

    rules: tuple[Rule, ...] = ()
    catalogue: Catalogue | None = None
    roles: tuple[Role, ...] = ()
    wire: Wire = Wire()


def rules_in(texts: Mapping[str, str]) -> Rules:
    """The rules in TOML texts by path: `systems/`, `roles/`, `wire/`, and a folder a language."""
    folders: dict[str, dict[str, str]] = {}
    for path, text in texts.items():
        folders.setdefault(path.partition("/")[0], {})[path] = text
    systems, roles, wire = (folders.pop(name, {}) for name in ("systems", "roles", "wire"))
    frameworks = read_rules((path, text) for group in folders.values() for path, text in group.items())
    return Rules(frameworks, read_catalogue(systems), read_roles(roles), read_wire(wire))


def analyse(
    project: Project,
    surfaces: Sequence[Surface],
    body_of: Callable[[int], Body],
    rules: Rules,
    *,
    choices: Choices = Choices(),  # noqa: B008 (a frozen value)
    name: str = "",
    policy: Policy = Policy(),  # noqa: B008 (a frozen value)
) -> Analysis:
    """Everything that follows from the facts of all files; pure. Boundaries of a policy go before those
    proposed."""
    program = link(project, surfaces, body_of)
    measures = measure(program.graph)
    meaning, more = understand(program, rules, measures)
    problems = all_problems(project, program.surfaces, more)
    proposal = chosen_boundaries(program, meaning, choices, policy)
    sides = sides_of(program, meaning, rules)
    units = proposal.recommended.units
    found = reach(program, meaning)
    calls = sides.calls if sides else call_graph(program)
    split = Split(program, meaning, homes(units), calls, measures.file_edges)
    return Analysis(
        schema_version=SCHEMA_VERSION,
        monoscan_version=__version__,
        name=name or project.name or _largest_package(measures.modules),
        completeness=completeness(program, problems, measures, meaning),
        modules=measures.modules,
        module_edges=measures.module_edges,
        file_edges=measures.file_edges,
        cycles=measures.cycles,
        hot_spots=hot_spots(
            measures.modules,
            measures.module_edges,
            measures.cycles,
            file_edges=measures.file_edges,
            units=units,
            meaning=meaning,
        ),
        meaning=meaning,
        boundaries=proposal.recommended.boundaries,
        units=units,
        alternatives=proposal.alternatives,
        skipped=project.skipped,
        problems=problems,
        files=program.graph.files,
        reach=found,
        blockers=blockers(sides) if sides else (),
        table_owners=table_owners(sides) if sides else (),
        plan=plan(split, found, rules.wire, source=POLICY if policy.boundaries else PROPOSAL),
    )


def _largest_package(modules: Iterable[Coupling]) -> str:
    """What a repository without a name of its own is called: its top package of most lines."""
    lines: Counter[str] = Counter()
    for one in modules:
        lines[one.module if "/" in one.module else one.module.partition(".")[0]] += one.lines
    return min(lines, key=lambda name: (-lines[name], name), default="repository")


def cut(
    project: Project,
    surfaces: Sequence[Surface],
    body_of: Callable[[int], Body],
    rules: Rules,
    choices: Choices,
    policy: Policy,
) -> Split:
    """The program cut along the boundaries of the policy, or else along those proposed."""
    program = link(project, surfaces, body_of)
    measures = measure(program.graph)
    meaning, _ = understand(program, rules, measures)
    units = chosen_boundaries(program, meaning, choices, policy).recommended.units
    return Split(program, meaning, homes(units), call_graph(program), measures.file_edges)


def chosen_boundaries(program: Program, meaning: Meaning, choices: Choices, policy: Policy) -> Proposal:
    """The boundaries proposed, after those of the policy if it has any."""
    proposal = propose(program, meaning, choices)
    if not policy.boundaries:
        return proposal
    home = assign([unit.path for unit in proposal.recommended.units], policy)
    return decided(proposal, home, program, meaning)


def sides_of(program: Program, meaning: Meaning, rules: Rules) -> Sides | None:
    """The program seen by roles, None where no rules say what they are."""
    if rules.catalogue is None:
        return None
    gateway = (role for role in rules.roles if role.role == GATEWAY)
    web_types = frozenset(name for role in gateway for signal in role.signal for name in signal.parameter)
    return Sides(program, meaning, rules.catalogue, web_types)


class Findings(Struct, frozen=True):
    """A linked program, and what the rules say of it if they were asked; `sides` is the program by roles."""

    program: Program
    meaning: Meaning
    completeness: Completeness
    sides: Sides | None = None


def findings(
    project: Project, surfaces: Sequence[Surface], body_of: Callable[[int], Body], rules: Rules | None
) -> Findings:
    """The linked program, without measures; `rules` are asked if there are any."""
    program = link(project, surfaces, body_of)
    if rules is None:
        problems = all_problems(project, program.surfaces)
        return Findings(program, Meaning(), completeness(program, problems))
    measures = measure(program.graph)
    meaning, more = understand(program, rules, measures)
    problems = all_problems(project, program.surfaces, more)
    seen = completeness(program, problems, measures, meaning)
    return Findings(program, meaning, seen, sides_of(program, meaning, rules))


def understand(program: Program, rules: Rules, measures: Measures) -> tuple[Meaning, tuple[Problem, ...]]:
    """What the code does, by the rules, and the trouble met on the way."""
    points, unseen_points = entry_points(program, rules.rules)
    stored = tables(program, rules.rules, read_sql)
    external = external_uses(program, rules.catalogue) if rules.catalogue else ()
    meaning = Meaning(
        entry_points=points,
        table_uses=stored.uses,
        tables=stored.tables,
        migrations=migrations(program.surfaces, stored.uses),
        joins=stored.joins,
        transactions=stored.transactions,
        external=external,
        side_effects=side_effects(program),
        unseen={**unseen_points, **stored.unseen},
    )
    return replace(meaning, roles=_roles(program, rules, measures, meaning)), stored.problems


def _roles(program: Program, rules: Rules, measures: Measures, meaning: Meaning) -> tuple[FileRole, ...]:
    if rules.catalogue is None:
        return ()
    shown = shown_signals(program, rules.roles, rules.catalogue, meaning)
    paths = [file.path for file in program.graph.files if file.language != Language.SQL and not file.is_test]
    number = {path: i for i, path in enumerate(paths)}
    edges = [
        (number[edge.dependent], number[edge.dependency])
        for edge in measures.file_edges
        if edge.dependent in number and edge.dependency in number
    ]
    return assign_roles(paths, shown, edges)
