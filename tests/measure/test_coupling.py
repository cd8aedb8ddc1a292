"""Ca, Ce and instability."""

from hypothesis import given

from analyzer.measure.coupling import coupling
from analyzer.model.graph import FileNode
from tests.measure.graphs import edges
from tests.measure.test_quotient import NAMES, random_edges


def test_coupling_counts_modules_and_not_references():
    files = [FileNode("a.py", "python", "a", 10), FileNode("b.py", "python", "b", 5)]
    a, b = coupling(files, edges("a>b:99"))
    assert (a.afferent, a.efferent, a.instability) == (0, 1, 1.0)
    assert (b.afferent, b.efferent, b.instability) == (1, 0, 0.0)


def test_files_and_lines_add_up_and_tests_and_sql_are_left_out():
    files = [
        FileNode("p/a.go", "go", "p", 10),
        FileNode("p/b.go", "go", "p", 5),
        FileNode("p/b_test.go", "go", "p", 70, is_test=True),
        FileNode("schema.sql", "sql", "", 30),
    ]
    (only,) = coupling(files, ())
    assert (only.module, only.files, only.lines, only.instability) == ("p", 2, 15, 0.0)


@given(random_edges())
def test_sums_are_equal_and_instability_is_a_share(found):
    measured = coupling([FileNode(name, "python", name, 1) for name in NAMES], found)
    assert sum(one.afferent for one in measured) == sum(one.efferent for one in measured)
    assert all(0 <= one.instability <= 1 for one in measured)
