"""Edits of bytes."""

import pytest

from analyzer.rewrite.edits import Edit, apply, line_of


def test_edits_come_in_any_order_and_leave_the_rest() -> None:
    text = b"a\r\n\xff b c"
    assert apply(text, [Edit(5, 6, b"B"), Edit(0, 1, b"A"), Edit(5, 6, b"B"), Edit(8, 8, b"!")]) == (
        b"A\r\n\xff B c!"
    )
    assert apply(text, []) == text


@pytest.mark.parametrize(
    "edits", [(Edit(0, 2, b""), Edit(1, 3, b"")), (Edit(2, 1, b""),), (Edit(0, 9, b""),)]
)
def test_edits_that_meet_are_an_error(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        apply(b"abcd", edits)


def test_lines_count_from_one() -> None:
    assert [line_of(b"a\nb\n", offset) for offset in (0, 1, 2)] == [1, 1, 2]
