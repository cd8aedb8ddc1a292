"""How long objects live: those made when the program starts stay, those made for one request go with it."""

import re
from collections import defaultdict
from collections.abc import Set
from itertools import accumulate

from msgspec import Struct

from analyzer.model.facts import DefinitionKind, ReferenceKind, Surface
from analyzer.model.graph import REFERENCE_KINDS
from analyzer.model.program import Program
from analyzer.model.source import Language
from analyzer.plan.calls import CallGraph, CallSite

_CALL = REFERENCE_KINDS.index(ReferenceKind.CALL)
_TYPE = REFERENCE_KINDS.index(ReferenceKind.TYPE)
_WRITE = REFERENCE_KINDS.index(ReferenceKind.WRITE)
_TYPES = (DefinitionKind.STRUCT, DefinitionKind.CLASS)
_VALUES = (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT)
_FUNCTIONS = (DefinitionKind.FUNCTION, DefinitionKind.METHOD)
_MAKES = re.compile(r"_?(?:new|must|make|create|provide|build|open|get)(?:[A-Z_]|$)", re.IGNORECASE)
_STARTS = re.compile(r"_?(?:main|init|set_?up|start|bootstrap|register|configure|provide)", re.IGNORECASE)


class Made(Struct, frozen=True):
    """A place that makes an object: the symbol of the function around it (-1: file level), file and line."""

    function: int
    file: int
    line: int


class Lifetimes:
    """Which types have an object as old as the program, and which functions run only while it starts."""

    def __init__(self, program: Program, calls: CallGraph, mains: Set[int], handlers: Set[int]) -> None:
        self.program = program
        self.calls = calls
        self.mains = mains
        self.handlers = handlers
        self._uses = _Uses(program)
        self._type_at = {
            (symbol.file, symbol.name): number
            for number, symbol in enumerate(program.graph.symbols)
            if symbol.kind in _TYPES
        }
        self._lasting: dict[int, bool] = {}
        self._starting: dict[tuple[int, bool], bool] = {}

    def lasts(self, kind: int) -> bool:
        """Whether an object of a type is made when the program starts, or whether that cannot be known."""
        if kind not in self._lasting:
            self._lasting[kind] = False  # while it is looked for: made by itself says nothing
            places = self._uses.made.get(kind, ())
            self._lasting[kind] = not places or any(self._keeps(place, kind, set()) for place in places)
        return self._lasting[kind]

    def starts(self, function: int, unknown: bool = True) -> bool:
        """Whether a function runs only while the program starts; `unknown` answers where nobody calls it."""
        if function < 0:
            return True
        key = (function, unknown)
        if key not in self._starting:
            self._starting[key] = True
            self._starting[key] = self._is_start(function, unknown)
        return self._starting[key]

    def sets(self, function: int) -> bool:
        """Whether a function sets a variable of a file."""
        return function in self._uses.sets

    def filled_at_start(self, variable: int) -> bool:
        """Whether a variable or field gets its content only while the program starts."""
        symbol = self.program.graph.symbols[variable]
        owner = self._type_at.get((symbol.file, symbol.name.rpartition(".")[0]), -1)
        makers = {place.function for place in self._uses.made.get(owner, ())}
        writers = self._uses.writers.get(variable, set()) - makers
        return (
            bool(writers)
            and variable not in self._uses.later
            and all(self.starts(function, unknown=False) for function in writers)
        )

    def _is_start(self, function: int, unknown: bool) -> bool:
        if function in self.handlers:
            return False
        symbol = self.program.graph.symbols[function]
        if symbol.file in self.mains and symbol.kind is DefinitionKind.FUNCTION:
            return True
        callers = [site for site in self.calls.by_callee.get(function, ()) if site.caller != function]
        name = symbol.name.rpartition(".")[2]
        if not callers:
            return unknown or _STARTS.match(name) is not None
        owner = self._owner(function)
        if name == "__init__" and owner >= 0:
            return self.lasts(owner)
        return all(self._is_started(site, unknown) for site in callers)

    def _is_started(self, site: CallSite, unknown: bool) -> bool:
        """Whether a call runs while the program starts; what it leaves behind runs later."""
        return not site.spawned and not site.closure and self.starts(site.caller, unknown)

    def _keeps(self, place: Made, kind: int, seen: set[int]) -> bool:
        """Whether what is made at a place stays: in a variable of a file, or in an object that stays."""
        function = place.function
        if function in seen:
            return False
        seen.add(function)
        if function < 0 or function in self._uses.sets:
            return True
        symbol = self.program.graph.symbols[function]
        owner = self._owner(function)
        if owner >= 0 and owner != kind and (place.file, place.line) in self._uses.fields:
            return self.lasts(owner)
        gives = self._gives(function)
        if kind in gives or (_MAKES.match(symbol.name.rpartition(".")[2]) and not gives):
            if function in self.handlers:
                return False
            sites = [site for site in self.calls.by_callee.get(function, ()) if site.caller != function]
            return not sites or any(
                not site.spawned and self._keeps(Made(site.caller, site.file, site.line), kind, seen)
                for site in sites
            )
        if any(self.lasts(other) for other in gives):
            return True
        return self.starts(function)

    def _owner(self, function: int) -> int:
        """The type whose method a function is, -1 if it is none."""
        symbol = self.program.graph.symbols[function]
        if symbol.kind is not DefinitionKind.METHOD:
            return -1
        return self._type_at.get((symbol.file, symbol.name.partition(".")[0]), -1)

    def _gives(self, function: int) -> Set[int]:
        """The types of this program that a function makes and gives back."""
        symbol = self.program.graph.symbols[function]
        results = self.program.surfaces[symbol.file].definitions[symbol.definition].results
        texts = {name for result in results for name in re.findall(r"[A-Za-z_][\w.]*", result.type)}
        found = (self.program.resolve(symbol.file, -1, text) for text in sorted(texts))
        return {target for target in found if isinstance(target, int) and target in self._uses.made}


