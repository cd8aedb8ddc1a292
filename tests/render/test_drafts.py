"""Drafts of contracts as public readers see them: a validator of OpenAPI, and the compiler of proto files."""

import json
from pathlib import Path

import grpc_tools
import pytest
from grpc_tools import protoc
from openapi_spec_validator import validate

from analyzer.model.contract import Carried, Contract, Operation, Record, RecordField, Shape, TravelVerdict
from analyzer.plan.contract import contracts
from analyzer.render.openapi import openapi
from analyzer.render.proto import proto
from tests.plan.sources import rules
from tests.plan.splits import split

AS_IS = TravelVerdict.AS_IS
TEXT, COUNT, ANY = Shape("string"), Shape("integer", "int64"), Shape("any")
SHAPES = {
    "text": TEXT,
    "when": Shape("string", "date-time", nullable=True),
    "raw": Shape("bytes"),
    "wait": Shape("integer", "duration"),
    "maybe": Shape("number", nullable=True),
    "lists": Shape("list", items=(Shape("list", items=(COUNT,)),)),
    "maps": Shape("map", items=(Shape("map", items=(ANY,)),)),
    "color": Shape("enum", "Color", nullable=True),
    "order": Shape("record", "Order", nullable=True),
    "userId": TEXT,
    "user_id": TEXT,
    "2fa": TEXT,
    "ключ": TEXT,
}


def carried(name: str, shape: Shape) -> Carried:
    """A value that travels as it is."""
    return Carried(name, "T", AS_IS, "", shape)


ALL = tuple(carried(name, shape) for name, shape in SHAPES.items())
STAYS = Carried("c", "*gin.Context", TravelVerdict.IN_PROCESS, "a\nreason", ANY)
HOSTILE = Contract(
    "ai-worker",
    (
        Operation("Order", "a.Order", "a.go", 1, ALL),
        Operation("a.b/c d", "a.b", "a.go", 2, (carried("", TEXT), carried("_", COUNT))),
        Operation("ключ", "a.k", "a.go", 3, (), (carried("", TEXT), carried("", COUNT)), fails=True),
        Operation("Stay", "a.S", "a.go", 4, (STAYS, carried("text", TEXT)), (carried("", TEXT),)),
        Operation("New", "a.New", "a.go", 5, (carried("text", TEXT),), (STAYS,)),
        Operation("Use", "a.Use", "a.go", 6, (STAYS,)),
    ),
    (),
    (
        Record("Color", "a.go", 9, (), ("red", "Red", "", 3, "unspecified")),
        Record("Empty", "a.go", 11),
        Record("Order", "a.go", 7, tuple(RecordField(name, shape) for name, shape in SHAPES.items())),
    ),
)  # fmt: skip
SOURCES = {
    "work/one.py": "from pydantic import BaseModel\n"
    "class Job(BaseModel):\n    name: str\n    next: 'Job | None'\n"
    "def run(job: Job, *rest: int, **more: str) -> list[Job]:\n    return []\n",
    "web/a.py": "from work.one import run\ndef f():\n    run(None)\n",
}  # fmt: skip


@pytest.fixture(params=["hostile", "small"])
def contract(request: pytest.FixtureRequest) -> Contract:
    """A contract with everything that could break a reader, and one from code."""
    return HOSTILE if request.param == "hostile" else contracts(split(SOURCES), rules().wire)[0]


def test_the_openapi_draft_passes_a_public_validator(contract: Contract) -> None:
    document = json.loads(openapi(contract))
    validate(document)
    assert len(document["paths"]) + len(document["info"]["x-in-process"]) == len(contract.operations)
    assert set(document["components"]["schemas"]) == {record.name for record in contract.records}


def test_the_proto_draft_compiles(contract: Contract, tmp_path: Path) -> None:
    (tmp_path / "draft.proto").write_text(proto(contract), encoding="utf-8")
    known = Path(grpc_tools.__file__).parent / "_proto"
    arguments = [f"-I{tmp_path}", f"-I{known}", f"--descriptor_set_out={tmp_path}/out", "draft.proto"]
    assert protoc.main(["protoc", *arguments]) == 0


def test_a_value_that_must_stay_is_named_with_its_reason_and_not_sent() -> None:
    operation = json.loads(openapi(HOSTILE))["paths"]["/Stay"]["post"]
    assert operation["x-verdict"] == "in-process"
    assert operation["x-carried"][0]["reason"] == "a\nreason"
    assert list(operation["requestBody"]["content"]["application/json"]["schema"]["properties"]) == ["text"]
    assert "// c *gin.Context: a reason" in proto(HOSTILE)


def test_a_call_for_an_object_that_must_stay_is_no_endpoint() -> None:
    staying = json.loads(openapi(HOSTILE))["info"]["x-in-process"]
    assert [(one["name"], one["x-carried"][0]["reason"]) for one in staying] == [
        ("New", "a\nreason"),
        ("Use", "a\nreason"),
    ]
    assert "// a.New, a.go:5: in-process" in proto(HOSTILE)
    assert "rpc New" not in proto(HOSTILE)
