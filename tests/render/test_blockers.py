"""Blockers in the reports: all kinds, all places, remedies told once."""

import re

import pytest
from msgspec.structs import replace

from analyzer.model.plan import Blocker
from analyzer.plan.blockers import BLOCKER_KINDS
from analyzer.render.blockers import LIMIT, TITLES, blocker_groups
from analyzer.render.formats import FORMATS
from tests.render.hostile import NAMES
from tests.render.made import analysis

FOUND = (
    Blocker("shared-global", "a.go", 3, "`Cache` is written here", "pass it in", (7, 9)),
    Blocker("shared-global", "b.go", 4, "`Cache` is read here", "pass it in"),
    Blocker("transaction", "a.go", 30, "over `users` and `jobs`", "an outbox"),
    Blocker("transaction", "c.go", 31, "over `users` and `mail`", "a saga"),
)
CASE = replace(analysis(24), blockers=FOUND)


def test_every_kind_has_a_title():
    assert set(TITLES) == set(BLOCKER_KINDS)


def test_groups():
    found = blocker_groups(FOUND, "")
    assert [(one.kind, one.whole, one.remedy) for one in found] == [
        ("shared-global", 2, "pass it in"),
        ("transaction", 2, ""),
    ]
    assert [row.file_lines for row in found[0].rows] == ["a.go:3, 7, 9", "b.go:4"]
    assert [row.remedy for row in found[1].rows] == ["an outbox", "a saga"]


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_places_and_remedies_are_there(form, options):
    made = FORMATS[form](CASE, options)
    plain = re.sub(r"<[^>]+>|[`\\]", "", made)
    for text in ("a.go:3, 7, 9", "b.go:4", "pass it in", "an outbox", "a saga", "Cache is read here"):
        assert text in plain, text
    assert plain.count("pass it in") == 1


def test_many_say_how_many_are_shown(options):
    many = tuple(Blocker("transaction", "a.go", line, "why", "do") for line in range(1, LIMIT + 40))
    page = FORMATS["html"](replace(CASE, blockers=many), options)
    assert f"{LIMIT} of {LIMIT + 39} shown" in page


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_hostile_blockers_are_inert(form, options):
    bad = tuple(Blocker("transaction", name, 1, name, name) for name in NAMES)
    made = FORMATS[form](replace(CASE, blockers=bad), options)
    assert not re.search(r"(?<!\\)<(?:img|svg onload)", re.sub(r"``.*?``|`[^`]*`", "", made))
