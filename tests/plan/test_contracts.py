"""Operations at a cut: what travels as it is, as a DTO, or not at all, and how chatty callers are."""

import pytest

from analyzer.model.contract import Contract
from analyzer.plan.contract import contracts
from tests.plan.sources import rules
from tests.plan.splits import split

GO = {
    "one.go": (
        'package work\nimport (\n\t"context"\n\t"database/sql"\n\t"io"\n\t"sync"\n\t"time"\n'
        '\t"github.com/gin-gonic/gin"\n)\n'
        "type Kind string\nconst (\n\tSmall Kind = \"small\"\n\tLarge Kind = \"large\"\n)\n"
        "type Part struct{ At time.Time `json:\"at\"` }\n"
        "type Job struct {\n\tName string `json:\"name\"`\n\tKind Kind `json:\"kind,omitempty\"`\n"
        "\tPart\n\tHidden string `json:\"-\"`\n\tNext *Job `json:\"next\"`\n}\n"
        "type Locked struct {\n\tName string\n\tmu sync.Mutex\n}\n"
        "type Quiet struct {\n\tName string\n\tstate int\n}\n"
        "type Doer interface{ Do(n int) error }\n"
        "type real struct{}\nfunc (r *real) Do(n int) error { return nil }\n"
        "func Make() Doer { return &real{} }\n"
        "var _ = []any{context.Background, sql.Open, io.EOF, sync.OnceFunc, gin.New}\n"
    )
}  # fmt: skip

TYPES = {
    "string": ("as-is", ""),
    "[]byte": ("as-is", ""),
    "map[string]int": ("as-is", ""),
    "time.Time": ("as-is", ""),
    "*Job": ("as-is", ""),
    "Kind": ("as-is", ""),
    "any": ("dto", "any: the type is not stated"),
    "map[Job]int": ("dto", "keys of a JSON object are strings"),
    "Quiet": ("dto", "its private field state would be lost"),
    "chan int": ("in-process", "a channel joins goroutines of one process"),
    "func(int) error": ("in-process", "a function: the callee would call back"),
    "*sql.Tx": ("in-process", "a transaction or connection ends with its process"),
    "io.Reader": ("in-process", "a stream is read once, in its process"),
    "*sync.Mutex": ("in-process", "a lock guards memory of its process"),
    "*gin.Context": ("in-process", "a web framework's request or response lives in its handler"),
    "Doer": ("in-process", "an interface is behaviour, not data"),
    "*Locked": ("in-process", "mu: a lock guards memory of its process"),
    "[]*Locked": ("in-process", "mu: a lock guards memory of its process"),
}


@pytest.mark.parametrize(("written", "expected"), TYPES.items())
def test_a_go_type_travels_or_says_why_not(written: str, expected: tuple[str, str]) -> None:
    source = f"{GO['one.go']}func Run(ctx context.Context, x {written}) (int, error) {{ return 0, nil }}\n"
    web = 'package web\nimport "example.org/m/work"\nfunc F() { work.Run(nil, nil) }\n'
    (found,) = made({"work/one.go": source, "web/a.go": web})
    (operation,) = found.operations
    (parameter,) = operation.parameters
    assert (parameter.verdict, parameter.reason) == expected
    assert operation.fails
    assert operation.dropped == ("ctx: its deadline goes with the request",)
    assert [one.shape.kind for one in operation.results] == ["integer"]


PYTHON = (
    "from dataclasses import dataclass\nfrom enum import Enum\n"
    "from typing import Any, Callable, Iterator\nfrom typing import Optional\n"
    "from fastapi import Request, UploadFile\nfrom pydantic import BaseModel\n"
    "from sqlalchemy.orm import Session\n"
    "class Color(Enum):\n    RED = 'red'\n"
    "class Base(BaseModel):\n    id: int\n"
    "class Job(Base):\n    name: str\n    color: Color = Color.RED\n    note: Optional[str] = None\n"
    "@dataclass\nclass Point:\n    x: float\n"
    "class Engine:\n    def __init__(self):\n        self.x = 1\n    def run(self):\n        pass\n"
)
PYTHON_TYPES = {
    "str": ("as-is", ""),
    "Job": ("as-is", ""),
    "list[Point]": ("as-is", ""),
    "Color | None": ("as-is", ""),
    "tuple[int, ...]": ("as-is", ""),
    "tuple[int, str]": ("dto", "a tuple: give its parts names"),
    "int | str": ("dto", "one of several types: say which"),
    "Any": ("dto", "any: the type is not stated"),
    "Session": ("in-process", "a transaction or connection ends with its process"),
    "Request": ("in-process", "a web framework's request or response lives in its handler"),
    "UploadFile": ("in-process", "a stream is read once, in its process"),
    "Callable[[int], str]": ("in-process", "a function: the callee would call back"),
    "Iterator[int]": ("in-process", "a generator yields in its process"),
    "Engine": ("in-process", "an object with behaviour (run): pass what it holds"),
}


