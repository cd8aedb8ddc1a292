"""External systems in use: imports, literal hosts, programs started, environment variables read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from analyzer.match.systems import Catalogue, OutsideCall
from analyzer.model.facts import Body, Call, Definition, Surface
from analyzer.model.meaning import ExternalUse
from analyzer.model.program import Program, Target
from analyzer.model.values import Composite, Concat, Element, Index, Name, Select, Text, Value

_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "0.0.0.0", "::1", "example.com"})


def external_uses(program: Program, catalogue: Catalogue) -> tuple[ExternalUse, ...]:
    """Each use of a system outside the program, in order of file and line, without repeats."""
    inside = {(edge.file, edge.line) for edge in program.graph.imports if edge.internal}
    hosts = _host_pattern(catalogue)
    found: set[ExternalUse] = set()
    for number, surface in enumerate(program.surfaces):
        body = program.body(number)
        uses = (
            *_imported(surface, number, inside, catalogue),
            *_hosts(surface, body, catalogue, hosts),
            *_called(surface, body, program.callees(number), catalogue),
            *_environment(surface, body),
        )
        found.update(
            ExternalUse(kind, system, surface.path, line, function, detail)
            for kind, system, line, function, detail in uses
        )
    return tuple(sorted(found, key=lambda u: (u.file, u.line, u.kind, u.system, u.detail, u.function)))


_Use = tuple[str, str, int, str, str]
"""Kind, system, line, function, detail."""


def enclosing(definitions: tuple[Definition, ...], scope: int) -> str:
    """The qualified name of the innermost named definition at `scope`, "" at file level."""
    while scope >= 0 and not definitions[scope].name:
        scope = definitions[scope].scope
    return definitions[scope].name if scope >= 0 else ""


def _imported(
    surface: Surface, number: int, inside: set[tuple[int, int]], catalogue: Catalogue
) -> Iterator[_Use]:
    for item in surface.imports:
        if (number, item.line) in inside or item.target.startswith("."):
            continue
        joined = (
            f"{item.target}.{item.member}" if item.member and surface.language == "python" else item.target
        )
        named = catalogue.of_import(surface.language, joined)
        if named:
            yield *named, item.line, enclosing(surface.definitions, item.scope), joined


def _host_pattern(catalogue: Catalogue) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(host) for host in sorted(catalogue.hosts, key=lambda h: (-len(h), h)))
    )


def _hosts(surface: Surface, body: Body, catalogue: Catalogue, pattern: re.Pattern[str]) -> Iterator[_Use]:
    for line, scope, value in _values(surface, body):
        for text in texts_in(value):
            hit = pattern.search(text) if "." in text or ":" in text else None
            if hit:
                yield *catalogue.hosts[hit[0]], line, enclosing(surface.definitions, scope), hit[0]


def _values(surface: Surface, body: Body) -> Iterator[tuple[int, int, Value]]:
    for definition in surface.definitions:
        if definition.value is not None:
            yield definition.line, definition.scope, definition.value
    for binding in body.bindings:
        yield binding.line, binding.scope, binding.value
    for call in body.calls:
        for argument in call.arguments:
            yield call.line, call.scope, argument.value


def texts_in(value: Value | None) -> Iterator[str]:
    """Every string constant inside a value, from left to right."""
    match value:
        case Text(text):
            yield text
        case Concat(parts):
            for part in parts:
                yield from texts_in(part)
        case Composite(_, items):
            for item in items:
                yield from texts_in(item.key)
                yield from texts_in(item.value)
        case Element(of) | Select(of, _):
            yield from texts_in(of)
        case Index(of, key):
            yield from texts_in(of)
            yield from texts_in(key)
        case _:
            return


def _called(surface: Surface, body: Body, callees: Iterable[Target], catalogue: Catalogue) -> Iterator[_Use]:
    table = catalogue.calls.get(surface.language, {})
    bound = {(binding.scope, binding.name): binding.value for binding in reversed(body.bindings)}
    for call, target in zip(body.calls, callees, strict=True):
        outside = table.get(target) if isinstance(target, str) else None
        if outside is None:
            continue
        reached = _reached(call, outside, bound)
        for kind, system in _named(outside.kind, reached, catalogue):
            yield kind, system, call.line, enclosing(surface.definitions, call.scope), reached


def _reached(call: Call, outside: OutsideCall, bound: Mapping[tuple[int, str], Value]) -> str:
    if outside.argument >= len(call.arguments):
        return "{computed}"
    value = call.arguments[outside.argument].value
    if isinstance(value, Name):
        value = bound.get((call.scope, value.path), value)
    return _leading_text(value)


def _leading_text(value: Value) -> str:
    """The text that a value begins with: of a list its first entry, of a sum its first part."""
    match value:
        case Text(text):
            return text
        case Composite(_, (first, *_)):
            return _leading_text(first.value)
        case Concat((part, *_)):
            return _leading_text(part)
        case _:
            return "{computed}"


def _named(kind: str, reached: str, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    if kind == "process":
        program = reached.split()[0].rpartition("/")[2] if reached.split() else reached
        yield kind, program
        if program in catalogue.programs:
            yield catalogue.programs[program]
    elif kind == "http":
        host = urlsplit(reached).hostname or "" if "://" in reached else ""
        if _HOST.fullmatch(host) and host not in _LOCAL_HOSTS:
            yield kind, host
    else:
        yield kind, reached


def _environment(surface: Surface, body: Body) -> Iterator[_Use]:
    """Subscripts of `os.environ`; its methods are calls."""
    for line, scope, value in _values(surface, body):
        if isinstance(value, Index) and value.of == Name("os.environ") and isinstance(value.key, Text):
            yield "environment", value.key.value, line, enclosing(surface.definitions, scope), value.key.value
