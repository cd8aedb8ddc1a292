"""What crosses boundaries."""

import pytest

from analyzer.measure.crossing import cuts, ownership, pairs
from analyzer.measure.hotspots import hot_spots
from analyzer.model.boundary import Unit
from analyzer.model.meaning import Meaning, Table, TableOp, TableUse
from analyzer.model.measures import Coupling, Pair, TableAccess
from tests.measure.graphs import arrows, edges

HOME = {"a": "gateway", "b": "worker", "c": "shared", "d": "gateway"}


def test_only_references_into_another_boundary_that_is_not_shared_are_cut():
    found = edges("a>b:3 b>a:2 a>c:5 c>a:1 a>d:4 x>b:9")
    assert arrows(cuts(found, HOME)) == "a>b:3 b>a:2 c>a:1"
    assert pairs(found, HOME) == (
        Pair("gateway", "gateway", 4, False),
        Pair("gateway", "shared", 5, False),
        Pair("gateway", "worker", 3, True),
        Pair("shared", "gateway", 1, True),
        Pair("worker", "gateway", 2, True),
    )


def uses(text):
    """`a:users:write` words."""
    rows = [word.split(":") for word in text.split()]
    return tuple(TableUse(file, 1, "f", table, TableOp(op)) for file, table, op in rows)


@pytest.mark.parametrize(
    ("text", "owner", "contested"),
    [
        ("a:t:write a:t:write b:t:write", "gateway", True),
        ("a:t:read a:t:read b:t:write", "worker", False),
        ("c:t:write c:t:write a:t:write", "gateway", False),
        ("c:t:write a:t:read", "shared", False),
        ("a:t:read b:t:read b:t:read", "worker", False),
        ("x:t:write", "", False),
    ],
)
def test_the_boundary_that_writes_most_owns_a_table(text, owner, contested):
    (found,) = ownership(Meaning(table_uses=uses(text)), HOME)
    assert (found.owner, found.contested) == (owner, contested)


def test_migrations_access_no_table():
    (found,) = ownership(Meaning(table_uses=uses("a:t:write b:t:write"), migrations=("a",)), HOME)
    assert (found.owner, found.contested, found.access) == ("worker", False, (TableAccess("worker", 0, 1),))
    assert [place.path for place in found.evidence] == ["b", "a"]


def test_a_table_that_only_migrations_make_and_take_away_is_none():
    meaning = Meaning(
        tables=(Table("t"),), table_uses=uses("a:t_old:write a:t:ddl a:t_old:ddl"), migrations=("a",)
    )
    assert [one.table for one in ownership(meaning, HOME)] == ["t"]


def test_a_declared_table_without_uses_is_listed():
    found = ownership(Meaning(tables=(Table("t"),), table_uses=uses("a:u:write")), HOME)
    assert [(one.table, one.owner, one.access) for one in found] == [
        ("t", "", ()),
        ("u", "gateway", (TableAccess("gateway", 0, 1),)),
    ]


def unit(path):
    return Unit(path, "python", path, 10, HOME[path], "", 1.0, 1.0)


def test_hot_spots_rank_by_what_crosses():
    found = edges("a>b:3 d>b:1 a>c:50")
    modules = [Coupling(name, 1, 10, 1, 1) for name in "abcd"]
    spots = hot_spots(modules, found, (), file_edges=found, units=[unit(name) for name in "abcd"])
    assert [(spot.subject, spot.counts["cut_out"], spot.counts["cut_in"]) for spot in spots] == [
        ("b", 0, 4),
        ("a", 3, 0),
        ("d", 1, 0),
    ]
    assert spots[1].reason == "Refers 3 times to code of another boundary."


def test_hot_spots_without_boundaries_are_hubs():
    modules = [Coupling("log", 1, 9, 40, 0), Coupling("hub", 1, 9, 5, 6), Coupling("main", 1, 9, 0, 9)]
    (spot,) = hot_spots(modules, edges("hub>log:2 main>hub"), ())
    assert spot.subject == "hub"
    assert spot.reason == "5 modules depend on it and it depends on 6."
