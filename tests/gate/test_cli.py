"""The gate through its command line: a small repository, a change, and what the gate says of it."""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from analyzer.cli import main
from analyzer.render.check import CHECK_FORMATS

POLICY = """
[boundaries.web]
files = ["web/**", "pyweb/**"]
may_depend_on = ["core"]
forbid_external = ["llm"]
owns = ["users"]
[boundaries.ai]
files = ["ai/**", "pyai/**"]
may_depend_on = ["core"]
owns = ["jobs"]
[boundaries.core]
files = ["core/**", "pycore/**"]
"""
PUBLIC = POLICY.replace('owns = ["jobs"]', 'public = ["ai:R*", "pyai/model.py:run", "x/ai/deep"]\n').replace(
    '["core"]', '["core", "ai"]', 1
)
CODE = {
    "go.mod": "module x\n\ngo 1.22\n",
    "monoscan.toml": POLICY,
    "web/web.go": 'package web\n\nimport "x/core"\n\nfunc Serve() { core.Log() }\n',
    "ai/ai.go": 'package ai\n\nimport "x/core"\n\nfunc Run() { core.Log() }\n',
    "ai/deep/deep.go": "package deep\n\nfunc Deep() {}\n",
    "core/core.go": "package core\n\nfunc Log() {}\n",
    "pyweb/__init__.py": "",
    "pyweb/views.py": "from pycore import util\n\n\ndef view():\n    return util.now()\n",
    "pyai/__init__.py": "",
    "pyai/model.py": "from pycore import util\n\n\ndef run():\n    return util.now()\n",
    "pyai/other.py": "def more():\n    return 1\n",
    "pycore/__init__.py": "",
    "pycore/util.py": "def now():\n    return 0\n",
}
GO_CROSSING = {"web/more.go": 'package web\n\nimport "x/ai"\n\nfunc More() { ai.Run() }\n'}
PY_CROSSING = {"pyweb/more.py": "from pyai import model\n\nmodel.run()\n"}
TYPING_ONLY = "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from pyai import model\n"


def write(root: Path, files: dict[str, str | bytes | None]) -> None:
    """Put files below root; None takes one away."""
    for name, text in files.items():
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            place.unlink()
        elif isinstance(text, bytes):
            place.write_bytes(text)
        else:
            place.write_text(text)


def git(root: Path, *arguments: str) -> None:
    """Run git in the test's repository."""
    settings = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *settings, *arguments], cwd=root, check=True, capture_output=True)


