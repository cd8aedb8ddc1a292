"""An analysis whose names try to be markup, script, columns and directions."""

from msgspec import structs

from analyzer.measure.coupling import coupling
from analyzer.measure.cycles import cycles
from analyzer.measure.quotient import modules_by_path, quotient
from analyzer.model.analysis import Analysis
from analyzer.model.boundary import Boundary, Reason, Unit
from analyzer.model.graph import Edge, Evidence, FileNode
from analyzer.model.meaning import EntryPoint, EntryPointKind, ExternalUse, Meaning, TableOp, TableUse
from analyzer.model.source import Problem
from tests.render.made import analysis

NAMES = (
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(2)</script>",
    "<!--<script>",
    "=HYPERLINK(1)",
    "a|b`c`*d*",
    "\u202egnp.exe",
    "x" * 300,
    "line\nbreak\x00\x1b[31m",
    "'\"><svg onload=alert(3)>",
    "javascript:alert(4)",
)


def hostile() -> Analysis:
    """Every text that comes from scanned code is hostile."""
    files = [FileNode(f"{name}.py", "python", name, 10) for name in NAMES]
    ring = zip(files, [*files[1:], files[0]], strict=True)
    edges = tuple(
        sorted((_edge(a.path, b.path) for a, b in ring), key=lambda edge: (edge.dependent, edge.dependency))
    )
    between = quotient(edges, modules_by_path(files))
    names = [NAMES[i % 3] for i in range(len(files))]
    units = tuple(_unit(node, name) for node, name in zip(files, names, strict=True))
    return structs.replace(
        analysis(12),
        name=NAMES[0],
        modules=coupling(files, between),
        module_edges=between,
        file_edges=edges,
        cycles=cycles(between),
        hot_spots=(),
        reach=(),
        meaning=_meaning(),
        boundaries=tuple(Boundary(name, name, 4, 40, name) for name in NAMES[:3]),
        units=units,
        problems=(Problem(NAMES[0], 1, NAMES[1], NAMES[2]),),
    )


def _edge(dependent: str, dependency: str) -> Edge:
    return Edge(dependent, dependency, "call", 1, (Evidence(dependent, 1, dependency),), {"call": 1})


def _unit(node: FileNode, boundary: str) -> Unit:
    reasons = (Reason("names", boundary, 1.0),)
    return Unit(node.path, "python", node.module, 10, boundary, boundary, 1.0, 1.0, reasons=reasons)


def _meaning() -> Meaning:
    entries = tuple(
        EntryPoint(EntryPointKind.HTTP, "GET", name, name, f"{name}.py", 1, "rule") for name in NAMES
    )
    uses = tuple(TableUse(f"{file}.py", 1, "f", name, TableOp.WRITE) for name in NAMES for file in NAMES[:2])
    external = tuple(ExternalUse("llm", name, f"{name}.py", 1, "f") for name in NAMES)
    return Meaning(entry_points=entries, table_uses=uses, external=external)
