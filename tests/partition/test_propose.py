"""Proposals for small programs."""

import random
from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.errors import ConfigError
from analyzer.model.boundary import SHARED, Choices
from analyzer.model.meaning import EntryPoint, EntryPointKind, Meaning
from analyzer.partition.propose import propose
from tests.partition.programs import ROOT, TWO, TWO_MAINS, program


def placed(proposal) -> dict[str, str]:
    """The boundary of each package."""
    return {unit.path.removesuffix("/x.go"): unit.boundary for unit in proposal.recommended.units}


def test_each_program_owns_what_only_it_reaches():
    found = placed(propose(program(TWO, TWO_MAINS), Meaning()))
    assert {name for name, label in found.items() if label == "shop"} == {
        "cmd/shop",
        "shop",
        "shop/cart",
        "shop/item",
    }
    assert {name for name, label in found.items() if label == SHARED} == {"clock", "db", "log"}


def test_one_program_is_opened_up_by_what_it_treats_alike():
    one = TWO.replace("cmd/shop>shop cmd/bill>bill", "cmd>shop cmd>bill cmd>mail mail>mail/smtp mail>log")
    uses = "cmd>shop.New cmd>bill.New cmd>mail.New"
    found = placed(propose(program(one, "cmd", uses), Meaning()))
    assert (found["shop/cart"], found["bill/tax"], found["mail/smtp"]) == ("shop", "bill", "mail")
    assert found["log"] == SHARED


@pytest.mark.parametrize(
    ("folder", "seeds"),
    [
        ("hack/docs", False),
        ("scripts-dev", False),
        ("examples/bill", False),
        ("toolbox", True),
        ("cmd/test-runner", True),
        ("cmd/shop-scripts", False),
        ("cmd/shop-integration", True),
        ("shop-scripts", True),
    ],
)
def test_a_program_beside_the_product_is_no_service_of_its_own(folder, seeds):
    beside = f"{TWO} {folder}>{folder}/a {folder}>{folder}/b"
    proposal = propose(program(beside, f"{TWO_MAINS} {folder}"), Meaning())
    assert (len(proposal.recommended.boundaries) == 4) == seeds
    alone = propose(program(beside, f"{TWO_MAINS} {folder}"), Meaning(), Choices(off=frozenset({"names"})))
    assert len(alone.recommended.boundaries) == 4


def test_a_product_that_lies_in_such_a_folder_is_kept():
    moved = " ".join(f"tools/{word}".replace(">", ">tools/") for word in TWO.split())
    found = placed(propose(program(moved, "tools/cmd/shop tools/cmd/bill"), Meaning()))
    assert found["tools/shop/cart"] != found["tools/bill/tax"]


def test_what_shared_code_uses_stays_with_its_service_if_the_flow_is_nearly_all_of_it():
    wide = " ".join(f"bill>bill/p{n} shop>shop/p{n} db>table/t{n}" for n in range(200))
    found = placed(propose(program(f"{TWO} {wide} shop>shop/schema db>shop/schema", TWO_MAINS), Meaning()))
    assert (found["shop/schema"], found["db"], found["table/t1"]) == ("shop", SHARED, SHARED)
    both = f"{TWO} {wide} shop>shop/schema db>shop/schema bill>shop/schema"
    assert placed(propose(program(both, TWO_MAINS), Meaning()))["shop/schema"] == SHARED


def test_a_library_with_many_users_is_shared_even_if_most_are_of_one_service():
    users = " ".join(f"shop>shop/p{n} shop/p{n}>text" for n in range(4))
    found = placed(propose(program(f"{TWO} {users} bill/tax>text", TWO_MAINS), Meaning()))
    assert found["text"] == SHARED


def test_a_file_of_a_package_can_be_a_seed():
    choices = Choices(seeds=(("front", "shop"), ("back", f"{ROOT}/bill")))
    found = placed(propose(program(TWO, TWO_MAINS), Meaning(), choices))
    assert (found["shop/cart"], found["bill/tax"], found["log"]) == ("front", "back", SHARED)


@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_the_number_of_services_can_be_asked_for(wanted):
    three = f"{TWO} cmd/mail>mail mail>mail/smtp mail>log"
    proposal = propose(program(three, f"{TWO_MAINS} cmd/mail"), Meaning(), Choices(services=wanted))
    assert proposal.recommended.numbers["boundaries"] == wanted


