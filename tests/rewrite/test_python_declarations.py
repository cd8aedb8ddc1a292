"""Single functions, classes and variables of Python move with what they need and with every use."""

import pytest

from tests.rewrite.sources import after, carried_out, patched, reasons, reversed_patch

STORE = '''"""Rows."""

import json
import os

from .rows import Row

LIMIT = 3


# Counts.
def load() -> Row:
    """A row."""
    return Row(json.loads("1"))


def keep():
    return os.getcwd()
'''
SOURCES = {
    "app/__init__.py": "",
    "app/db/__init__.py": "",
    "app/db/rows.py": "class Row:\n    pass\n",
    "app/db/store.py": STORE,
    "app/db/other.py": '"""Others."""\n\nimport os\n\nX = os.sep\n',
    "pyproject.toml": '[project.scripts]\nload = "app.db.store:load"\n',
}
MOVED = '''import json

from app.db.rows import Row


# Counts.
def load() -> Row:
    """A row."""
    return Row(json.loads("1"))
'''
LEFT = STORE.replace("import json\n", "").replace(MOVED[MOVED.index("# Counts") :] + "\n\n", "")


def test_a_function_takes_along_what_it_needs() -> None:
    there = after(SOURCES, "app/db/store.py:load=app/api")
    assert there["app/api/store.py"] == MOVED
    assert there["app/db/store.py"] == LEFT
    assert there["app/api/__init__.py"] == ""
    assert there["pyproject.toml"] == SOURCES["pyproject.toml"].replace("app.db.store", "app.api.store")


def test_a_function_to_a_module_that_is_there() -> None:
    there = after(SOURCES, "app/db/store.py:load=app/db/other.py")
    added = "import os\nfrom app.db.rows import Row\nimport json\n"
    assert there["app/db/other.py"] == (
        SOURCES["app/db/other.py"].replace("import os\n", added) + "\n\n" + MOVED[MOVED.index("# Counts") :]
    )


def test_the_reverse_restores_every_byte() -> None:
    patch = patched(SOURCES, "app/db/store.py:load=app/api")
    assert carried_out(carried_out(SOURCES, patch), reversed_patch(patch)) == SOURCES


def user(text: str, move: str = "app/db/store.py:load=app/api/reads.py") -> str:
    """What becomes of a file that uses what moves."""
    return after(SOURCES | {"app/user.py": text}, move)["app/user.py"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from app.db.store import load  # here\n", "from app.api.reads import load  # here\n"),
        ("from .db.store import load as l\n", "from .api.reads import load as l\n"),
        (
            "from app.db.store import LIMIT, load\n",
            "from app.db.store import LIMIT\nfrom app.api.reads import load\n",
        ),
        ("from app.db import store\nstore.load()\n", "from app.api import reads\nreads.load()\n"),
        (
            "from app.db import store\nstore.load(store.LIMIT)\n",
            "from app.db import store\nfrom app.api import reads\nreads.load(store.LIMIT)\n",
        ),
        (
            "import app.db.store\nx = app.db.store.load\n",
            "import app.db.store\nfrom app.api import reads\nx = reads.load\n",
        ),
        (
            "def f():\n    from app.db import store\n    reads = 1\n    return store.load().a\n",
            "def f():\n    from app.api import reads as app_api_reads\n    reads = 1\n"
            "    return app_api_reads.load().a\n",
        ),
        ('patch("app.db.store.load")\n', 'patch("app.api.reads.load")\n'),
        ("from app.db.store import LIMIT\nload = 1\n", "from app.db.store import LIMIT\nload = 1\n"),
        ("def f(store):\n    return store.load()\n", "def f(store):\n    return store.load()\n"),
    ],
)
def test_files_that_use_it(text: str, expected: str) -> None:
    assert user(text) == expected


def test_what_stays_and_uses_it_imports_it() -> None:
    sources = SOURCES | {"app/db/store.py": STORE + "\n\nprint(load())\n"}
    there = after(sources, "app/db/store.py:load=app/api")
    left = LEFT.replace("import Row\n", "import Row\nfrom app.api.store import load\n")
    assert there["app/db/store.py"] == left + "\n\nprint(load())\n"


def test_an_alias_is_left() -> None:
    there = after(SOURCES, "app/db/store.py:LIMIT=app/api", alias=True)
    assert "from app.api.store import LIMIT as LIMIT\n" in there["app/db/store.py"]
    assert there["app/api/store.py"] == "LIMIT = 3\n"


def test_a_decorated_function_is_still_loaded_with_its_module() -> None:
    text = "from web import route\n\n\n@route\ndef show(): pass\n"
    there = after(SOURCES | {"app/v.py": text}, "app/v.py:show=app/api")
    assert there["app/v.py"] == "from web import route\nfrom app.api.v import show as show\n".replace(
        "from web import route\n", ""
    )
    assert there["app/api/v.py"] == text


def test_a_variable_needs_what_stays() -> None:
    text = "import os\n\nHOME = os.sep\nROOMS = HOME + '/rooms'\n"
    there = after(SOURCES | {"app/s.py": text}, "app/s.py:ROOMS=app/api", alias=True)
    assert there["app/api/s.py"] == "from app.s import HOME\n\nROOMS = HOME + '/rooms'\n"
    assert there["app/s.py"] == "import os\n\nHOME = os.sep\n"


LOOSE = "if X:\n    def f(): pass\nelse:\n    f = None\n"
EITHER = "try:\n    import json\nexcept ImportError:\n    json = None\ndef f(): return json\n"


@pytest.mark.parametrize(
    ("more", "move", "reason"),
    [
        (
            {"app/v.py": LOOSE},
            "app/v.py:load=app/api",
            "load is not declared once, by a statement of its own",
        ),
        ({}, "app/db/store.py:gone=app/api", "gone is not declared once, by a statement of its own"),
        (
            {"app/v.py": "ITEMS = []\nITEMS.append(1)\n"},
            "app/v.py:ITEMS=app/api",
            "the module goes on to change a variable of these",
        ),
        (
            {"app/v.py": "N = 1\ndef f():\n    global N\n    N = 2\n"},
            "app/v.py:N=app/api",
            "a `global` statement binds a name across the new line",
        ),
        (
            {"app/v.py": "from app.db.store import *\n"},
            "app/db/store.py:keep=app/db/other.py",
            None,
        ),
        (
            {"app/v.py": "A = 1\ndef f(): return A\nf()\n"},
            "app/v.py:f=app/api",
            "modules would import each other before they are ready",
        ),
        (
            {"app/v.py": EITHER},
            "app/v.py:f=app/api",
            "json is imported under a condition",
        ),
        (
            {"app/v.py": "from app.db import store\nsetattr(store, 'load', 1)\n"},
            "app/db/store.py:load=app/api",
            "a name that leaves the module is given as text",
        ),
        (
            {"app/v.py": "spec_from_file_location('s', HERE / 'store.py').load\n"},
            "app/db/store.py:load=app/api",
            "a file loads the module by its path",
        ),
        ({"app/db/other.py": "load = 1\n"}, "app/db/store.py:load=app/db/other.py", "load is there already"),
        (
            {"app/db/other.py": "Row = 1\n"},
            "app/db/store.py:load=app/db/other.py",
            "Row would hide another one in the new module",
        ),
        ({}, "app/db/store.py:load=json", "a package outside the repository is called json, too"),
    ],
)
def test_what_is_refused(more: dict[str, str], move: str, reason: str | None) -> None:
    assert reasons(SOURCES | more, move) == ([reason] if reason else [])
