"""What declarations need in the module that they come to, and whether it can have it."""

from collections.abc import Iterator

import libcst as cst
from msgspec import Struct

from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.cutting import Cut, Needed, Parting
from analyzer.rewrite.python.layout import Layout, dotted, root_of, stem_of
from analyzer.rewrite.python.obstacles import taken_tops
from analyzer.rewrite.python.syntax import from_text
from analyzer.rewrite.request import Part, folder


class Needs(Struct):
    """`imports` for the new module, the `files` that they load, names from `outside` the repository; `local`
    says that the new module itself has something that is needed."""

    imports: set[Needed] = set()
    files: set[str] = set()
    outside: set[str] = set()
    local: bool = False
    troubles: list[str] = []


def resolved(layout: Layout, bindings: Bindings, number: int, parting: Parting, found: Cut) -> Needs:
    """The needs of declarations by the names that hold everywhere."""
    needs = Needs()
    there = layout.modules.by_path.get(parting.new, -1)
    for each in sorted(found.needed):
        if each.name in parting.others:
            needs.troubles.append(f"{each.name} is needed and goes elsewhere: move one after the other")
        _resolve(layout, bindings, number, there, each, needs)
    if there < 0:
        _add_future(layout, number, needs)
        return needs
    known = {
        (_home(layout, there, i.target), i.member, i.alias or i.member)
        for i in layout.surfaces[there].imports
    }
    for each in sorted(needs.imports):
        name = each.name if each.member else each.name.partition(".")[0]
        if (each.target, each.member, each.name if each.member else "") in known:
            needs.imports.discard(each)
        elif name in bindings.of(there):
            needs.troubles.append(f"{name} would hide another one in the new module")
    own = {(_home(layout, there, i.target), i.member) for i in layout.surfaces[there].imports if not i.alias}
    for name in sorted(parting.names & set(bindings.of(there))):
        if (layout.surfaces[number].module, name) not in own:
            needs.troubles.append(f"{name} is there already")
    if _future(layout, number) != _future(layout, there):
        needs.troubles.append("only one of the modules has `from __future__ import annotations`")
    return needs


def _resolve(layout: Layout, bindings: Bindings, number: int, there: int, each: Needed, needs: Needs) -> None:
    if not each.target:
        needs.imports.add(Needed(each.name, layout.surfaces[number].module, each.name))
        needs.files.add(layout.surfaces[number].path)
        return
    base = layout.modules.find(each.target, number)
    if base is None:
        needs.outside.add(each.name)
        needs.imports.add(each)
        if each.target.startswith("."):
            needs.troubles.append(f"nothing is known of {each.target}")
        return
    if not each.target.startswith(".") and base.name != each.target:
        needs.troubles.append("an import finds a module by the folder it lies in")
    below = bindings.submodule(base, each.member) if each.member else None
    if base.file == there >= 0 and below is None:
        needs.local = True
        if each.name != each.member:
            needs.troubles.append(f"{each.member} is called {each.name}")
        return
    needs.files |= {layout.surfaces[it.file].path for it in (base, below) if it is not None and it.file >= 0}
    needs.imports.add(Needed(each.name, base.name, each.member))


def _home(layout: Layout, number: int, target: str) -> str:
    base = layout.modules.find(target, number)
    return target if base is None else base.name


def _future(layout: Layout, number: int) -> bool:
    imports = layout.surfaces[number].imports
    return any(each.target == "__future__" and each.member == "annotations" for each in imports)


def _add_future(layout: Layout, number: int, needs: Needs) -> None:
    if _future(layout, number):
        needs.imports.add(Needed("annotations", "__future__", "annotations"))


def new_name(layout: Layout, parting: Parting, number: int, part: Part) -> str | None:
    """The dotted name of the module that declarations come to, None where it cannot be had."""
    known = layout.modules.by_path.get(parting.new)
    if known is not None:
        return layout.surfaces[known].module
    old = layout.surfaces[number]
    root = root_of(stem_of(old.path), old.module)
    name = None if root is None else dotted(stem_of(parting.new), root)
    if not name or parting.new in layout.request.tree.texts:
        part.refuse("the new place cannot be imported by name from the same root")
        return None
    for top in taken_tops(layout, {name.partition(".")[0]}):
        part.refuse(f"a package outside the repository is called {top}, too")
    above = folder(parting.new)
    if f"{above}.py" in layout.request.tree.texts:
        part.refuse("a module is called like the new folder")
    return name


def new_packages(layout: Layout, parting: Parting) -> Iterator[str]:
    """The `__init__` files that new folders get, where the code lies in packages."""
    place = folder(parting.new)
    if f"{folder(parting.old)}/__init__.py".lstrip("/") in layout.request.tree.texts:
        while place not in layout.modules.folders:
            yield f"{place}/__init__.py"
            place = folder(place)


def importers(layout: Layout, number: int) -> Iterator[tuple[str, str]]:
    """Who imports which names of a module by `from`."""
    for each in layout.files:
        for wish in layout.surfaces[each].imports:
            if wish.member:
                base = layout.modules.find(wish.target, each)
                if base is not None and base.file == number:
                    yield layout.surfaces[each].path, wish.member


def in_all(module: cst.Module, name: str) -> bool:
    """Whether a module lists a name in `__all__`."""
    texts = (module.code_for_node(each) for each in module.body if isinstance(each, cst.SimpleStatementLine))
    return any("__all__" in text and (f'"{name}"' in text or f"'{name}'" in text) for text in texts)


class _Own(cst.CSTTransformer):
    """Drops what a module imports of the declarations that come to it."""

    def __init__(self, layout: Layout, there: int, number: int, names: frozenset[str]) -> None:
        super().__init__()
        self.layout, self.there, self.number, self.names = layout, there, number, names
        self.used = False

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.BaseSmallStatement | cst.RemovalSentinel:
        base = self.layout.modules.find(from_text(original_node), self.there)
        if base is None or base.file != self.number or isinstance(updated_node.names, cst.ImportStar):
            return updated_node
        kept = [each for each in updated_node.names if each.asname or each.evaluated_name not in self.names]
        if len(kept) == len(updated_node.names):
            return updated_node
        self.used = True
        if kept and updated_node.lpar is None:
            kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(names=kept) if kept else cst.RemoveFromParent()


def without_own(layout: Layout, parting: Parting, number: int, module: cst.Module) -> tuple[cst.Module, bool]:
    """The new module without imports of what comes to it, and whether it had any."""
    own = _Own(layout, layout.modules.by_path[parting.new], number, parting.names)
    return module.visit(own), own.used
