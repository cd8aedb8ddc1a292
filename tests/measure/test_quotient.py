"""Edges at file level and above."""

from hypothesis import given
from hypothesis import strategies as st

from analyzer.measure.quotient import EVIDENCE_LIMIT, file_edges, modules_by_path, quotient
from analyzer.model.graph import Edge, Evidence
from tests.measure.graphs import arrows, edges, graph


def test_references_between_files_are_counted_by_kind_with_their_places():
    code = graph("a.go=p b.go=q", "a.go>b.go:7:call a.go>b.go:3:call a.go>b.go:9:type a.go>a.go:1:call")
    assert file_edges(code) == (
        Edge(
            "a.go",
            "b.go",
            "call",
            3,
            (Evidence("a.go", 3, "B.Go"), Evidence("a.go", 7, "B.Go"), Evidence("a.go", 9, "B.Go")),
            {"call": 2, "type": 1},
        ),
    )


def test_evidence_is_the_first_places_and_the_count_is_all_of_them():
    code = graph("a.go=p b.go=q", " ".join(f"a.go>b.go:{line}:use" for line in range(20, 0, -1)))
    (edge,) = file_edges(code)
    assert (edge.count, [place.line for place in edge.evidence]) == (20, [1, 2, 3, 4, 5])


def test_an_import_counts_only_where_no_use_of_the_module_was_resolved():
    files = "a.go=p b.go=q c.go=q d.go=r"
    code = graph(files, "a.go>c.go:5:call", "a.go>q:1 a.go>r:2 a.go>p:3")
    assert [(e.dependency, e.kind, e.count) for e in file_edges(code)] == [
        ("c.go", "call", 1),
        ("d.go", "import", 1),
    ]


def test_test_files_are_left_out_unless_asked_for():
    code = graph("a.go=p a_test.go=p b.go=q", "a_test.go>b.go:5:call b.go>a.go:2:use")
    assert arrows(file_edges(code)) == "b.go>a.go:1"
    assert arrows(file_edges(code, tests=True)) == "a_test.go>b.go:1 b.go>a.go:1"


def test_quotient_merges_and_drops_what_stays_inside():
    group = {"a": "x", "b": "x", "c": "y"}
    assert arrows(quotient(edges("a>b:9 a>c:2 b>c:3 c>a d>a:7"), group)) == "x>y:5 y>x:1"


def test_a_file_without_a_module_stands_for_itself():
    assert modules_by_path(graph("a.go=p lone.py=", "").files) == {"a.go": "p", "lone.py": "lone.py"}


def test_an_empty_graph_has_no_edges():
    assert file_edges(graph("", "")) == ()


NAMES = "abcdefgh"
PAIRS = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.integers(1, 9))


@st.composite
def random_edges(draw):
    found = {(a, b): n for a, b, n in draw(st.lists(PAIRS, max_size=30)) if a != b}
    return edges(" ".join(f"{a}>{b}:{n}" for (a, b), n in found.items()))


@given(
    random_edges(),
    st.lists(st.integers(0, 3), min_size=8, max_size=8),
    st.lists(st.integers(0, 1), min_size=4),
)
def test_the_quotient_of_a_quotient_composes(found, first, second):
    lower = {name: f"g{first[i]}" for i, name in enumerate(NAMES)}
    upper = {f"g{i}": f"h{second[i]}" for i in range(4)}
    whole = {name: upper[group] for name, group in lower.items()}
    assert quotient(quotient(found, lower), upper) == quotient(found, whole)


@given(random_edges())
def test_counts_are_the_sum_of_kinds_and_evidence_is_limited(found):
    for edge in quotient(found, {name: name.upper() if name < "e" else "rest" for name in NAMES}):
        assert edge.count == sum(edge.kinds.values())
        assert len(edge.evidence) <= EVIDENCE_LIMIT
