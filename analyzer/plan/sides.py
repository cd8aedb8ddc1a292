"""The program seen by roles: which side each file is on, and what crosses from one side to another."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate

from analyzer.match.systems import Catalogue
from analyzer.model.boundary import SHARED
from analyzer.model.facts import DefinitionKind
from analyzer.model.graph import VIAS, Evidence, Via
from analyzer.model.meaning import EntryPoint, EntryPointKind, Meaning
from analyzer.model.program import Program
from analyzer.plan.calls import CallGraph, call_graph
from analyzer.plan.libraries import Libraries
from analyzer.plan.lifetimes import Lifetimes
from analyzer.plan.work import Work

GATEWAY, WORKER, RENDERER, OTHER = "gateway", "ai-worker", "renderer", "other"
SIDES = (GATEWAY, WORKER, RENDERER)
_DIRECT = VIAS.index(Via.DIRECT)


class Sides(Libraries):
    """A program, what it does and the role of each file; what several blockers need is computed once."""

    def __init__(
        self, program: Program, meaning: Meaning, catalogue: Catalogue, web_types: frozenset[str]
    ) -> None:
        super().__init__(catalogue)
        self.program = program
        self.meaning = meaning
        self.web_types = web_types
        roles = {role.path: role.role for role in meaning.roles}
        self.role = [OTHER if node.is_test else roles.get(node.path, OTHER) for node in program.graph.files]
        self.path = [node.path for node in program.graph.files]
        margins = {role.path: role.margin for role in meaning.roles}
        self.margin = [margins.get(path, 0.0) for path in self.path]

    @cached_property
    def calls(self) -> CallGraph:
        """Who calls whom."""
        return call_graph(self.program)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each file by its path."""
        return {path: number for number, path in enumerate(self.path)}

    @cached_property
    def first(self) -> Sequence[int]:
        """The symbol of the first definition of each file."""
        return [0, *accumulate(len(surface.definitions) for surface in self.program.surfaces)]

    def function_around(self, file: int, scope: int) -> int:
        """The symbol of the named function around a scope, -1 outside of any."""
        definitions = self.program.surfaces[file].definitions
        while scope >= 0 and definitions[scope].kind not in (DefinitionKind.FUNCTION, DefinitionKind.METHOD):
            scope = definitions[scope].scope
        return self.first[file] + scope if scope >= 0 else -1

    @cached_property
    def function_at(self) -> Mapping[tuple[str, int], int]:
        """The symbol of the function defined at a place."""
        return {
            (self.path[symbol.file], symbol.line): number
            for number, symbol in enumerate(self.program.graph.symbols)
            if symbol.kind in (DefinitionKind.FUNCTION, DefinitionKind.METHOD)
        }

    @cached_property
    def method_of(self) -> Mapping[tuple[str, str], int]:
        """The symbol of a method by the folder of its file and its qualified name."""
        return {
            (self.path[symbol.file].rpartition("/")[0], symbol.name): number
            for number, symbol in enumerate(self.program.graph.symbols)
            if symbol.kind is DefinitionKind.METHOD
        }

    @cached_property
    def users(self) -> Mapping[int, Mapping[str, int]]:
        """For each file, how many files of each role refer to it."""
        pairs = {(file, dependency) for file, dependency in self.file_pairs}
        counts: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        for file, dependency in pairs:
            if not self.program.graph.files[file].is_test:
                counts[dependency][self.role[file]] += 1
        return counts

    @cached_property
    def file_pairs(self) -> Mapping[tuple[int, int], Evidence]:
        """(dependent, dependency) file numbers with the first place, for references that must be linked.

        What may run behind an interface need not be linked, and tests are nobody's dependency.
        """
        graph, columns = self.program.graph, self.program.graph.references
        pairs: dict[tuple[int, int], Evidence] = {}
        rows = zip(columns.file, columns.line, columns.symbol, columns.via, strict=True)
        for file, line, symbol, via in rows:
            other = graph.symbols[symbol].file
            if (
                other != file
                and via == _DIRECT
                and not graph.files[other].is_test
                and (file, other) not in pairs
            ):
                pairs[file, other] = Evidence(self.path[file], line)
        return pairs

    @cached_property
    def home(self) -> Sequence[str]:
        """For each file the role that most files of its folder have: where the code lives."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for path, role in zip(self.path, self.role, strict=True):
            if role != OTHER:
                counts[path.rpartition("/")[0]][role] += 1
        homes = {
            folder: min(found, key=lambda role: (-found[role], role)) for folder, found in counts.items()
        }
        return [homes.get(path.rpartition("/")[0], OTHER) for path in self.path]

    @cached_property
    def uses(self) -> Mapping[int, frozenset[int]]:
        """The files that each file refers to."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for file, dependency in self.file_pairs:
            found[file].add(dependency)
        return {file: frozenset(others) for file, others in found.items()}

    @cached_property
    def mains(self) -> frozenset[int]:
        """The files that start a program."""
        surfaces = enumerate(self.program.surfaces)
        return frozenset(
            number
            for number, surface in surfaces
            if not surface.is_test
            and (surface.package == "main" or surface.path.endswith(("main.py", "app.py", "__main__.py")))
        )

    @cached_property
    def apart(self) -> frozenset[int]:
        """The files of programs that link no gateway code: a worker that already runs by itself."""
        found: set[int] = set()
        for main in sorted(self.mains):
            reached, queue = {main}, [main]
            while queue:
                for other in self.uses.get(queue.pop(), ()):
                    if other not in reached:
                        reached.add(other)
                        queue.append(other)
            if not any(self.role[number] == GATEWAY for number in reached):
                found |= reached
        return frozenset(found)

    @cached_property
    def working(self) -> frozenset[int]:
        """Functions that do AI work."""
        talking = {self.number[use.file] for use in self.meaning.external if use.kind == "llm"}
        workers = frozenset(number for number, role in enumerate(self.role) if role == WORKER)
        return Work(self, self.program, self.calls, workers).functions(talking)

    @cached_property
    def requests(self) -> frozenset[int]:
        """The symbols of the handlers of requests."""
        return frozenset(
            symbol
            for entry in self.meaning.entry_points
            if entry.kind in (EntryPointKind.HTTP, EntryPointKind.GRPC)
            and (symbol := self.handler(entry)) is not None
        )

    def handler(self, entry: EntryPoint) -> int | None:
        """The symbol of an entry point's handler. One named by a string is found by class and name."""
        symbol = self.function_at.get((entry.handler_file, entry.handler_line))
        return (
            symbol
            if symbol is not None
            else self.method_of.get((entry.handler_file.rpartition("/")[0], entry.handler))
        )

    @cached_property
    def lifetimes(self) -> Lifetimes:
        """Which objects stay as long as the process."""
        started = (EntryPointKind.COMMAND, EntryPointKind.MAIN)
        work = (entry for entry in self.meaning.entry_points if entry.kind not in started)
        handlers = frozenset(found for entry in work if (found := self.handler(entry)) is not None)
        return Lifetimes(self.program, self.calls, self.mains, handlers)

    @cached_property
    def queued_lines(self) -> frozenset[tuple[int, int]]:
        """(file, line) of calls that put a job on a queue of another process."""
        names = frozenset(["delay", "apply_async", "send_task", "enqueue", "Enqueue"])
        return frozenset(
            (number, call.line)
            for number, node in enumerate(self.program.graph.files)
            if not node.is_test and node.language != "sql"
            for call in self.program.body(number).calls
            if call.name in names
        )

    @cached_property
    def services(self) -> frozenset[tuple[str, str]]:
        """Types by folder and name whose methods do AI work or wait for it: they serve, they are no data."""
        symbols = (self.program.graph.symbols[number] for number in self.waiting)
        return frozenset(
            (self.path[symbol.file].rpartition("/")[0], symbol.name.partition(".")[0])
            for symbol in symbols
            if symbol.kind is DefinitionKind.METHOD
        )

    @cached_property
    def waiting(self) -> frozenset[int]:
        """The functions that do AI work or wait for one that does."""
        return self.calls.waiting_for(self.working)

    @cached_property
    def stores(self) -> frozenset[int]:
        """Files of persistence code: with statements on five tables and more, used from several sides."""
        tables: defaultdict[str, set[str]] = defaultdict(set)
        for use in self.meaning.table_uses:
            tables[use.file].add(use.table)
        found = (
            self.number[path] for path, names in tables.items() if len(names) >= 5 and path in self.number
        )
        return frozenset(number for number in found if len(self.sides_that_use(number)) > 1)

    def served_sides(self, file: int) -> frozenset[str]:
        """The side of a file; of shared code the sides that use it."""
        role = self.role[file]
        return frozenset([role]) if role in SIDES else frozenset(self.sides_that_use(file))

    def sides_that_use(self, file: int) -> tuple[str, ...]:
        """The roles other than shared whose files refer to a file."""
        return tuple(side for side in SIDES if self.users.get(file, {}).get(side))


__all__ = ["GATEWAY", "OTHER", "RENDERER", "SHARED", "SIDES", "WORKER", "Sides"]
