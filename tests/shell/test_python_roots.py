"""Dotted names of Python files: from packages, from what imports say, from project files."""

from pathlib import Path

import pytest

from analyzer.shell.discover import discover
from tests.shell.tree import modules, plant


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app/__init__.py": "", "app/a.py": ""}, {"app/__init__.py": "app", "app/a.py": "app.a"}),
        ({"app/a.py": "import app.b\n", "app/b.py": ""}, {"app/a.py": "app.a", "app/b.py": "app.b"}),
        ({"src/app/__init__.py": ""}, {"src/app/__init__.py": "app"}),
        (
            {"pyproject.toml": "[project]\nname='x'\n", "src/app/a.py": ""},
            {"src/app/a.py": "app.a"},
        ),
        (
            {"setup.cfg": "[options]\npackage_dir =\n  = lib\n", "lib/app/a.py": ""},
            {"lib/app/a.py": "app.a"},
        ),
        (
            {
                "setup.py": "from setuptools import setup\nsetup(package_dir={'': 'lib'})\n",
                "lib/app/a.py": "",
            },
            {"setup.py": "setup", "lib/app/a.py": "app.a"},
        ),
        (  # a namespace package, known by an import from its side
            {"lib/ns/one/a.py": "from ns.two import b\n", "lib/ns/two/b.py": ""},
            {"lib/ns/one/a.py": "ns.one.a", "lib/ns/two/b.py": "ns.two.b"},
        ),
        (  # a namespace package over regular ones
            {
                "lib/ns/one/__init__.py": "",
                "lib/ns/one/a.py": "import ns.two.b\n",
                "lib/ns/two/__init__.py": "",
                "lib/ns/two/b.py": "",
            },
            {
                "lib/ns/one/__init__.py": "ns.one",
                "lib/ns/one/a.py": "ns.one.a",
                "lib/ns/two/__init__.py": "ns.two",
                "lib/ns/two/b.py": "ns.two.b",
            },
        ),
        (  # several services, each with its own root
            {"a/app/__init__.py": "", "a/app/x.py": "", "b/jobs/__init__.py": "", "b/jobs/y.py": ""},
            {
                "a/app/__init__.py": "app",
                "a/app/x.py": "app.x",
                "b/jobs/__init__.py": "jobs",
                "b/jobs/y.py": "jobs.y",
            },
        ),
        (  # one name in two roots: the second is named from the top
            {
                "a/main.py": "import tools\n",
                "a/tools.py": "",
                "b/main.py": "import tools\n",
                "b/tools.py": "",
            },
            {"a/main.py": "main", "a/tools.py": "tools", "b/main.py": "b.main", "b/tools.py": "b.tools"},
        ),
        (  # the repository's own folder is the package
            {"__init__.py": "", "core/__init__.py": "from mypkg.core.a import f\n", "core/a.py": ""},
            {"__init__.py": "mypkg", "core/__init__.py": "mypkg.core", "core/a.py": "mypkg.core.a"},
        ),
        ({"scripts/tool.py": ""}, {"scripts/tool.py": "scripts.tool"}),
        (  # a library of the name of a module far away
            {"x/y/redis.py": "", "app/__init__.py": "", "app/a.py": "import redis\n"},
            {"x/y/redis.py": "x.y.redis", "app/__init__.py": "app", "app/a.py": "app.a"},
        ),
        (  # `backend` has a stray __init__.py: its code is started inside it
            {
                "backend/__init__.py": "",
                "backend/app/__init__.py": "",
                "backend/app/a.py": "import app.b\n",
                "backend/app/b.py": "",
            },
            {
                "backend/__init__.py": "backend",
                "backend/app/__init__.py": "app",
                "backend/app/a.py": "app.a",
                "backend/app/b.py": "app.b",
            },
        ),
        (  # `web` is the root of nearly all imports; one import by the name of the repository is a stray
            {
                "web/__init__.py": "",
                "web/shop/__init__.py": "",
                "web/shop/a.py": "import shop.b\nimport users.c\n",
                "web/shop/b.py": "import web.users\n",
                "web/users/__init__.py": "",
                "web/users/c.py": "import shop.a\n",
            },
            {
                "web/__init__.py": "web",
                "web/shop/__init__.py": "shop",
                "web/shop/a.py": "shop.a",
                "web/shop/b.py": "shop.b",
                "web/users/__init__.py": "users",
                "web/users/c.py": "users.c",
            },
        ),
        (  # a library of the name of a folder inside the package
            {
                "app/__init__.py": "",
                "app/redis/__init__.py": "",
                "app/redis/client.py": "import redis.client\nimport app.redis\nimport app.a.b\n",
                "app/a/__init__.py": "",
                "app/a/b.py": "import app.redis.client\n",
            },
            {
                "app/__init__.py": "app",
                "app/redis/__init__.py": "app.redis",
                "app/redis/client.py": "app.redis.client",
                "app/a/__init__.py": "app.a",
                "app/a/b.py": "app.a.b",
            },
        ),
    ],
)
def test_module_names(tmp_path: Path, files: dict[str, str], expected: dict[str, str]) -> None:
    assert modules(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("name", "text", "points"),
    [
        (
            "pyproject.toml",
            "[project.scripts]\nrun = 'app.cli:main'\n",
            [("console_scripts", "run", "app.cli:main")],
        ),
        (
            "pyproject.toml",
            "[project.entry-points.'app.drivers']\nfile = 'app.d:File'\n",
            [("app.drivers", "file", "app.d:File")],
        ),
        (
            "pyproject.toml",
            "[tool.poetry.scripts]\nrun = 'app:main'\n",
            [("console_scripts", "run", "app:main")],
        ),
        (
            "setup.cfg",
            "[options.entry_points]\nconsole_scripts =\n    run = app.cli:main [extra]\n",
            [("console_scripts", "run", "app.cli:main")],
        ),
        (
            "setup.cfg",
            "[entry_points]\napp.drivers =\n    file = app.d:File\n",
            [("app.drivers", "file", "app.d:File")],
        ),
        (
            "setup.py",
            "import setuptools as s\ns.setup(entry_points={'console_scripts': ['run=app:main']})\n",
            [("console_scripts", "run", "app:main")],
        ),
        ("setup.py", "raise SystemExit('never run')\n", []),
    ],
)
def test_entry_points(tmp_path: Path, name: str, text: str, points: list[tuple[str, str, str]]) -> None:
    found = discover(plant(tmp_path, {name: text, "app/__init__.py": ""})).project
    assert list(found.entry_points) == points


@pytest.mark.parametrize(
    ("name", "text"), [("pyproject.toml", "[a\n"), ("setup.cfg", "no section\n"), ("setup.py", "def (\n")]
)
def test_a_broken_project_file_is_a_problem(tmp_path: Path, name: str, text: str) -> None:
    found = discover(plant(tmp_path, {name: text, "app/__init__.py": ""})).project
    assert [(problem.path, problem.kind) for problem in found.problems] == [(name, "broken-project-file")]


@pytest.mark.parametrize(
    ("path", "is_test", "is_generated"),
    [
        ("a/b.py", False, False),
        ("a/test_b.py", True, False),
        ("tests/helper.py", True, False),
        ("a/conftest.py", True, False),
        ("contest/b.py", False, False),
        ("a/b_test.go", True, False),
        ("tests/e2e.go", False, False),
        ("a/b.pb.go", False, True),
        ("a/b_pb2.py", False, True),
        ("a/migrations/0001_first.py", False, True),
        ("a/migrations/env.py", False, False),
    ],
)
def test_labels(tmp_path: Path, path: str, is_test: bool, is_generated: bool) -> None:
    (file,) = discover(plant(tmp_path, {path: ""})).project.files
    assert (file.is_test, file.is_generated) == (is_test, is_generated)
