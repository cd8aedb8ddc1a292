"""Small graphs for the gate's tests, drawn in a few words."""

from array import array

from analyzer.gate.assignment import assign, check_fit
from analyzer.gate.checks import find
from analyzer.gate.view import View
from analyzer.model.facts import ImportKind
from analyzer.model.graph import CodeGraph, FileNode, ImportEdge, References
from analyzer.model.meaning import Meaning
from analyzer.model.policy import BoundaryPolicy, GatePolicy, Policy

NO_REFERENCES = References(*(array("q") for _ in range(6)))


def graph(*imports: str, outside: tuple[str, ...] = ("openai",)) -> CodeGraph:
    """`graph("web/a -> ai/b", "web/a -typing-> ai/c")`: files web/a.py ..., modules web.a ..."""
    edges = [_edge(text) for text in imports]
    names = sorted({name for edge in edges for name in (edge[0], edge[2])} - set(outside))
    number = {name: position for position, name in enumerate(names)}
    return CodeGraph(
        files=tuple(
            FileNode(f"{name}.py", "python", name.replace("/", "."), 10, is_test="test_" in name)
            for name in names
        ),
        symbols=(),
        imports=tuple(
            ImportEdge(number[a], 10 + line, b.replace("/", "."), kind, b not in outside)
            for line, (a, kind, b) in enumerate(edges)
        ),
        references=NO_REFERENCES,
    )


def _edge(text: str) -> tuple[str, ImportKind, str]:
    left, arrow, right = text.split()
    return left, ImportKind(arrow.strip("->") or "runtime"), right


def policy(gate: GatePolicy | None = None, **boundaries: dict) -> Policy:
    """`policy(web={"may_depend_on": ("ai",)}, ai={})`: each boundary is the folder of its name."""
    return Policy(
        {name: BoundaryPolicy(files=(f"{name}/**",), **given) for name, given in boundaries.items()},
        {},
        gate or GatePolicy(cycles=False),
    )


def findings(code: CodeGraph, rules: Policy, meaning: Meaning | None = None) -> list[str]:
    """What the gate finds, each as `CODE dependent -> dependency`."""
    paths = [node.path for node in code.files]
    check_fit(code.files, rules)
    found = find(View(code, meaning or Meaning(), rules, assign(paths, rules)))
    return [f"{item.check} {item.identity.dependent} -> {item.identity.dependency}" for item in found]
