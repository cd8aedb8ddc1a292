"""The linked program as evidence for boundaries: homes, and what ties them together, layer by layer."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.measure.quotient import file_edges
from analyzer.model.facts import DefinitionKind, ImportKind
from analyzer.model.graph import Evidence, FileNode
from analyzer.model.meaning import Meaning
from analyzer.model.program import Program
from analyzer.partition.named import module_in, texts
from analyzer.partition.opening import Candidates, Group
from analyzer.partition.routes import handlers

IMPORTS, REFERENCES = "imports", "references"
BY_NAME, PLUG_INS = "names in strings", "plug-ins"
PLACES = 5
HUB = 0.01
HUB_LEAST = 5
_STARTS = ("console_scripts", "gui_scripts", "wsgi_scripts")
_FOR_EFFECT = "_"


class Home(Struct, frozen=True):
    """Where units live together: a Go package, or a file of any other language. `package` holds it."""

    name: str
    language: str
    files: tuple[int, ...]
    lines: int
    package: str = ""


class Link(Struct, frozen=True):
    """One home depends on another `count` times; `places` are the first few."""

    dependent: int
    dependency: int
    layer: str
    count: int
    places: tuple[Evidence, ...]


class Clues(Struct, frozen=True):
    """All that boundaries are proposed from: files in path order without tests, the name of the product."""

    files: tuple[FileNode, ...]
    homes: tuple[Home, ...]
    home_of: tuple[int, ...]
    links: tuple[Link, ...]
    candidates: Candidates
    product: str = ""


def gather(program: Program, meaning: Meaning, *, fine: bool = False) -> Clues:
    """The evidence of a program. `fine` makes every file a home, as a layered monolith needs it."""
    wanted = [number for number, node in enumerate(program.graph.files) if not node.is_test]
    files = tuple(program.graph.files[number] for number in wanted)
    homes, home_of = _homes(files, fine)
    home_at = dict(zip(wanted, home_of, strict=True))
    targets = _targets(homes, files)
    links = _references(program, files, home_of) if fine else _imports(program, home_at, targets)
    named, declared = _declared(_named(program, home_at, targets), links, homes, files)
    by_name = frozenset((link.dependent, link.dependency) for link in named)
    used = {link.dependency for link in links if not _inside(link, homes, files)}
    candidates = Candidates(
        mains=tuple(sorted({*_mains(program, homes, home_at, targets, used), *declared})),
        sources=tuple(number for number, home in enumerate(homes) if home.language == "python"),
        by_name=by_name,
        groups=_groups(program, home_at, targets),
        handlers=handlers(meaning.entry_points, _home_by_path(files, home_of)),
    )
    return Clues(files, homes, home_of, tuple(links + named), candidates, program.project.name)


def pairs(clues: Clues, off: frozenset[str] = frozenset()) -> set[tuple[int, int]]:
    """The (dependent, dependency) pairs of all layers that are not switched off."""
    return {(link.dependent, link.dependency) for link in clues.links if link.layer not in off}


def _home_by_path(files: Sequence[FileNode], home_of: Sequence[int]) -> dict[str, int]:
    return {node.path: home for node, home in zip(files, home_of, strict=True)}


def _homes(files: Sequence[FileNode], fine: bool) -> tuple[tuple[Home, ...], tuple[int, ...]]:
    keys = [(node.language, node.path) if fine else _home_key(node) for node in files]
    numbers = {key: number for number, key in enumerate(sorted(set(keys)))}
    members: defaultdict[int, list[int]] = defaultdict(list)
    for file, key in enumerate(keys):
        members[numbers[key]].append(file)
    homes = []
    for key, number in numbers.items():
        inside = members[number]
        node = files[inside[0]]
        package = node.module.rpartition(".")[0] if node.language == "python" else ""
        homes.append(
            Home(key[1], node.language, tuple(inside), sum(files[file].lines for file in inside), package)
        )
    return tuple(homes), tuple(numbers[key] for key in keys)


def _home_key(node: FileNode) -> tuple[str, str]:
    if node.language == "go":
        return node.language, node.path.rpartition("/")[0] or "."
    return node.language, node.path


def _targets(homes: Sequence[Home], files: Sequence[FileNode]) -> dict[str, int]:
    """The home of each module name."""
    found: dict[str, int] = {}
    for number, home in enumerate(homes):
        for file in home.files:
            if files[file].module:
                found.setdefault(files[file].module, number)
    return found


def _imports(program: Program, home_at: Mapping[int, int], targets: Mapping[str, int]) -> list[Link]:
    found = []
    for edge in program.graph.imports:
        if edge.internal and edge.kind is not ImportKind.TEST and edge.file in home_at:
            target = targets.get(edge.module)
            if target is not None:
                place = Evidence(program.graph.files[edge.file].path, edge.line, edge.module)
                found.append((home_at[edge.file], target, place))
    return _links(found, IMPORTS)


def _references(program: Program, files: Sequence[FileNode], home_of: Sequence[int]) -> list[Link]:
    home_at = _home_by_path(files, home_of)
    return [
        Link(home_at[edge.dependent], home_at[edge.dependency], REFERENCES, edge.count, edge.evidence)
        for edge in file_edges(program.graph)
        if edge.dependent in home_at and edge.dependency in home_at
    ]


def _links(found: Iterable[tuple[int, int, Evidence]], layer: str) -> list[Link]:
    places: defaultdict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for dependent, dependency, place in found:
        if dependent != dependency:
            places[dependent, dependency].append(place)
    return [
        Link(*pair, layer, len(where), tuple(sorted(where, key=_order)[:PLACES]))
        for pair, where in sorted(places.items())
    ]


def _order(place: Evidence) -> tuple[str, int, str]:
    return place.path, place.line, place.symbol


def _named(program: Program, home_at: Mapping[int, int], targets: Mapping[str, int]) -> list[Link]:
    """Links that stand in strings: a module's name, or the name of a group of plug-ins."""
    plug_ins: defaultdict[str, set[int]] = defaultdict(set)
    for group, _, text in program.project.entry_points:
        target = module_in(text, targets)
        if group not in _STARTS and target is not None:
            plug_ins[group].add(target)
    strings: list[tuple[int, int, Evidence]] = []
    loaded: list[tuple[int, int, Evidence]] = []
    for file, home in sorted(home_at.items()):
        surface = program.surfaces[file]
        if surface.language != "python":
            continue
        for line, text in texts(program.body(file), surface.definitions):
            place = Evidence(surface.path, line, text)
            target = module_in(text, targets)
            if target is not None:
                strings.append((home, target, place))
            loaded += [(home, member, place) for member in plug_ins.get(text, ())]
    return _links(strings, BY_NAME) + _links(loaded, PLUG_INS)


