"""Import statements: form, kind, and the quick way of reading them."""

import pytest

from analyzer.extract.python import extract, extract_imports
from analyzer.model.facts import Import, ImportKind
from analyzer.model.source import Language, SourceFile

RUNTIME, LAZY, TYPING = ImportKind.RUNTIME, ImportKind.LAZY, ImportKind.TYPING
CONDITIONAL, DYNAMIC, TEST = ImportKind.CONDITIONAL, ImportKind.DYNAMIC, ImportKind.TEST

CASES: list[tuple[str, list[tuple[str, str, str, ImportKind]]]] = [
    ("import a", [("a", "", "", RUNTIME)]),
    ("import a.b as c, d", [("a.b", "", "c", RUNTIME), ("d", "", "", RUNTIME)]),
    ("from a.b import c as d, e", [("a.b", "c", "d", RUNTIME), ("a.b", "e", "", RUNTIME)]),
    ("from ..a import (\n    b,\n)", [("..a", "b", "", RUNTIME)]),
    ("from . import a", [(".", "a", "", RUNTIME)]),
    ("from a import *", [("a", "*", "", RUNTIME)]),
    ("from __future__ import annotations", [("__future__", "annotations", "", RUNTIME)]),
    ("class A:\n    import a", [("a", "", "", RUNTIME)]),
    ("def f():\n    import a", [("a", "", "", LAZY)]),
    ("def f():\n    try:\n        import a\n    except E: pass", [("a", "", "", LAZY)]),
    ("try:\n    import a\nexcept E:\n    import b", [("a", "", "", CONDITIONAL), ("b", "", "", CONDITIONAL)]),
    ("if x:\n    import a", [("a", "", "", CONDITIONAL)]),
    ("with x:\n    import a", [("a", "", "", RUNTIME)]),
    (
        "if TYPE_CHECKING:\n    import a\nelse:\n    import b",
        [("a", "", "", TYPING), ("b", "", "", CONDITIONAL)],
    ),
    ("if typing.TYPE_CHECKING:\n    from a import b", [("a", "b", "", TYPING)]),
    (
        "import importlib\nimportlib.import_module('a.b')",
        [("importlib", "", "", RUNTIME), ("a.b", "", "_", DYNAMIC)],
    ),
    ("import_module('.b', 'p.q')", [("p.q.b", "", "_", DYNAMIC)]),
    ("import_module('..b', package='p.q')", [("p.b", "", "_", DYNAMIC)]),
    ("__import__('a')", [("a", "", "_", DYNAMIC)]),
    ("import_module(name)", []),
    ("importlib.import_module(  # why\n    (r'a')\n)", [("a", "", "_", DYNAMIC)]),
    ("import_module(name='a')", [("a", "", "_", DYNAMIC)]),
    ("import_module('a' 'b')", [("ab", "", "_", DYNAMIC)]),
    ("f(import_module, 'a')\nmy_import_module('a')", []),
    ("import_module(f'a.{b}')", []),
    ("x = '''\nimport a\n'''", []),
    ("if (:\n    import a\nimport b", [("a", "", "", CONDITIONAL), ("b", "", "", RUNTIME)]),
]


def told(imports: tuple[Import, ...]) -> list[tuple[str, str, str, ImportKind]]:
    return [(each.target, each.member, each.alias, each.kind) for each in imports]


@pytest.mark.parametrize(("code", "expected"), CASES)
def test_imports(code: str, expected: list[tuple[str, str, str, ImportKind]]) -> None:
    source = SourceFile("m.py", Language.PYTHON, "m")
    assert told(extract(source, code.encode()).surface.imports) == expected


@pytest.mark.parametrize("code", [code for code, _ in CASES])
def test_the_quick_way_finds_the_same(code: str) -> None:
    source = SourceFile("m.py", Language.PYTHON, "m")
    quick = told(extract_imports(source, code.encode()).imports)
    assert quick == told(extract(source, code.encode()).surface.imports)


def test_every_import_of_a_test_file_is_a_test_import() -> None:
    source = SourceFile("test_m.py", Language.PYTHON, "test_m", is_test=True)
    found = extract(source, b"import a\ndef f():\n    import b\nimport_module('c')").surface.imports
    assert [each.kind for each in found] == [TEST, TEST, TEST]
