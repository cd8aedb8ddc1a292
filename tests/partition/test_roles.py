"""Roles spread over the graph."""

import random

import pytest
from msgspec.structs import replace

from analyzer.match.roles import Shown
from analyzer.model.meaning import RoleEvidence
from analyzer.partition.roles import assign_roles


def signal(role: str, weight: float = 3.0, folder: str = "") -> Shown:
    """A signal for `role`; with `folder`, one that the folder shows."""
    return Shown(role, RoleEvidence("test", weight, "x", 1), frozenset({folder}) if folder else frozenset())


def roles(paths, shown, edges):
    """The role of each path, as a mapping."""
    numbers = {path: number for number, path in enumerate(paths)}
    found = assign_roles(paths, shown, [(numbers[a], numbers[b]) for a, b in edges])
    return {item.path: item.role for item in found}


GATEWAY, WORKER = (signal("gateway"),), (signal("ai-worker"),)


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([("ai.go", "help/x.go")], "ai-worker"),
        ([("web.go", "help/x.go")], "gateway"),
        ([("web.go", "help/x.go"), ("ai.go", "help/x.go")], "shared"),
        ([("help/x.go", "ai.go")], "ai-worker"),
        ([], "other"),
    ],
    ids=["used by ai", "used by gateway", "used by both", "uses ai", "no evidence"],
)
def test_a_file_without_signals_listens_to_its_neighbours(edges, expected):
    """A helper takes the role of those that use it, `shared` if several roles do."""
    found = roles(["ai.go", "help/x.go", "web.go"], {"ai.go": WORKER, "web.go": GATEWAY}, edges)
    assert found["help/x.go"] == expected


def test_a_folder_that_holds_everything_says_nothing():
    """`api/` at the top of every path is no evidence for a gateway."""
    paths = ["api/a.go", "api/b.go", "api/c.go"]
    shown = {path: (signal("gateway", 1.0, "api"),) for path in paths} | {"api/b.go": WORKER}
    assert roles(paths, shown, [("api/b.go", "api/c.go")])["api/c.go"] == "ai-worker"


def test_a_signal_that_does_not_count_is_no_evidence():
    """What decided is shown, with the weight that it had there."""
    shown = {path: (signal("gateway", 1.0, "api"),) for path in ("api/a.go", "api/b.go")}
    assert all(not role.evidence for role in assign_roles(list(shown), shown, []))


@pytest.mark.parametrize(
    ("edges", "expected"),
    [([], "other"), ([("web.go", "tools/x.go")], "gateway")],
    ids=["nothing uses it", "the program uses it"],
)
def test_a_folder_of_scripts_that_the_program_uses_is_none(edges, expected):
    """`tools/` holds scripts in one repository and the tools of an agent in another."""
    apart = replace(signal("other", 3.0, "tools"), apart=True)
    assert (
        roles(["tools/x.go", "web.go"], {"tools/x.go": (apart,), "web.go": GATEWAY}, edges)["tools/x.go"]
        == expected
    )


CALLED = (replace(signal("ai-worker", 1.0), by_name=True),)


@pytest.mark.parametrize(
    ("proof", "proven", "expected"),
    [((), 0, "gateway"), (CALLED, 9, "gateway"), (WORKER, 2, "ai-worker")],
    ids=["by name alone", "by names of files too", "some call models"],
)
def test_a_large_folder_is_no_home_by_its_name_alone(proof, proven, expected):
    """`providers/` holds models in one repository and what an alert comes from in another."""
    named = signal("ai-worker", 2.5, "providers")
    paths = [f"providers/p{number}.py" for number in range(40)]
    shown = {path: (named, *(proof if number < proven else ())) for number, path in enumerate(paths)}
    users = [f"web/w{number}.py" for number in range(10)]
    shown |= dict.fromkeys(users, GATEWAY)
    found = roles([*paths, *users], shown, [(users[0], path) for path in paths])
    assert found[paths[-1]] == expected


@pytest.mark.parametrize(("users", "expected"), [(1, "ai-worker"), (10, "shared")])
def test_common_code_is_common_by_its_users(users, expected):
    """A folder `utils` that one side has for itself is that side's."""
    callers = [f"ai{number}.go" for number in range(users)]
    shown = {"utils/x.go": (replace(signal("shared", 1.5, "utils"), users=10),)}
    shown |= dict.fromkeys(callers, (signal("ai-worker", 0.5),))
    found = roles(["utils/x.go", *callers], shown, [(caller, "utils/x.go") for caller in callers])
    assert found["utils/x.go"] == expected


def test_folders_above_are_heard_too():
    """A folder of its own for each class says nothing; the folder above says what they all are."""
    paths = [f"flow/step{number}/x.go" for number in range(4)] + ["flow/new/x.go", "web.go"]
    assert roles(paths, dict.fromkeys(paths[:4], WORKER), [])["flow/new/x.go"] == "ai-worker"


def test_what_hands_on_to_one_side_is_that_side():
    """A service between handlers and models is used by both, and is the models'."""
    edges = [("web.go", "service.go"), ("job.go", "service.go"), ("service.go", "ai.go")]
    shown = {"ai.go": WORKER, "job.go": WORKER, "web.go": GATEWAY}
    assert roles(["ai.go", "job.go", "service.go", "web.go"], shown, edges)["service.go"] == "ai-worker"


def test_no_files_have_no_roles():
    """An empty program is no special case for the caller."""
    assert assign_roles([], {}, []) == ()


def test_the_order_of_edges_does_not_matter():
    """The same graph in any order gives the same roles, margins and evidence."""
    paths = [f"p{number % 4}/f{number}.go" for number in range(40)]
    shown = {paths[0]: GATEWAY, paths[1]: WORKER}
    edges = [(number, (number * 7 + 3) % 40) for number in range(40)]
    first = assign_roles(paths, shown, edges)
    for seed in range(5):
        random.Random(seed).shuffle(edges)
        assert assign_roles(paths, shown, edges) == first