def _declared(
    named: Sequence[Link], links: Sequence[Link], homes: Sequence[Home], files: Sequence[FileNode]
) -> tuple[list[Link], set[int]]:
    """The links by name without those of a table of flags, and the homes that such a table names.

    A home that very many use, a table of flags, does not depend on what its strings name: they say what
    a program may start. What it names inside its own package are its parts.
    """
    users = Counter(link.dependency for link in links)
    hub = max(HUB_LEAST, HUB * len(homes))
    kept: list[Link] = []
    declared: set[int] = set()
    for link in named:
        if link.layer == BY_NAME and users[link.dependent] >= hub and not _inside(link, homes, files):
            declared.add(link.dependency)
        else:
            kept.append(link)
    return kept, declared


def _inside(link: Link, homes: Sequence[Home], files: Sequence[FileNode]) -> bool:
    """Whether a Python package uses a part of its own."""
    package = files[homes[link.dependent].files[0]].module
    return files[homes[link.dependency].files[0]].module.startswith(package + ".")


def _mains(
    program: Program,
    homes: Sequence[Home],
    home_at: Mapping[int, int],
    targets: Mapping[str, int],
    used: Collection[int],
) -> tuple[int, ...]:
    """Homes where a program starts: Go packages `main`, scripts, unused Python files with a `main`."""
    found: set[int] = set()
    for group, _, text in program.project.entry_points:
        target = module_in(text, targets)
        if group in _STARTS and target is not None:
            found.add(target)
    other: set[int] = set()
    for file, home in home_at.items():
        surface = program.surfaces[file]
        if surface.language == "go":
            if surface.package == "main":
                found.add(home)
            elif "ignore" not in surface.build:
                other.add(home)
        elif home not in used and any(
            definition.name == "main" and definition.kind is DefinitionKind.FUNCTION
            for definition in surface.definitions
        ):
            found.add(home)
    return tuple(sorted(found - {home for home in other if homes[home].language == "go"}))


def _groups(program: Program, home_at: Mapping[int, int], targets: Mapping[str, int]) -> tuple[Group, ...]:
    """Where one home uses the same symbol of several others, or imports several for their effects."""
    members: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    graph, columns = program.graph, program.graph.references
    for file, symbol in zip(columns.file, columns.symbol, strict=True):
        home, other = home_at.get(file), home_at.get(graph.symbols[symbol].file)
        name = graph.symbols[symbol].name
        if home is not None and other is not None and home != other and "." not in name:
            members[home, name].add(other)
    for file, home in home_at.items():
        for entry in program.surfaces[file].imports:
            target = targets.get(entry.target)
            if entry.alias == _FOR_EFFECT and target is not None:
                members[home, _FOR_EFFECT].add(target)
    return tuple(
        Group(home, symbol, tuple(sorted(others)))
        for (home, symbol), others in sorted(members.items())
        if len(others) > 1
    )
