"""All measures of one graph in one value."""

from msgspec import Struct

from analyzer.measure.coupling import coupling
from analyzer.measure.cycles import cycles
from analyzer.measure.quotient import file_edges, modules_by_path, quotient
from analyzer.model.graph import CodeGraph, Edge
from analyzer.model.measures import Coupling, Cycle


class Measures(Struct, frozen=True):
    """Edges at both levels, and what follows from them."""

    modules: tuple[Coupling, ...]
    module_edges: tuple[Edge, ...]
    file_edges: tuple[Edge, ...]
    cycles: tuple[Cycle, ...]


def measure(graph: CodeGraph, *, tests: bool = False) -> Measures:
    """Coupling and cycles of the modules, test files left out unless asked for."""
    between_files = file_edges(graph, tests=tests)
    between_modules = quotient(between_files, modules_by_path(graph.files))
    modules = coupling(graph.files, between_modules, tests=tests)
    return Measures(modules, between_modules, between_files, cycles(between_modules))
