"""A step of the plan as a policy: the gate fails with it before the step, and passes after it."""

import json
from collections.abc import Iterator, Mapping, Sequence

from analyzer.gate.baseline import write_baseline
from analyzer.gate.proposal import globs
from analyzer.model.plan import Step, StepRule

NO_BASELINE = "none.jsonl"


def step_files(steps: Sequence[Step], home: Mapping[str, str]) -> dict[str, str]:
    """A policy for each step by the name of its file, and a baseline that accepts nothing."""
    files = {f"step-{step.number:02}.toml": _policy(step, home) for step in steps}
    return {**files, NO_BASELINE: write_baseline(())} if files else {}


def _policy(step: Step, home: Mapping[str, str]) -> str:
    names = sorted(set(home.values()) - {""})
    return "\n".join(
        [
            f"# Step {step.number}: {step.title}".replace("\n", " "),
            *(line for name in names for line in _boundary(name, names, step.gate_rule, home)),
            *(line for table, users in step.gate_rule.users.items() for line in _table(table, users)),
            "[gate]",
            'unassigned = "off"',
            "cycles = false",
            "",
        ]
    )


def _boundary(name: str, names: Sequence[str], rule: StepRule, home: Mapping[str, str]) -> Iterator[str]:
    yield f"[boundaries.{json.dumps(name)}]"
    yield f"files = {json.dumps(list(globs(home, name)))}"
    yield f"may_depend_on = {json.dumps([other for other in names if other != name])}"
    if name in rule.at_most:
        counts = (f"{json.dumps(other)} = {count}" for other, count in sorted(rule.at_most[name].items()))
        yield f"at_most = {{ {', '.join(counts)} }}"
    if name in rule.owns:
        yield f"owns = {json.dumps(list(rule.owns[name]))}"
    yield ""


def _table(table: str, users: Sequence[str]) -> Iterator[str]:
    yield f"[tables.{json.dumps(table)}]"
    yield f"readers = {json.dumps(list(users))}"
    yield f"writers = {json.dumps(list(users))}"
    yield ""
