"""Services of protocol buffers as values: the descriptors that generated Python modules hold."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from analyzer.match import wire
from analyzer.model.facts import Call
from analyzer.model.values import Composite, Constant, Item, Name, Text, Value

SUFFIX = "_pb2.py"
"""How modules made by the compiler of protocol buffers end."""
SERVICE = "service"
"""Type of the composite that stands for a generated class of a service."""
METHOD_OPTIONS = ".google.protobuf.MethodOptions"
REPEATED, MESSAGE, STRING = 3, 11, 9
DEEPEST_MESSAGE = 6

GOOGLE_API = {
    ".google.api.HttpRule": {
        2: ("get", "", False), 3: ("put", "", False), 4: ("post", "", False), 5: ("delete", "", False),
        6: ("patch", "", False), 7: ("body", "", False),
        11: ("additional_bindings", ".google.api.HttpRule", True),
    },
}  # fmt: skip
"""Messages whose own descriptor seldom lies in the tree."""
GOOGLE_OPTIONS = {72295728: ("google.api.http", ".google.api.HttpRule", False)}


Shape = dict[int, tuple[str, str, bool]]
"""Fields of a message by number: name, type if it is a message, and whether it is a list."""


class Module(Struct, frozen=True):
    """A generated module: its name and the file descriptor it holds."""

    name: str
    data: bytes


def module_of(name: str, calls: Iterable[Call]) -> Module | None:
    """The file descriptor in a generated module, None if none is seen."""
    for call in calls:
        if call.name == "AddSerializedFile" and call.arguments:
            value = call.arguments[0].value
            if isinstance(value, Text):
                return Module(name, value.value.encode("latin-1", "replace"))
    return None


def values(modules: Iterable[Module]) -> dict[tuple[str, str], Value]:
    """What the names of generated modules mean, by module and name.

    A service is a composite with a `DESCRIPTOR`; a message class and an option are their full names.
    """
    known = tuple(modules)
    shapes, options = dict(GOOGLE_API), dict(GOOGLE_OPTIONS)
    for module in known:
        package = wire.text(module.data, 2)
        for message in wire.inner(module.data, 4):
            shapes.update(_shapes(message, package))
        for extension in wire.inner(module.data, 7):
            if wire.text(extension, 2) == METHOD_OPTIONS:
                name, type_, many = _field(extension)
                options[wire.number(extension, 3)] = (_under(package, name), type_, many)
    reader = _Reader(shapes, options)
    return {(module.name, name): value for module in known for name, value in sorted(_named(module, reader))}


def _named(module: Module, reader: "_Reader") -> Iterator[tuple[str, Value]]:
    package = wire.text(module.data, 2)
    for message in wire.inner(module.data, 4):
        yield wire.text(message, 1), Text(_under(package, wire.text(message, 1)))
    for extension in wire.inner(module.data, 7):
        yield wire.text(extension, 1), Text(_under(package, wire.text(extension, 1)))
    services = {wire.text(data, 1): reader.service(data, package) for data in wire.inner(module.data, 6)}
    for name, value in services.items():
        yield name, _struct(SERVICE, DESCRIPTOR=value)
    yield "DESCRIPTOR", _struct("file", services_by_name=_dict(services))


class _Reader(Struct, frozen=True):
    """Reads services; `shapes` are known messages by full name, `options` known method options by number."""

    shapes: dict[str, Shape]
    options: Shape

    def service(self, data: bytes, package: str) -> Value:
        name = wire.text(data, 1)
        methods = {wire.text(each, 1): self.method(each) for each in wire.inner(data, 2)}
        return _struct(
            "descriptor",
            name=Text(name),
            full_name=Text(_under(package, name)),
            methods=Composite("list", tuple(Item(None, each) for each in methods.values())),
            methods_by_name=_dict(methods),
        )

    def method(self, data: bytes) -> Value:
        options = next(wire.inner(data, 4), b"")
        extensions = self.message(options, self.options, 0)
        by_name = {item.key.path: item.value for item in extensions.items if isinstance(item.key, Name)}
        return _struct(
            "descriptor",
            name=Text(wire.text(data, 1)),
            input_type=_message_class(wire.text(data, 2)),
            output_type=_message_class(wire.text(data, 3)),
            options=_struct("options", Extensions=_dict(by_name)),
        )

    def message(self, data: bytes, shape: Shape, depth: int) -> Composite:
        """A message as a composite of its known fields."""
        found: dict[str, list[Value]] = {}
        many = {name for name, _, repeated in shape.values() if repeated}
        for number, content in wire.fields(data):
            if number in shape and depth < DEEPEST_MESSAGE:
                name, type_, _ = shape[number]
                found.setdefault(name, []).append(self._content(content, type_, depth))
        items = {
            name: Composite("list", tuple(Item(None, value) for value in contents))
            if name in many
            else contents[-1]
            for name, contents in found.items()
        }
        return _struct("message", **items)

    def _content(self, content: int | bytes, type_: str, depth: int) -> Value:
        if isinstance(content, int):
            return Constant(str(content))
        if type_:
            return self.message(content, self.shapes.get(type_, {}), depth + 1)
        return Text(content.decode("utf-8", "replace"))


def _shapes(message: bytes, scope: str) -> Iterator[tuple[str, Shape]]:
    """A message and those declared inside it, by full name."""
    name = _under(scope, wire.text(message, 1))
    yield f".{name}", {wire.number(each, 3): _field(each) for each in wire.inner(message, 2)}
    for nested in wire.inner(message, 3):
        yield from _shapes(nested, name)


def _field(data: bytes) -> tuple[str, str, bool]:
    type_ = wire.text(data, 6) if wire.number(data, 5) == MESSAGE else ""
    return wire.text(data, 1), type_, wire.number(data, 4) == REPEATED


def _message_class(type_: str) -> Value:
    full = type_.removeprefix(".")
    return _struct("descriptor", name=Text(full.rpartition(".")[2]), full_name=Text(full), cls=Text(full))


def _under(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _struct(type_: str, **items: Value) -> Composite:
    return Composite(type_, tuple(Item(Name(name), value) for name, value in items.items()))


def _dict(entries: dict[str, Value]) -> Composite:
    return Composite("dict", tuple(Item(Text(name), value) for name, value in entries.items()))
