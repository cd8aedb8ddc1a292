"""From a walked folder to the findings of the gate, read as deep as the policy's checks need."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from analyzer.gate.assignment import assign, check_fit
from analyzer.gate.checks import find, needs_full_facts
from analyzer.gate.policy import unknown_words
from analyzer.gate.view import View
from analyzer.link import import_graph, link
from analyzer.model.finding import Finding
from analyzer.model.graph import CodeGraph
from analyzer.model.meaning import Meaning
from analyzer.model.policy import Policy
from analyzer.model.source import Problem, Project
from analyzer.pipeline import Options, facts_of, rules_of
from analyzer.reading import all_problems
from analyzer.shell.discover import placed
from analyzer.shell.reader import Facts, Progress
from analyzer.shell.walk import Walked

if TYPE_CHECKING:
    from analyzer.stages import Rules


def find_anew(
    root: Path,
    walked: Walked,
    policy: Policy,
    options: Options,
    progress: Progress,
    renamed: Mapping[str, str],
) -> tuple[CodeGraph, tuple[Problem, ...], tuple[Finding, ...]]:
    """The graph of the code, the trouble met on the way, and what the code does that the policy forbids."""
    full = needs_full_facts(policy)
    found = placed(root, walked)
    facts = facts_of(found, options, progress, imports_only=not full)
    rules = rules_of(options) if full else None
    graph, meaning, more = (
        _understood(found.project, facts, rules)
        if rules
        else (import_graph(found.project, facts.surfaces), Meaning(), ())
    )
    paths = [node.path for node in graph.files]
    present = set(paths)
    if rules and (wrong := _unknown_words(policy, rules)):
        check_fit(graph.files, policy, wrong)
    boundary_of = assign(paths, policy)
    boundary_of |= {path: name for path, name in renamed.items() if path in present}
    findings = find(View(graph, meaning, policy, boundary_of))
    return graph, all_problems(found.project, facts.surfaces, more), findings


def _unknown_words(policy: Policy, rules: "Rules") -> list[str]:
    from analyzer.match.systems import kinds_of

    systems = kinds_of(rules.catalogue) if rules.catalogue else {}
    return list(unknown_words(policy, systems, (role.role for role in rules.roles)))


def _understood(
    project: Project, facts: Facts, rules: "Rules"
) -> tuple[CodeGraph, Meaning, tuple[Problem, ...]]:
    """What all facts together mean. What that needs is loaded here: checks of imports do without."""
    from analyzer.measure.graph import measure
    from analyzer.stages import understand

    program = link(project, facts.surfaces, facts.body)
    return program.graph, *understand(program, rules, measure(program.graph))
