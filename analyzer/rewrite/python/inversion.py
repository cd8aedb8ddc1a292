"""A dependency is inverted: the package that uses a class says by a protocol of its own what it needs."""

import re
import sys
from collections.abc import Mapping, Sequence

import libcst as cst

from analyzer.model.graph import Evidence
from analyzer.model.patch import Move
from analyzer.rewrite.edits import difference
from analyzer.rewrite.python.arriving import import_line
from analyzer.rewrite.python.cutting import Needed, Parting
from analyzer.rewrite.python.held import Held, Holders
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.python.needs import importers, new_name
from analyzer.rewrite.python.protocol import Members, members_of, needed_of
from analyzer.rewrite.python.syntax import chain, dotted_node, from_text
from analyzer.rewrite.request import Part, Request, folder, places


def use_protocols(request: Request) -> Part:
    """Parameters and fields of a package that are of a class of another one get a protocol."""
    part = Part()
    layout = Layout(request)
    for wish in request.inversions:
        if wish.unit.rpartition(":")[0].endswith(".py"):
            _Inversion(layout, wish, part).carry_out()
    return part


class _Inversion:
    """One wish: a class, and the package or file that holds its values."""

    def __init__(self, layout: Layout, wish: Move, part: Part) -> None:
        self.layout, self.wish, self.part = layout, wish, part
        self.path, _, self.name = wish.unit.rpartition(":")
        self.texts = layout.request.tree.texts

    def carry_out(self) -> None:
        """Writes the protocol, and imports it instead of the class; or says why not."""
        number = self.layout.modules.by_path.get(self.path)
        node = None if number is None else self._declared()
        if number is None or node is None:
            self._refuse(f"{self.path} declares no class {self.name}")
            return
        files = self._importing(number)
        held = {each: self._held(each, number) for each in files}
        if not files and not self.part.refusals:
            self._refuse(f"{self.wish.target} holds no {self.name} in parameters or fields of its own")
        members = self._members(node, held)
        needed, unknown = needed_of(members.names, self.layout, number)
        for name in unknown:
            self._refuse(f"the type {name} in a method cannot be told")
        if self.part.refusals:
            return
        target, module = self._place(files[0])
        if self.part.refusals or module is None:
            return
        self._write(target, members, needed, number)
        for each in files:
            self._import(each, number, module)
        self._note_fields({name for each in held.values() for name in each.fields}, files)

    def _members(self, node: cst.ClassDef, held: Mapping[int, Held]) -> Members:
        """What the files use, as a protocol says it."""
        used: dict[str, Evidence] = {}
        for each in held:
            path = self.layout.surfaces[each].path
            for member, line in held[each].members.items():
                used.setdefault(member, Evidence(path, line, member))
        members = members_of(node, used)
        for reason, member in members.troubles:
            self.part.refuse(reason, [used[member]])
        return members

    def _place(self, file: int) -> tuple[str, str | None]:
        """The file of the protocol, and the name of its module."""
        place = self.wish.target if not self.wish.target.endswith(".py") else folder(self.wish.target)
        word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", self.name).lower()
        target = f"{place}/{word}_protocol.py".lstrip("/")
        if target in self.texts:
            self._refuse(f"{target} is there already")
        old = self.layout.surfaces[file].path
        return target, new_name(self.layout, Parting(old, target, frozenset()), file, self.part)

    def _note_fields(self, fields: set[str], files: Sequence[int]) -> None:
        """Code beside that may use the fields, for all that the protocol does not say."""
        beside = {folder(self.layout.surfaces[each].path) for each in files}
        surfaces = (self.layout.surfaces[each] for each in self.layout.files if each not in files)
        for surface in surfaces:
            if folder(surface.path) in beside and not surface.is_test:
                text = self.texts[surface.path]
                spots = (
                    e for name in sorted(fields) for e in places(surface.path, text, f".{name}.".encode())
                )
                self.part.note("code beside it names a field that holds the protocol from now on", spots)

    def _declared(self) -> cst.ClassDef | None:
        try:
            module = cst.parse_module(self.texts[self.path])
        except (cst.ParserSyntaxError, UnicodeError, LookupError):
            self._refuse("a file cannot be read whole")
            return None
        found = [e for e in module.body if isinstance(e, cst.ClassDef) and e.name.value == self.name]
        if len(found) != 1:
            return None
        bases = {chain(each.value).rpartition(".")[2] for each in found[0].bases}
        is_generic = found[0].type_parameters or any(
            isinstance(e.value, cst.Subscript) for e in found[0].bases
        )
        if "Protocol" in bases or is_generic:
            self._refuse(f"{self.name} is a protocol already, or has type parameters")
        return found[0]

    def _importing(self, number: int) -> list[int]:
        """The files of the package that import the class by its name."""
        place, found = self.wish.target, []
        for each in self.layout.files:
            surface = self.layout.surfaces[each]
            if each == number or surface.is_test or place not in (surface.path, folder(surface.path)):
                continue
            lines = [
                wish for wish in surface.imports if _is_of(self.layout, each, wish.target, number, self.name)
            ]
            found += [each] if any(wish.member == self.name for wish in lines) else []
            for wish in surface.imports:
                said = f"{wish.alias or wish.member or wish.target}.{self.name}"
                if said.encode() in self.texts[surface.path]:
                    reason = "the class is reached through its module: import it by name"
                    self.part.refuse(reason, [Evidence(surface.path, wish.line)])
        return found

    def _held(self, file: int, number: int) -> Held:
        surface = self.layout.surfaces[file]
        try:
            module = cst.parse_module(self.texts[surface.path])
        except (cst.ParserSyntaxError, UnicodeError, LookupError):
            self.part.refuse("a file cannot be read whole", [Evidence(surface.path, 1)])
            return Held()
        held = Holders(module, self._local(file, number)).look()
        for reason, line in held.troubles:
            self.part.refuse(reason, [Evidence(surface.path, line)])
        names = {self._local(file, number)}
        if surface.path.endswith("__init__.py") or any(m in names for _, m in importers(self.layout, file)):
            self.part.refuse("others import the class from here", [Evidence(surface.path, 1, self.name)])
        return held

    def _local(self, file: int, number: int) -> str:
        """What the class is called in a file."""
        for each in self.layout.surfaces[file].imports:
            if each.member == self.name and _is_of(self.layout, file, each.target, number, self.name):
                return each.alias or self.name
        return self.name

    def _write(self, target: str, members: Members, needed: Sequence[Needed], number: int) -> None:
        module = self.layout.surfaces[number].module
        said = f'"""What this package needs of {module}.{self.name}."""\n'
        own = [import_line(each) for each in needed if not _is_standard(each)]
        plain = [import_line(each) for each in needed if _is_standard(each)]
        typing = f"from typing import {'TYPE_CHECKING, ' if own else ''}Protocol"
        text = said + "\n" + ("from __future__ import annotations\n\n" if own else "")
        text += "".join(f"{line}\n" for line in sorted([*plain, typing]))
        if own:
            text += "\nif TYPE_CHECKING:\n" + "".join(f"    {line}\n" for line in sorted(own))
        fields = "".join(f"    {line}\n" for line in members.lines.values() if "def " not in line)
        methods = "".join(f"\n    {line}\n" for line in members.lines.values() if "def " in line)
        text += f"\n\nclass {self.name}(Protocol):\n    {said}"
        self.part.created[target] = (text + ("\n" + fields if fields else "") + methods).encode()
        still = [Evidence(target, 1)] if own else []
        self.part.note("the protocol names types from elsewhere, for type checkers only", still)

    def _import(self, file: int, number: int, module: str) -> None:
        path = self.layout.surfaces[file].path
        before = cst.parse_module(self.texts[path])
        after = before.visit(_Imports(self.layout, file, number, self.name, module))
        self.part.edit(path, difference(self.texts[path], after.bytes))

    def _refuse(self, reason: str) -> None:
        self.part.refuse(reason, [Evidence(self.path, 1, self.name)])


