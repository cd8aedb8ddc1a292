"""Blockers of shared variables: what a package keeps and several parts of the program use."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct

from analyzer.model.facts import Definition, DefinitionKind, ReferenceKind
from analyzer.model.graph import REFERENCE_KINDS
from analyzer.model.plan import Blocker
from analyzer.model.source import Language
from analyzer.model.values import Result
from analyzer.plan.blockers.start import is_client
from analyzer.plan.blockers.state import is_filled_later
from analyzer.plan.sides import OTHER, SHARED, SIDES, Sides

_WRITE = REFERENCE_KINDS.index(ReferenceKind.WRITE)
_LOGGER = re.compile(r"log(ger)?$|^log", re.IGNORECASE)
_PLAIN = re.compile(
    r"^[=*<(]*(?:u?int\d*|float\d*|bool|str(?:ing)?|None|time\.\w+|atomic\.\w+|threading\.local)\b"
    r"|[Mm]etric|[Mm]eter\b|[Tt]racer|[Ll]ogger|[Pp]arser|[Rr]egexp|Once\b|Validat"
)
"""Switches, and what every process makes alike."""
_CLIENTS = frozenset(
    ["llm", "machine-learning", "vector-store", "database", "cache", "queue", "object-storage"]
)
_REMEDY = "pass it in, or keep it in a store that both services can reach"


class _Use(Struct):
    """Who touches a variable: sides, functions, files, and whether a function changes it."""

    sides: set[str]
    functions: set[tuple[int, int]]
    files: set[int]
    is_written: bool = False
    is_set_from_outside: bool = False


def shared_globals(sides: Sides) -> Iterator[Blocker]:
    """Variables of a package or module that change at run time, one blocker a file.

    Told are those that several sides use (through shared code too), those that code elsewhere sets through a
    function, collections that several functions fill, and clients made at import that both sides use.
    """
    found: defaultdict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for number, use in sorted(_variable_uses(sides).items()):
        symbol = sides.program.graph.symbols[number]
        definition = sides.program.surfaces[symbol.file].definitions[symbol.definition]
        reason = _reason(sides, definition, symbol.file, use)
        if reason and sides.role[symbol.file] != OTHER and not _LOGGER.search(symbol.name):
            found[symbol.file].append((symbol.line, symbol.name, reason))
    for file, entries in sorted(found.items()):
        entries.sort(key=lambda entry: (entry[2] != "sides", entry[0]))
        names = ", ".join(name for _, name, _ in entries[:3])
        more = f" and {len(entries) - 3} more" if len(entries) > 3 else ""
        why = f"{names}{more}: {_WORDS[entries[0][2]]}"
        lines = tuple(sorted(line for line, _, _ in entries[1:]))
        yield Blocker("shared-global", sides.path[file], entries[0][0], why, _REMEDY, lines)


_WORDS = {
    "sides": "changes at run time and is used by several sides",
    "client": "is made on import and used by several sides",
    "filled": "is filled by several functions, in whatever request or goroutine they run",
    "set": "is set from outside when the program starts, so its users cannot be linked without that",
}


def _reason(sides: Sides, definition: Definition, file: int, use: _Use) -> str:
    several = len(use.sides) > 1
    if use.is_written and several:
        return "sides"
    if several and _makes_client(sides, definition, file):
        return "client"
    in_python = sides.path[file].endswith(".py")  # where filling a dictionary is no write of its name
    many = len(use.functions) > 1 or use.files != {file}
    if is_filled_later(definition) and many and (use.is_written or in_python):
        return "sides" if several else "filled"
    told = use.is_written and use.is_set_from_outside and len(use.functions) > 1
    return "set" if told and not _PLAIN.search(definition.type) else ""


def _makes_client(sides: Sides, definition: Definition, file: int) -> bool:
    if not isinstance(definition.value, Result):
        return False
    callees = sides.program.callees(file)
    target = callees[definition.value.call] if definition.value.call < len(callees) else None
    named = isinstance(target, str) and is_client(target.rpartition(".")[2].removesuffix("()"))
    return named and sides.system(target or "") in _CLIENTS


def _variable_uses(sides: Sides) -> Mapping[int, _Use]:
    graph, columns = sides.program.graph, sides.program.graph.references
    kinds = (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT)
    top_level = {
        number
        for number, symbol in enumerate(graph.symbols)
        if symbol.kind in kinds
        and not (symbol.kind is DefinitionKind.CONSTANT and graph.files[symbol.file].language == Language.GO)
        and not graph.files[symbol.file].is_test
        and sides.program.surfaces[symbol.file].definitions[symbol.definition].scope < 0
    }
    uses: dict[int, _Use] = {}
    for position, number in enumerate(columns.symbol):
        file, scope = columns.file[position], columns.scope[position]
        if number not in top_level or graph.files[file].is_test:
            continue
        use = uses.setdefault(number, _Use(set(), set(), set()))
        use.files.add(file)
        function = _function(sides, file, scope)
        use.sides |= _sides_of(sides, file, function)
        use.functions.add((file, function if function >= 0 else scope))
        starts = function >= 0 and graph.symbols[function].name == "init"
        if columns.kind[position] == _WRITE and scope >= 0 and not starts:
            use.is_written = True
            use.is_set_from_outside |= _is_called_from_outside(sides, file, function)
    return uses


def _function(sides: Sides, file: int, scope: int) -> int:
    """The symbol of the function around a scope, -1 if there is none."""
    definitions = sides.program.surfaces[file].definitions
    while scope >= 0:
        found = sides.function_at.get((sides.path[file], definitions[scope].line), -1)
        if found >= 0:
            return found
        scope = definitions[scope].scope
    return -1


def _sides_of(sides: Sides, file: int, function: int) -> frozenset[str]:
    """The sides that reach a use: that of its file; in shared code those of the function's callers."""
    if sides.role[file] in SIDES:
        return frozenset([sides.role[file]])
    if sides.role[file] != SHARED:
        return frozenset()
    found: set[str] = set()
    seen, queue = {function}, [function]
    while queue and len(seen) < 200:
        for site in sides.calls.by_callee.get(queue.pop(), ()):
            if sides.role[site.file] in SIDES:
                found.add(sides.role[site.file])
            elif sides.role[site.file] == SHARED and site.caller >= 0 and site.caller not in seen:
                seen.add(site.caller)
                queue.append(site.caller)
    return frozenset(found)


def _is_called_from_outside(sides: Sides, file: int, function: int) -> bool:
    return any(site.file != file for site in sides.calls.by_callee.get(function, ()))
