"""Changes between two analyses: table-driven, and laws that hold for all."""

import pytest
from msgspec.structs import replace

from analyzer.measure.changes import changes
from analyzer.model.analysis import SCHEMA_VERSION, Analysis, Completeness
from analyzer.model.boundary import Boundary, Unit
from analyzer.model.change import Change
from analyzer.model.graph import Edge, Evidence
from analyzer.model.meaning import EntryPoint, EntryPointKind, Meaning, TableOp, TableUse
from analyzer.model.measures import Cycle
from tests.render.made import analysis as made


def analysis(**parts: object) -> Analysis:
    return replace(Analysis(SCHEMA_VERSION, "0", "m", Completeness(0, 0, 0, 0, {}, {}, 0, 0, 0, {})), **parts)


def split(**homes: str) -> dict[str, object]:
    """Units a, b, ... in boundaries by name."""
    units = tuple(Unit(f"{path}.py", "python", path, 1, home, "", 0, 1) for path, home in homes.items())
    return {
        "units": units,
        "boundaries": tuple(Boundary(name, "", 0, 0) for name in sorted(set(homes.values()))),
    }


def edges(*pairs: str, line: int = 1) -> dict[str, object]:
    ends = [pair.split(">") for pair in pairs]
    return {"module_edges": tuple(Edge(a, b, "call", line, (Evidence(a, line),)) for a, b in ends)}


def loops(*members: str) -> dict[str, object]:
    return {"cycles": tuple(Cycle(tuple(one), (), ()) for one in members)}


def route(path: str, file: str = "a.py", line: int = 1) -> dict[str, object]:
    entry = EntryPoint(EntryPointKind.HTTP, "GET", path, "h", file, line, "r", file, line)
    return {"meaning": Meaning((entry,))}


def writes(*files: str) -> dict[str, object]:
    return {"meaning": Meaning((), tuple(TableUse(f, 1, "", "t", TableOp.WRITE, "") for f in files))}


AB = split(a="x", b="y", c="y")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (AB, AB, []),
        (AB, split(a="x", b="x", c="y"), ["unit moved b.py: y -> x"]),
        (AB, split(a="x", b="z", c="z"), ["boundary moved z: y -> z"]),
        (AB, split(a="x", b="z", c="x"), ["boundary gone y", "boundary new z"]),
        (split(a="x"), split(a="x", b="x"), ["unit new b.py -> x"]),
        (edges("a>b"), edges("a>b", line=9), []),
        (edges("a>b"), edges("a>c"), ["dependency gone a b", "dependency new a c"]),
        (loops("ab"), loops("abc"), ["cycle moved a b c -> c"]),
        (loops("abc"), loops("ab", "de"), ["cycle moved a b: c", "cycle new d e"]),
        (loops("ab"), {}, ["cycle gone a b"]),
        (route("/x"), route("/x", line=7), []),
        (route("/x"), route("/x", "b.py"), ["entry point moved http GET /x: a.py -> b.py"]),
        (route("/x"), route("/y"),
         ["entry point gone http GET /x: a.py", "entry point new http GET /y -> a.py"]),
        ({**AB, **writes("a.py")}, {**AB, **writes("a.py", "b.py", "c.py")},
         ["table moved t: x -> y, several write it"]),
    ],
)  # fmt: skip
def test_changes(old: dict[str, object], new: dict[str, object], expected: list[str]) -> None:
    found = [told(change) for change in changes(analysis(**old), analysis(**new))]
    assert sorted(line for line in found if not wanted_only(line, expected)) == sorted(expected)


def wanted_only(line: str, expected: list[str]) -> bool:
    """Units that go with a boundary that is new or gone are not what these cases are about."""
    return line.startswith("unit") and not any(one.startswith("unit") for one in expected)


def told(change: Change) -> str:
    before = f": {change.before}" if change.before else ""
    after = f" -> {change.after}" if change.after else ""
    return f"{change.kind} {change.status} {' '.join(change.subject)}{before}{after}"


def test_an_analysis_has_not_changed_from_itself() -> None:
    assert changes(made(56), made(56)) == ()


def test_the_other_way_round_new_is_gone() -> None:
    old, new = made(40), made(56, services=4)
    there, back = changes(old, new), changes(new, old)
    assert sorted((c.kind, c.subject) for c in there if c.status == "new") == sorted(
        (c.kind, c.subject) for c in back if c.status == "gone"
    )
