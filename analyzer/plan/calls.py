"""The calls of a program between named functions, each with what is known of when it runs."""

import re
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from analyzer.model.facts import Call, CallFlag, Definition, DefinitionKind
from analyzer.model.graph import VIAS, CodeGraph, Via
from analyzer.model.program import Program
from analyzer.model.source import Language
from analyzer.plan.later import Later, run_later

_JOINS = re.compile(
    r"(?:sync\.WaitGroup|errgroup\.(?:Group|WithContext\(\)))\.Wait$|asyncio\.(?:gather|as_completed)$"
    r"|futures\.as_completed$|threading\.Thread\(\)\.join$|\.submit\(\)\.result$"
)
"""Calls after which a function goes on only when what it has started is done."""
_FUNCTIONS = (DefinitionKind.FUNCTION, DefinitionKind.METHOD)


class CallSite(Struct, frozen=True):
    """A call from function `caller` (a symbol number, -1 at file level) of file number `file`.

    `callee` is a symbol number, or the qualified name of something outside. `start` is the line that hands
    the call over, 0 if none does; a `spawned` one does not keep its caller waiting. `script` calls run only
    where the file is started as a program, calls in a `closure` when somebody calls that.
    """

    file: int
    line: int
    caller: int
    callee: int | str
    spawned: bool = False
    in_loop: bool = False
    start: int = 0
    script: bool = False
    closure: bool = False


class CallGraph(Struct, frozen=True):
    """All call sites of code that is no test; calls of an interface also reach its implementations.

    `interfaces` gives the interface methods that a method may be called through.
    """

    program: Program
    sites: tuple[CallSite, ...]
    by_caller: Mapping[int, Sequence[CallSite]]
    by_callee: Mapping[int, Sequence[CallSite]]
    by_file: Mapping[int, Sequence[CallSite]]
    interfaces: Mapping[int, Sequence[int]]

    def file_of(self, symbol: int) -> int:
        """The number of the file that defines a symbol."""
        return self.program.graph.symbols[symbol].file

    def waiting_for(self, functions: Iterable[int]) -> frozenset[int]:
        """The functions that wait, directly or through others, for one of these."""
        found = set(functions)
        queue = deque(sorted(found))
        while queue:
            for site in self.by_callee.get(queue.popleft(), ()):
                if not site.spawned and site.caller >= 0 and site.caller not in found:
                    found.add(site.caller)
                    queue.append(site.caller)
        return frozenset(found)

    def way(self, start: int, goals: Collection[int], within: Collection[int]) -> tuple[CallSite, ...]:
        """The shortest chain of waiting calls from a function to one of the goals; () if there is none."""
        before: dict[int, CallSite] = {}
        queue = deque([start])
        seen = {start}
        while queue:
            function = queue.popleft()
            if function in goals:
                chain: list[CallSite] = []
                while function != start:
                    chain.append(before[function])
                    function = before[function].caller
                return tuple(reversed(chain))
            for site in self.by_caller.get(function, ()):
                callee = site.callee
                if isinstance(callee, int) and callee in within and callee not in seen and not site.spawned:
                    seen.add(callee)
                    before[callee] = site
                    queue.append(callee)
        return ()


def call_graph(program: Program) -> CallGraph:
    """The call graph of a linked program."""
    implementations = _implementations(program.graph)
    first = [0, *accumulate(len(surface.definitions) for surface in program.surfaces)]
    sites: list[CallSite] = []
    for number, node in enumerate(program.graph.files):
        if not node.is_test and node.language != Language.SQL:
            sites += _file_sites(program, number, first[number], implementations)
    by_caller: defaultdict[int, list[CallSite]] = defaultdict(list)
    by_callee: defaultdict[int, list[CallSite]] = defaultdict(list)
    by_file: defaultdict[int, list[CallSite]] = defaultdict(list)
    for site in sites:
        by_caller[site.caller].append(site)
        by_file[site.file].append(site)
        if isinstance(site.callee, int):
            by_callee[site.callee].append(site)
    interfaces: defaultdict[int, list[int]] = defaultdict(list)
    for method, others in sorted(implementations.items()):
        for other in others:
            interfaces[other].append(method)
    return CallGraph(program, tuple(sites), by_caller, by_callee, by_file, interfaces)


def _implementations(graph: CodeGraph) -> Mapping[int, tuple[int, ...]]:
    """The methods that may run where an interface's method is called, by the interface's method."""
    impl = VIAS.index(Via.INTERFACE_IMPL)
    places: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    columns = graph.references
    for position, via in enumerate(columns.via):
        if via == impl:
            places[columns.file[position], columns.line[position]].append(columns.symbol[position])
    found: defaultdict[int, set[int]] = defaultdict(set)
    if not places:
        return {}
    for position, via in enumerate(columns.via):
        here = places.get((columns.file[position], columns.line[position])) if via != impl else None
        if here:
            method = columns.symbol[position]
            last = graph.symbols[method].name.rpartition(".")[2]
            found[method].update(other for other in here if graph.symbols[other].name.endswith("." + last))
    return {method: tuple(sorted(others)) for method, others in found.items() if others}


def _file_sites(
    program: Program, number: int, first: int, implementations: Mapping[int, tuple[int, ...]]
) -> list[CallSite]:
    body, definitions = program.body(number), program.surfaces[number].definitions
    owner = _owners(definitions, first)
    later = run_later(body, lambda scope, name: program.resolve(number, scope, name))
    callees = program.callees(number)
    joined = {
        owner(call.scope)
        for call, target in zip(body.calls, callees, strict=True)
        if isinstance(target, str) and _JOINS.search(target)
    }
    sites = []
    for position, (call, target) in enumerate(zip(body.calls, callees, strict=True)):
        if target is None:
            continue
        start = _start(definitions, later, position, call)
        in_loop = bool(call.flags & CallFlag.IN_LOOP)
        caller, script = owner(call.scope), bool(call.flags & CallFlag.SCRIPT)
        spawned = start > 0 and caller not in joined
        closure = call.scope >= 0 and definitions[call.scope].kind is DefinitionKind.CLOSURE
        base = CallSite(number, call.line, caller, target, spawned, in_loop, start, script, closure)
        sites.append(base)
        others = implementations.get(target, ()) if isinstance(target, int) else ()
        sites += [replace(base, callee=other) for other in others]
    sites += [
        CallSite(number, line, owner(scope), target, spawned and owner(scope) not in joined, start=line)
        for line, scope, target, spawned in later.functions
    ]
    return sites


def _start(definitions: Sequence[Definition], later: Later, position: int, call: Call) -> int:
    """The line that hands a call over to run later, 0 for a call that its caller waits for."""
    if call.flags & CallFlag.SPAWNED:
        return call.line
    if position in later.calls:
        return later.calls[position]
    scope = call.scope
    while scope >= 0:
        if scope in later.closures:
            return later.closures[scope]
        scope = definitions[scope].scope
    return 0


def _owners(definitions: Sequence[Definition], first: int) -> Callable[[int], int]:
    """The symbol of the named function around a scope, -1 outside of any."""

    def owner(scope: int) -> int:
        while scope >= 0 and definitions[scope].kind not in _FUNCTIONS:
            scope = definitions[scope].scope
        return first + scope if scope >= 0 else -1

    return owner
