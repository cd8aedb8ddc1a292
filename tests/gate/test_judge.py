"""Baseline, renames, suppressions and the verdict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import BaselineError
from analyzer.gate.baseline import accept, read_baseline, write_baseline
from analyzer.gate.judge import judge
from analyzer.gate.suppressions import read_suppressions
from analyzer.model.finding import BaselineEntry, Finding, Identity, State
from analyzer.model.graph import Evidence

A, B = Identity("import", "go", "x/web", "x/ai"), Identity("import", "go", "x/web", "x/core")
HEADER = '{"schema_version": 1}\n'


def finding(identity: Identity, line: int = 7) -> Finding:
    """A finding at web/a.go."""
    return Finding("MS101", identity, "text", (Evidence("web/a.go", line),))


def states(verdict):
    """The states of a verdict's findings."""
    return [item.state for item in verdict.findings]


def test_what_is_not_in_the_baseline_is_new_and_fails():
    """New fails, known passes, and a line that moved changes nothing."""
    assert judge([finding(A)]).exit_code == 1
    assert judge([finding(A, 99)], accept([finding(A, 1)])).exit_code == 0
    assert states(judge([finding(A), finding(B)], accept([finding(A)]))) == [State.KNOWN, State.NEW]


def test_256_findings_exit_1():
    """A count is never an exit code."""
    many = [finding(Identity("import", "go", f"x/{number}", "x/ai")) for number in range(256)]
    assert judge(many).exit_code == 1


def test_stale_entries_fail_unless_only_warned_of_and_are_not_judged_after_an_incomplete_run():
    """What the baseline lists and the code no longer does must be taken out."""
    entries = accept([finding(A)])
    assert judge([], entries).exit_code == 1
    assert judge([], entries, stale_fails=False).exit_code == 0
    assert judge([], entries, incomplete=["a.go: syntax error"], allow_incomplete=True).exit_code == 0
    assert judge([], entries, incomplete=["a.go: syntax error"]).exit_code == 2


def test_a_renamed_module_is_moved_not_new():
    """The baseline knows the old name; renames lead back to it, also for the dependency."""
    renamed = Identity("import", "go", "x/front", "x/brain")
    renames = {"x/front": frozenset({"x/web"}), "x/brain": frozenset({"x/ai"})}
    verdict = judge([finding(renamed)], accept([finding(A)]), renames=renames)
    assert states(verdict) == [State.MOVED]
    assert verdict.exit_code == 0
    assert judge([finding(renamed)], accept([finding(B)]), renames=renames).exit_code == 1


@pytest.mark.parametrize(
    ("comment", "state"),
    [
        (b'import "x/ai" // monoscan: allow MS101 -- until March', State.SUPPRESSED),
        (b"// monoscan: allow MS101, MS103 -- until March\nimport", State.SUPPRESSED),
        (b'import "x/ai" // monoscan: allow MS101', State.NEW),
        (b'import "x/ai" // monoscan: allow MS103 -- other check', State.NEW),
        (b'import "x/ai" // see monoscan', State.NEW),
        (b"import x.ai  # monoscan: allow MS101 -- until March", State.SUPPRESSED),
    ],
)
def test_a_comment_with_a_reason_suppresses(comment, state):
    """The code of the check and a reason are needed; a comment on its own line speaks for the next."""
    found = finding(A, comment.count(b"\n") + 1)
    verdict = judge([found], suppressions=read_suppressions("web/a.go", comment))
    assert states(verdict) == [state]
    assert bool(verdict.unused_suppressions) == (state is State.NEW and b"allow" in comment)


identities = st.builds(
    Identity,
    st.sampled_from(["import", "table-read"]),
    st.just("go"),
    st.text(max_size=8),
    st.text(max_size=8),
)


@given(st.lists(st.builds(BaselineEntry, identities, st.text(max_size=9), st.text(max_size=9))), st.randoms())
def test_a_baseline_is_read_as_it_was_written_in_any_order_and_repeated(entries, shuffle):
    """A git merge may reorder and repeat lines."""
    text = write_baseline(entries)
    head, *lines = text.split("\n")[:-1]
    shuffle.shuffle(lines)
    again = "\n".join([head, *lines, *lines]) + "\n"
    assert {entry.identity for entry in read_baseline(again)} == {entry.identity for entry in entries}
    assert write_baseline(read_baseline(text)) == text


@given(st.lists(identities), st.lists(identities))
def test_adding_to_the_baseline_never_makes_another_finding_new(known, more):
    """The gate is monotone in its baseline."""
    findings = [finding(identity) for identity in {*known, *more}]
    small = judge(findings, accept(map(finding, known)))
    large = judge(findings, accept(map(finding, known + more)))
    assert len(large.new) <= len(small.new)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("hello\n", "no baseline"),
        ('{"schema_version": 99}\n', "schema 99"),
        (HEADER + "<<<<<<< ours\n", ":2: a merge conflict"),
        (HEADER + '{"kind": "import"}\n', ":2: this line is damaged"),
        (
            HEADER + '{"kind": 1, "language": "", "dependent": "", "dependency": ""}\n',
            ":2: this line is damaged",
        ),
        (HEADER + "[]\n", ":2: this line is damaged"),
    ],
)
def test_a_damaged_baseline_is_one_clear_error(text, message):
    """Never green because the baseline could not be read."""
    with pytest.raises(BaselineError, match=message):
        read_baseline(text)


def test_line_ends_of_windows_do_no_harm():
    """A checkout with CRLF reads the same entries."""
    text = write_baseline(accept([finding(A)]))
    assert read_baseline(text.replace("\n", "\r\n")) == read_baseline(text)
