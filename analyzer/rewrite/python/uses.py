"""Where a file uses moved modules by dotted names, and which names its imports must keep."""

from collections.abc import Iterator

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from msgspec import Struct

from analyzer.link.python_values import Module
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.python.syntax import chain


class Uses(Struct):
    """`chains`: dotted names of today -> of then; `kept`: heads that `import` must go on to bind."""

    chains: dict[str, str] = {}
    kept: frozenset[str] = frozenset()
    troubles: list[tuple[str, int]] = []


class _Names(cst.CSTVisitor):
    """All dotted names outside of imports, each with its lines."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, int] = {}
        self.keywords: set[int] = set()

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def visit_Arg(self, node: cst.Arg) -> None:
        self.keywords.add(id(node.keyword))

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        return not self._add(node)

    def visit_Name(self, node: cst.Name) -> None:
        if id(node) not in self.keywords:
            self._add(node)

    def _add(self, node: cst.Attribute | cst.Name) -> bool:
        text = chain(node)
        if text and text not in self.found:
            self.found[text] = self.get_metadata(PositionProvider, node).start.line
        return bool(text)


def find_uses(wrapper: MetadataWrapper, layout: Layout, bindings: Bindings, number: int) -> Uses:
    """The dotted names of a file that moves concern."""
    names = _Names()
    wrapper.visit(names)
    imports = layout.surfaces[number].imports
    plain = {each.target for each in imports if not each.member and not each.alias}
    moving = {name for name in plain if _moves(layout, number, name)}
    heads = {name.partition(".")[0] for name in plain}
    uses = Uses()
    left: set[str] = set()
    for text, line in names.found.items():
        head = text.partition(".")[0]
        if head in heads:
            left.update(() if _follow(text, line, plain, layout, bindings, uses) else (head,))
    concerned = {name.partition(".")[0] for name in moving if "." in name}
    staying = {name.partition(".")[0] for name in plain - moving}
    uses.kept = frozenset((left & concerned) - staying)
    uses.troubles += _gone(uses.kept, layout)
    uses.troubles += _rebound(layout, number, uses)
    uses.troubles += _attributes(names.found, layout, bindings, number)
    return uses


def _moves(layout: Layout, number: int, name: str) -> bool:
    module = layout.modules.find(name, number)
    return module is not None and layout.moves(module)


def _follow(text: str, line: int, plain: set[str], layout: Layout, bindings: Bindings, uses: Uses) -> bool:
    """Notes what becomes of a dotted name; False where it does not name anything that moves."""
    parts = text.split(".")
    for count in range(2, len(parts) + 1):
        name = ".".join(parts[:count])
        new = layout.packages.get(name)
        if new is None:
            continue
        if any(each == name or each.startswith(name + ".") for each in plain):
            uses.chains[name] = new
        elif not _stays_attribute(name, layout, bindings):
            uses.troubles.append(("a moved module is used without being imported", line))
        return True
    return False


def _stays_attribute(name: str, layout: Layout, bindings: Bindings) -> bool:
    """Whether the package of a module goes on to know it, because its `__init__` imports it by name."""
    package, _, last = name.rpartition(".")
    return any(last in bindings.of(file) for file in layout.modules.by_name.get(package, ()))


def _gone(kept: frozenset[str], layout: Layout) -> Iterator[tuple[str, int]]:
    for head in sorted(kept):
        if head in layout.packages:
            yield f"the top package `{head}` is used by its bare name", 1


def _rebound(layout: Layout, number: int, uses: Uses) -> Iterator[tuple[str, int]]:
    """Heads of chains that are something else, too, in this file."""
    surface = layout.surfaces[number]
    body = layout.request.program.body(number)
    bound = {definition.name.rpartition(".")[2]: definition.line for definition in surface.definitions}
    bound |= {each.name: d.line for d in surface.definitions for each in d.parameters}
    bound |= {binding.name: binding.line for binding in body.bindings}
    heads = {name.partition(".")[0] for pair in uses.chains.items() for name in pair}
    for head in sorted(heads & set(bound)):
        yield f"`{head}` is more than a package in this file", bound[head]
    taken = {each.alias or each.member: each.line for each in surface.imports if each.alias or each.member}
    for head in sorted({name.partition(".")[0] for name in uses.chains.values()} & set(taken)):
        yield f"`{head}` is more than a package in this file", taken[head]


def _attributes(
    found: dict[str, int], layout: Layout, bindings: Bindings, number: int
) -> Iterator[tuple[str, int]]:
    """Modules reached as attributes of a package that stays and does not import them itself."""
    known = dict(_packages(layout, bindings, number))
    for text, line in found.items():
        head, _, rest = text.partition(".")
        package, name = known.get(head), rest.partition(".")[0]
        if package is None or not name or layout.moves(package):
            continue
        below = layout.modules.submodule(package, name)
        if below is not None and layout.moves(below) and not bindings.gives(package, name):
            yield "a moved module is used as an attribute of its package", line


def _packages(layout: Layout, bindings: Bindings, number: int) -> Iterator[tuple[str, Module]]:
    """The names that imports give to modules."""
    for each in layout.surfaces[number].imports:
        base = layout.modules.find(each.target, number)
        if base is None:
            continue
        if each.member and each.member != "*":
            below = bindings.submodule(base, each.member)
            if below is not None:
                yield each.alias or each.member, below
        elif each.alias:
            yield each.alias, base