def test_handlers_stand_for_services_where_one_program_holds_all():
    points = tuple(
        EntryPoint(EntryPointKind.HTTP, "GET", f"/api/{word}", "h", f"api/{word}/x.go", 1, "r")
        for word in ("orders", "bills")
    )
    imports = (
        "main>api/orders main>api/bills api/orders>store/o api/bills>store/b api/orders>log api/bills>log"
    )
    dead = " dead>dead/a dead>dead/b dead>dead/c dead/a>dead/d dead/b>dead/e"
    uses = " ".join(f"{pair}.X" for pair in imports.split())
    for lines in (imports, imports + dead):
        found = placed(propose(program(lines, "main", uses), Meaning(entry_points=points)))
        assert (found["store/o"], found["store/b"], found["log"]) == ("orders", "bills", SHARED)


def test_shuffled_input_gives_the_same_proposal():
    whole = program(TWO, TWO_MAINS, " ".join(f"{pair}.X" for pair in TWO.split()))
    first = propose(whole, Meaning())
    for turn in range(50):
        assert propose(shuffled(whole, random.Random(turn)), Meaning()) == first


def shuffled(whole, dice):
    """The program with its imports and references in another order."""
    rows = whole.graph.references
    columns = [getattr(rows, name) for name in rows.__struct_fields__]
    order = dice.sample(range(len(rows.file)), len(rows.file))
    edges = tuple(dice.sample(whole.graph.imports, len(whole.graph.imports)))
    other = replace(
        rows,
        **{
            name: array("i", [column[row] for row in order])
            for name, column in zip(rows.__struct_fields__, columns, strict=True)
        },
    )
    return replace(whole, graph=replace(whole.graph, imports=edges, references=other))


PACKAGES = sorted({name for word in TWO.split() for name in word.split(">")})


@settings(max_examples=1000, deadline=None)
@given(st.sampled_from(PACKAGES), st.sampled_from(["shop", "bill", SHARED, "new"]), st.integers(0, 3))
def test_a_pin_is_always_honoured(package, boundary, services):
    choices = Choices(pins=((package, boundary),), services=services)
    assert placed(propose(program(TWO, TWO_MAINS), Meaning(), choices))[package] == boundary


def test_together_and_apart_hold():
    choices = Choices(together=(("shop/item", "bill/tax"),), apart=(("log", "db"),), pins=(("log", "shop"),))
    found = placed(propose(program(TWO, TWO_MAINS), Meaning(), choices))
    assert found["shop/item"] == found["bill/tax"]
    assert found["log"] == "shop" != found["db"]


def test_an_impossible_set_is_named_with_its_smallest_part():
    choices = Choices(
        pins=(("shop", "a"), ("bill", "b"), ("log", "a")),
        together=(("shop", "shop/cart"), ("shop/cart", "bill"), ("log", "clock")),
    )
    with pytest.raises(ConfigError) as trouble:
        propose(program(TWO, TWO_MAINS), Meaning(), choices)
    assert trouble.value.message.splitlines()[1:] == [
        "  pin `bill` to `b`",
        "  together `shop/cart`, `bill`",
        "  together `shop`, `shop/cart`",
        "  pin `shop` to `a`",
    ]


def test_an_unknown_unit_is_answered_with_the_nearest():
    with pytest.raises(ConfigError, match="no unit is called `shop/card`") as trouble:
        propose(program(TWO, TWO_MAINS), Meaning(), Choices(pins=(("shop/card", "a"),)))
    assert trouble.value.hint == "did you mean `shop/cart`?"


def test_ignored_units_are_left_out():
    proposal = propose(program(TWO, TWO_MAINS), Meaning(), Choices(ignored=("clock",)))
    assert "clock" not in placed(proposal)


def test_every_unit_has_reasons_with_places_and_a_way_to_flip():
    for unit in propose(program(TWO, TWO_MAINS), Meaning()).recommended.units:
        assert unit.reasons and unit.flip
        assert 0 <= unit.margin <= 1 and 0 <= unit.certainty <= 1
        assert len(unit.reasons) <= 5
    units = {unit.path: unit for unit in propose(program(TWO, TWO_MAINS), Meaning()).recommended.units}
    assert any(reason.evidence for reason in units["log/x.go"].reasons)


def test_the_proposal_is_compared_with_others():
    proposal = propose(program(TWO, TWO_MAINS), Meaning())
    labels = [one.label for one in proposal.alternatives]
    assert labels[0] == "recommended" and labels[-3:] == [
        "your present top folders",
        "one service",
        "at random, equal sizes",
    ]
    names = [list(one.numbers) for one in proposal.alternatives]
    assert all(row == names[0] for row in names)


def test_nothing_at_all_gives_an_empty_proposal():
    proposal = propose(program("", ""), Meaning())
    assert proposal.recommended.units == ()