class _Imports(cst.CSTTransformer):
    """Imports the protocol where the class was imported."""

    def __init__(self, layout: Layout, file: int, number: int, name: str, module: str) -> None:
        super().__init__()
        self.layout, self.file, self.number, self.name, self.module = layout, file, number, name, module

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        """An import of the class alone names the protocol; one of several names becomes two."""
        node = updated_node.body[0] if len(updated_node.body) == 1 else None
        if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            return updated_node
        gone = [each for each in node.names if chain(each.name) == self.name]
        if not gone or not _is_of(self.layout, self.file, from_text(node), self.number, self.name):
            return updated_node
        plain = [each.with_changes(comma=cst.MaybeSentinel.DEFAULT) for each in gone]
        new = cst.ImportFrom(dotted_node(self.module), plain)
        kept = [each for each in node.names if each not in gone]
        if not kept:
            return updated_node.with_changes(body=[new])
        if node.lpar is None:
            kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        rest = updated_node.with_changes(body=[node.with_changes(names=kept)])
        return cst.FlattenSentinel([rest, cst.SimpleStatementLine([new])])


def _is_of(layout: Layout, file: int, target: str, number: int, name: str) -> bool:
    """Whether a module that a file imports is that of the class, or the package that hands it on."""
    base = layout.modules.find(target, file)
    if base is None or base.file < 0 or base.file == number:
        return base is not None and base.file == number
    init = layout.surfaces[base.file]
    homes = (layout.modules.find(each.target, base.file) for each in init.imports if each.member == name)
    return init.path.endswith("__init__.py") and any(home and home.file == number for home in homes)


def _is_standard(needed: Needed) -> bool:
    return needed.target.partition(".")[0] in sys.stdlib_module_names
