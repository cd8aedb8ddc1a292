"""Names, folders, agreement, numbers and verdicts."""

import pytest

from analyzer.measure.crossing import homes, pairs
from analyzer.measure.quotient import file_edges
from analyzer.model.boundary import SHARED, Choices
from analyzer.model.meaning import FileRole, Meaning, RoleEvidence, TableOp, TableUse
from analyzer.partition.agreement import agreement
from analyzer.partition.folders import by_folder
from analyzer.partition.naming import name_boundaries, slug
from analyzer.partition.propose import propose
from tests.partition.programs import TWO, TWO_MAINS, program


@pytest.mark.parametrize(
    ("entries", "features", "expected"),
    [
        ([["cmd/orders-api"], ["app/billing/main.py"]], [[], []], ["orders-api", "billing"]),
        ([["shop/cmd/api"], ["bank/cmd/api"]], [[], []], ["shop", "bank"]),
        ([["a/x.go", "a/y.go"]], [["users"]], ["users"]),
        ([["cmd"], ["main.go"]], [[], []], ["service-1", "service-2"]),
        ([["cmd/shared"]], [[]], ["cmd-shared"]),
        ([["shop/urls.py"], ["bank/routes.py"]], [[], []], ["shop", "bank"]),
        (
            [["a.go", "b.go"], ["c.go", "d.go"]],
            [["audit-log"], ["grpc-health"]],
            ["audit-log", "grpc-health"],
        ),
    ],
)
def test_names_say_what_a_boundary_holds(entries, features, expected):
    assert [name for name, _ in name_boundaries(entries, features)] == expected


@pytest.mark.parametrize(
    ("entries", "features", "product", "expected"),
    [
        ([["tools/types"]], [["oauth"]], (-1, "example.org/shop"), ["types"]),
        ([["tools/types"]], [["oauth"]], (0, "example.org/shop/v2"), ["shop"]),
        ([["cmd/server"], ["cmd/bill"]], [["carts"], []], (0, "example.org/shop"), ["shop", "bill"]),
        ([["a.go", "b.go"], ["bill.go"]], [[], []], (0, "example.org/shop"), ["shop", "bill"]),
        ([["a.go", "b.go"], ["bill.go"]], [["carts"], []], (0, "example.org/shop"), ["carts", "bill"]),
        ([["cmd/shop"]], [[]], (0, "example.org/server"), ["shop"]),
    ],
)
def test_what_starts_the_program_may_be_called_like_the_repository(entries, features, product, expected):
    assert [name for name, _ in name_boundaries(entries, features, product)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("AuditLogService", "audit-log"), ("gRPCHealth", "grpc-health"), ("customer_portal", "customer-portal")],
)
def test_a_name_is_in_lower_case_with_hyphens(text, expected):
    assert slug(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("user_controller", "user"), ("router_server_files", "server-files"), ("handlers", "handlers")],
)
def test_a_name_leaves_out_the_layer_unless_nothing_else_is_left(text, expected):
    assert slug(text) == expected


def test_an_undecided_home_goes_with_its_folder():
    names = ["in/shop", "in/shop/a", "in/shop/b", "in/shop/c", "in/log", "lib/x", "lib/y", "lib/z"]
    labels = [0, 0, 0, -1, -1, -1, -1, -1]
    assert by_folder(names, labels, {0: 0}) == [0, 0, 0, 0, -1, -1, -1, -1]
    assert by_folder(names, labels, {}) == labels


@pytest.mark.parametrize(
    ("new", "expected"),
    [({"a": "x", "b": "x", "c": "y"}, 1.0), ({"a": "p", "b": "q", "c": "p"}, -0.5), ({}, 1.0)],
)
def test_agreement_is_the_adjusted_rand_index(new, expected):
    assert agreement({"a": "1", "b": "1", "c": "2"}, new) == expected


def test_numbers_count_what_crosses():
    uses = "cmd/shop>shop.New cmd/bill>bill.New shop>bill/tax.Rate bill/tax>log.Info shop/cart>log.Info"
    found = propose(program(TWO, TWO_MAINS, uses), Meaning()).recommended.numbers
    assert (found["boundaries"], found["crossing_references"], found["cycles"]) == (2, 1, 0)


def test_crossing_references_are_those_that_the_report_counts():
    case = program(f"{TWO} shop>bill/tax shop/cart>bill/tax", TWO_MAINS, "shop>bill/tax.Rate")
    pins = Choices(pins=(("shop/**", "shop"), ("bill/**", "bill")))
    found = propose(case, Meaning(), pins).recommended
    crossing = [pair.count for pair in pairs(file_edges(case.graph), homes(found.units)) if pair.cut]
    assert sum(crossing) == found.numbers["crossing_references"] == 2


def test_a_table_written_by_two_services_is_counted_and_makes_shared_code_a_service():
    writes = tuple(
        TableUse(f"{place}/x.go", 1, "f", "orders", TableOp.WRITE)
        for place in ("shop/cart", "bill/tax", "db")
    )
    proposal = propose(program(TWO, TWO_MAINS), Meaning(table_uses=writes))
    assert proposal.recommended.numbers["tables_written_by_several"] == 1
    verdict = {unit.path: unit.verdict for unit in proposal.recommended.units}
    assert (verdict["db/x.go"], verdict["log/x.go"], verdict["shop/x.go"]) == ("service", "library", "")


def test_roles_can_be_the_targets():
    sign = (RoleEvidence("prompts", 2.0, "shop/x.go", 4),)
    roles = (FileRole("shop/x.go", "ai-worker", 0.6, sign), FileRole("log/x.go", SHARED, 0.4))
    proposal = propose(
        program(TWO, TWO_MAINS), Meaning(roles=roles), Choices(roles=True, pins=(("db", "x"),))
    )
    found = {unit.path: unit.boundary for unit in proposal.recommended.units}
    assert (found["shop/x.go"], found["log/x.go"], found["db/x.go"]) == ("ai-worker", SHARED, "x")
    assert found["clock/x.go"] == "other"
