"""The numbers of the plan are those of the matrix, of the headline and of the JSON, on every fixture."""

import json
from pathlib import Path

import pytest

from analyzer.model.plan import CROSSING_KINDS, REFERENCE_KINDS, REMEDIES
from analyzer.model.policy import BoundaryPolicy, Policy
from analyzer.pipeline import Options, cut, scan
from analyzer.plan.plan import what_if
from analyzer.render import json as as_json
from analyzer.render.options import RenderOptions
from analyzer.render.routes import spanning
from analyzer.render.view import view

REPOS = sorted(
    path for path in Path(__file__).parents[1].joinpath("fixtures", "repos").iterdir() if path.is_dir()
)


def quiet(done: int, total: int) -> None:
    """No progress."""


@pytest.fixture(scope="module", params=REPOS, ids=lambda path: path.name)
def root(request):
    return request.param


@pytest.fixture(scope="module")
def analysis(root):
    return scan(root, Options(), quiet)


def test_references_agree_everywhere(analysis):
    plan, shown = analysis.plan, view(analysis)
    written = json.loads(as_json.render(analysis, RenderOptions()))["plan"]
    counts = [one["count"] for one in written["crossings"] if one["kind"] in REFERENCE_KINDS]
    assert plan.before.references > 0
    assert {
        sum(one.count for one in plan.crossings if one.kind in REFERENCE_KINDS),
        sum(plan.before.crossings.get(kind, 0) for kind in REFERENCE_KINDS),
        sum(pair.count for pair in shown.pairs if pair.cut),
        shown.cut_references,
        written["before"]["references"],
        sum(counts),
    } == {plan.before.references}


def test_pairs_tables_and_routes_agree(analysis):
    plan, shown = analysis.plan, view(analysis)
    assert plan.before.pairs == tuple(pair for pair in shown.pairs if pair.cut)
    assert plan.before.contested == tuple(one.table for one in shown.contested)
    assert (plan.before.spanning, plan.before.entry_points) == spanning(shown)


def test_a_move_is_counted_as_if_monoscan_toml_said_it(analysis, root):
    split = cut(root, Options(), quiet)
    crossing = max(analysis.plan.crossings, key=lambda one: one.count)
    moves = {crossing.path: crossing.dependent}
    before, after = what_if(split, moves)
    home = {**split.home, **moves}
    said = {
        name: BoundaryPolicy(tuple(path for path in home if home[path] == name)) for name in home.values()
    }
    assert before == analysis.plan.before != after
    assert scan(root, Options(policy=Policy(boundaries=said)), quiet).plan.before == after


def test_each_step_leaves_what_it_says(analysis):
    """What a step removes and adds is the difference of the numbers around it, and so is the whole plan's."""
    before = analysis.plan.before
    assert analysis.plan.steps
    for number, step in enumerate(analysis.plan.steps, 1):
        counts = {kind: before.crossings.get(kind, 0) for kind in CROSSING_KINDS}
        for kind in CROSSING_KINDS:
            counts[kind] += step.adds.get(kind, 0) - step.removes.get(kind, 0)
        assert step.number == number
        assert {kind: count for kind, count in counts.items() if count} == step.after.crossings
        assert step.after.references == sum(counts[kind] for kind in REFERENCE_KINDS)
        before = step.after
    assert before == analysis.plan.after


def test_every_crossing_has_one_remedy_and_a_step_or_is_kept(analysis):
    for one in analysis.plan.crossings:
        assert one.remedy in REMEDIES and (one.step > 0) == (one.remedy != "keep"), one
