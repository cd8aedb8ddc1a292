"""Names to symbols across files, symbols to the graph."""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate

from msgspec import Struct

from analyzer.link import go, python
from analyzer.link.resolver import Linkable, LinkedFile, MakeResolver, Resolver
from analyzer.model.facts import Body, Surface
from analyzer.model.graph import CodeGraph, FileNode, ImportEdge, References, Symbol
from analyzer.model.program import Program, Target
from analyzer.model.source import Language, Project

RESOLVERS: dict[str, MakeResolver] = {
    Language.GO: go.make_resolver,
    Language.PYTHON: python.make_resolver,
}


def link(project: Project, surfaces: Sequence[Surface], body_of: Callable[[int], Body]) -> Program:
    """The linked program; `body_of(i)` gives the body of `surfaces[i]`, files are numbered in path order."""
    order = sorted(range(len(surfaces)), key=lambda i: surfaces[i].path)
    ordered = tuple(surfaces[i] for i in order)
    first = [0, *accumulate(len(surface.definitions) for surface in ordered)]
    # Whoever asks for one name of a file asks for many: a body is decoded once for all of them.
    recent_body = lru_cache(maxsize=8)(lambda i: body_of(order[i]))
    everything = Linkable(project, ordered, first, recent_body)
    resolvers = _resolvers(everything)
    columns, callees = _Columns.empty(), _Callees([], [])
    imports: list[ImportEdge] = []
    for i, surface in enumerate(ordered):
        resolver = resolvers.get(surface.language)
        if resolver is None:
            callees.append(())
            continue
        imports.extend(resolver.imports(i))
        linked = resolver.link(i, everything.body(i))
        columns.append(i, surface.language, linked)
        callees.append(linked.callees)
    graph = CodeGraph(
        _files(ordered), _symbols(ordered), tuple(imports), columns.references(), columns.counted()
    )
    return Program(
        project=project,
        surfaces=ordered,
        graph=graph,
        body=everything.body,
        callees=callees.of,
        resolve=_by_language(ordered, {language: r.resolve for language, r in resolvers.items()}),
        type_of=_by_language(ordered, {language: r.type_of for language, r in resolvers.items()}),
    )


def import_graph(project: Project, surfaces: Sequence[Surface]) -> CodeGraph:
    """Files and imports alone, the same as those of the linked program; no body is needed for it."""
    ordered = tuple(sorted(surfaces, key=lambda surface: surface.path))
    first = [0, *accumulate(len(surface.definitions) for surface in ordered)]
    resolvers = _resolvers(Linkable(project, ordered, first, lambda _: Body()))
    imports = [
        edge
        for i, surface in enumerate(ordered)
        if surface.language in resolvers
        for edge in resolvers[surface.language].imports(i)
    ]
    nothing = _Columns.empty()
    return CodeGraph(_files(ordered), (), tuple(imports), nothing.references(), nothing.counted())


def _resolvers(everything: Linkable) -> dict[str, Resolver]:
    numbers: dict[str, list[int]] = {}
    for i, surface in enumerate(everything.surfaces):
        numbers.setdefault(surface.language, []).append(i)
    return {
        language: RESOLVERS[language](everything, files)
        for language, files in numbers.items()
        if language in RESOLVERS
    }


def _by_language(
    surfaces: tuple[Surface, ...], table: dict[str, Callable[[int, int, str], Target]]
) -> Callable[[int, int, str], Target]:
    def ask(file: int, scope: int, name: str) -> Target:
        answer = table.get(surfaces[file].language)
        return None if answer is None else answer(file, scope, name)

    return ask


def _files(surfaces: Sequence[Surface]) -> tuple[FileNode, ...]:
    return tuple(FileNode(s.path, s.language, s.module, s.lines, s.is_test, s.is_generated) for s in surfaces)


def _symbols(surfaces: Sequence[Surface]) -> tuple[Symbol, ...]:
    return tuple(
        Symbol(i, d, definition.name, definition.kind, definition.line)
        for i, surface in enumerate(surfaces)
        for d, definition in enumerate(surface.definitions)
    )


class _Columns(Struct):
    """References of all files, growing."""

    file: "array[int]"
    scope: "array[int]"
    line: "array[int]"
    symbol: "array[int]"
    kind: "array[int]"
    via: "array[int]"
    unresolved: Counter[str]

    @classmethod
    def empty(cls) -> "_Columns":
        return cls(array("i"), array("i"), array("i"), array("i"), array("b"), array("b"), Counter())

    def append(self, file: int, language: str, linked: LinkedFile) -> None:
        self.file.extend([file] * len(linked.symbol))
        self.scope.extend(linked.scope)
        self.line.extend(linked.line)
        self.symbol.extend(linked.symbol)
        self.kind.extend(linked.kind)
        self.via.extend(linked.via)
        for reason, count in linked.unresolved.items():
            self.unresolved[f"{language}: {reason}"] += count

    def references(self) -> References:
        return References(self.file, self.scope, self.line, self.symbol, self.kind, self.via)

    def counted(self) -> dict[str, int]:
        return dict(sorted(self.unresolved.items()))


class _Callees(Struct):
    """One integer a call: a symbol number, -1 for unknown, else -2 minus the number of an outside name."""

    files: "list[array[int]]"
    outside: list[str]
    numbers: dict[str, int] = {}

    def append(self, targets: Sequence[Target]) -> None:
        self.files.append(array("i", [self._encode(target) for target in targets]))

    def of(self, file: int) -> Sequence[Target]:
        return [self._decode(code) for code in self.files[file]]

    def _encode(self, target: Target) -> int:
        if target is None:
            return -1
        if isinstance(target, int):
            return target
        number = self.numbers.setdefault(target, len(self.outside))
        if number == len(self.outside):
            self.outside.append(target)
        return -2 - number

    def _decode(self, code: int) -> Target:
        if code >= 0:
            return code
        return None if code == -1 else self.outside[-2 - code]