def _fields(program: Program) -> set[tuple[int, int]]:
    """(file, line) where attributes of Python objects get their first value."""
    return {
        (number, definition.line)
        for number, surface in enumerate(program.surfaces)
        for definition in surface.definitions
        if definition.kind is DefinitionKind.FIELD and surface.language == Language.PYTHON
    }


def _variables(surface: Surface) -> Set[int]:
    """The lines of the variables of a file."""
    spans = (
        range(definition.line, max(definition.line, definition.end_line) + 1)
        for definition in surface.definitions
        if definition.kind in _VALUES and definition.scope < 0
    )
    return {line for span in spans for line in span}


class _Uses:
    """Where types are made, fields written and variables set, in one pass over all references."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.made: defaultdict[int, list[Made]] = defaultdict(list)
        self.fields = _fields(program)
        self.sets: set[int] = set()
        self.later: set[int] = set()
        self.writers: defaultdict[int, set[int]] = defaultdict(set)
        self._first = [0, *accumulate(len(surface.definitions) for surface in program.surfaces)]
        self._lines: dict[int, Set[int]] = {}
        graph, columns = program.graph, program.graph.references
        rows = zip(columns.file, columns.scope, columns.line, columns.symbol, columns.kind, strict=True)
        for file, scope, line, number, kind in rows:
            if graph.files[file].is_test:
                continue
            if kind == _WRITE:
                self._write(file, scope, line, number)
            elif graph.symbols[number].kind in _TYPES and kind in (_CALL, _TYPE):
                self._make(file, scope, line, number, kind)

    def _write(self, file: int, scope: int, line: int, number: int) -> None:
        symbol, function = self.program.graph.symbols[number], self._function(file, scope)
        definitions = self.program.surfaces[file].definitions
        if scope >= 0 and definitions[scope].kind is DefinitionKind.CLOSURE:
            self.later.add(number)
        if symbol.kind is DefinitionKind.FIELD:
            self.fields.add((file, line))
            self.writers[number].add(function)
        elif self.program.surfaces[symbol.file].definitions[symbol.definition].scope < 0:
            self.sets.add(function)
            self.writers[number].add(function)

    def _make(self, file: int, scope: int, line: int, number: int, kind: int) -> None:
        is_go = self.program.graph.files[file].language == Language.GO
        if is_go and scope < 0:
            lines = self._lines.setdefault(file, _variables(self.program.surfaces[file]))
            if line not in lines:
                return  # a type in a signature or in another type
        if is_go or kind == _CALL:
            self.made[number].append(Made(self._function(file, scope), file, line))

    def _function(self, file: int, scope: int) -> int:
        """The symbol of the named function around a scope, -1 outside of any."""
        definitions = self.program.surfaces[file].definitions
        while scope >= 0 and definitions[scope].kind not in _FUNCTIONS:
            scope = definitions[scope].scope
        return self._first[file] + scope if scope >= 0 else -1
