"""Files as they are afterwards: what each holds, and which imports it needs."""

from collections.abc import Iterable, Mapping

from tree_sitter import Node

from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import Edit
from analyzer.rewrite.go.imports import Spec
from analyzer.rewrite.go.placing import Placing
from analyzer.rewrite.go.source import Declaration, Source
from analyzer.rewrite.go.uses import Meant, written
from analyzer.rewrite.go.world import World
from analyzer.rewrite.request import Part


class Output:
    """One file of then. `source` is the file of today that it comes from, None for a new one."""

    def __init__(self, path: str, source: Source | None) -> None:
        self.path = path
        self.source = source
        self.regions: list[tuple[Source, Declaration]] = []
        self.edits: dict[str, list[Edit]] = {}
        self.added: dict[str, Spec] = {}
        self.reasons: dict[str, Evidence] = {}
        self.used: set[str] = set()
        self.names: set[str] = set()
        self.aliases: dict[int, bytes] = {}
        self.blank: list[Spec] = []
        self.dropped: list[Node] = []
        self.going: set[str] = set()

    @property
    def place(self) -> Evidence:
        """The file as a place."""
        return Evidence(self.path, 1)

    def package(self, placing: Placing) -> str:
        """The package of then."""
        if self.source is not None:
            return placing.files.get(self.source.path) or self.source.package
        return placing.package(*self.regions[0])


def outputs(world: World, placing: Placing, uses: list[Meant], part: Part) -> dict[str, Output]:
    """Every file that is changed, with the edits of the names in it."""
    found = {path: Output(path, source) for path, source in world.sources.items()}
    for source in world.sources.values():
        for declaration in source.declarations:
            path = placing.output(source, declaration)
            output = found.setdefault(path, Output(path, None))
            output.regions.append((source, declaration))
    for output in found.values():
        _write(world, placing, output, uses, part)
    return found


def _write(world: World, placing: Placing, output: Output, uses: list[Meant], part: Part) -> None:
    here = {(source.path, declaration.start) for source, declaration in output.regions}
    own = [each for each in uses if (each.source.path, each.declaration.start) in here]
    changed = [
        each for each in own if each.changes or (each.name in placing.renamed and not each.stays(placing))
    ]
    rewritten = {id(each.use) for each in changed}
    for source, declaration in output.regions:
        bindings = world.bindings(source)
        uses_left = (use for use in declaration.uses.uses if id(use) not in rewritten)
        left = [(use.name, use.member) for use in uses_left]
        output.names |= declaration.uses.local | {name for name, _ in left}
        kept = {name for name, member in left if member is not None}
        for name in sorted(kept):
            if name in bindings and source is not output.source:
                _bring(world, output, name, bindings[name], part)
            elif name in bindings:
                output.used.add(name)
    packages = sorted({each.there for each in changed if each.here != each.there})
    output.going = _going(world, output, packages)
    for package in packages:
        crossing = [each for each in changed if each.there == package != each.here]
        output.reasons[package] = crossing[0].place
        alias = _alias(world, placing, output, package, crossing)
        for each in crossing:
            _edit(output, each, placing, alias)
    for each in changed:
        if each.here == each.there:
            _edit(output, each, placing, "")
    _aliases(world, placing, output)


def _going(world: World, output: Output, packages: Iterable[str]) -> set[str]:
    """The names of imports that nothing in the file uses any more: another package may be called so."""
    if output.source is None:
        return set()
    wanted = set(packages)
    bindings = world.bindings(output.source)
    gone = {name for name in _used_before(output.source, bindings) if bindings[name].path not in wanted}
    return gone - output.used


def _used_before(source: Source, bindings: Mapping[str, Spec]) -> set[str]:
    return {
        use.name
        for each in source.declarations
        for use in each.uses.uses
        if use.member is not None and use.name in bindings
    }


def _aliases(world: World, placing: Placing, output: Output) -> None:
    """The declarations left behind in a file, by the place of those that go."""
    for name in sorted(placing.aliased):
        for source, declaration in world.regions[name]:
            if source is output.source:
                package = placing.of(world, name)
                place = Evidence(source.path, declaration.node.start_point[0] + 1, name.name)
                output.reasons.setdefault(package, place)
                there = _alias(world, placing, output, package, [])
                keyword = "const" if declaration.node.type == "const_declaration" else "type"
                line = f"{keyword} {name.name} = {there}.{placing.renamed.get(name, name.name)}\n"
                before = output.aliases.get(declaration.start, b"")
                output.aliases[declaration.start] = before + b"\n" * bool(before) + line.encode()


def _edit(output: Output, each: Meant, placing: Placing, alias: str) -> None:
    edit = written(each, placing, alias)
    if edit is not None:
        output.edits.setdefault(each.source.path, []).append(edit)


def _bring(world: World, output: Output, name: str, spec: Spec, part: Part) -> None:
    """An import that a declaration brings along into another file."""
    there = world.bindings(output.source) if output.source else {}
    known = output.added.get(name) or there.get(name)
    if known is None:
        output.added[name] = spec
        output.reasons.setdefault(spec.path, output.place)
    elif known.path != spec.path:
        part.refuse(f"{name} means {known.path} in {output.path}, and {spec.path} in what comes to it")
    else:
        output.used.add(name)


def _alias(world: World, placing: Placing, output: Output, package: str, uses: list[Meant]) -> str:
    """What a package is called in the file: as it is imported already, or by a name that is free."""
    local = frozenset().union(*(each.declaration.uses.local for each in uses))
    there = world.bindings(output.source) if output.source else {}
    for name, spec in (there | output.added).items():
        if spec.path == package and name not in local:
            output.used.add(name)
            return name
    name = world.names.get(package) or placing.names[package]
    own = placing.known(world, output.package(placing))
    free = _free(name, package, output.names | own | (set(there) - output.going) | set(output.added))
    output.added[free] = Spec("" if free == name else free, package)
    return free


def _free(name: str, package: str, names: Iterable[str]) -> str:
    """The package's name, or one with the folder above before it, or a number behind it."""
    above = "".join(letter for letter in package.rpartition("/")[0].rpartition("/")[2] if letter.isalnum())
    known = frozenset(names)
    for each in (name, f"{above}{name}" if above[:1].isalpha() else name):
        if each not in known:
            return each
    return next(each for number in range(2, len(known) + 3) if (each := f"{name}{number}") not in known)


def unused(world: World, output: Output) -> list[Node]:
    """The imports of a file that nothing uses any more."""
    if output.source is None:
        return []
    bindings = world.bindings(output.source)
    before = _used_before(output.source, bindings)
    gone = {bindings[name] for name in before if name not in output.used}
    kept = {bindings[name] for name in output.used if name in bindings}
    return [node for node, spec in output.source.imports if spec in gone - kept or node in output.dropped]
