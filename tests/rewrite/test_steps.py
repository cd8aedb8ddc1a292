"""A step of the plan as moves."""

import pytest

from analyzer.errors import MonoscanError
from analyzer.model.contract import Contract, Operation
from analyzer.model.patch import Move, Remote
from analyzer.model.plan import Move as Reassigned
from analyzer.model.plan import Plan, Step
from analyzer.model.source import GoModule
from analyzer.rewrite.steps import calls_of, moves_of, moves_of_boundary, place_of, remote_of, step_in
from tests.rewrite.sources import program

SOURCES = {
    "internal/llm/types.go": "package llm\n\ntype Message struct{}\n",
    "internal/llm/types_test.go": "package llm\n",
    "internal/relay/a.go": "package relay\n\ntype Provider interface{}\n",
    "internal/relay/b.go": "package relay\n",
    "pkg/relay/c.go": "package relay\n",
}


def step(action: str, *paths: str, symbols: tuple[str, ...] = ()) -> Step:
    moves = tuple(Reassigned(path, "ai", "shared") for path in paths)
    return Step(1, action, "ai", "ai", "Move it", "because", moves=moves, symbols=symbols)


@pytest.mark.parametrize(
    ("wish", "moves"),
    [
        (step("share", "internal/llm/types.go"), [Move("internal/llm", "packages/llm")]),
        (step("move", "internal/llm/types.go"), [Move("internal/llm", "apps/ai/llm")]),
        (step("share", "internal/relay/a.go"), [Move("internal/relay/a.go", "packages/relay")]),
        (
            step("share", symbols=("example.org/m/internal/relay.Provider",)),
            [Move("internal/relay/a.go:Provider", "packages/relay")],
        ),
        (
            step("share", "internal/relay/b.go", "pkg/relay/c.go"),
            [
                Move("internal/relay/b.go", "packages/relay"),
                Move("pkg/relay/c.go", "packages/pkg/relay"),
            ],
        ),
    ],
)
def test_moves_of_a_step(wish: Step, moves: list[Move]) -> None:
    assert list(moves_of(wish, program(SOURCES))) == moves


def test_new_folders_lie_in_the_module_of_what_moves() -> None:
    modules = (GoModule("pkg", "example.org/p"), GoModule("", "example.org/m"))
    wish = step("move", "internal/llm/types.go", "pkg/relay/c.go")
    assert moves_of(wish, program(SOURCES, modules)) == (
        Move("internal/llm", "apps/ai/llm"),
        Move("pkg/relay", "pkg/apps/ai/relay"),
    )
    assert moves_of(wish, program(SOURCES, modules), "x")[1] == Move("pkg/relay", "x/relay")


def test_the_place_can_be_chosen() -> None:
    wish = step("move", "internal/llm/types.go")
    assert moves_of(wish, program(SOURCES), "services") == (Move("internal/llm", "services/llm"),)


@pytest.mark.parametrize(("number", "said"), [(1, "is done by hand"), (2, "the plan has no step 2")])
def test_steps_that_move_nothing(number: int, said: str) -> None:
    with pytest.raises(MonoscanError, match=said):
        step_in(Plan(steps=(step("tables"),)), number)


def test_all_code_of_a_boundary_moves() -> None:
    paths = ["internal/llm/types.go", "internal/relay/a.go", "internal/relay/b.go", "0001.sql"]
    assert moves_of_boundary("ai", paths, program(SOURCES), "apps/ai") == (
        Move("internal/llm", "apps/ai/llm"),
        Move("internal/relay", "apps/ai/relay"),
    )
    with pytest.raises(MonoscanError, match="holds no code"):
        moves_of_boundary("other", ["0001.sql"], program(SOURCES), "apps/other")


@pytest.mark.parametrize(
    ("boundary", "paths", "place"),
    [
        ("ai-worker", ("a.go",), "apps/ai-worker"),
        ("ai-worker", ("a.go", "b.py"), "apps/ai_worker"),
        ("user accounts/v2", (), "apps/user-accounts-v2"),
        ("..", (), "apps/service"),
    ],
)
def test_where_a_boundary_goes(boundary: str, paths: tuple[str, ...], place: str) -> None:
    assert place_of(boundary, paths) == place


def test_the_operations_of_a_step_become_calls() -> None:
    there = "example.org/m/internal/relay"
    asked = [Operation(name, f"{there}.{name}", "internal/relay/a.go", 1) for name in ("Find", "Store.Put")]
    plan = Plan(contracts=(Contract("ai", tuple(asked), ()),))
    find, put = (Remote(f"internal/relay/a.go:{one.name}", "ai", one) for one in asked)
    wish = Step(1, "extract", "ai", "ai", "Run it", "because", contract=(asked[1].symbol,))
    assert calls_of(wish, plan, program(SOURCES)) == (put,)
    assert remote_of(find.unit, plan, program(SOURCES)) == find
    assert remote_of("internal/relay/a.go:Other", plan, program(SOURCES)) == Remote(
        "internal/relay/a.go:Other"
    )