@pytest.mark.parametrize(("written", "expected"), PYTHON_TYPES.items())
def test_a_python_type_travels_or_says_why_not(written: str, expected: tuple[str, str]) -> None:
    source = f"{PYTHON}def run(x: {written}) -> int:\n    return 1\n"
    web = "from work.one import run\ndef f():\n    run(None)\n"
    (found,) = made({"work/one.py": source, "web/a.py": web})
    (parameter,) = found.operations[0].parameters
    assert (parameter.verdict, parameter.reason) == expected


def made(sources: dict[str, str]) -> tuple[Contract, ...]:
    """The contracts of these files, cut along their first folders."""
    return contracts(split(sources), rules().wire)


def test_structs_and_models_become_records_by_their_tags() -> None:
    go = f"{GO['one.go']}func Run(x Job) {{}}\n"
    web = 'package web\nimport "example.org/m/work"\nfunc F() { work.Run(work.Job{}) }\n'
    assert records({"work/one.go": go, "web/a.go": web}) == {
        "Job": [
            ("name", "string", True),
            ("kind", "enum Kind", False),
            ("at", "string date-time", True),
            ("next", "record Job", False),
        ],
        "Kind": ["small", "large"],
    }
    python = f"{PYTHON}def run(x: Job):\n    pass\n"
    web = "from work.one import run\ndef f():\n    run(None)\n"
    assert records({"work/one.py": python, "web/a.py": web}) == {
        "Color": ["red"],
        "Job": [
            ("id", "integer int64", True),
            ("name", "string", True),
            ("color", "enum Color", False),
            ("note", "string", False),
        ],
    }


def records(sources: dict[str, str]) -> dict[str, list[object]]:
    (found,) = made(sources)
    return {
        one.name: [
            (field.name, f"{field.shape.kind} {field.shape.name}".strip(), field.required)
            for field in one.fields
        ]
        or list(one.values)
        for one in found.records
    }


CHANGES = {
    "a pointer whose field is set": ('func Run(x *Job) { x.Name = "a" }', "x.Name (line 36)"),
    "a copy whose field is set": ('func Run(x Job) { x.Name = "a" }', ""),
    "a slice whose item is set": ('func Run(x []Job) { x[0].Name = "a" }', "x.Name (line 36)"),
}


@pytest.mark.parametrize(("function", "what"), CHANGES.values(), ids=CHANGES)
def test_what_the_callee_writes_must_come_back(function: str, what: str) -> None:
    web = 'package web\nimport "example.org/m/work"\nfunc F() { work.Run(nil) }\n'
    (found,) = made({"work/one.go": f"{GO['one.go']}{function}\n", "web/a.go": web})
    (parameter,) = found.operations[0].parameters
    assert parameter.changed == bool(what)
    assert parameter.reason == (f"the callee writes {what}: return the new value instead" if what else "")


def test_a_call_through_an_interface_is_one_operation_with_its_implementations() -> None:
    web = (
        'package web\nimport "example.org/m/work"\n'
        "func F(d work.Doer) {\n\tfor i := range 3 {\n\t\td.Do(i)\n\t}\n}\n"
    )
    (found,) = made({"work/one.go": GO["one.go"], "web/a.go": web})
    (operation,) = found.operations
    assert (operation.name, operation.implementations) == ("Doer.Do", ("real.Do",))
    assert operation.dropped == ()
    (caller,) = operation.callers
    assert (caller.boundary, caller.calls, caller.in_loop) == ("web", 1, 1)


def test_handlers_that_call_and_operations_that_call_back_are_counted() -> None:
    web = (
        'package web\nimport (\n\t"example.org/m/work"\n\t"net/http"\n)\n'
        'func Up() { http.HandleFunc("/jobs", List) }\n'
        "func List(w http.ResponseWriter, r *http.Request) { each(); work.Run() }\n"
        "func each() {\n\tfor range 9 {\n\t\twork.Run()\n\t}\n}\n"
    )
    work = 'package work\nimport "example.org/m/late"\nfunc Run() { late.Note() }\n'
    late = "package late\nfunc Note() {}\n"
    found = {one.provider: one for one in made({"work/one.go": work, "web/a.go": web, "late/b.go": late})}
    (chat,) = found["work"].chats
    assert (chat.consumer, chat.operations, chat.calls, chat.in_loop, chat.handlers) == ("web", 1, 2, 1, 1)
    (busy,) = chat.busiest
    assert (busy.entry, busy.calls, busy.in_loop) == ("ANY /jobs", 2, 1)
    assert chat.calls_back == ()
    back = {"work/one.go": work.replace("late", "web").replace("Note", "Back"),
            "web/a.go": web + "func Back() {}\n"}  # fmt: skip
    chats = {one.consumer: one for each in made(back) for one in each.chats}
    assert [(one.operation, [at.line for at in one.calls]) for one in chats["web"].calls_back] == [
        ("Run", [7, 3])
    ]
