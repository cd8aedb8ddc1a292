"""Python modules and packages move with every reference to them."""

import pytest

from tests.rewrite.sources import after, carried_out, patched, reasons, reversed_patch

STORE = '"""Rows."""\n\nfrom .rows import Row\n\n\ndef load():\n    return Row()\n'
SOURCES = {
    "app/__init__.py": "",
    "app/main.py": "import app.db.store\n\nprint(app.db.store.load())\n",
    "app/db/__init__.py": "",
    "app/db/rows.py": "class Row:\n    pass\n",
    "app/db/store.py": STORE,
    "pyproject.toml": '[project.scripts]\nload = "app.db.store:load"\n',
}


def one(text: str, *moves: str, **more: str) -> str:
    """What becomes of `app/user.py` when something else moves."""
    sources = SOURCES | {"app/user.py": text} | more
    return after(sources, *moves)["app/user.py"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from app.db.store import load  # here\n", "from app.data.store import load  # here\n"),
        ("from app.db import store\n", "from app.data import store\n"),
        ("from app.db import store as s\n", "from app.data import store as s\n"),
        ("from .db import store\n", "from .data import store\n"),
        (
            "from .db.store import (\n    load,  # rows\n)\n",
            "from .data.store import (\n    load,  # rows\n)\n",
        ),
        ("import app.db.store as s\r\ns.load()\r\n", "import app.data.store as s\r\ns.load()\r\n"),
        ("from app.db import rows, store\n", "from app.db import rows\nfrom app.data import store\n"),
        (
            "if True: from app.db import store, rows\n",
            "if True: from app.data import store; from app.db import rows\n",
        ),
        ("import app.db.store\nf = app.db.store.load\n", "import app.data.store\nf = app.data.store.load\n"),
        (
            "import app.db.store\napp.db.store.load(app=app)\n",
            "import app, app.data.store\napp.data.store.load(app=app)\n",
        ),
        ("def f():\n    from app.db.store import load\n", "def f():\n    from app.data.store import load\n"),
        ("from app.db.store import *\n", "from app.data.store import *\n"),
        ('patch("app.db.store.load")\n', 'patch("app.data.store.load")\n'),
        ("x = 'app.db.store', 'app.db.store.other', 'see app.db.store'\n", None),
        ("import os\nx   =  os.path # app.db.store\n", "import os\nx   =  os.path # app.db.store\n"),
    ],
)
def test_references_to_a_module(text: str, expected: str | None) -> None:
    if expected is None:
        expected = "x = 'app.data.store', 'app.db.store.other', 'see app.db.store'\n"
    assert one(text, "app/db/store.py=app/data/store.py") == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("app/db/files.py", STORE),
        ("app/files.py", STORE.replace(".rows", ".db.rows")),
        ("app/a/b/files.py", STORE.replace(".rows", "...db.rows")),
        ("files.py", STORE.replace(".rows", "app.db.rows")),
    ],
)
def test_relative_imports_of_what_moves(target: str, expected: str) -> None:
    assert after(SOURCES, f"app/db/store.py={target}")[target] == expected


def test_a_package_keeps_its_inside_and_gets_packages_around_it() -> None:
    there = after(SOURCES, "app/db=services/data/db")
    assert there["services/data/db/store.py"] == STORE
    assert there["services/__init__.py"] == there["services/data/__init__.py"] == ""
    assert there["app/main.py"] == "import services.data.db.store\n\nprint(services.data.db.store.load())\n"
    assert there["pyproject.toml"] == SOURCES["pyproject.toml"].replace("app.db", "services.data.db")


def test_another_name_is_given_by_an_alias() -> None:
    assert one("from app.db import store\n", "app/db/store.py=app/db/files.py") == (
        "from app.db import files as store\n"
    )


def test_the_reverse_restores_every_byte() -> None:
    patch = patched(SOURCES, "app/db=services/data/db")
    assert carried_out(carried_out(SOURCES, patch), reversed_patch(patch)) == SOURCES


DYNAMIC = "from importlib import import_module\nimport_module(f'app.db.{name}')\n"
CYCLE = {
    "app/__init__.py": "from app.db.store import load\n",
    "app/db/store.py": "from app.settings import URL\n\ndef load(): pass\n",
    "app/settings.py": "URL = 1\n",
}


DJANGO = {"app/db/apps.py": "from django.apps import AppConfig\nclass C(AppConfig):\n    name = 'app.db'\n"}


def test_a_django_app_without_tables_is_called_like_its_new_folder() -> None:
    there = after(SOURCES | DJANGO | {"app/db/0001_a.py": ""}, "app/db=app/data")
    assert there["app/data/apps.py"] == DJANGO["app/db/apps.py"].replace("app.db", "app.data")
    assert "app/data/0001_a.py" in there


@pytest.mark.parametrize(
    ("more", "move", "reason"),
    [
        (
            {"app/commands/run.py": "import django\n"},
            "app/commands/run.py=app/run.py",
            "a framework finds it by its name and folder",
        ),
        (
            {},
            "app/db/store.py=my-app/store.py",
            "the new place cannot be imported by name from the same root",
        ),
        ({}, "app/db=json", "a package outside the repository is called json, too"),
        ({"app/db/rows.py": "class ("}, "app/db=app/data", "a file cannot be read whole"),
        ({}, "app/db/__init__.py=app/x/__init__.py", "`__init__.py` cannot leave its package"),
        ({}, "app/db/store.py=app/main/store.py", "a module is called like the new folder"),
        (
            {"app/conftest.py": ""},
            "app/conftest.py=app/db/conftest.py",
            "a framework finds it by its name and folder",
        ),
        (
            {"app/db/models.py": "from django.db import models"},
            "app/db=app/data",
            "a Django app's label is the name of its folder",
        ),
        (
            {"app/db/store.py": "from flask import Flask\napp = Flask(__name__)\n"},
            "app/db/store.py=app/store.py",
            "files are looked for beside it (`__name__`)",
        ),
        (
            {"app/db/__init__.py": "import pkgutil\nfor each in pkgutil.iter_modules(__path__): pass\n"},
            "app/db/store.py=app/store.py",
            "all modules of a folder are loaded, whatever they are",
        ),
        ({"app/u.py": DYNAMIC}, "app/db/store.py=app/s.py", "a module's name is put together at run time"),
        (
            {"app/u.py": "import app.db\napp.db.store.load()\n"},
            "app/db/store.py=app/s.py",
            "a moved module is used without being imported",
        ),
        (
            {"app/u.py": "from app import db\ndb.store.load()\n"},
            "app/db/store.py=app/s.py",
            "a moved module is used as an attribute of its package",
        ),
        (
            {"app/u.py": "import app.db.store\ndef f(lib): return app.db.store.load()\n"},
            "app/db=lib/db",
            "`lib` is more than a package in this file",
        ),
        (CYCLE, "app/db/store.py=lib/store.py", "modules would import each other before they are ready"),
    ],
)
def test_what_is_refused(more: dict[str, str], move: str, reason: str) -> None:
    assert reasons(SOURCES | more, move) == [reason]


def test_a_cycle_that_loads_today_does_so_after_the_move() -> None:
    there = after(SOURCES | CYCLE, "app/db/store.py=app/store.py")
    assert there["app/__init__.py"] == "from app.store import load\n"
