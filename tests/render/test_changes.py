"""Changes since an older analysis, in the formats for people."""

import dataclasses
import re

import pytest
from msgspec.structs import replace

from analyzer.render.changes import LIMIT, compared
from analyzer.render.formats import FORMATS
from tests.render.hostile import hostile
from tests.render.made import analysis

OLD, NEW = analysis(24), analysis(24, services=4)
FORMS = ("html", "markdown", "text")


def since(options, former):
    return dataclasses.replace(options, former=former)


@pytest.mark.parametrize("form", FORMS)
def test_every_count_is_in_every_format(form, options):
    made = FORMATS[form](NEW, since(options, OLD))
    groups = compared(NEW, OLD).groups
    assert len(groups) > 3
    for group in groups:
        assert group.words in made, group.kind
        assert group.plural in made.lower()


@pytest.mark.parametrize("form", FORMS)
def test_the_same_analysis_has_no_changes(form, options):
    made = FORMATS[form](NEW, since(options, NEW))
    assert "Nothing has changed." in made or "older analysis\n  none" in made
    assert 'class="mk' not in made


@pytest.mark.parametrize("form", FORMS)
def test_without_an_older_analysis_nothing_is_said(form, options):
    made = FORMATS[form](NEW, options)
    assert "older analysis" not in made and 'class="mk' not in made


def test_marks_stand_in_the_other_sections(options):
    page = FORMATS["html"](NEW, since(options, OLD))
    sections = dict(re.findall(r'<section id="(\w+)"(.*?)</section>', page, re.S))
    assert next(iter(sections)) == "changes"
    assert 'class="mk' in sections["routes"]
    assert 'class="mk new">new' in sections["boundaries"]


def test_many_changes_say_how_many_are_shown(options):
    big = analysis(300, services=8)
    page = FORMATS["html"](big, since(options, replace(big, module_edges=())))
    whole = len(big.module_edges)
    assert f"{LIMIT} of {whole:,} changes of dependencies between modules shown" in page


def test_an_analysis_by_another_version_is_said_so(options):
    assert "monoscan 0.0.7" in FORMATS["text"](NEW, since(options, replace(NEW, monoscan_version="0.0.7")))


def test_hostile_names_stay_inert(options):
    page = FORMATS["html"](hostile(), since(options, OLD))
    assert "<img" not in page
    assert not re.search(r"[\x00\x1b\u202e]", FORMATS["text"](OLD, since(options, hostile())))
