"""A Python function can be asked of a service: a flag, a client, a route, and the old code beside them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.model.contract import Caller, Carried, Operation, Shape, TravelVerdict
from analyzer.model.graph import Evidence
from analyzer.model.patch import Patch, Remote, Tree
from analyzer.rewrite.extract import extract
from analyzer.rewrite.python.remote_service import flag, package_text, services_in
from tests.rewrite.checkout import checkout, git, monoscan
from tests.rewrite.sources import carried_out, program
from tests.rewrite.test_python_steps import REQUIREMENTS
from tests.shell.tree import plant

PRICES = '''"""Prices."""
import json

RATE = 2


# what it costs
def cost(model: str, *, tokens: "int | None" = RATE) -> list[dict[str, int]]:  # plain
    return [{model: tokens or 0}]


def twice(model: str) -> int:
    return len(cost(model)) * 2
'''
AFTER = '''"""Prices."""
import json
from app.cost_remote import cost_remote
from packages.remote import FeatureFlags

RATE = 2


# what it costs
def cost_local(model: str, *, tokens: "int | None" = RATE) -> list[dict[str, int]]:  # plain
    return [{model: tokens or 0}]


def cost(model: str, *, tokens: "int | None" = RATE) -> list[dict[str, int]]:
    """Ask the service ai-worker where its flag is on, else do the work in this process."""
    if FeatureFlags.use_new_ai_worker:
        return cost_remote(model, tokens=tokens)
    return cost_local(model, tokens=tokens)


def twice(model: str) -> int:
    return len(cost(model)) * 2
'''
CLIENT = '''"""Asks the service ai-worker for cost."""

from packages.remote import call


def cost_remote(model: str, *, tokens: int | None) -> list[dict[str, int]]:
    """Ask the service; raises RemoteError where that fails."""
    answer: list[dict[str, int]] = call("ai-worker", "cost", {"model": model, "tokens": tokens})
    return answer
'''
SOURCES = {"app/__init__.py": "", "app/prices.py": PRICES}


def asked(sources: dict[str, str], *parameters: Carried, unit: str = "app/prices.py:cost") -> Patch:
    name = unit.rpartition(":")[2]
    callers = (Caller("gateway", 1, 0, (Evidence("api/a.py", 3),)),)
    operation = Operation(name, f"app.prices.{name}", "app/prices.py", 1, parameters, (), callers)
    texts = {path: text.encode() for path, text in sources.items()}
    return extract(program(sources), Tree(texts), (), remotes=(Remote(unit, "ai-worker", operation),))


def test_a_function_becomes_a_call() -> None:
    patch = asked(SOURCES)
    assert not patch.refusals
    there = carried_out(SOURCES, patch)
    assert there["app/prices.py"] == AFTER
    assert there["app/cost_remote.py"] == CLIENT
    assert there["packages/remote/__init__.py"].encode() == package_text(["ai-worker"])
    assert there["packages/__init__.py"] == ""


@pytest.mark.parametrize(
    ("imported", "line"),
    [
        ("fastapi", 'router.add_api_route("/cost", serve_cost, methods=["POST"])'),
        ("flask", 'router.add_url_rule("/cost", "cost", serve_cost, methods=["POST"])'),
        ("django", 'router.append(path("cost", serve_cost))'),
        ("json", 'router["/cost"] = serve_cost'),
    ],
)
@pytest.mark.parametrize("prefix", ["", "async "])
def test_the_router_in_use_answers(imported: str, line: str, prefix: str) -> None:
    source = PRICES.replace("def cost", f"{prefix}def cost")
    there = carried_out({}, asked(SOURCES | {"app/prices.py": source, "app/api.py": f"import {imported}\n"}))
    made = there["app/cost_service.py"]
    assert f"    {line}\n" in made
    assert f"{'await answer_async' if prefix and imported != 'json' else 'answer'}" in made
    assert ("await cost_local(" in there["app/prices.py"]) == bool(prefix)
    for path, text in there.items():
        compile(text, path, "exec")


def test_a_second_service_gets_a_flag_beside_the_first() -> None:
    sources = SOURCES | {"packages/remote/__init__.py": package_text(["renderer"]).decode()}
    made = carried_out(sources, asked(sources))["packages/remote/__init__.py"].encode()
    assert made == package_text(["ai-worker", "renderer"])
    assert services_in(made) == ("ai-worker", "renderer")
    assert flag("user accounts") == "use_new_user_accounts"


def source(text: str) -> dict[str, str]:
    return {"app/__init__.py": "", "app/prices.py": f"{text}\n"}


@pytest.mark.parametrize(
    ("reason", "sources"),
    [
        ("it is no function that is declared once", source("cost = 1")),
        ("its parameter a has no type", source("def cost(a) -> int: ...")),
        ("its result has no type", source("def cost(a: int): ...")),
        ("its result is no plain JSON value: set[str]", source("def cost() -> set[str]: ...")),
        (
            "its parameter a is no plain JSON value: dict[int, str]",
            source("def cost(a: dict[int, str]) -> int: ..."),
        ),
        ("a decorator may enter it somewhere", source("@task\ndef cost() -> int: ...")),
        ("it takes any number of values", source("def cost(*a: int) -> int: ...")),
        ("a parameter can be given by its place only", source("def cost(a: int, /) -> int: ...")),
        (
            "a name that the call needs is there already: cost_local",
            source("def cost() -> int: ...\n\ncost_local = cost"),
        ),
        ("app/cost_remote.py is there already", SOURCES | {"app/cost_remote.py": ""}),
        (
            "the package of the flags was changed by hand",
            SOURCES | {"packages/remote/__init__.py": "x = 1\n"},
        ),
        ("a file cannot be read whole", source("def cost(")),
    ],
)
def test_refusals(reason: str, sources: dict[str, str]) -> None:
    assert [each.reason for each in asked(sources).refusals] == [reason]


def test_what_the_contract_forbids() -> None:
    held = Carried("r", "Request", TravelVerdict.IN_PROCESS, "it lives in its handler", Shape("any"))
    reasons = [each.reason for each in asked(SOURCES, held).refusals]
    assert reasons == ["r cannot travel as it is: it lives in its handler"]
    method = asked(source("class Store:\n    def find(self) -> int: ..."), unit="app/prices.py:Store.find")
    assert [each.reason for each in method.refusals] == [
        "it is a method: only functions of a module become calls"
    ]


BOTH_WAYS = """
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from aiservice.llm import prompts
from aiservice.llm.scene_messages_service import mount_scene_messages
from packages import remote

