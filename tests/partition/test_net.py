"""Order, reach and dominance on literal graphs."""

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from analyzer.partition.net import dominated_sizes, doors, net_of, reach_of

PAIRS = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40)


def test_loops_and_repetitions_are_left_out():
    net = net_of(3, [(0, 1), (0, 1), (1, 1), (1, 2)])
    assert net.dependencies == ((1,), (2,), ())
    assert net.dependents == ((), (0,), (1,))


@given(PAIRS)
def test_dependents_come_before_dependencies(pairs):
    net = net_of(12, pairs)
    place = {node: number for number, members in enumerate(net.order) for node in members}
    assert sorted(place) == list(range(12))
    assert all(place[a] <= place[b] for a, b in pairs)


@given(PAIRS)
def test_reach_is_what_a_walk_finds(pairs):
    net = net_of(12, pairs)
    graph = nx.DiGraph(pairs)
    graph.add_nodes_from(range(12))
    for node, bits in enumerate(reach_of(net)):
        assert {other for other in range(12) if bits >> other & 1} == nx.descendants(graph, node) | {node}


@given(PAIRS)
def test_sizes_are_those_of_the_dominator_tree(pairs):
    net = net_of(12, pairs)
    graph = nx.DiGraph((a, b) for a, b in pairs if b != 0)
    graph.add_edge(-1, 0)
    parent = nx.immediate_dominators(graph, -1)
    expected = [0] * 12
    for node in parent:
        above = node
        while above != -1:
            expected[above] += 1
            above = parent[above]
    assert dominated_sizes(net, [[0]]) == expected


def test_dominance_is_the_share_behind_one_door():
    net = net_of(5, [(0, 1), (0, 2), (1, 3), (1, 4), (2, 4)])
    assert doors(net, 0, 5, 0.1)[1] == 2 / 5
    assert 1 not in doors(net, 0, 5, 0.5)
