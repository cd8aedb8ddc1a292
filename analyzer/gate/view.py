"""What the checks look at: the code placed in its boundaries, each crossing import found once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from analyzer.model.graph import CodeGraph, Evidence, FileNode, ImportEdge
from analyzer.model.meaning import Meaning
from analyzer.model.policy import Policy


class View:
    """Code, meaning and policy side by side; everything derived is computed once, on first use."""

    def __init__(
        self, graph: CodeGraph, meaning: Meaning, policy: Policy, boundary_of: Mapping[str, str]
    ) -> None:
        self.graph = graph
        self.meaning = meaning
        self.policy = policy
        self.boundary_of = boundary_of
        self._homes: dict[str, tuple[str, ...]] = {}

    @cached_property
    def files_of(self) -> Mapping[str, tuple[FileNode, ...]]:
        """The files of each module that are no tests; of a module that holds only tests, all."""
        modules: defaultdict[str, list[FileNode]] = defaultdict(list)
        for node in self.graph.files:
            modules[node.module].append(node)
        return {
            name: tuple(node for node in nodes if not node.is_test) or tuple(nodes)
            for name, nodes in modules.items()
        }

    @cached_property
    def crossings(self) -> tuple["Crossing", ...]:
        """Imports that count and lead from one boundary to another, in order of file and line."""
        return tuple(self._crossings())

    def _crossings(self) -> Iterator["Crossing"]:
        for edge in self.graph.imports:
            node = self.graph.files[edge.file]
            home = self.boundary_of.get(node.path)
            if not edge.internal or home is None or not self.counts(node, edge):
                continue
            for other in self.targets(edge.module):
                if other != home:
                    yield Crossing(node, edge, home, other)

    def counts(self, node: FileNode, edge: ImportEdge) -> bool:
        """Whether the policy counts this import."""
        kinds = self.policy.gate.kinds
        kind = "test" if node.is_test else edge.kind.value
        return kind in kinds and self.speaks(node)

    def speaks(self, node: FileNode) -> bool:
        """Whether the policy counts what stands in this file."""
        kinds = self.policy.gate.kinds
        return ("test" in kinds or not node.is_test) and ("generated" in kinds or not node.is_generated)

    def targets(self, module: str) -> tuple[str, ...]:
        """The boundaries that hold files of a module, sorted."""
        known = self._homes.get(module)
        if known is None:
            homes = {self.boundary_of.get(node.path, "") for node in self.files_of.get(module, ())}
            known = self._homes[module] = tuple(sorted(homes - {""}))
        return known

    def module_of(self, path: str) -> str:
        """The module of a file, or its path where it has none."""
        return self._modules.get(path, path) or path

    def language_of(self, path: str) -> str:
        """The language of a file, "" for a path that was not read."""
        return self._languages.get(path, "")

    @cached_property
    def _modules(self) -> Mapping[str, str]:
        return {node.path: node.module for node in self.graph.files}

    @cached_property
    def _languages(self) -> Mapping[str, str]:
        return {node.path: node.language for node in self.graph.files}


class Crossing:
    """An import from boundary `home` into boundary `other`."""

    __slots__ = ("edge", "home", "node", "other")

    def __init__(self, node: FileNode, edge: ImportEdge, home: str, other: str) -> None:
        self.node = node
        self.edge = edge
        self.home = home
        self.other = other

    @property
    def evidence(self) -> Evidence:
        """Where the import stands."""
        return Evidence(self.node.path, self.edge.line)
