"""Commands of go generate run in the folder of their file: their paths follow the moves."""

import pytest

from tests.rewrite.sources import after, patched

OTHERS = {"mocks/store.go": "package mocks\n", "tools/gen.sh": "", "app/app.go": "package app\n"}


def source(command: str) -> str:
    return f"package store\n\n//go:generate {command}\ntype Store interface{{}}\n"


@pytest.mark.parametrize(
    ("command", "then"),
    [
        (
            "mockgen -source store.go -destination ../mocks/store.go",
            "mockgen -source store.go -destination ../../../mocks/store.go",
        ),
        ("sh -c 'cd ../tools; ./gen.sh'", "sh -c 'cd ../../../tools; ./gen.sh'"),
        (
            "mockgen -o=../mocks example.org/m/store Store",
            "mockgen -o=../../../mocks example.org/m/services/db/store Store",
        ),
        ("moq -out mock_test.go . Store", "moq -out mock_test.go . Store"),
        ("cat ../nothing/here example.org/m/stores", "cat ../nothing/here example.org/m/stores"),
    ],
)
def test_commands_of_a_package_that_moves(command: str, then: str) -> None:
    there = after(OTHERS | {"store/store.go": source(command)}, "store=services/db/store")
    assert there["services/db/store/store.go"] == source(then)


def test_commands_that_lead_to_what_moves() -> None:
    mocks = "package mocks\n\n//go:generate mockgen -source=../store/store.go -o=a.go example.org/m/store S\n"
    there = after({"store/store.go": source("x"), "mocks/mocks.go": mocks}, "store=services/db")
    assert there["mocks/mocks.go"] == mocks.replace("../store/", "../services/db/").replace(
        "example.org/m/store", "example.org/m/services/db"
    )


def test_what_runs_elsewhere_from_now_on_is_told() -> None:
    sources = {"store/store.go": source("stringer -type=X"), "store/b.go": "package store\n"}
    assert patched(sources, "store=db").notes == ()
    for command, move in (("stringer", "store/store.go=db"), ("cat ../x", "store=db")):
        sources["store/store.go"] = source(command)
        (note,) = patched(sources, move).notes
        assert (note.text, [each.line for each in note.evidence]) == (
            "go generate runs this in another folder from now on",
            [3],
        )
