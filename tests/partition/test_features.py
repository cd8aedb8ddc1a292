"""What homes serve: words of routes and of places, folders called after them, small services absorbed."""

import pytest
from msgspec.structs import replace

from analyzer.model.boundary import SHARED
from analyzer.model.meaning import EntryPoint, EntryPointKind, Meaning
from analyzer.partition.clues import REFERENCES, Link
from analyzer.partition.features import features, seeds_of
from analyzer.partition.grain import absorb_small
from analyzer.partition.options import PartitionOptions
from analyzer.partition.propose import propose
from analyzer.partition.routes import Served, served
from tests.partition.programs import TWO, TWO_MAINS, program
from tests.partition.test_propose import placed

HTTP, JOB = EntryPointKind.HTTP, EntryPointKind.JOB


def points(kind, rows):
    return [EntryPoint(kind, "", path, "h", file, 1, "r") for path, file in rows]


@pytest.mark.parametrize(
    ("kind", "rows", "expected"),
    [
        (HTTP, [("/api/v1/orders/{id}", "a.py"), ("/api/v1/bills", "b.py")], ["orders", "bills"]),
        (HTTP, [("/v2026-10/orders", "a.py"), ("/v2026-10/bills", "b.py")], ["orders", "bills"]),
        (
            HTTP,
            [("/shop.v1.OrderService/List", "a.go"), ("/shop.v1.Bills/List", "b.go")],
            ["OrderService", "Bills"],
        ),
        (HTTP, [("/api/healthz", "a.py"), ("/api/Debug/orders", "b.py"), ("/x", "c.py")], ["x"]),
        (HTTP, [("/ping", "a.py"), ("/healthz", "b.py")], ["ping", "healthz"]),
        (JOB, [("send-mail", "shop/orders/tasks.py"), ("close", "shop/bills/tasks.py")], ["orders", "bills"]),
        (JOB, [("send-mail", "jobs/orders.py"), ("close", "jobs/bills.py")], ["orders", "bills"]),
    ],
)
def test_a_request_is_told_by_its_path_and_a_job_by_its_place(kind, rows, expected):
    home_at = {file: home for home, (_, file) in enumerate(rows)}
    assert [item.word for item in served(points(kind, rows), home_at)] == expected


FOLDERS = ["shop/order/models.py", "shop/bills/tasks.py", "shop/users/api.py", "shop/log.py", "urls.py"]


@pytest.mark.parametrize(
    ("names", "words", "expected"),
    [
        (FOLDERS, {4: "orders"}, {4: "orders"}),
        (
            FOLDERS,
            {1: "bills", 2: "users", 4: "orders"},
            {0: "orders", 1: "bills", 2: "users", 4: "orders"},
        ),
        ([name.replace("shop/", f"shop/{n}/") for n, name in enumerate(FOLDERS)], {1: "bills"}, {1: "bills"}),
        (
            ["x/api/order/a.py", "x/api/bill/a.py", "x/api/user/a.py", "x/order/b.py"],
            {0: "order", 1: "bill", 2: "user", 3: "api"},
            {0: "order", 1: "bill", 2: "user", 3: "api"},
        ),
        (
            ["x/models/a.py", "x/tasks/b.py", "x/api/c.py", "x/models/d.py"],
            {0: "models", 1: "tasks", 2: "api"},
            3,
        ),
    ],
)
def test_a_folder_of_a_layer_belongs_to_the_feature_it_is_called_after(names, words, expected):
    found = features([Served(home, word) for home, word in words.items()], names)
    assert (found if isinstance(expected, dict) else len(found)) == expected


def test_homes_of_one_feature_start_one_service():
    assert seeds_of({0: "orders", 3: "order", 1: "", 2: "", 4: "entries", 5: "entry"}) == [
        [0, 3],
        [1],
        [2],
        [4, 5],
    ]


@pytest.mark.parametrize(
    ("ties", "expected"),
    [({(2, 1): 9, (0, 2): 1}, [[0], [1, 2]]), ({(2, 0): 9, (1, 2): 1}, [[0, 2], [1]])],
)
def test_a_small_service_goes_to_the_one_it_is_tied_to_most(ties, expected):
    lines = [60, 39, 1]
    reach = [0b001, 0b010, 0b100]
    found = absorb_small(
        reach,
        [[0], [1], [2]],
        [Link(*pair, REFERENCES, count, ()) for pair, count in ties.items()],
        lambda seeds: [sum(lines[home] for home in members) for members in seeds],
        PartitionOptions(),
    )
    assert found == expected


def test_code_packaged_by_feature_is_told_by_its_folders_although_a_command_stands_beside():
    words = ("orders", "bills", "users")
    imports = " ".join(f"main>app/{word} app/{word}>store/{word} app/{word}>log" for word in words)
    command = " cmd>cmd/a cmd>lib main>lib lib>lib/a lib>lib/b lib>lib/c"
    uses = " ".join(f"{pair}.X" for pair in (imports + command).split())
    entries = tuple(
        EntryPoint(HTTP, "GET", f"/api/{word}", "h", f"app/{word}/x.go", 1, "r") for word in words
    )
    found = placed(propose(program(imports + command, "main cmd", uses), Meaning(entry_points=entries)))
    assert [found[f"store/{word}"] for word in words] == list(words)
    assert found["log"] == SHARED


def test_handlers_beside_the_product_tell_no_features():
    words = ("cron", "timer", "signal")
    entries = [EntryPoint(HTTP, "GET", f"/{word}", "h", f"bench/{word}/x.go", 1, "r") for word in words]
    inside = EntryPoint(HTTP, "GET", "/carts", "h", "shop/cart/x.go", 1, "r")
    loads = " ".join(f"bench>bench/{word}" for word in words)
    case = program(f"{TWO} {loads}", f"{TWO_MAINS} bench", " ".join(f"{pair}.X" for pair in TWO.split()))
    found = placed(propose(case, Meaning(entry_points=(*entries, inside))))
    assert (found["shop/cart"], found["bill/tax"], found["log"]) == ("shop", "bill", SHARED)


def test_examples_that_use_a_library_are_no_services():
    library = " ".join(f"lib>lib/{letter}" for letter in "abcdefghijklmnop")
    case = program(f"{TWO} {library} examples/tour>lib", f"{TWO_MAINS} examples/tour")
    assert {*placed(propose(case, Meaning())).values()} == {"shop", "bill", SHARED}


def test_a_program_of_little_beside_one_that_owns_nearly_all_leaves_the_services_to_the_handlers():
    words = {"orders": "a", "bills": "b", "users": "c"}
    imports = " ".join(f"cmd/all>{name} {name}>{name}/deep {name}>log" for name in words.values())
    entries = tuple(
        EntryPoint(HTTP, "GET", f"/{word}", "h", f"{name}/x.go", 1, "r") for word, name in words.items()
    )
    case = program(f"{imports} cmd/mail>mail mail>log", "cmd/all cmd/mail")

    def found(lines):
        files = (
            replace(node, lines=lines.get(node.path.partition("/x")[0], 100)) for node in case.graph.files
        )
        sized = replace(case, graph=replace(case.graph, files=tuple(files)))
        return placed(propose(sized, Meaning(entry_points=entries)))

    assert {*found({"log": 2000}).values()} == {"all", "mail", SHARED}
    split = found({"log": 2000, "cmd/mail": 2, "mail": 2})
    assert [split[f"{name}/deep"] for name in words.values()] == list(words)
