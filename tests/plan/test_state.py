"""A plan on its way: what has gone and come between two states, counted."""

from analyzer.plan.steps.change import differences
from analyzer.plan.steps.state import State
from tests.plan.splits import split

WEB = 'package web\nimport "example.org/m/store"\nfunc F() { store.Add() }\n'
SOURCES = {
    "store/s.go": "package store\nfunc Add() {}\nfunc Drop() {}\n",
    "web/a.go": WEB,
    "web/b.go": 'package web\nimport _ "example.org/m/store"\n',
}


def test_an_import_for_a_use_and_one_without_are_two_crossings():
    before = State(split(SOURCES))
    counts = {(one.kind, one.count) for one in before.crossings}
    assert counts == {("import", 0), ("import", 1), ("call", 1)}
    removed, added = differences(before, before.without(before.by_key))
    assert (sum(removed.values()), added) == (2, {})


def test_a_move_makes_what_was_inside_a_crossing_and_what_crossed_no_crossing():
    before = State(split(SOURCES | {"store/t.go": "package store\nfunc G() { Drop() }\n"}))
    removed, added = differences(before, before.moved({"store/s.go": "web"}))
    assert sorted((kind, count) for (kind, *_), count in removed.items()) == [
        ("call", 1),
        ("import", 0),
        ("import", 1),
    ]
    assert [(kind, count) for (kind, *_), count in added.items()] == [("call", 1)]
