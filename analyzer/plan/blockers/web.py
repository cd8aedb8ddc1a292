"""Blockers of the web framework: its types, and the response itself, in the hands of AI code."""

import re
from collections.abc import Iterator, Mapping

from analyzer.model.facts import Argument, DefinitionKind, Surface
from analyzer.model.plan import Blocker
from analyzer.model.values import Name
from analyzer.plan.blockers.waiting import handlers
from analyzer.plan.sides import GATEWAY, RENDERER, SHARED, WORKER, Sides

_REMEDY = "hand over plain values, or an interface of the worker's own"
_STREAM = "let the worker give chunks, and let the gateway write the response"
_RESPONSE = re.compile(r"(?:^|\.)(?:ResponseWriter|Response|c\.Writer|ctx\.Writer|Ctx\.Writer)$")
_WRITER_TYPES = frozenset(["net/http.Flusher", "net/http.Hijacker", "net/http.ResponseWriter"])
_FUNCTIONS = (DefinitionKind.FUNCTION, DefinitionKind.METHOD)


def web_context_in_ai(sides: Sides) -> Iterator[Blocker]:
    """Web types in AI code, the response handed to it, AI work done on the request itself."""
    told: set[str] = set()
    for blocker in (
        *_in_signatures(sides),
        *_asserted(sides),
        *_wrapped(sides),
        *_handed(sides),
        *_mixed(sides),
    ):
        if blocker.file not in told:
            told.add(blocker.file)
            yield blocker


def _in_signatures(sides: Sides) -> Iterator[Blocker]:
    for number, surface in enumerate(sides.program.surfaces):
        used_by_ai = sides.role[number] in (WORKER, RENDERER) or (
            sides.role[number] == SHARED and WORKER in sides.sides_that_use(number)
        )
        found = web_types(surface, sides.web_types) if used_by_ai and not surface.is_test else []
        if found:
            line, name, _ = min(found)
            why = f"{len(found)} signatures or fields take {name}: the worker would need the web framework"
            lines = tuple(sorted({other for other, _, _ in found} - {line}))
            yield Blocker("web-context-in-ai", surface.path, line, why, _REMEDY, lines)


def web_types(surface: Surface, known: frozenset[str]) -> list[tuple[int, str, str]]:
    """(line, type, definition) for each signature, field and base that names a type of a web framework."""
    outside = _imported(surface)
    found = []
    for definition in surface.definitions:
        types = [parameter.type for parameter in definition.parameters]
        types += [definition.type] if definition.kind is DefinitionKind.FIELD else []
        types += definition.bases
        answers = any("ResponseWriter" in text for text in types)
        for text in types:
            for name in re.findall(r"[A-Za-z_][\w.]*", text):
                head, dot, tail = name.partition(".")
                full = outside.get(head, "") + dot + tail
                sends = full == "net/http.Request" and not answers  # clients make requests too
                if head in outside and not sends and _is_web(full, known):
                    found.append((definition.line, name, definition.name))
    return found


def _imported(surface: Surface) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for item in surface.imports:
        local = item.alias or item.member or re.sub(r"/v\d+$", "", item.target).rpartition("/")[2]
        found[local] = f"{item.target}.{item.member}" if item.member else item.target
    return found


def _is_web(name: str, known: frozenset[str]) -> bool:
    plain = re.sub(r"/v\d+(?=\.|$)", "", name)
    return plain in known or any(plain.startswith(entry + ".") for entry in known)


def _asserted(sides: Sides) -> Iterator[Blocker]:
    """AI code that asks a plain writer whether it is an HTTP response, and the interface that hides it."""
    hidden: dict[int, int] = {}
    found = []
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or sides.role[number] not in (WORKER, RENDERER):
            continue
        outside = _imported(surface)
        for reference in sides.program.body(number).references:
            head, dot, tail = reference.path.strip("<>*").partition(".")
            if outside.get(head, "") + dot + tail in _WRITER_TYPES:
                why = f"the AI code expects the HTTP response behind a plain writer ({head}.{tail})"
                found.append(Blocker("web-context-in-ai", surface.path, reference.line, why, _STREAM))
                _hide(sides, number, reference.scope, hidden)
                break
    for symbol, count in sorted(hidden.items()):
        place = sides.program.graph.symbols[symbol]
        why = f"{place.name} takes a writer that {count} implementations use as the HTTP response"
        yield Blocker("web-context-in-ai", sides.path[place.file], place.line, why, _STREAM)
    yield from found