def monoscan(*arguments: str) -> tuple[int, str]:
    """Exit code and everything printed."""
    result = CliRunner().invoke(main, [*arguments])
    return result.exit_code, result.output


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The small repository, committed, with an empty baseline."""
    write(tmp_path, CODE)
    git(tmp_path, "init", "-q", "-b", "main")
    assert monoscan("baseline", "create", str(tmp_path))[0] == 0
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    return tmp_path


CHANGES = {
    "nothing changed": ({}, 0, "passed"),
    "a Go import crosses": (GO_CROSSING, 1, "x/web (web) imports x/ai (ai)"),
    "a Go import crosses behind a build tag": (
        {"web/more.go": '//go:build windows\n\npackage web\n\nimport _ "x/ai"\n'},
        1,
        "web/more.go:5",
    ),
    "a Go file of another system": ({"web/more_windows.go": 'package web\n\nimport _ "x/ai"\n'}, 1, "MS101"),
    "a Go import under another name": (
        {"web/more.go": 'package web\n\nimport y "x/ai"\n\nvar _ = y.Run\n'},
        1,
        "MS101",
    ),
    "a Go dot import": ({"web/more.go": 'package web\n\nimport . "x/ai"\n\nvar _ = Run\n'}, 1, "MS101"),
    "a Go import in a comment": ({"web/more.go": 'package web\n\n// import "x/ai"\n'}, 0, "passed"),
    "a Go import in a string": ({"web/more.go": 'package web\n\nvar s = `import "x/ai"`\n'}, 0, "passed"),
    "a Go test crosses": ({"web/web_test.go": 'package web\n\nimport _ "x/ai"\n'}, 0, "passed"),
    "a nested Go package": ({"web/more.go": 'package web\n\nimport _ "x/ai/deep"\n'}, 1, "x/ai/deep"),
    "an allowed import": ({"web/more.go": 'package web\n\nimport _ "x/core"\n'}, 0, "passed"),
    "core may depend on nothing": (
        {"core/more.go": 'package core\n\nimport _ "x/web"\n'},
        1,
        "no other boundary",
    ),
    "a Python import crosses": (PY_CROSSING, 1, "pyweb.more (web) imports pyai.model (ai)"),
    "a Python import of the module": ({"pyweb/more.py": "import pyai.model\n"}, 1, "pyai.model"),
    "a relative import within": ({"pyweb/more.py": "from . import views\n"}, 0, "passed"),
    "a relative import across": ({"pyweb/more.py": "from ..pyai import model\n"}, 1, "MS101"),
    "a lazy import": (
        {"pyweb/more.py": "def f():\n    from pyai import model\n    return model\n"},
        1,
        "MS101",
    ),
    "an import in try": (
        {"pyweb/more.py": "try:\n    import pyai.model\nexcept ImportError:\n    pass\n"},
        1,
        "MS101",
    ),
    "a dynamic import": (
        {"pyweb/more.py": "import importlib\n\nm = importlib.import_module('pyai.model')\n"},
        1,
        "MS101",
    ),
    "a typing-only import": ({"pyweb/more.py": TYPING_ONLY}, 0, "passed"),
    "its runtime twin": ({"pyweb/more.py": TYPING_ONLY + "from pyai import model\n"}, 1, "pyweb/more.py:5"),
    "a star import": ({"pyweb/more.py": "from pyai.model import *\n"}, 1, "pyai.model"),
    "a namespace package": ({"pyweb/space/more.py": "from pyai import model\n"}, 1, "pyweb.space.more"),
    "a Python test crosses": ({"pyweb/test_more.py": "from pyai import model\n"}, 0, "passed"),
    "a public symbol": (
        {"monoscan.toml": PUBLIC, "web/more.go": GO_CROSSING["web/more.go"], **PY_CROSSING},
        0,
        "passed",
    ),
    "a private symbol in Go": (
        {
            "monoscan.toml": PUBLIC,
            "ai/more.go": "package ai\n\ntype Box struct{}\n\nfunc (Box) Open() {}\n",
            "web/more.go": 'package web\n\nimport "x/ai"\n\nfunc More(b ai.Box) { ai.Run(); b.Open() }\n',
        },
        1,
        "x/web (web) uses x/ai:Box.Open, which ai does not make public",
    ),
    "a private symbol in Python": (
        {
            "monoscan.toml": PUBLIC,
            "pyai/model.py": "def run(): ...\n\n\ndef hidden(): ...\n",
            "pyweb/more.py": "from pyai.model import hidden, run\n\nrun()\nhidden()\n",
        },
        1,
        "uses pyai.model:hidden, which",
    ),
    "a module without a public symbol": (
        {"monoscan.toml": PUBLIC, "pyweb/more.py": "import pyai.other\n"},
        1,
        "uses pyai.other, which",
    ),
    "an AI library in the gateway": ({"pyweb/more.py": "import openai\n"}, 1, "uses openai (llm)"),
    "an AI library in the worker": ({"pyai/more.py": "import openai\n"}, 0, "passed"),
    "an AI host in the gateway": (
        {"web/more.go": 'package web\n\nconst url = "https://api.openai.com/v1"\n'},
        1,
        "MS104",
    ),
    "a Go AI library in the gateway": (
        {"web/more.go": 'package web\n\nimport _ "github.com/openai/openai-go/v2"\n'},
        1,
        "MS104",
    ),
    "SQL on another's table": (
        {
            "pyai/more.py": "def f(db):\n    db.execute('SELECT id FROM users WHERE id = 1')\n",
        },
        1,
        "pyai.more (ai) reads users, which web owns",
    ),
    "SQL on an own table": (
        {"pyai/more.py": "def f(db):\n    db.execute('DELETE FROM jobs WHERE id = 1')\n"},
        0,
        "passed",
    ),
    "a join over two owners": (
        {"pyai/more.py": "Q = 'SELECT 1 FROM users u JOIN jobs j ON j.user_id = u.id'\n"},
        1,
        "MS106",
    ),
    "a file in no boundary": ({"tools/x.go": "package tools\n"}, 0, "passed"),
    "a file in no boundary, as an error": (
        {"tools/x.go": "package tools\n", "monoscan.toml": POLICY + '[gate]\nunassigned = "error"\n'},
        1,
        "MS110",
    ),
    "reordered and reformatted code": (
        {
            "web/web.go": "package web\n\n\n\nfunc Serve() {\n\tcore.Log()\n}\n\nvar x = 1\n".replace(
                "\n\n\n\n", '\n\nimport (\n\t"x/core"\n)\n\n', 1
            )
        },
        0,
        "passed",
    ),
    "line ends of Windows": ({"web/more.go": 'package web\r\n\r\nimport _ "x/ai"\r\n'}, 1, "web/more.go:3"),
    "a file that cannot be parsed": ({"pyweb/broken.py": "def f(:\n"}, 2, "could not see everything"),
    "a file that cannot be parsed, and a crossing": (
        {"pyweb/broken.py": "def f(:\n", **GO_CROSSING},
        2,
        "x/web (web) imports x/ai (ai)",
    ),
    "a comment allows it": (
        {"web/more.go": 'package web\n\nimport _ "x/ai" // monoscan: allow MS101 -- until June\n'},
        0,
        "1 suppressed",
    ),
    "a comment without a reason": (
        {"web/more.go": 'package web\n\nimport _ "x/ai" // monoscan: allow MS101\n'},
        1,
        "needs a reason",
    ),
    "a comment that covers nothing": (
        {"web/more.go": "package web\n\n// monoscan: allow MS101 -- gone\n"},
        0,
        "covers nothing",
    ),
    "an unknown key": ({"monoscan.toml": POLICY + "[gat]\n"}, 2, "did you mean `gate`?"),
    "a glob that matches nothing": (
        {"monoscan.toml": POLICY + '[boundaries.x]\nfiles = ["nowhere/**"]\n'},
        2,
        "`nowhere/**` matches no file",
    ),
    "words that no rule knows": (
        {
            "monoscan.toml": POLICY.replace('["llm"]', '["llmm", "llm:opnai", "http:x.y"]')
            + '[boundaries.x]\nfiles = ["x/**"]\nforbid_roles = ["worker"]\n'
        },
        2,
        "`llmm` is not known; did you mean `llm`?\n"
        "  boundaries.web.forbid_external: `llm:opnai` is not known; did you mean `llm:openai`?\n"
        "  boundaries.x.forbid_roles: `worker` is not known; did you mean `ai-worker`?",
    ),
    "no boundaries": ({"monoscan.toml": ""}, 2, "no boundaries are configured"),
    "a missing baseline": ({"monoscan-baseline.jsonl": None}, 2, "there is no baseline"),
    "a conflict in the baseline": (
        {"monoscan-baseline.jsonl": '{"schema_version": 1}\n<<<<<<< a\n'},
        2,
        "merge conflict",
    ),
    "a damaged baseline": ({"monoscan-baseline.jsonl": '{"schema_version": 1}\n{"kind"\n'}, 2, "damaged"),
    "a newer baseline": ({"monoscan-baseline.jsonl": '{"schema_version": 7}\n'}, 2, "schema 7"),
    "a stale entry": (
        {
            "monoscan-baseline.jsonl": '{"schema_version": 1}\n'
            '{"kind": "import", "language": "go", "dependent": "x/web", "dependency": "x/gone"}\n'
        },
        1,
        "1 stale",
    ),
}


@pytest.mark.parametrize(("files", "code", "part"), CHANGES.values(), ids=CHANGES)
def test_a_change_and_the_verdict(repository, files, code, part):
    """One change at a time: exit code and what is said."""
    write(repository, files)
    found, output = monoscan("check", str(repository))
    assert part in output
    assert found == code


BY_BASE = [name for name, (_, code, _) in CHANGES.items() if code < 2 and "stale" not in name]


@pytest.mark.parametrize("name", BY_BASE)
def test_the_same_against_the_base(repository, name):
    """A base revision and an empty baseline judge alike."""
    files, code, part = CHANGES[name]
    write(repository, files)
    found, output = monoscan("check", str(repository), "--base", "HEAD")
    assert part in output
    assert found == code


def accepted(repository: Path, files: dict[str, str | bytes | None]) -> None:
    """Make a change, accept what it brings, commit."""
    write(repository, files)
    accept = ("baseline", "update", str(repository), "--accept-new", "--reason", "known")
    assert monoscan(*accept)[0] == 0
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "accepted")


def test_what_is_accepted_is_known(repository):
    """Also after it moved to other lines."""
    accepted(repository, GO_CROSSING)
    assert monoscan("check", str(repository))[0] == 0
    write(repository, {"web/more.go": "\n\n// far down\n" + GO_CROSSING["web/more.go"]})
    assert "1 known" in monoscan("check", str(repository))[1]


@pytest.mark.parametrize("base", [(), ("--base", "HEAD")], ids=["baseline", "base"])
def test_a_moved_file_is_not_new(repository, base):
    """A rename that is not even committed is known from its content."""
    accepted(repository, PY_CROSSING)
    (repository / "pyweb" / "sub").mkdir()
    (repository / "pyweb" / "more.py").rename(repository / "pyweb" / "sub" / "moved.py")
    code, output = monoscan("check", str(repository), *base)
    assert "1 moved" in output
    assert code == 0


def test_a_renamed_package_is_not_new(repository):
    """A committed rename with edits is known from git."""
    accepted(repository, GO_CROSSING)
    git(repository, "mv", "web", "front")
    text = CODE["monoscan.toml"].replace('"web/**"', '"front/**"')
    write(repository, {"monoscan.toml": text, "front/more.go": GO_CROSSING["web/more.go"] + "// edited\n"})
    git(repository, "commit", "-qam", "renamed")
    code, output = monoscan("check", str(repository))
    assert "1 moved" in output
    assert code == 0


def test_a_swap_is_caught(repository):
    """One old crossing mended, one of the same two boundaries made."""
    accepted(repository, PY_CROSSING)
    write(repository, {"pyweb/more.py": "from pyai import other\n\nother.more()\n"})
    code, output = monoscan("check", str(repository))
    assert "imports pyai.other" in output
    assert "1 new, 1 stale" in output
    assert code == 1


def test_new_names_of_boundaries_keep_the_baseline(repository):
    """Identities hold no name of the policy."""
    accepted(repository, {**GO_CROSSING, **PY_CROSSING})
    write(repository, {"monoscan.toml": POLICY.replace("boundaries.web", "boundaries.front")})
    assert "2 known" in monoscan("check", str(repository))[1]


def test_256_violations_exit_1(repository):
    """A count is never an exit code."""
    write(repository, {f"pyweb/m{number}.py": "from pyai import model\n" for number in range(256)})
    code, output = monoscan("check", str(repository))
    assert "256 new" in output
    assert code == 1


def test_no_source_is_no_pass(tmp_path):
    """Never green because nothing was checked."""
    write(tmp_path, {"monoscan.toml": POLICY})
    assert monoscan("check", str(tmp_path))[0] == 2


def test_update_only_shrinks(repository):
    """To grow, it must be asked and told why."""
    accepted(repository, GO_CROSSING)
    write(repository, {"web/more.go": None, **PY_CROSSING})
    assert "+0/-1" in monoscan("baseline", "update", str(repository))[1]
    assert monoscan("check", str(repository))[0] == 1
    assert monoscan("baseline", "update", str(repository), "--accept-new")[0] == 2


def test_create_does_not_replace(repository):
    """A baseline that is there is not lost by accident."""
    assert "is there already" in monoscan("baseline", "create", str(repository))[1]
    assert monoscan("baseline", "create", str(repository), "--force")[0] == 0


def test_an_incomplete_run_writes_no_baseline(repository):
    """It would miss findings."""
    write(repository, {"pyweb/broken.py": "def f(:\n"})
    assert monoscan("baseline", "create", str(repository), "--force")[0] == 2
    assert monoscan("baseline", "create", str(repository), "--force", "--allow-incomplete")[0] == 0


def test_show_prints_the_entries(repository):
    """With their reason."""
    accepted(repository, GO_CROSSING)
    assert "import: x/web -> x/ai  (known)" in monoscan("baseline", "show", str(repository))[1]


def test_allow_incomplete_and_stale_warn(repository):
    """Both are asked for by the user."""
    write(repository, {"pyweb/broken.py": "def f(:\n"})
    assert monoscan("check", str(repository), "--allow-incomplete")[0] == 0
    accepted_then_gone = {"web/more.go": None, "pyweb/broken.py": None}
    write(repository, {"pyweb/broken.py": None})
    accepted(repository, GO_CROSSING)
    write(repository, {name: None for name in accepted_then_gone if (repository / name).exists()})
    assert monoscan("check", str(repository))[0] == 1
    assert monoscan("check", str(repository), "--stale=warn")[0] == 0


@pytest.mark.parametrize("name", CHECK_FORMATS)
def test_a_format_never_changes_the_exit_code(repository, name, tmp_path_factory):
    """Printed or written."""
    write(repository, GO_CROSSING)
    file = tmp_path_factory.mktemp("out") / "report"
    assert monoscan("check", str(repository), "--format", name)[0] == 1
    assert monoscan("check", str(repository), "--format", f"{name}={file}", "--format", "concise")[0] == 1
    assert file.stat().st_size > 0


def test_a_wrong_format_is_one_clear_error(repository):
    """All of them at once, and nothing is written."""
    code, output = monoscan("check", str(repository), "--format", "sarfi", "--format", "json=")
    assert "did you mean `sarif`?" in output
    assert "`json=`" in output
    assert code == 2


def test_check_writes_nothing_but_its_cache(repository):
    """The work tree is as it was."""
    write(repository, GO_CROSSING)
    before = sorted(path.name for path in repository.iterdir())
    monoscan("check", str(repository), "--no-cache")
    assert sorted(path.name for path in repository.iterdir()) == before


def test_the_same_bytes_for_any_jobs(repository):
    """JSON of one job and of four."""
    write(repository, {**GO_CROSSING, **PY_CROSSING})
    texts = {
        monoscan("check", str(repository), "--no-cache", "--format", "json", "--jobs", jobs)[1]
        for jobs in "14"
    }
    assert len(texts) == 1
    assert [item["state"] for item in json.loads(texts.pop())["findings"]] == ["new", "new"]


def test_a_closed_pipe_is_no_verdict(repository):
    """Nobody reads what the gate says: neither passed nor failed, and no trouble on the way out."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "analyzer", "check", str(repository)]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (2, b"")


