"""Contracts: the operations that become remote at a cut, and how their parameters and results travel."""

from enum import StrEnum

from msgspec import Struct

from analyzer.model.graph import Evidence


class TravelVerdict(StrEnum):
    """Whether a value can cross a network: as it is, as a DTO made for it, or not at all."""

    AS_IS = "as-is"
    DTO = "dto"
    IN_PROCESS = "in-process"


VERDICTS = tuple(TravelVerdict)


class Shape(Struct, frozen=True):
    """How a value looks on the wire.

    `kind` is string, integer, number, boolean, bytes, any, list, map, record or enum; `name` is the
    format of a plain value (date-time), or the record or enum; `items` holds what a list or map holds.
    """

    kind: str
    name: str = ""
    items: tuple["Shape", ...] = ()
    nullable: bool = False


class RecordField(Struct, frozen=True):
    """A field of a record by the name it has on the wire."""

    name: str
    shape: Shape
    required: bool = True


class Record(Struct, frozen=True):
    """A type that travels: its fields, or the values of an enum. `name` is unique among all records."""

    name: str
    path: str
    line: int
    fields: tuple[RecordField, ...] = ()
    values: tuple[str | int, ...] = ()


class Carried(Struct, frozen=True):
    """A parameter or result of an operation, its verdict and why; `changed`: the callee writes it."""

    name: str
    type: str
    verdict: TravelVerdict
    reason: str
    shape: Shape
    changed: bool = False
    required: bool = True

    @property
    def travels(self) -> bool:
        """Whether it can be sent: all but what must stay in process; what the callee writes comes back."""
        return self.changed or self.verdict is not TravelVerdict.IN_PROCESS


class Caller(Struct, frozen=True):
    """The calls of an operation from one boundary: how many, in loops, and the first five places."""

    boundary: str
    calls: int
    in_loop: int
    places: tuple[Evidence, ...]


class Operation(Struct, frozen=True):
    """A function or method that is called across a cut.

    `name` is unique within its contract, `symbol` how the code names it. `implementations` are the
    methods behind an interface. `fails` says that it returns an error. `dropped` are the parameters
    that need not travel: contexts that hold a deadline, and the receiver that is the service itself.
    """

    name: str
    symbol: str
    file: str
    line: int
    parameters: tuple[Carried, ...] = ()
    results: tuple[Carried, ...] = ()
    callers: tuple[Caller, ...] = ()
    implementations: tuple[str, ...] = ()
    fails: bool = False
    dropped: tuple[str, ...] = ()

    @property
    def verdict(self) -> TravelVerdict:
        """The worst verdict of its parameters and results."""
        carried = (*self.parameters, *self.results)
        return max((one.verdict for one in carried), key=VERDICTS.index, default=TravelVerdict.AS_IS)

    @property
    def is_remote(self) -> bool:
        """Whether a request could stand for a call: not if all it gives, or takes to give nothing, must stay.

        That is how constructors, wiring and handlers of a web framework look.
        """
        carried = self.results or self.parameters
        return not carried or any(one.travels for one in carried)


class HandlerCalls(Struct, frozen=True):
    """How many places call a provider on the paths of one handler, and how many of them in loops."""

    entry: str
    handler: str
    file: str
    line: int
    calls: int
    in_loop: int


class CallBack(Struct, frozen=True):
    """An operation that calls its consumer back: A calls B at `calls[0]`, B calls A at the last place."""

    operation: str
    calls: tuple[Evidence, ...]


class Chat(Struct, frozen=True):
    """How much one consumer talks with a provider: handlers that call it, the busiest five, calls back."""

    consumer: str
    operations: int
    calls: int
    in_loop: int
    handlers: int = 0
    busiest: tuple[HandlerCalls, ...] = ()
    calls_back: tuple[CallBack, ...] = ()


class Contract(Struct, frozen=True):
    """What a boundary offers to those that depend on it. `records` are the types that its operations name."""

    provider: str
    operations: tuple[Operation, ...]
    chats: tuple[Chat, ...]
    records: tuple[Record, ...] = ()
