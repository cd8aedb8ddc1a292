"""Roles as the targets of a proposal."""

import pytest

from analyzer.model.boundary import SHARED, Choices
from analyzer.model.meaning import FileRole, Meaning
from analyzer.partition.propose import propose
from tests.partition.programs import program

CHAT = "web>chat web>user chat>llm chat>log user>log llm>log"


def meaning(roles: str) -> Meaning:
    """`web=gateway` words; what is not named has no role."""
    parted = (word.split("=") for word in roles.split())
    return Meaning(roles=tuple(FileRole(f"{name}/x.go", role, 0.5) for name, role in parted))


def boundaries(roles: str, choices: Choices = Choices(), imports: str = CHAT) -> dict[str, str]:  # noqa: B008
    proposal = propose(program(imports, "web"), meaning(roles), choices)
    return {unit.path.removesuffix("/x.go"): unit.boundary for unit in proposal.recommended.units}


TWO_SIDES = "web=gateway user=gateway chat=ai-worker llm=ai-worker log=shared"


def test_two_roles_with_much_code_are_the_targets():
    found = boundaries(TWO_SIDES)
    assert (found["web"], found["llm"], found["log"]) == ("gateway", "ai-worker", SHARED)


@pytest.mark.parametrize(
    ("roles", "choices"),
    [
        ("web=gateway user=gateway chat=gateway llm=gateway log=shared", Choices()),
        (TWO_SIDES, Choices(roles=False)),
        (TWO_SIDES, Choices(seeds=(("front", "web"),))),
        (TWO_SIDES, Choices(services=1)),
    ],
    ids=["one role only", "not wanted", "seeds are given", "a number is asked for"],
)
def test_else_the_entries_lead(roles, choices):
    assert "ai-worker" not in boundaries(roles, choices).values()


def test_the_services_found_by_entries_stand_beside_them():
    proposal = propose(program(CHAT, "web"), meaning(TWO_SIDES))
    assert proposal.alternatives[0].label == "by role"
    assert proposal.alternatives[1].label.startswith("by entries")


def test_a_role_of_a_few_lines_stays_with_what_uses_it():
    many = " ".join(f"web>page{n}" for n in range(150))
    pages = " ".join(f"page{n}=gateway" for n in range(150))
    roles = f"{pages} web=gateway chat=ai-worker prompt=ai-worker model=ai-worker llm=renderer"
    found = boundaries(roles, Choices(roles=True), f"{many} web>chat chat>prompt chat>model chat>llm")
    assert found["llm"] == "ai-worker"
