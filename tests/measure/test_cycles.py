"""Cycles and what breaks them."""

from random import Random

import networkx as nx
import pytest
from hypothesis import given

from analyzer.measure.cycles import cycles
from analyzer.measure.feedback import feedback_arcs
from analyzer.measure.order import matrix_order
from tests.measure.graphs import arrows, edges
from tests.measure.test_quotient import NAMES, random_edges


@pytest.mark.parametrize(
    ("text", "members", "breaks"),
    [
        ("a>b b>c", [], []),
        ("a>b:5 b>a", ["a b"], ["b>a:1"]),
        ("a>b:3 b>c:2 c>a:4", ["a b c"], ["b>c:2"]),
        ("a>b:1 b>a:9 c>d:2 d>c:1 b>c", ["a b", "c d"], ["a>b:1", "d>c:1"]),
        ("a>b:5 b>c:5 c>a:1 c>b:1", ["a b c"], ["c>a:1 c>b:1"]),
        ("a>b:1 b>c:5 c>a:5 b>d:5 d>a:5", ["a b c d"], ["a>b:1"]),
    ],
)
def test_the_cheapest_edges_break_a_cycle(text, members, breaks):
    found = cycles(edges(text))
    assert [" ".join(cycle.members) for cycle in found] == members
    assert [arrows(cycle.breaks) for cycle in found] == breaks


def test_the_largest_cycle_comes_first():
    assert [len(one.members) for one in cycles(edges("a>b b>a c>d d>e e>c"))] == [3, 2]


@given(random_edges())
def test_without_the_breaks_no_cycle_is_left_and_none_of_them_is_needless(found):
    broken = {(e.dependent, e.dependency) for cycle in cycles(found) for e in cycle.breaks}
    kept = nx.DiGraph(
        [(e.dependent, e.dependency) for e in found if (e.dependent, e.dependency) not in broken]
    )
    assert nx.is_directed_acyclic_graph(kept)
    for arc in broken:
        assert not nx.is_directed_acyclic_graph(nx.DiGraph([*kept.edges, arc]))


@given(random_edges())
def test_order_holds_every_name_once_and_only_breaks_point_back(found):
    order = matrix_order(NAMES, found)
    assert sorted(order) == list(NAMES)
    broken = {(e.dependent, e.dependency) for cycle in cycles(found) for e in cycle.breaks}
    back = {
        (e.dependent, e.dependency) for e in found if order.index(e.dependent) > order.index(e.dependency)
    }
    assert back <= broken


def test_large_cycles_are_broken_too_and_cheaply():
    random = Random(3)
    planted = {
        (f"m{i:03}", f"m{i + step:03}"): 20 for i in range(200) for step in (1, 3, 7) if i + step < 200
    }
    for _ in range(60):
        high, low = sorted(random.sample(range(200), 2), reverse=True)
        planted[f"m{high:03}", f"m{low:03}"] = 1
    removed = feedback_arcs(planted)
    kept = nx.DiGraph([arc for arc in planted if arc not in set(removed)])
    assert nx.is_directed_acyclic_graph(kept)
    assert sum(planted[arc] for arc in removed) <= 60
