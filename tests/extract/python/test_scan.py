"""Imports read without parsing: the same as the parser finds, or nothing said."""

import ast
import sysconfig
import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.extract.python import parsed_imports
from analyzer.extract.python.grammar import parse
from analyzer.extract.python.scan import scan
from analyzer.extract.python.source import readable
from analyzer.model.facts import ImportKind

OWN = Path(__file__).parents[3]
LIBRARY = Path(sysconfig.get_path("stdlib"))
FILES = [
    *sorted(OWN.joinpath("analyzer").rglob("*.py")),
    *sorted(OWN.joinpath("tests/fixtures").rglob("*.py")),
    *sorted(path for path in LIBRARY.rglob("*.py") if "site-packages" not in path.parts)[::6],
]


def is_valid(text: bytes) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True


def check(text: bytes) -> bool:
    """Whether the text was scanned; if so and it is valid, the parser must agree."""
    scanned = scan(text, ImportKind.RUNTIME)
    root = parse(text).root_node
    if scanned is not None and not root.has_error and is_valid(text):
        assert scanned == parsed_imports(root, text, ImportKind.RUNTIME)
    return scanned is not None


def test_files() -> None:
    """Nearly every file is scanned, and none differently."""
    scanned = [check(readable(str(path), path.read_bytes())[0]) for path in FILES]
    assert sum(scanned) > 0.97 * len(FILES)


@pytest.mark.parametrize(
    "code",
    [
        "from a import (  # why, and how\n    b,\n    c as d,  # e, f\n)",
        "from a import b, \\\n    c as d",
        "from a import b \\\n    as c, d \\\n as \\\n e, f",
        "import a \\\n    as b, c",
        "if x:\n  y = (((((((((\n  if_\n  for z in (1, ')')\n)))))))))\n  import a",
        "from . \\\n    import a",
        "from .. a . b import c",
        "from.a import b",
        "import a; import b as c; from d import e",
        "def f():\n    import a; from b import c\nimport d",
        "x = '''\nimport a\n'''\nimport b",
        "x = 'it\\'s'\nimport b",
        'x = r"\\""\nimport b',
        'x = f"{a!r:{w}} {{import}}"\nimport b',
        "x = f'''{a}\nimport c\n'''\nimport b",
        "x = [  # import a\n    1,\n]\nimport b",
        "raise A \\\n    from b",
        "if TYPE_CHECKING:  # types\n    import a\nelif x:\n    import b\nelse:\n    import c",
        "if t.TYPE_CHECKING and \\\n    x:\n    import a",
        "if (\n    a or\n    TYPE_CHECKING\n):\n    import b",
        "if not TYPE_CHECKING:\n    import a",
        "if x[1:2] == {'a': 1}:\n    import a",
        "class A:\n  async def f(self):\n    async with x:\n      import a\n  import b",
        "try:\n\timport a\nexcept E:\n\timport b\nfinally:\n\timport c",
        "match x:\n    case 1:\n        import a\nimport b",
        "match = 1\nimport a",
        "for x in y:\n    pass\nelse:\n    import a",
        "def f(a={'x': 1}, *, b: int = 3) -> 'import':\n    if a:\n        import c",
        "\fimport a\nif x:\n\f    import b",
        "import \u00fcber as \u00e4\r\nfrom a import \u00fc\r\n",
        "# import a\nprint('from a import b')",
        "",
    ],
)
def test_forms(code: str) -> None:
    assert check(code.encode())


@pytest.mark.parametrize(
    "code",
    [
        "x = (\nimport a",
        "x = '''\nimport a",
        "if x: import a",
        "x = 1; import a",
        "<<<<<<< ours\nimport a\n=======\nimport b\n>>>>>>> theirs",
        "def f():\n    return (yield\n    from a)\nimport b",
        'x = f"{y["import"]}"\nimport a',
        "x = 1 \\ \nimport a",
        "import a.b.",
        "from a import",
        "from a import b c",
        "import a\rimport b",
        "def f():\n  \timport a",
    ],
)
def test_what_is_not_certain_is_left_to_the_parser(code: str) -> None:
    assert scan(code.encode(), ImportKind.RUNTIME) is None


LINES = st.sampled_from(
    [
        "import a", "import b.c as d, e", "from . import f", "from .g import (h,", "i as j)",
        "import l; import m", "from k import *", "if TYPE_CHECKING:", "if x:", "else:", "elif y:", "try:",
        "finally:", "except E:",
        "def f(x,", "y):", "def f(): pass", "class A:", "with a as b:", "for x in y:", "while x:", "match x:",
        "case 1:", "async def f():", "pass", "x = 1", "x = [", "]", "x = '''", "'''", 'y = """', '"""',
        "z = f'{a}'", 'z = f"{a[', "# import n", "x = 1 \\", "'import o'", "lambda: 0", "@d", "return x",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), LINES), max_size=14))
@example([(0, "if x:"), (1, "x = '''"), (0, "import a"), (0, "'''"), (1, "import a")])
def test_any_lines(lines: list[tuple[int, str]]) -> None:
    check("\n".join("  " * depth + line for depth, line in lines).encode())


def test_what_a_file_costs_grows_with_its_length_alone() -> None:
    """Text made to send an expression back and forth is refused or read at once."""
    deep = textwrap.dedent("x = " + "[(" * 2000 + ")]" * 2000 + "\nif x:\n    import a")
    for text in (deep, "'" * 50_001, "f'{" * 20_000, "from a import (" + "b, " * 20_000, "\\\n" * 50_000):
        scan(text.encode() + b"\nif x:\n    import a\n", ImportKind.RUNTIME)