def _hide(sides: Sides, number: int, scope: int, hidden: dict[int, int]) -> None:
    """Counts the interface methods that may run the method around a scope."""
    definitions = sides.program.surfaces[number].definitions
    while scope >= 0 and definitions[scope].kind is DefinitionKind.CLOSURE:
        scope = definitions[scope].scope
    function = sides.function_at.get((sides.path[number], definitions[scope].line), -1) if scope >= 0 else -1
    for interface in sides.calls.interfaces.get(function, ()):
        hidden[interface] = hidden.get(interface, 0) + 1


def _wrapped(sides: Sides) -> Iterator[Blocker]:
    """Writers of the gateway that are the response inside: embedded, with a Write of their own."""
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or sides.role[number] not in (GATEWAY, SHARED):
            continue
        outside = _imported(surface)
        writes = {item.name.partition(".")[0] for item in surface.definitions if item.name.endswith(".Write")}
        for definition in surface.definitions:
            bases = [base.strip("<>*").partition(".") for base in definition.bases]
            response = [tail for head, _, tail in bases if head in outside and tail.startswith("Response")]
            if definition.name in writes and response and _feeds_ai(sides, number, definition.name):
                why = f"{definition.name} is the HTTP response as a writer, and is handed to AI code"
                yield Blocker("web-context-in-ai", surface.path, definition.line, why, _STREAM)


def _feeds_ai(sides: Sides, number: int, name: str) -> bool:
    """Whether the folder that makes such writers calls AI code or code that waits for it."""
    folder = sides.path[number].rpartition("/")[0]
    waiting = sides.waiting
    return any(
        isinstance(site.callee, int) and site.callee in waiting
        for file, path in enumerate(sides.path)
        if path.rpartition("/")[0] == folder
        for site in sides.calls.by_file.get(file, ())
    )


def _handed(sides: Sides) -> Iterator[Blocker]:
    """Calls that hand the response to code that works with AI."""
    waiting = sides.waiting
    for number, path in enumerate(sides.path):
        if sides.role[number] != GATEWAY:
            continue
        ai_lines = {
            site.line
            for site in sides.calls.by_file.get(number, ())
            if isinstance(site.callee, int)
            and site.callee in waiting
            and sides.role[sides.calls.file_of(site.callee)] in (WORKER, SHARED)
        }
        for call in sides.program.body(number).calls if ai_lines else ():
            if call.line in ai_lines and any(_is_response(argument) for argument in call.arguments):
                why = f"the HTTP response is handed to {call.name} of the AI code"
                yield Blocker("web-context-in-ai", path, call.line, why, _STREAM)
                break


def _is_response(argument: Argument) -> bool:
    return isinstance(argument.value, Name) and bool(_RESPONSE.search(argument.value.path))


def _mixed(sides: Sides) -> Iterator[Blocker]:
    """Functions behind the handlers that take the request or response and wait for AI work."""
    known, waiting = frozenset(handlers(sides)), sides.waiting
    for number, surface in enumerate(sides.program.surfaces):
        if surface.is_test or sides.role[number] != GATEWAY:
            continue
        for line, name, owner in web_types(surface, sides.web_types):
            function = sides.function_at.get((surface.path, line), -1)
            if function in waiting and function not in known and not _is_middleware(owner):
                why = f"{owner} takes {name} and waits for AI work: it can run in neither service"
                yield Blocker("web-context-in-ai", surface.path, line, why, _REMEDY)
                break


def _is_middleware(name: str) -> bool:
    return "middleware" in name.lower()
