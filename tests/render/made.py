"""Made-up analyses of any size, self-consistent: every number follows from the edges."""

from random import Random

from analyzer.measure.coupling import coupling
from analyzer.measure.crossing import cuts, homes
from analyzer.measure.cycles import cycles
from analyzer.measure.hotspots import hot_spots
from analyzer.measure.quotient import modules_by_path, quotient
from analyzer.model.analysis import SCHEMA_VERSION, Analysis, Completeness
from analyzer.model.boundary import Boundary, Reason, Unit
from analyzer.model.graph import Edge, Evidence, FileNode
from analyzer.model.meaning import (
    EntryPoint,
    EntryPointKind,
    ExternalUse,
    ForeignKey,
    Meaning,
    Table,
    TableOp,
    TableUse,
)
from analyzer.model.measures import Reach
from analyzer.model.plan import Crossing, Extraction, Numbers, Plan, Step

NAMES = ("gateway", "ai-worker", "renderer", "billing", "search", "mail", "audit", "media", "chat", "crm")
TABLES = ("users", "sessions", "jobs", "job_events", "credits", "invoices", "messages", "prompts", "videos")
WORDS = ("auth", "http", "store", "models", "queue", "planner", "prompts", "cache", "views", "render", "s3")


def analysis(
    modules: int = 56,
    *,
    services: int = 3,
    edges: int = 0,
    tables: int = 10,
    routes: int = 19,
    name: str = "lumen-platform",
) -> Analysis:
    """`services=0` proposes no boundaries. The same arguments give the same value."""
    random = Random(modules * 31 + services)
    homes = _homes(modules, services)
    files = [_file(i, home) for i, home in enumerate(homes)]
    between_files = _edges(random, files, homes, edges or modules * 3)
    between = quotient(between_files, modules_by_path(files))
    found = coupling(files, between)
    loops = cycles(between)
    units = _units(random, files, homes) if services else ()
    meaning = _meaning(random, files, tables, routes)
    spots = hot_spots(found, between, loops, file_edges=between_files, units=units, meaning=meaning)
    return Analysis(
        schema_version=SCHEMA_VERSION,
        monoscan_version="0.1.0",
        name=name,
        completeness=_completeness(files, between_files),
        modules=found,
        module_edges=between,
        file_edges=between_files,
        cycles=loops,
        hot_spots=spots,
        meaning=meaning,
        boundaries=_boundaries(units),
        units=units,
        files=tuple(files),
        reach=_reach(random, meaning, len(files)),
        plan=_plan(units, between_files),
    )


def _plan(units: tuple[Unit, ...], edges: tuple[Edge, ...]) -> Plan:
    """One step a boundary: it removes the references that touch it and are still there."""
    home = homes(units)
    left = list(cuts(edges, home))
    before = Numbers(sum(edge.count for edge in left))
    steps: list[Step] = []
    crossings: list[Crossing] = []
    for boundary in sorted(set(home.values()) - {"shared"})[1:]:
        number = len(steps) + 1
        gone = [edge for edge in left if boundary in (home[edge.dependent], home[edge.dependency])]
        left = [edge for edge in left if edge not in gone]
        crossings += [
            Crossing(
                "call", home[edge.dependent], home[edge.dependency], edge.dependency, edge.count,
                edge.evidence, remedy="call", step=number,
            )
            for edge in gone[:9]
        ]  # fmt: skip
        after = Numbers(sum(edge.count for edge in left))
        title, why = f"Run {boundary} as a service", "it has the fewest ties"
        removes = {"call": sum(edge.count for edge in gone)}
        command = f"monoscan check . --config step-{number}.toml"
        steps.append(
            Step(
                number, "extract", boundary, boundary, title, why,
                removes=removes, symbols=(f"{boundary}.Run",), after=after, done_when=command,
            )
        )  # fmt: skip
    return Plan(
        before=before,
        after=steps[-1].after if steps else before,
        extractions=tuple(Extraction(step.subject, "extract") for step in steps),
        steps=tuple(steps),
        crossings=tuple(crossings),
        crossings_total=len(crossings),
    )


