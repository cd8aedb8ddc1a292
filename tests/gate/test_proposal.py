"""A proposal as monoscan.toml: the gate reads it as it was meant."""

import tomllib

from hypothesis import given
from hypothesis import strategies as st

from analyzer.gate.assignment import assign, check_fit
from analyzer.gate.policy import read_policy
from analyzer.gate.proposal import globs, policy_text
from analyzer.model.analysis import Analysis, Completeness
from analyzer.model.boundary import Boundary, Unit
from analyzer.model.graph import Edge, FileNode
from analyzer.model.meaning import Meaning, TableOp, TableUse
from analyzer.model.policy import BoundaryPolicy, Policy

names = st.sampled_from("abc")
folders = st.lists(names, min_size=1, max_size=3)
homes = st.dictionaries(folders.map(lambda parts: "/".join(parts) + ".go"), st.sampled_from(["one", "two"]))


@given(homes)
def test_globs_place_every_file_where_it_was(home):
    """Whole folders where they can, single files where they must."""
    policy = Policy({name: BoundaryPolicy(files=globs(home, name)) for name in sorted(set(home.values()))})
    assert assign(sorted(home), policy) == home


def unit(path: str, boundary: str) -> Unit:
    """A unit of ten lines."""
    return Unit(path, "go", "x", 10, boundary, "gateway", 1.0, 1.0)


def test_the_text_is_a_policy_that_fits():
    """It can be read back, holds every unit, and owns what one boundary alone touches."""
    analysis = Analysis(
        schema_version=1,
        monoscan_version="0",
        name="x",
        completeness=Completeness(2, 2, 0, 20, {}, {}, 1, 1, 0, {}),
        file_edges=(Edge("web/a.go", "ai/b.go", "call", 3, ()),),
        meaning=Meaning(
            table_uses=(
                TableUse("web/a.go", 1, "f", "users", TableOp.READ),
                TableUse("web/a.go", 1, "f", "jobs", TableOp.WRITE),
                TableUse("ai/b.go", 1, "f", "jobs", TableOp.WRITE),
            )
        ),
        boundaries=(Boundary("web", "gateway", 1, 10, "routes"), Boundary('a"i', "", 1, 10)),
        units=(unit("web/a.go", "web"), unit("ai/b.go", 'a"i')),
    )
    text = policy_text(analysis)
    policy = read_policy(tomllib.loads(text.replace('["shared"]', "[]")))
    check_fit([FileNode(path, "go", "", 1) for path in ("web/a.go", "ai/b.go")], policy)
    assert policy.boundaries["web"].owns == ("users",)
    assert '# today 3 references lead to a"i' in text
