"""Each check that a policy has to ask for, through the command line: from code to verdict."""

from pathlib import Path

import pytest

from tests.gate.test_cli import GO_CROSSING, POLICY, PY_CROSSING, monoscan, repository, write

__all__ = ["repository"]

PYTHON_LINK = {"pycore/util.py": "import pyai.other\n\n\ndef now():\n    return 0\n"}
SHARED_SECRET = "import os\n\nkey = os.environ['STRIPE_SECRET_KEY']\n"
TRANSACTION = """
from django.db import transaction


def pay(cursor):
    with transaction.atomic():
        cursor.execute("UPDATE users SET paid = 1 WHERE id = 2")
        cursor.execute("INSERT INTO jobs (user_id) VALUES (2)")
"""
FOREIGN_KEY = (
    "CREATE TABLE users (id INT PRIMARY KEY);\n"
    "CREATE TABLE jobs (id INT PRIMARY KEY, user_id INT REFERENCES users (id));\n"
)
THROUGH_A_VALUE = {
    "ai/ai.go": "package ai\n\ntype Agent struct{}\n\nfunc (Agent) Think() {}\n",
    "core/core.go": 'package core\n\nimport "x/ai"\n\nfunc Log() {}\n\n'
    "func Get() ai.Agent { return ai.Agent{} }\n",
    "web/web.go": 'package web\n\nimport "x/core"\n\nfunc Serve() { core.Get().Think() }\n',
}
EACH = {
    "a call without an import": (
        POLICY.replace('["core/**", "pycore/**"]', '["core/**", "pycore/**"]\nmay_depend_on = ["ai"]')
        + "[gate]\nreferences = true\n",
        THROUGH_A_VALUE,
        "MS102 x/web (web) uses x/ai (ai) without importing it",
    ),
    "a transaction over two owners": (POLICY, {"pyai/more.py": TRANSACTION}, "MS106 a transaction in"),
    "a foreign key over two owners": (POLICY, {"core/schema.sql": FOREIGN_KEY}, "MS106 a foreign-key in"),
    "a cycle of boundaries": (
        POLICY.replace('"core"]', '"core", "ai", "web"]').replace('"pyai/**"]\n', '"pyai/**"]\n'),
        {**PY_CROSSING, "pyai/back.py": "import pyweb.views\n"},
        "MS107 ai and web lie on a cycle of boundaries: ai -> web -> ai",
    ),
    "the order of layers": (
        POLICY.replace('"core"]', '"core", "ai"]') + '[gate]\nlayers = ["ai", "web", "core"]\n',
        PY_CROSSING,
        "MS108 pyweb.more (web) imports pyai.model of the higher layer ai",
    ),
    "a chain that links": (
        POLICY.replace("[boundaries.ai]", 'must_not_link = ["ai"]\n[boundaries.ai]').replace(
            '"pycore/**"]', '"pycore/**"]\nmay_depend_on = ["ai"]'
        ),
        PYTHON_LINK,
        "pycore.util imports pyai.other (pycore/util.py:1)",
    ),
    "a role where it must not be": (
        POLICY.replace('forbid_external = ["llm"]', 'forbid_roles = ["ai-worker"]'),
        {
            "pyweb/more.py": "import openai\n\n\ndef ask(text):\n    client = openai.OpenAI()\n"
            "    return client.chat.completions.create(model='m', messages=[{'content': text}])\n"
        },
        "MS111 pyweb/more.py does ai-worker work in web",
    ),
    "a secret of two boundaries": (
        POLICY + '[gate]\nsecrets = "error"\n',
        {"pyweb/more.py": SHARED_SECRET, "pyai/more.py": SHARED_SECRET},
        "MS112",
    ),
    "more references than may be": (
        POLICY.replace('["core"]', '["core"]\nat_most = { core = 1 }', 1),
        {},
        "MS113 ",
    ),
}


@pytest.mark.parametrize(("policy", "files", "part"), EACH.values(), ids=EACH)
def test_each_check_from_code_to_verdict(repository, policy, files, part):
    """Checks that a policy has to ask for: nothing without the change, one with it, and what it says."""
    write(repository, {"monoscan.toml": policy})
    assert monoscan("baseline", "create", str(repository), "--force")[0] == 0
    write(repository, files)
    code, output = monoscan("check", str(repository))
    if not files:
        assert "1 known" in output
        code, output = monoscan("check", str(repository), "--baseline", str(empty(repository)))
    assert part in output
    assert code == 1


def empty(repository: Path) -> Path:
    """A baseline that accepts nothing."""
    write(repository, {"empty.jsonl": '{"schema_version": 1}\n'})
    return repository / "empty.jsonl"


def test_a_policy_in_pyproject(repository):
    """The same tables below [tool.monoscan]."""
    text = POLICY.replace("[boundaries", "[tool.monoscan.boundaries")
    write(repository, {"monoscan.toml": None, "pyproject.toml": text, **GO_CROSSING})
    code, output = monoscan("check", str(repository))
    assert "x/web (web) imports x/ai (ai)" in output
    assert code == 1
