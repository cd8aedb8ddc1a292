"""What a program shows of its boundaries before anything is proposed."""

import pytest

from analyzer.model.meaning import Meaning
from analyzer.partition.clues import gather
from tests.link.python.repo import linked

START = "def main():\n    pass\n"


@pytest.mark.parametrize(
    ("others", "starts"),
    [
        ({}, True),
        ({"shop/cmd/__init__.py": "from shop.cmd import serve\n"}, True),
        ({"shop/app.py": "from shop.cmd import serve\n"}, False),
    ],
    ids=["unused", "named by its own package", "used"],
)
def test_a_python_file_with_a_main_starts_a_program_if_nothing_outside_uses_it(others, starts):
    clues = gather(linked({"shop/cmd/serve.py": START, **others}), Meaning())
    mains = {clues.homes[home].name for home in clues.candidates.mains}
    assert ("shop/cmd/serve.py" in mains) == starts
