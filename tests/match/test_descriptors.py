"""Routes that a loop makes from the descriptors of protocol buffers are found."""

from analyzer.match.descriptors import Module, values
from analyzer.match.wire import fields
from tests.match.route_program import routes


def number(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def field(at: int, content: bytes | str | int) -> bytes:
    if isinstance(content, int):
        return number(at << 3) + number(content)
    data = content.encode() if isinstance(content, str) else content
    return number(at << 3 | 2) + number(len(data)) + data


def member(name: str, at: int, many: bool = False, message: str = "") -> bytes:
    kind = field(5, 11) + field(6, message) if message else field(5, 9)
    return field(1, name) + field(3, at) + field(4, 3 if many else 1) + kind


OPTIONS = field(1, "options.proto") + field(2, "shop")
OPTIONS += field(4, field(1, "Rpc") + field(2, member("ends", 1, many=True, message=".shop.End")))
OPTIONS += field(4, field(1, "End") + field(2, member("verb", 1)) + field(2, member("path", 2)))
OPTIONS += field(7, member("rpc", 50001, message=".shop.Rpc") + field(2, ".google.protobuf.MethodOptions"))
ENDS = field(1, field(1, "GET") + field(2, "/carts/{id}")) + field(1, field(1, "POST") + field(2, "/carts"))
METHOD = field(1, "get") + field(2, ".shop.Get") + field(3, ".shop.Cart") + field(4, field(50001, ENDS))
SERVICE = field(1, "service.proto") + field(2, "shop") + field(4, field(1, "Get"))
SERVICE += field(6, field(1, "Carts") + field(2, METHOD))

APP = """
import re
from flask import Flask
import options_pb2
from service_pb2 import Carts, Get
app = Flask(__name__)
def show(): pass
def missing(): pass
HANDLERS = {Get: show}
def find(cls):
    return HANDLERS.get(cls, missing)
def ends(service):
    found = []
    for method in service.DESCRIPTOR.methods:
        for end in method.GetOptions().Extensions[options_pb2.rpc].ends:
            handler = find(service().GetRequestClass(method))
            found.append((re.sub(r"{(\\w+)}", r"<\\1>", end.path), handler, [end.verb]))
    return found
for path, handler, verbs in ends(Carts) + [(p, missing, ["GET"]) for p in ["/a", "/b"]]:
    app.add_url_rule(path, "x", handler, methods=verbs)
"""


def generated(data: bytes) -> str:
    literal = "".join(f"\\x{byte:02x}" for byte in data)
    return f"DESCRIPTOR = _descriptor_pool.Default().AddSerializedFile(b'{literal}')\n"


def test_a_loop_over_a_service_makes_its_routes() -> None:
    files = {"options_pb2.py": generated(OPTIONS), "service_pb2.py": generated(SERVICE), "app.py": APP}
    assert routes(files) == [
        "GET /a -> missing",
        "GET /b -> missing",
        "GET /carts/<id> -> show",
        "POST /carts -> show",
    ]


def test_damaged_descriptors_end_where_they_cannot_be_read() -> None:
    assert list(fields(b"\x0a\xff\xff")) == [(1, b"")]
    assert list(fields(b"\x0b")) == []
    assert all(values([Module("m", SERVICE[:cut])]) is not None for cut in range(len(SERVICE)))
