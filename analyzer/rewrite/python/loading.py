"""What happens when modules are imported, played through without running them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from msgspec import Struct

from analyzer.link.python_modules import INIT, dirname
from analyzer.link.python_values import Module
from analyzer.model.facts import ImportKind
from analyzer.model.graph import REFERENCE_KINDS, Evidence
from analyzer.rewrite.python.bindings import STAR, Bindings
from analyzer.rewrite.python.layout import Layout

_AT_ONCE = (ImportKind.RUNTIME, ImportKind.CONDITIONAL, ImportKind.TEST)
_ANNOTATION = REFERENCE_KINDS.index("type")
MOST = 400
"""How many modules of one cycle are tried as the first to be imported."""


class Step(Struct, frozen=True, order=True):
    """A line at file level: it loads `files`, or needs `name` of file `needs` (-1: needs nothing)."""

    line: int
    files: tuple[int, ...] = ()
    needs: int = -1
    name: str = ""
    may_fail: bool = False


Above = Callable[[int], Sequence[int]]
"""The `__init__` files that run before a file does, outermost first."""


def new_failures(layout: Layout, bindings: Bindings) -> tuple[Evidence, ...]:
    """Where a module that can be imported first today could not be after the moves."""
    steps = _steps(layout, bindings)
    before, after = _above(layout, then=False), _above(layout, then=True)
    found = set()
    for start in _starts(layout, steps, after):
        failure = _load(start, steps, after, bindings)
        if failure is not None and _load(start, steps, before, bindings) is None:
            file, line = failure
            found.add(Evidence(layout.surfaces[file].path, line, layout.surfaces[start].module))
    return tuple(sorted(found))


def _above(layout: Layout, *, then: bool) -> Above:
    """By the folders of today, or of then; a new folder's `__init__` is empty and does not count."""
    path_of = layout.request.path if then else str
    init_of = {
        dirname(path_of(path)): number
        for path, number in layout.modules.by_path.items()
        if path.endswith(INIT)
    }

    @cache
    def above(file: int) -> tuple[int, ...]:
        surface = layout.surfaces[file]
        name = (layout.renamed.get(file) if then else None) or surface.module
        path = dirname(path_of(surface.path))
        if surface.path.endswith(INIT):
            path = dirname(path)
        found = []
        for _ in range(name.count(".")):
            found += [init_of[path]] if path in init_of else []
            path = dirname(path)
        return tuple(reversed(found))

    return above


def _steps(layout: Layout, bindings: Bindings) -> dict[int, list[Step]]:
    """What each file does when it is loaded, line by line."""
    found: defaultdict[int, set[Step]] = defaultdict(set)
    for number in layout.files:
        for each in layout.surfaces[number].imports:
            if each.scope >= 0 or each.kind not in _AT_ONCE:
                continue
            base = layout.modules.find(each.target, number)
            if base is not None:
                may_fail = each.kind is ImportKind.CONDITIONAL
                found[number].update(_import_steps(each.line, base, each.member, bindings, may_fail))
    graph = layout.request.program.graph
    columns = graph.references
    python = set(layout.files)
    for file, scope, line, symbol, kind in zip(
        columns.file, columns.scope, columns.line, columns.symbol, columns.kind, strict=True
    ):
        if scope < 0 and kind != _ANNOTATION and file in python and graph.symbols[symbol].file != file:
            found[file].add(Step(line, (), graph.symbols[symbol].file, graph.symbols[symbol].name))
    return {number: sorted(steps) for number, steps in found.items()}


def _import_steps(line: int, base: Module, member: str, bindings: Bindings, may_fail: bool) -> Iterator[Step]:
    below = bindings.submodule(base, member) if member.isidentifier() else None
    files = tuple(each.file for each in (base, below) if each is not None and each.file >= 0)
    yield Step(line, files, may_fail=may_fail)
    if member and member != STAR and below is None and base.file >= 0:
        yield Step(line, (), base.file, member, may_fail)


def _starts(layout: Layout, steps: dict[int, list[Step]], above: Above) -> list[int]:
    """The modules of the cycles that moves touch: elsewhere the order of loading cannot matter."""

    def loads(number: int) -> set[int]:
        files = {file for step in steps.get(number, ()) for file in step.files}
        return files.union(*(above(file) for file in (*files, number)))

    next_of = {number: loads(number) for number in layout.files}
    users: defaultdict[int, list[int]] = defaultdict(list)
    for number, targets in next_of.items():
        for target in targets:
            users[target].append(number)
    found: set[int] = set()
    for number in layout.renamed:
        found |= {number} | (_closure(number, next_of) & _closure(number, users))
    return sorted(layout.renamed) + sorted(found - set(layout.renamed))[:MOST]


def _closure(start: int, edges: Mapping[int, Iterable[int]]) -> set[int]:
    seen, todo = {start}, [start]
    while todo:
        for target in edges.get(todo.pop(), ()):
            if target not in seen:
                seen.add(target)
                todo.append(target)
    return seen


def _load(
    start: int, steps: dict[int, list[Step]], above: Above, bindings: Bindings
) -> tuple[int, int] | None:
    """The file and line at which loading a module fails, None where it does not."""
    position: dict[int, int] = {}
    done: set[int] = set()
    stack: list[Iterator[int]] = [iter((*above(start), start))]
    failure: list[tuple[int, int]] = []

    def run(file: int) -> Iterator[int]:
        for step in steps.get(file, ()):
            position[file] = step.line
            for target in step.files:
                yield from above(target)
                yield target
            if step.needs >= 0 and step.needs in position and step.needs not in done and not step.may_fail:
                bound = bindings.of(step.needs)
                line = bound.get(step.name.partition(".")[0])
                if line is None or STAR in bound or "__getattr__" in bound:
                    continue
                if line >= position[step.needs]:
                    failure.append((file, step.line))
                    return
        done.add(file)

    while stack and not failure:
        target = next(stack[-1], None)
        if target is None:
            stack.pop()
        elif target not in position:
            position[target] = 0
            stack.append(run(target))
    return failure[0] if failure else None
