"""Imports: which module and which definition a name comes from."""

import pytest

from tests.link.python.repo import callees, linked, uses

PKG = {
    "pkg/__init__.py": "from .core import thing\nfrom .deep import *\nVERSION = 1\n",
    "pkg/core.py": "def thing(): pass\ndef other(): pass\n",
    "pkg/deep/__init__.py": "from .inner import visible, _hidden, Late as Renamed\n"
    "__all__ = ['visible', 'Renamed']\n",
    "pkg/deep/inner.py": "def visible(): pass\ndef _hidden(): pass\nclass Late:\n    def go(self): pass\n",
    "spaced/part/tool.py": "def run(): pass\n",
}


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("use.py", "from pkg.core import thing", {"pkg.core:thing"}),
        ("use.py", "from pkg import thing", {"pkg.core:thing"}),
        ("use.py", "from pkg import visible", {"pkg.deep.inner:visible"}),
        (
            "use.py",
            "from pkg import Renamed\nRenamed().go()",
            {"pkg.deep.inner:Late", "pkg.deep.inner:Late.go"},
        ),
        ("use.py", "from pkg import *\nvisible()", {"pkg.deep.inner:visible"}),
        ("use.py", "from pkg.deep import *\n_hidden()", set()),
        ("use.py", "import pkg.core\npkg.core.other()", {"pkg.core:other"}),
        ("use.py", "import pkg.core as c\nc.other()", {"pkg.core:other"}),
        ("use.py", "import pkg\npkg.deep.visible()\npkg.VERSION", {"pkg.deep.inner:visible", "pkg:VERSION"}),
        ("use.py", "from pkg import core\ncore.other()", {"pkg.core:other"}),
        ("use.py", "from spaced.part import tool\ntool.run()", {"spaced.part.tool:run"}),
        ("use.py", "from spaced.part.tool import run", {"spaced.part.tool:run"}),
        (
            "use.py",
            "import importlib\nm = importlib.import_module('pkg.core')\nm.other()",
            {"pkg.core:other"},
        ),
        ("use.py", "def f():\n    from pkg.core import thing as t\n    t()", {"pkg.core:thing"}),
        ("pkg/near.py", "from . import core\ncore.other()", {"pkg.core:other"}),
        ("pkg/near.py", "from .core import other", {"pkg.core:other"}),
        ("pkg/deep/near.py", "from ..core import other", {"pkg.core:other"}),
        ("pkg/deep/near.py", "from ... import nothing", set()),
        ("pkg/core2.py", "import core\ncore.other()", set()),
        ("tools/script.py", "import helper\nhelper.help()", {"tools.helper:help"}),
        ("use.py", "from pkg.missing import x\nx()", set()),
        (
            "use.py",
            "try:\n    from fast import thing\nexcept ImportError:\n    from pkg import thing\n",
            {"pkg.core:thing"},
        ),
    ],
)
def test_names_lead_to_their_definition(path: str, code: str, expected: set[str]) -> None:
    program = linked({**PKG, "tools/helper.py": "def help(): pass", path: code})
    assert uses(program, path) == expected


@pytest.mark.parametrize(
    ("code", "module", "internal"),
    [
        ("from pkg import core", "pkg.core", True),
        ("from pkg import VERSION", "pkg", True),
        ("from pkg.core import thing", "pkg.core", True),
        ("import pkg.core", "pkg.core", True),
        ("from pkg.deep import *", "pkg.deep", True),
        ("from flask import Flask", "flask", False),
        ("import os.path", "os.path", False),
        ("from spaced import part", "spaced.part", True),
    ],
)
def test_import_edges_point_at_modules(code: str, module: str, internal: bool) -> None:
    program = linked({**PKG, "use.py": code})
    number = next(i for i, file in enumerate(program.graph.files) if file.path == "use.py")
    edges = [(edge.module, edge.internal) for edge in program.graph.imports if edge.file == number]
    assert edges == [(module, internal)]


def test_a_package_found_by_the_end_of_its_path() -> None:
    program = linked(
        {"backend/app/models.py": "class User: pass", "backend/app/views.py": "from app.models import User"}
    )
    assert uses(program, "backend/app/views.py") == {"backend.app.models:User"}


def test_of_two_modules_with_one_name_the_nearer_is_meant() -> None:
    files = {
        "src/a/util.py": "def f(): pass",
        "src/b/util.py": "def f(): pass",
        "src/b/use.py": "import util\nutil.f()",
    }
    program = linked(files)
    assert uses(program, "src/b/use.py") == {"b.util:f"}


def test_each_service_has_a_package_of_the_same_name() -> None:
    program = linked(
        {
            "one/app/__init__.py": "",
            "one/app/models.py": "class A: pass",
            "two/app/__init__.py": "",
            "two/app/models.py": "class B: pass",
            "two/app/views/__init__.py": "",
            "two/app/views/home.py": "from app.models import B",
            "two/tests/test_home.py": "from app import models\nmodels.B",
        }
    )
    assert uses(program, "two/app/views/home.py") == {"two.app.models:B"}
    assert uses(program, "two/tests/test_home.py") == {"two.app.models:B"}


@pytest.mark.parametrize("code", ["import redis\nredis.Redis()", "from redis.client import Redis\nRedis()"])
def test_a_neighbour_in_a_package_does_not_hide_a_library(code: str) -> None:
    files = {
        "pkg/__init__.py": "",
        "pkg/redis/__init__.py": "class Redis: pass",
        "pkg/redis/client.py": "class Redis: pass",
    }
    assert uses(linked({**files, "pkg/use.py": code}), "pkg/use.py") == set()


def test_imports_in_a_circle_end() -> None:
    program = linked(
        {"a.py": "from b import *\nfrom b import x", "b.py": "from a import *\nfrom a import x\nx()"}
    )
    assert uses(program, "a.py") == set()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "from fastapi import APIRouter\nr = APIRouter()\nr.get('/')",
            ["fastapi.APIRouter", "fastapi.APIRouter().get"],
        ),
        ("import flask as f\nf.Blueprint('a')", ["flask.Blueprint"]),
        ("import os.path\nos.path.join()", ["os.path.join"]),
        ("print()", ["builtins.print"]),
        ("'a'.join(x)", ["builtins.str().join"]),
        ("from db import Session\nwith Session() as s:\n    s.query()", ["db.Session", "db.Session().query"]),
        ("def f(r: 'web.Request'): r.go()\nimport web", ["web.Request().go"]),
        (
            "from django.db import models\nclass A(models.Model): pass\nA.objects.all()",
            ["django.db.models.Model.objects.all"],
        ),
    ],
)
def test_outside_names_are_qualified(code: str, expected: list[str]) -> None:
    assert callees(linked({"use.py": code}), "use.py") == expected
