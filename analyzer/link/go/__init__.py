"""Go names to symbols."""

from array import array
from collections.abc import Sequence
from posixpath import dirname

from analyzer.link.go.implementations import Implementations
from analyzer.link.go.locals import local_path
from analyzer.link.go.meaning import BUILTIN, Meaning
from analyzer.link.go.members import Members
from analyzer.link.go.packages import Packages
from analyzer.link.go.paths import Paths
from analyzer.link.go.steps import last_step
from analyzer.link.go.type_reader import TypeReader
from analyzer.link.go.types import Container, External, Named, Outside
from analyzer.link.resolver import Linkable, LinkedFile, Resolver
from analyzer.model.facts import Body, ReferenceKind
from analyzer.model.graph import REFERENCE_KINDS, VIAS, ImportEdge, Via
from analyzer.model.program import Target

_CALL = REFERENCE_KINDS.index(ReferenceKind.CALL)
_DIRECT, _IMPLEMENTS = VIAS.index(Via.DIRECT), VIAS.index(Via.INTERFACE_IMPL)
_KINDS = {kind: number for number, kind in enumerate(REFERENCE_KINDS)}

Found = tuple[tuple[int, ...], Target, str]
"""The symbols that a path names from left to right, what it means as a whole, and why it was not resolved."""


def make_resolver(linkable: Linkable, files: Sequence[int]) -> Resolver:
    """The resolver of all Go files."""
    go = _Go(linkable, files)
    return Resolver(go.imports, go.link, go.resolve, go.type_of)


class _Go:
    def __init__(self, linkable: Linkable, files: Sequence[int]) -> None:
        self._linkable = linkable
        self._packages = Packages(linkable, files)
        types = TypeReader(self._packages)
        members = Members(self._packages, types)
        self._paths = Paths(self._packages, types, members)
        self._implementations = Implementations(self._packages, types, members, files)
        self._reached: dict[int, Sequence[int]] = {}

    def imports(self, file: int) -> Sequence[ImportEdge]:
        """One edge an import; the module is the import path of the package where it lies in the tree."""
        surface = self._linkable.surfaces[file]
        folder = dirname(surface.path)
        edges = []
        for each in surface.imports:
            package = self._packages.package(each.target, folder)
            inside = isinstance(package, tuple)
            module = self._packages.paths.module(package[0]) if inside else each.target
            edges.append(ImportEdge(file, each.line, module, each.kind, inside))
        return edges

    def link(self, file: int, body: Body) -> LinkedFile:
        """The references of one file, through interfaces too, by line."""
        known: dict[str, Found] = {}
        unresolved: dict[str, int] = {}
        rows: list[tuple[int, int, int, int, int]] = []
        callees: list[Target] = []

        def note(line: int, scope: int, path: str, kind: int) -> Target:
            found = known.get(path)
            if found is None:
                found = known[path] = self._follow(file, path)
            symbols, target, reason = found
            for symbol in symbols:
                rows.append((line, scope, symbol, kind, _DIRECT))
                for reached in self._reach(symbol):
                    rows.append((line, scope, reached, kind, _IMPLEMENTS))
            if reason:
                unresolved[reason] = unresolved.get(reason, 0) + 1
            return target

        for reference in body.references:
            note(reference.line, reference.scope, reference.path, _KINDS[reference.kind])
        for call in body.calls:
            callees.append(note(call.line, call.scope, call.path, _CALL) if call.path else None)
        rows.sort()
        self._paths.forget(file)
        return LinkedFile(
            scope=array("i", [row[1] for row in rows]),
            line=array("i", [row[0] for row in rows]),
            symbol=array("i", [row[2] for row in rows]),
            kind=array("b", [row[3] for row in rows]),
            via=array("b", [row[4] for row in rows]),
            callees=callees,
            unresolved=unresolved,
        )

    def _reach(self, symbol: int) -> Sequence[int]:
        if symbol not in self._reached:
            self._reached[symbol] = self._implementations.of(symbol)
        return self._reached[symbol]

    def _follow(self, file: int, path: str) -> Found:
        """Each selection at the end names a symbol; what stands before was noted where it was written."""
        whole = self._paths.meaning(file, path)
        symbols: list[int] = []
        step = path
        while True:
            meaning = self._paths.meaning(file, step)
            if isinstance(meaning.target, int):
                symbols.append(meaning.target)
            prefix, sign, _ = last_step(step)
            if sign != ".":
                break
            step = prefix
        return tuple(reversed(symbols)), whole.target, self._reason(whole, path)

    def _reason(self, whole: Meaning, path: str) -> str:
        if whole.target is not None or whole.what in ("package", "type") or path in BUILTIN:
            return ""
        _, sign, _ = last_step(path)
        if sign == "":
            return "unknown name" if path[:1] not in ("<", "{", "?", "") else ""
        if sign in ":;":
            return "" if whole.type is not None else "key of unknown literal"
        return "value of unknown type" if sign == "." else ""

    def resolve(self, file: int, scope: int, name: str) -> Target:
        """What a dotted name at `scope` means."""
        return self._paths.meaning(file, local_path(self._linkable, file, scope, name)).target

    def type_of(self, file: int, scope: int, name: str) -> Target:
        """The type of the value of a dotted name at `scope`, pointers left out."""
        kind = self._paths.meaning(file, local_path(self._linkable, file, scope, name)).type
        while isinstance(kind, Container) and kind.form == "*":
            kind = kind.element
        if isinstance(kind, Named):
            return kind.symbol
        if isinstance(kind, Outside):
            return kind.name
        return kind.path if isinstance(kind, External) else None