def test_the_next_command_can_be_run(repository):
    """As it is printed, with what the check was given; none where a base is the measure."""
    write(repository, {"other.toml": POLICY, "known.jsonl": '{"schema_version": 1}\n', **GO_CROSSING})
    given = (f"--config={repository / 'other.toml'}", f"--baseline={repository / 'known.jsonl'}")
    output = monoscan("check", str(repository), *given)[1]
    _, *command = shlex.split(output.rpartition("accept them: ")[2].replace("TEXT", "known"))
    assert monoscan(*command)[0] == 0
    assert monoscan("check", str(repository), *given)[0] == 0
    assert "monoscan: allow MS101 -- REASON" in monoscan("check", str(repository), "--base", "HEAD")[1]


def test_services_get_the_paths_of_the_repository(repository):
    """Annotations, code quality and SARIF, where one folder of a repository is checked."""
    inner = repository / "services" / "one"
    write(inner, {**CODE, **GO_CROSSING})
    assert monoscan("baseline", "create", str(inner))[0] == 0
    write(inner, PY_CROSSING)
    for name in ("github", "gitlab", "sarif"):
        assert "services/one/pyweb/more.py" in monoscan("check", str(inner), "--format", name)[1]
    assert "\n  pyweb/more.py:1\n" in monoscan("check", str(inner))[1]
