"""A package says by a protocol of its own what it needs of a class of another one."""

import subprocess
import sys
from pathlib import Path

import pytest

from analyzer.model.patch import Move, Patch, Tree
from analyzer.rewrite.extract import extract
from tests.rewrite.checkout import checkout, git, monoscan
from tests.rewrite.sources import carried_out, program
from tests.rewrite.test_python_steps import imported, python, stubbed

QUEUE = """from collections.abc import Iterable
from time import monotonic

from . import jobs
from .jobs import Job as Work


class Queue:
    limit: int = 3

    def __init__(self) -> None:
        self.size: int = 0

    def push(self, work: Work, /, *more: "jobs.Job", wait: float = 1.0, **named: object) -> None: ...

    async def drain(self, names: Iterable[str] = (),
                    *, now=monotonic) -> "Queue": ...

    @property
    def is_full(self) -> bool: return False

    def join(self, other: "Queue") -> None: ...

    @cached
    def told(self) -> int: ...
"""
API = '''"""Handlers."""
from typing import Optional

from store.queue import Queue, START

from api import other


class Handler:
    def __init__(self, queue: Queue, spare: "Optional[Queue]" = None):
        self.queue = queue
        self.spare: Queue | None = spare

    def do(self):
        if self.queue.is_full and self.spare is not None:
            later(self.spare, n=2)
        BODY


def later(queue: Queue, n: int):
    """Queue what is left."""
    if not queue:
        return None
    return queue.limit
'''
PROTOCOL = '''"""What this package needs of store.queue.Queue."""

from typing import Protocol


class Queue(Protocol):
    """What this package needs of store.queue.Queue."""

    limit: int

    @property
    def is_full(self) -> bool: ...
'''
INIT = {
    "store/__init__.py": "",
    "api/__init__.py": "",
    "api/other.py": "",
    "store/jobs.py": "class Job: ...\n",
}


def patch(body: str, more: dict[str, str] | None = None, unit: str = "store/queue.py:Queue") -> Patch:
    sources = INIT | {"store/queue.py": QUEUE, "api/api.py": API.replace("BODY", body)} | (more or {})
    texts = {path: text.encode() for path, text in sources.items()}
    return extract(program(sources), Tree(texts), (), inversions=(Move(unit, "api"),))


def test_the_protocol_is_imported_in_place_of_the_class() -> None:
    found = patch("return Handler(self.queue, spare=self.spare)")
    assert not found.refusals
    there = carried_out({}, found)
    assert there["api/queue_protocol.py"] == PROTOCOL
    new = "from store.queue import START\nfrom api.queue_protocol import Queue\n"
    assert there["api/api.py"] == API.replace("from store.queue import Queue, START\n", new).replace(
        "BODY", "return Handler(self.queue, spare=self.spare)"
    )


def test_types_of_others_are_for_type_checkers_only() -> None:
    found = patch("self.queue.push(1); self.queue.drain(); self.queue.size += 1")
    assert (
        carried_out({}, found)["api/queue_protocol.py"].partition("\n\n")[2]
        == '''\
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from store import jobs
    from store.jobs import Job as Work


class Queue(Protocol):
    """What this package needs of store.queue.Queue."""

    limit: int
    size: int

    async def drain(self, names: Iterable[str] = ..., *, now=...) -> "Queue": ...

    @property
    def is_full(self) -> bool: ...

    def push(self, work: Work, /, *more: "jobs.Job", wait: float = ..., **named: object) -> None: ...
'''
    )
    notes = [note.text for note in found.notes]
    assert notes == ["the protocol names types from elsewhere, for type checkers only"]


def test_a_class_that_its_package_hands_on() -> None:
    source = "from store import Queue as Q\n\ndef f(q: Q): q.push(1)\n"
    found = patch("pass", {"store/__init__.py": "from .queue import Queue\n", "api/api.py": source})
    there = carried_out({}, found)
    assert there["api/api.py"] == source.replace("store", "api.queue_protocol")


