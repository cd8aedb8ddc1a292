"""What happens behind the caller's back: state of packages, work done on import."""

from collections.abc import Iterator, Sequence

from analyzer.match.external import enclosing
from analyzer.model.facts import Body, CallFlag, DefinitionKind, ReferenceKind, Surface
from analyzer.model.graph import REFERENCE_KINDS
from analyzer.model.meaning import SideEffect
from analyzer.model.program import Program, Target
from analyzer.model.values import Result, Value

_WRITE = REFERENCE_KINDS.index(ReferenceKind.WRITE)
_STARTERS = frozenset({"start", "create_task", "ensure_future", "start_new_thread", "run_forever"})


def side_effects(program: Program) -> tuple[SideEffect, ...]:
    """Each side effect of code that is no test, in order of file and line."""
    found = set(_global_writes(program))
    for number, surface in enumerate(program.surfaces):
        if not surface.is_test:
            found.update(_on_import(surface, program.body(number), program.callees(number)))
    return tuple(sorted(found, key=lambda e: (e.file, e.line, e.kind, e.subject, e.function)))


def _global_writes(program: Program) -> Iterator[SideEffect]:
    graph, references = program.graph, program.graph.references
    for position, kind in enumerate(references.kind):
        symbol = graph.symbols[references.symbol[position]]
        file = references.file[position]
        if kind != _WRITE or symbol.kind is not DefinitionKind.VARIABLE or graph.files[file].is_test:
            continue
        definitions = program.surfaces[file].definitions
        function = enclosing(definitions, references.scope[position])
        top_level = program.surfaces[symbol.file].definitions[symbol.definition].scope < 0
        if function and function != "init" and top_level:
            yield SideEffect(
                "global-write", graph.files[file].path, references.line[position], function, symbol.name
            )


def _on_import(surface: Surface, body: Body, callees: Sequence[Target]) -> Iterator[SideEffect]:
    if surface.language == "go":
        yield from _go_init(surface, body)
    elif surface.language == "python":
        yield from _python_import(surface, body, callees)


def _go_init(surface: Surface, body: Body) -> Iterator[SideEffect]:
    inits = {
        number
        for number, definition in enumerate(surface.definitions)
        if definition.kind is DefinitionKind.FUNCTION and definition.name == "init"
    }
    for number in sorted(inits):
        yield SideEffect("init", surface.path, surface.definitions[number].line, "init", surface.package)
    for call in body.calls:
        if call.flags & CallFlag.SPAWNED and _outermost(surface, call.scope) in inits:
            yield SideEffect("import-spawn", surface.path, call.line, "init", call.name)


def _outermost(surface: Surface, scope: int) -> int:
    while scope >= 0 and surface.definitions[scope].scope >= 0:
        scope = surface.definitions[scope].scope
    return scope


def _python_import(surface: Surface, body: Body, callees: Sequence[Target]) -> Iterator[SideEffect]:
    """Statements at module level that call a function of this repository or start something."""
    kept = _kept(surface, body)
    for number, call in enumerate(body.calls):
        if call.scope >= 0 or number in kept or call.flags & (CallFlag.DECORATOR | CallFlag.SCRIPT):
            continue
        if call.name in _STARTERS:
            yield SideEffect("import-spawn", surface.path, call.line, "", call.path or call.name)
        elif isinstance(callees[number], int):
            yield SideEffect("import-call", surface.path, call.line, "", call.path or call.name)


def _kept(surface: Surface, body: Body) -> set[int]:
    """Numbers of the calls whose result is bound, passed on or called on."""
    values: list[Value | None] = [binding.value for binding in body.bindings]
    for definition in surface.definitions:
        values += [definition.value, *(parameter.default for parameter in definition.parameters)]
    for call in body.calls:
        values += [call.receiver, *(argument.value for argument in call.arguments)]
    return {number for value in values for number in _results(value)}


def _results(value: Value | None) -> Iterator[int]:
    if value is None:
        return
    if isinstance(value, Result):
        yield value.call
    for part in getattr(value, "parts", ()):
        yield from _results(part)
    for item in getattr(value, "items", ()):
        yield from _results(item.key)
        yield from _results(item.value)
    for name in ("of", "key"):
        yield from _results(getattr(value, name, None))
