"""The verdict follows from the numbers, also where they are bad."""

import pytest
from msgspec import structs

from analyzer.model.boundary import Boundary, Partition, Unit
from analyzer.model.meaning import Meaning
from analyzer.model.plan import EXTRACTIONS, Extraction, Plan
from analyzer.render.verdict import verdict
from analyzer.render.view import view
from tests.measure.graphs import edges
from tests.render.made import analysis


def made(homes, text, meaning=None, **fields):
    """`a=gateway b=worker` and edges between these files."""
    pairs = [word.split("=") for word in homes.split()]
    units = tuple(Unit(file, "python", file, 10, home, "", 1.0, 1.0) for file, home in pairs)
    names = sorted({home for _, home in pairs if home})
    boundaries = tuple(Boundary(name, "", 1, 10) for name in names)
    found = edges(text)
    base = analysis(12, services=0)
    return structs.replace(
        base,
        file_edges=found,
        module_edges=found,
        cycles=(),
        reach=(),
        meaning=meaning or Meaning(),
        units=units,
        boundaries=boundaries,
        **fields,
    )


@pytest.mark.parametrize(
    ("homes", "text", "headline"),
    [
        ("a=gateway b=worker", "a>b:2 a>c:98", "Can be split into gateway and worker; gateway has the"),
        ("a=gateway b=worker", "a>b:60 b>a:40", "Cannot be split yet: 100% of all references cross"),
        ("a=gateway b=worker c=shared", "a>c:9 b>c:9", "It is already 2 programs: gateway and worker share"),
        ("a=gateway b=other c=shared", "a>b:9 b>c:9", "One service: nothing to cut."),
        ("a=gateway b=gateway", "a>b:9", "One service: nothing to cut."),
        ("a=shared", "", "One service: nothing to cut."),
    ],
)
def test_headline_with_boundaries(homes, text, headline):
    assert verdict(view(made(homes, text))).headline.startswith(headline)


@pytest.mark.parametrize(
    ("homes", "told"),
    [("a=gateway b=worker", "gateway ⇄ worker depend on each other"), ("a=gateway b=other", "")],
)
def test_services_that_depend_on_each_other_are_named(homes, told):
    text = " ".join(verdict(view(made(homes, "a>b:6 b>a:4"))).sentences)
    assert told in text
    assert ("⇄" in text) == bool(told)


def test_parts_of_which_none_had_better_leave_stay_one():
    plan = Plan(extractions=(Extraction("worker", EXTRACTIONS[-1]),))
    found = verdict(view(made("a=gateway b=worker", "a>b:2 a>c:98", plan=plan)))
    assert found.headline.startswith("Better stays one for now: gateway and worker are its parts")
    assert "The plan extracts nothing: worker had better stay." in found.sentences


def test_without_boundaries_the_cycles_lead():
    shown = view(analysis(56, services=0))
    assert verdict(shown).headline == "56 modules with 2 cycles, the largest of 40 modules." or (
        "cycle" in verdict(shown).headline
    )


def test_a_library_without_entry_points_and_tables_is_called_one():
    found = verdict(view(made("a=gateway b=worker", "a>b:2 a>c:98")))
    labels = [count.label for count in found.counts]
    assert "entry points found: read as a library" in labels
    assert "tables found" in labels
    assert "No tables were found." in found.sentences


def test_one_service_says_why():
    alternatives = (Partition("one service", recommended=True, reason="Everything calls everything."),)
    found = verdict(view(made("a=gateway b=gateway", "a>b", alternatives=alternatives)))
    assert found.sentences == ("Everything calls everything.",)


def test_every_verdict_has_five_counts_that_lead_to_sections():
    for services in (0, 1, 3):
        counts = verdict(view(analysis(56, services=services))).counts
        assert len(counts) == 5 and all(count.section for count in counts)
