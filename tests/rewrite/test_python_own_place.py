"""Paths that Python code puts together from `__file__` lead to the same files after a move."""

import pytest

from tests.rewrite.sources import after, reasons

SOURCES = {
    "app/__init__.py": "",
    "app/ai/__init__.py": "",
    "app/ai/prompts.py": "",
    "app/ai/page.html": "",
    "app/page.html": "",
    "tests/__init__.py": "",
}


def rewritten(path: str, text: str, move: str) -> str:
    """What becomes of a file."""
    unit, _, target = move.partition("=")
    there = after(SOURCES | {path: text}, move)
    return there[target + path[len(unit) :] if (path + "/").startswith(unit + "/") or path == unit else path]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Path(__file__).parent", "Path(__file__).parent.parent"),
        ("Path(__file__).resolve().parent / 'a.html'", "Path(__file__).resolve().parent.parent / 'a.html'"),
        ("Path(__file__).parents[1] / 'x'", "Path(__file__).parents[2] / 'x'"),
        ("dirname(abspath(__file__))", "dirname(dirname(abspath(__file__)))"),
        ("os.path.join(os.path.dirname(__file__), 'a', 'b')", None),
        ("str(Path(__file__).parent.absolute())", "str(Path(__file__).parent.parent.absolute())"),
        ("Path(__file__).read_text()", "Path(__file__).read_text()"),
        ("print(__file__)", "print(__file__)"),
    ],
)
def test_a_file_that_goes_deeper_climbs_higher(before: str, expected: str | None) -> None:
    if expected is None:
        expected = "os.path.join(os.path.dirname(os.path.dirname(__file__)), 'a', 'b')"
    assert rewritten("app/view.py", f"X = {before}\n", "app/view.py=app/ai/view.py") == f"X = {expected}\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Path(__file__).parent / 'page.html'", "Path(__file__).parent / 'ai/page.html'"),
        ("Path(__file__).parent.parent / 'page.html'", "Path(__file__).parent / 'page.html'"),
        ("Path(__file__).parent.glob('*')", "(Path(__file__).parent / \"ai\").glob('*')"),
        (
            "os.path.join(os.path.dirname(__file__), '..', 'x')",
            "os.path.join(os.path.dirname(__file__), 'x')",
        ),
        ("os.path.dirname(__file__)", 'os.path.join(os.path.dirname(__file__), "ai")'),
    ],
)
def test_a_file_that_goes_up_leads_down(before: str, expected: str) -> None:
    assert rewritten("app/ai/v.py", f"X = {before}\n", "app/ai/v.py=app/v.py") == f"X = {expected}\n"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("Path(__file__).parents[1] / 'app' / 'ai' / 'prompts.py'", None),
        (
            "Path(__file__).parent.parent / 'app/ai/prompts.py'",
            "Path(__file__).parent.parent / 'lib/ml/prompts.py'",
        ),
        (
            "Path(__file__).parent.parent / 'app' / 'page.html'",
            "Path(__file__).parent.parent / 'app' / 'page.html'",
        ),
        ("__file__", "__file__"),
    ],
)
def test_paths_to_what_moves(before: str, expected: str | None) -> None:
    expected = expected or "Path(__file__).parents[1] / 'lib' / 'ml' / 'prompts.py'"
    assert rewritten("tests/test_a.py", f"X = {before}\n", "app/ai=lib/ml") == f"X = {expected}\n"


def test_a_name_that_stands_for_a_folder() -> None:
    text = "HERE = Path(__file__).parent\nX = HERE / 'ai' / 'page.html'\nY = HERE / 'page.html'\n"
    assert rewritten("app/v.py", text, "app/ai=lib") == text.replace("'ai'", "'../lib'")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/v.py", "X = root_of(__file__)\n"),
        ("app/v.py", "X = __file__.rsplit('/', 1)\n"),
        ("app/v.py", "X = Path(__file__).relative_to(root)\n"),
        ("app/v.py", "X = os.path.join(Path(__file__).parent, 'v.py', name)\n"),
        ("app/v.py", "from os.path import dirname\nX = Path(dirname(__file__, 1)) / 'x'\n"),
    ],
)
def test_what_cannot_be_told(path: str, text: str) -> None:
    assert reasons(SOURCES | {path: text}, "app/v.py=app/ai/v.py") == [
        "it finds files by its own place (`__file__`)"
    ]


def test_a_package_keeps_paths_inside() -> None:
    text = "X = Path(__file__).parent / 'page.html'\nY = Path(__file__).parent.parent / 'page.html'\n"
    there = rewritten("app/ai/v.py", text, "app/ai=lib/ml/ai")
    assert there == text.replace("parent.parent / '", "parent.parent.parent.parent / 'app/")