def _homes(modules: int, services: int) -> list[str]:
    names = [*NAMES[:services], "shared"] if services else [""]
    return [names[i * len(names) // modules] for i in range(modules)]


def _file(i: int, home: str) -> FileNode:
    path = f"app/{home or 'core'}/{WORDS[i % len(WORDS)]}/part_{i}.py"
    return FileNode(path, "python", path[:-3].replace("/", "."), 40 + i * 37 % 900)


def _edges(random: Random, files: list[FileNode], homes: list[str], wanted: int) -> tuple[Edge, ...]:
    size = len(files)
    shared = [i for i in range(size) if homes[i] == "shared"] or [0]
    found: dict[tuple[int, int], Edge] = {}
    tries = 0
    while len(found) < min(wanted, size * (size - 1) // 2) and tries < wanted * 20:
        tries += 1
        a = random.randrange(size)
        roll = random.random()
        near = [j for j in range(max(0, a - 12), min(size, a + 12)) if homes[j] == homes[a]]
        b = (
            random.choice(near)
            if roll < 0.72
            else random.choice(shared)
            if roll < 0.93
            else random.randrange(size)
        )
        if a == b or (homes[a] == "shared" != homes[b] and roll < 0.97):
            continue
        if roll < 0.72 and b < a and random.random() < 0.985:
            a, b = b, a
        count = 1 + int(random.expovariate(0.6))
        places = tuple(Evidence(files[a].path, 3 + k * 17, f"thing_{b}") for k in range(min(5, count)))
        split = {"call": count - count // 3} | ({"type": count // 3} if count // 3 else {})
        found[a, b] = Edge(files[a].path, files[b].path, "call", count, places, split)
    return tuple(sorted(found.values(), key=lambda edge: (edge.dependent, edge.dependency)))


def _units(random: Random, files: list[FileNode], homes: list[str]) -> tuple[Unit, ...]:
    return tuple(
        Unit(
            path=node.path,
            language="python",
            module=node.module,
            lines=node.lines,
            boundary=home,
            role=home,
            margin=round(random.random(), 2),
            certainty=round(0.4 + random.random() * 0.6, 2),
            second="shared",
            reasons=(
                Reason("graph", f"most of its references stay in {home}", 0.7, (Evidence(node.path, 3),)),
            ),
        )
        for node, home in zip(files, homes, strict=True)
    )


def _boundaries(units: tuple[Unit, ...]) -> tuple[Boundary, ...]:
    names = sorted({unit.boundary for unit in units})
    return tuple(
        Boundary(
            name,
            name,
            sum(unit.boundary == name for unit in units),
            sum(unit.lines for unit in units if unit.boundary == name),
            f"most of its entry points are named {name}",
        )
        for name in names
    )


def _meaning(random: Random, files: list[FileNode], tables: int, routes: int) -> Meaning:
    names = [TABLES[i] if i < len(TABLES) else f"table_{i}" for i in range(tables)]
    uses = []
    for name in names:
        for _ in range(random.randrange(1, 6)):
            node = random.choice(files)
            op = TableOp.WRITE if random.random() < 0.4 else TableOp.READ
            uses.append(TableUse(node.path, random.randrange(1, 200), "save", name, op, f"UPDATE {name}"))
    uses.sort(key=lambda use: (use.file, use.line, use.table))
    owners = sorted(random.choices(files, k=routes), key=lambda node: node.path)
    entries = [_entry(i, node, random.choice(("GET", "POST", "DELETE"))) for i, node in enumerate(owners)]
    callers = random.choices(files, k=3)
    external = tuple(ExternalUse("llm", "openai", node.path, 12, "complete") for node in callers)
    keys = (ForeignKey(("user_id",), "users", ("id",)),)
    known = tuple(Table(name, foreign_keys=keys if name == "jobs" else ()) for name in sorted(names))
    return Meaning(tuple(entries), tuple(uses), known, external=external)


def _entry(i: int, node: FileNode, method: str) -> EntryPoint:
    path = f"/v1/{WORDS[i % 11]}/{{id}}/{i}"
    handler = f"handlers.show_{i}"
    kind, rule = EntryPointKind.HTTP, "python/fastapi/route"
    return EntryPoint(kind, method, path, handler, node.path, 10 + i, rule, node.path, 40 + i)


def _reach(random: Random, meaning: Meaning, files: int) -> tuple[Reach, ...]:
    names = [table.name for table in meaning.tables] or [""]
    found = []
    for _ in meaning.entry_points:
        reads, writes = random.sample(names, min(2, len(names))), random.sample(names, 1)
        first = random.randrange(files)
        last = min(files - 1, first + random.randrange(3))
        found.append(Reach(tuple(sorted(reads)), tuple(writes), ("openai",), (first, last)))
    return tuple(found)


def _completeness(files: list[FileNode], edges: tuple[Edge, ...]) -> Completeness:
    resolved = sum(edge.count for edge in edges)
    return Completeness(
        files_found=len(files) + 2,
        files_parsed=len(files),
        files_with_problems=0,
        lines=sum(node.lines for node in files),
        files_by_language={"python": len(files)},
        skipped_by_reason={"vendored": 2},
        edges=len(edges),
        references_resolved=resolved,
        references_unresolved=resolved // 40,
        unresolved_by_reason={"python: attribute of an unknown value": resolved // 40},
    )