LOST = "the type itself is wanted here"
READ = "a framework may read the types of parameters and fields"
MEMBER = "a protocol holds only methods, and fields with a type, that the class itself declares"


@pytest.mark.parametrize(
    ("reason", "body", "more"),
    [
        (LOST, "x = self.queue", {}),
        (LOST, "other.take(self.queue)", {}),
        (LOST, "return Queue()", {}),
        (LOST, "return isinstance(1, Queue)", {}),
        (LOST, "return cast('Queue', 1)", {}),
        (LOST, "x: list[Queue] = []", {}),
        (LOST, "return self.queue or 1", {}),
        (MEMBER, "self.queue.none()", {}),
        ("a decorator may change the signature", "self.queue.told()", {}),
        ("a method takes a value of the class", "self.queue.join(1)", {}),
        ("something else has the name of the field", "pass\n\nclass Other:\n    queue = None", {}),
        ("the name is declared twice in the function", "def f(q: Queue):\n            q = None", {}),
        (READ, "@route\n        def f(q: Queue): ...", {}),
        (READ, "def f(q: Queue = Depends()): ...", {}),
        (READ, "pass\n\nclass Form(BaseModel):\n    q: Queue", {}),
        ("others import the class from here", "", {"main.py": "from api.api import Queue\n"}),
        (
            "the class is reached through its module: import it by name",
            "",
            {"api/x.py": "from store import queue\n\ndef f(q: queue.Queue): ...\n"},
        ),
        ("api/queue_protocol.py is there already", "", {"api/queue_protocol.py": ""}),
    ],
)
def test_refusals(reason: str, body: str, more: dict[str, str]) -> None:
    assert [each.reason for each in patch(body or "pass", more).refusals] == [reason]


def test_a_class_that_is_not_held_or_not_there() -> None:
    assert [each.reason for each in patch("pass", unit="store/jobs.py:Job").refusals] == [
        "api holds no Job in parameters or fields of its own"
    ]
    assert [each.reason for each in patch("pass", unit="store/queue.py:None").refusals] == [
        "store/queue.py declares no class None"
    ]


MAILER = '''"""Mail."""


class Mailer:
    def __init__(self, host: str) -> None:
        self.host = host

    def send(self, to: str, *, text: str = "") -> bool:
        return bool(self.host and to)
'''
NOTIFY = '''"""Tells people."""

from aiservice.worker.mailer import Mailer


class Notifier:
    def __init__(self, mailer: Mailer) -> None:
        self._mailer = mailer

    def tell(self, to: str) -> bool:
        return self._mailer.send(to)
'''
TOLD = """from aiservice.api.notify import Notifier
from aiservice.worker.mailer import Mailer


def test_people_are_told():
    assert Notifier(Mailer("host")).tell("me")
"""


def test_the_example_runs_with_an_inverted_dependency(tmp_path: Path) -> None:
    stubbed(tmp_path)
    root = checkout(tmp_path)
    planted = {
        "aiservice/worker/mailer.py": MAILER,
        "aiservice/api/notify.py": NOTIFY,
        "tests/test_told.py": TOLD,
    }
    for path, text in planted.items():
        root.joinpath(path).write_text(text)
    git(root, "add", "-A")
    git(root, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "more")
    wish = "aiservice/worker/mailer.py:Mailer=aiservice/api"
    monoscan("extract", ".", "--invert", wish, "--apply", folder=root)
    assert "aiservice.worker" not in root.joinpath("aiservice/api/notify.py").read_text()
    assert not any(imported(root).values())
    assert python(root, "-m", "compileall", "-q", "aiservice").returncode == 0
    tests = python(root, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert tests.returncode == 0, tests.stdout
    files = ("aiservice/api/notify.py", "aiservice/api/mailer_protocol.py", "tests/test_told.py")
    checked = subprocess.run([sys.executable, "-m", "mypy", *files], cwd=root, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    git(root, "apply", "-R", ".monoscan_cache/extract-undo.patch")
    assert git(root, "status", "--porcelain") == ""
