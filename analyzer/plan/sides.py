"""The program seen by roles: which side each file is on, and what crosses from one side to another."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from analyzer.match.systems import Catalogue
from analyzer.model.boundary import SHARED
from analyzer.model.facts import DefinitionKind
from analyzer.model.graph import Evidence
from analyzer.model.meaning import Meaning
from analyzer.model.program import Program
from analyzer.plan.calls import CallGraph, call_graph

GATEWAY, WORKER, RENDERER, OTHER = "gateway", "ai-worker", "renderer", "other"
SIDES = (GATEWAY, WORKER, RENDERER)
AI_SYSTEMS = frozenset({"llm", "machine-learning", "vector-store"})


class Sides:
    """A program, what it does and the role of each file; what several blockers need is computed once."""

    def __init__(
        self, program: Program, meaning: Meaning, catalogue: Catalogue, web_types: frozenset[str]
    ) -> None:
        self.program = program
        self.meaning = meaning
        self.catalogue = catalogue
        self.web_types = web_types
        roles = {role.path: role.role for role in meaning.roles}
        self.role = [OTHER if node.is_test else roles.get(node.path, OTHER) for node in program.graph.files]
        self.path = [node.path for node in program.graph.files]

    @cached_property
    def calls(self) -> CallGraph:
        """Who calls whom."""
        return call_graph(self.program)

    @cached_property
    def number(self) -> Mapping[str, int]:
        """The number of each file by its path."""
        return {path: number for number, path in enumerate(self.path)}

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
        """(dependent, dependency) file numbers with the first place, for references between files."""
        graph, columns = self.program.graph, self.program.graph.references
        pairs: dict[tuple[int, int], Evidence] = {}
        for file, line, symbol in zip(columns.file, columns.line, columns.symbol, strict=True):
            other = graph.symbols[symbol].file
            if other != file and (file, other) not in pairs:
                pairs[file, other] = Evidence(self.path[file], line)
        return pairs

    def works_with_ai(self, target: int | str) -> bool:
        """Whether a callee is a function of a library that calls, runs or searches models."""
        return self._system(target) in AI_SYSTEMS

    def _system(self, target: int | str) -> str:
        if not isinstance(target, str):
            return ""
        named = self.catalogue.of_import("go", _module(target)) or self.catalogue.of_import("python", target)
        return named[0] if named else ""

    def sends_requests(self, target: int | str) -> bool:
        """Whether a callee sends a request over HTTP."""
        if not isinstance(target, str):
            return False
        if self._system(target) == "http-client":
            return True
        call = self.catalogue.calls["go"].get(target) or self.catalogue.calls["python"].get(target)
        return call is not None and call.kind == "http" and not target.endswith(".Parse")

    def sides_that_use(self, file: int) -> tuple[str, ...]:
        """The roles other than shared whose files refer to a file."""
        return tuple(side for side in SIDES if self.users.get(file, {}).get(side))


def _module(target: str) -> str:
    """The import path in front of a qualified Go name."""
    head, slash, last = target.rpartition("/")
    return head + slash + last.partition(".")[0]


__all__ = ["AI_SYSTEMS", "GATEWAY", "OTHER", "RENDERER", "SHARED", "SIDES", "WORKER", "Sides"]
