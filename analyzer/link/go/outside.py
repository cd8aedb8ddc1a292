"""Generic functions and types of the standard library that give back what they were given."""

from collections.abc import Callable

from analyzer.link.go.types import BOOL, ERROR, INT, Container, Function, Type

Arguments = tuple[Type, ...]


def _method(*results: Callable[[Arguments], Type]) -> Callable[[Arguments], Type]:
    return lambda arguments: Function((), tuple(result(arguments) for result in results))


def _argument(number: int) -> Callable[[Arguments], Type]:
    return lambda arguments: arguments[number] if number < len(arguments) else None


def _pointer_to(number: int) -> Callable[[Arguments], Type]:
    return lambda arguments: Container("*", arguments[number]) if number < len(arguments) else None


KNOWN_METHODS: dict[str, Callable[[Arguments], Type]] = {
    "sync/atomic.Pointer.Load": _method(_pointer_to(0)),
    "sync/atomic.Pointer.Swap": _method(_pointer_to(0)),
    **{
        f"google.golang.org/grpc.{stream}.{name}": _method(_pointer_to(number), lambda _: ERROR)
        for stream, name, number in (
            ("ServerStreamingClient", "Recv", 0),
            ("ClientStreamingClient", "CloseAndRecv", 1),
            ("BidiStreamingClient", "Recv", 1),
            ("ClientStreamingServer", "Recv", 0),
            ("BidiStreamingServer", "Recv", 0),
        )
    },
    "github.com/hashicorp/golang-lru/v2.Cache.Get": _method(_argument(1), lambda _: BOOL),
    "github.com/hashicorp/golang-lru/v2.Cache.Peek": _method(_argument(1), lambda _: BOOL),
    "github.com/hashicorp/golang-lru/v2/expirable.LRU.Get": _method(_argument(1), lambda _: BOOL),
}


def _element(of: Type) -> Type:
    return of.element if isinstance(of, Container) else None


def _sequence(*types: Type) -> Type:
    return Function((Function(types, (BOOL,)),), ())


def _yielded(of: Type, number: int) -> Type:
    if isinstance(of, Function) and of.parameters and isinstance(of.parameters[0], Function):
        taken = of.parameters[0].parameters
        return taken[number] if number < len(taken) else None
    return None


def _same(given: Arguments) -> Type:
    return given[0] if given else None


def _first_element(given: Arguments) -> Type:
    return _element(given[0]) if given else None


def _map_part(key: bool, iterated: bool) -> Callable[[Arguments], Type]:
    def part(given: Arguments) -> Type:
        of = given[0] if given else None
        if not isinstance(of, Container) or of.form != "map":
            return None
        found = of.key if key else of.element
        return _sequence(found) if iterated else found

    return part


def _collected(given: Arguments) -> Type:
    return Container("[]", _yielded(given[0], 0)) if given else None


def _collected_map(given: Arguments) -> Type:
    return Container("map", _yielded(given[0], 1), _yielded(given[0], 0)) if given else None


def _iterated(*parts: str) -> Callable[[Arguments], Type]:
    def iterate(given: Arguments) -> Type:
        element = _first_element(given)
        return _sequence(*(INT if part == "index" else element for part in parts))

    return iterate


def _once(given: Arguments) -> Type:
    return given[0] if given and isinstance(given[0], Function) else None


KNOWN_FUNCTIONS: dict[str, Callable[[Arguments], Type]] = {
    **{
        f"slices.{name}": _same
        for name in (
            "Clone",
            "Clip",
            "Compact",
            "CompactFunc",
            "Delete",
            "DeleteFunc",
            "Grow",
            "Insert",
            "Replace",
            "Repeat",
        )
    },
    "slices.Concat": _same,
    "slices.AppendSeq": _same,
    **{f"slices.{name}": _first_element for name in ("Max", "MaxFunc", "Min", "MinFunc")},
    **{f"slices.{name}": _collected for name in ("Collect", "Sorted", "SortedFunc", "SortedStableFunc")},
    "slices.Values": _iterated("element"),
    "slices.Chunk": lambda given: _sequence(given[0]) if given else None,
    "slices.All": _iterated("index", "element"),
    "slices.Backward": _iterated("index", "element"),
    "maps.Clone": _same,
    "maps.Keys": _map_part(key=True, iterated=True),
    "maps.Values": _map_part(key=False, iterated=True),
    "maps.Collect": _collected_map,
    "golang.org/x/exp/maps.Keys": lambda given: Container("[]", _map_part(True, False)(given)),
    "golang.org/x/exp/maps.Values": lambda given: Container("[]", _map_part(False, False)(given)),
    "golang.org/x/exp/maps.Clone": _same,
    "golang.org/x/exp/slices.Clone": _same,
    "sync.OnceValue": _once,
    "sync.OnceValues": _once,
    "cmp.Or": _same,
}

KNOWN_INSTANCES: dict[str, tuple[Callable[[Arguments], Type], ...]] = {
    "errors.AsType": (_argument(0), lambda _: BOOL),
}
"""Results of functions by their written type arguments."""

KNOWN_TYPES: dict[str, Callable[[Arguments], Type]] = {
    "iter.Seq": lambda arguments: _sequence(*arguments[:1]),
    "iter.Seq2": lambda arguments: _sequence(*arguments[:2]),
}

Signature = tuple[tuple[str, ...], tuple[str, ...]]

KNOWN_INTERFACES: dict[str, dict[str, str]] = {
    "io.Reader": {"Read": "func([]byte)(int,error)"},
    "io.Writer": {"Write": "func([]byte)(int,error)"},
    "io.Closer": {"Close": "func()(error)"},
    "io.Seeker": {"Seek": "func(int64,int)(int64,error)"},
    "io.ReaderAt": {"ReadAt": "func([]byte,int64)(int,error)"},
    "io.WriterAt": {"WriteAt": "func([]byte,int64)(int,error)"},
    "io.ReadCloser": {"Read": "func([]byte)(int,error)", "Close": "func()(error)"},
    "io.WriteCloser": {"Write": "func([]byte)(int,error)", "Close": "func()(error)"},
    "io.ReadWriter": {"Read": "func([]byte)(int,error)", "Write": "func([]byte)(int,error)"},
    "io.ReadWriteCloser": {
        "Read": "func([]byte)(int,error)",
        "Write": "func([]byte)(int,error)",
        "Close": "func()(error)",
    },
    "io.StringWriter": {"WriteString": "func(string)(int,error)"},
    "io.ByteReader": {"ReadByte": "func()(byte,error)"},
    "io.ByteWriter": {"WriteByte": "func(byte)(error)"},
    "fmt.Stringer": {"String": "func()(string)"},
    "encoding.TextMarshaler": {"MarshalText": "func()([]byte,error)"},
    "encoding.TextUnmarshaler": {"UnmarshalText": "func([]byte)(error)"},
    "encoding/json.Marshaler": {"MarshalJSON": "func()([]byte,error)"},
    "encoding/json.Unmarshaler": {"UnmarshalJSON": "func([]byte)(error)"},
    "sort.Interface": {"Len": "func()(int)", "Less": "func(int,int)(bool)", "Swap": "func(int,int)()"},
    "sync.Locker": {"Lock": "func()()", "Unlock": "func()()"},
}
