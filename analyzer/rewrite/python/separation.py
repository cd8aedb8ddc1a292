"""Single declarations of Python to other modules: both modules, and every file that uses them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from posixpath import basename

import libcst as cst

from analyzer.model.graph import Evidence
from analyzer.rewrite.edits import difference
from analyzer.rewrite.python.arriving import arrived, import_line, left_behind
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.callers import Leaving, rewrite_caller
from analyzer.rewrite.python.cutting import Cut, Parting, cut
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.python.loads import Loads
from analyzer.rewrite.python.names import is_read_by_programs, rewrite_members
from analyzer.rewrite.python.needs import (
    Needs,
    importers,
    in_all,
    new_name,
    new_packages,
    resolved,
    without_own,
)
from analyzer.rewrite.request import Part, Request

_BY_PATH = (b"spec_from_file_location", b"SourceFileLoader", b"run_path(")
INIT_FILE = "__init__.py"


def move_definitions(request: Request) -> Part:
    """What becomes of Python files when functions, classes and variables go to other modules."""
    part = Part()
    wishes = [each for each in request.declarations if each.unit.rpartition(":")[0].endswith(".py")]
    layout = Layout(request)
    if not wishes:
        return part
    if layout.renamed:
        part.refuse("modules and single declarations are moved one after the other")
        return part
    groups: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for wish in wishes:
        path, _, name = wish.unit.rpartition(":")
        file = path.rpartition("/")[2]
        groups[path, wish.target if wish.target.endswith(".py") else f"{wish.target}/{file}"].add(name)
    aliased = frozenset(wish.unit for wish in wishes if wish.alias)
    separation = Separation(request, layout, part)
    for (old, new), names in sorted(groups.items()):
        asked = {wish.unit.rpartition(":")[2] for wish in wishes if wish.unit.startswith(f"{old}:")}
        separation.move(Parting(old, new, frozenset(names), frozenset(asked) - names), aliased)
    for path, text in sorted(separation.texts.items()):
        before = request.tree.texts.get(path)
        if before is None:
            part.created[path] = text
        elif before != text:
            part.edit(path, difference(before, text))
    return part


class Separation:
    """Carries out one parting after the other; `texts` are the files as they are then."""

    def __init__(self, request: Request, layout: Layout, part: Part) -> None:
        self.request, self.layout, self.part = request, layout, part
        self.bindings = Bindings(request.program.surfaces, layout.modules)
        self.loads = Loads(layout, self.bindings)
        self.texts: dict[str, bytes] = {}

    def text(self, path: str) -> bytes | None:
        """A file as it is by now."""
        return self.texts.get(path, self.request.tree.texts.get(path))

    def move(self, parting: Parting, aliased: frozenset[str]) -> None:
        """Moves declarations, or says why not."""
        number = self.layout.modules.by_path.get(parting.old)
        text = self.text(parting.old)
        name = new_name(self.layout, parting, number, self.part) if number is not None else None
        if number is None or text is None or name is None:
            return
        try:
            found = cut(text, parting.names)
        except (cst.ParserSyntaxError, UnicodeError, LookupError):
            self._refuse(parting, ["a file cannot be read whole"])
            return
        needs = resolved(self.layout, self.bindings, number, parting, found)
        self._refuse(parting, [*found.troubles, *needs.troubles])
        if not (found.troubles or needs.troubles):
            self._carry_out(parting, number, name, found, needs, aliased)

    def _carry_out(
        self, parting: Parting, number: int, name: str, found: Cut, needs: Needs, aliased: frozenset[str]
    ) -> None:
        old = self.layout.surfaces[number]
        stars = [path for path, member in importers(self.layout, number) if member == "*"]
        shown = {each for each in parting.names if in_all(found.module, each)}
        must = found.wanted | shown | (parting.names if found.effects or stars else set())
        wish = {each for each in parting.names if f"{parting.old}:{each}" in aliased}
        circles = [] if self.loads.add(parting.new, needs.files) else [parting.new]
        if must and not self.loads.add(parting.old, [parting.new]):
            circles.append(parting.old)
        if wish - must and not self.loads.add(parting.old, [parting.new]):
            self.part.note("no alias is left: the modules would import each other", [self._place(parting)])
            wish = set()
        kept = must | wish
        leaving = Leaving(
            number,
            name,
            parting.names,
            {f"{old.module}.{each}": f"{name}.{each}" for each in parting.names - kept},
        )
        circles += self._callers(parting, number, leaving)
        if circles:
            places = [Evidence(path, 1, old.module) for path in sorted(circles)]
            self.part.refuse("modules would import each other before they are ready", places)
        again = [
            f"from {name} import {each}" + f" as {each}" * (each not in found.wanted) for each in sorted(kept)
        ]
        used = {member for _, member in importers(self.layout, number)}
        idle = {
            each for each in needs.outside & found.idle if each not in used and not in_all(found.module, each)
        }
        is_init = parting.old.endswith(INIT_FILE) or stars
        self.texts[parting.old] = left_behind(found, again, frozenset() if is_init else frozenset(idle))
        self._arrive(parting, number, found, needs)
        for path, text in self.request.tree.texts.items() if leaving.renamed else ():
            if is_read_by_programs(path) and any(each.encode() in text for each in parting.names):
                self.texts[path] = rewrite_members(self.texts.get(path, text), leaving.renamed)

    def _callers(self, parting: Parting, number: int, leaving: Leaving) -> Iterator[str]:
        """Rewrites every file that uses the names; gives those that must not import the new module."""
        for each in self.layout.files:
            path = self.layout.surfaces[each].path
            text = self.text(path)
            if path in (parting.old, parting.new) or text is None:
                continue
            if not any(name.encode() in text for name in parting.names):
                continue
            try:
                after, troubles = rewrite_caller(self.layout, self.bindings, each, leaving, text)
            except (cst.ParserSyntaxError, UnicodeError, LookupError):
                self.part.refuse("a file that names what moves cannot be read", [Evidence(path, 1)])
                continue
            if any(word in text for word in _BY_PATH) and basename(parting.old).encode() in text:
                self.part.refuse("a file loads the module by its path", [Evidence(path, 1)])
            for reason, line in troubles:
                self.part.refuse(reason, [Evidence(path, line)])
            if after != text:
                self.texts[path] = after
                if parting.old in self.loads.edges.get(path, ()) and not self.loads.add(path, [parting.new]):
                    yield path

    def _arrive(self, parting: Parting, number: int, found: Cut, needs: Needs) -> None:
        there = self.text(parting.new)
        lines = sorted({import_line(each) for each in needs.imports})
        module = None if there is None else cst.parse_module(there)
        used = False
        if module is not None:
            module, used = without_own(self.layout, parting, number, module)
        if used and needs.local:
            self._refuse(parting, ["the new module needs them at its top, and they need it"])
        self.texts[parting.new] = arrived(found, lines, module, used)
        for path in new_packages(self.layout, parting):
            self.texts[path] = b""

    def _place(self, parting: Parting) -> Evidence:
        return Evidence(parting.old, 1, ", ".join(sorted(parting.names)))

    def _refuse(self, parting: Parting, reasons: Iterable[str]) -> None:
        for reason in reasons:
            self.part.refuse(reason, [self._place(parting)])