router, app = APIRouter(), FastAPI()
mount_scene_messages(router)
app.include_router(router)
calls = []

class Server(BaseHTTPRequestHandler):
    def do_POST(self):
        calls.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        said = TestClient(app).post(self.path, content=body, headers={"Content-Type": "application/json"})
        self.send_response(said.status_code)
        self.end_headers()
        self.wfile.write(said.content)

    def log_message(self, *given): pass

server = HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
remote.ADDRESSES["ai-worker"] = f"http://127.0.0.1:{server.server_port}"
here = prompts.scene_messages("a", template="b")
assert not calls
remote.FeatureFlags.use_new_ai_worker = True
assert prompts.scene_messages("a", template="b") == here and calls == ["/scene_messages"]
for address, status, kind in (
    (remote.ADDRESSES["ai-worker"], 500, remote.RemoteError),
    ("http://127.0.0.1:1", 503, remote.Unreachable),
):
    remote.ADDRESSES["ai-worker"] = address
    try:
        remote.call("ai-worker", "scene_messages", {})
        raise SystemExit("it did not fail")
    except remote.RemoteError as error:
        assert type(error) is kind and error.status == status, error
"""


def test_both_ways_of_a_call_give_the_same(tmp_path: Path) -> None:
    stubs = REQUIREMENTS.replace('"fastapi", ', "").replace('"pydantic", ', "")
    plant(tmp_path / "requirements", {"sitecustomize.py": stubs})
    root = checkout(tmp_path)
    unit = "aiservice/llm/prompts.py:scene_messages"
    monoscan("extract", ".", "--remote", unit, "--apply", folder=root)
    paths = os.pathsep.join([str(root), str(tmp_path / "requirements")])
    ran = subprocess.run(
        [sys.executable, "-c", BOTH_WAYS], cwd=root, env={**os.environ, "PYTHONPATH": paths},
        capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    git(root, "apply", "-R", ".monoscan_cache/extract-undo.patch")
    git(root, "clean", "-qfdX")
    assert git(root, "status", "--porcelain") == ""
