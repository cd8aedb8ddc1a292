"""Files that use single declarations of a module that goes elsewhere: their imports, and `module.NAME`."""

from collections.abc import Mapping, Sequence

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from msgspec import Struct

from analyzer.link.python_values import Module
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.python.statements import Statements
from analyzer.rewrite.python.syntax import chain
from analyzer.rewrite.python.uses import Uses


class Leaving(Struct, frozen=True):
    """Names that leave module `old` (its file) for the module called `new`; `renamed` are whole dotted names
    of today with those of then."""

    old: int
    new: str
    names: frozenset[str]
    renamed: Mapping[str, str]


class _Seen(cst.CSTVisitor):
    """Every dotted name outside of imports with its line, plain names, and strings among arguments."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.chains: dict[str, int] = {}
        self.names: set[str] = set()
        self.arguments: list[tuple[set[str], set[str], int]] = []

    def visit_Import(self, node: cst.Import) -> bool:
        self.names |= {
            name for each in node.names for name in (each.evaluated_alias, each.evaluated_name) if name
        }
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        for each in () if isinstance(node.names, cst.ImportStar) else node.names:
            self.names.add(each.evaluated_alias or each.evaluated_name)
        return False

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        text = chain(node)
        if text:
            self._add(text, node)
        return not text

    def visit_Name(self, node: cst.Name) -> None:
        self._add(node.value, node)

    def visit_Call(self, node: cst.Call) -> None:
        values = [each.value for each in node.args]
        texts = {str(each.evaluated_value) for each in values if isinstance(each, cst.SimpleString)}
        if texts:
            line = self.get_metadata(PositionProvider, node).start.line
            self.arguments.append(({chain(each) for each in values}, texts, line))

    def _add(self, text: str, node: cst.CSTNode) -> None:
        self.names.add(text.partition(".")[0])
        self.chains.setdefault(text, self.get_metadata(PositionProvider, node).start.line)


class Callers(Statements):
    """Rewrites a file that uses what leaves a module."""

    def __init__(
        self, layout: Layout, bindings: Bindings, number: int, leaving: Leaving, seen: _Seen
    ) -> None:
        self.leaving = leaving
        self.ways = dict(_ways(layout, bindings, number, leaving))
        self.local = self._free_name(seen)
        chains = {}
        for way in self.ways:
            for name in leaving.names:
                used = any((text + ".").startswith(f"{way}.{name}.") for text in seen.chains)
                if used:
                    chains[f"{way}.{name}"] = f"{self.local}.{name}"
        super().__init__(layout, bindings, number, Uses(chains), {})
        self.given_up = {way for way in self.ways if self._only_for_these(way, seen)}
        self.troubles += _untold(layout, number, seen, self.ways, chains, leaving)

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        """An import that gives the module is followed by one that gives the new module."""
        done = super().leave_SimpleStatementLine(original_node, updated_node)
        if not any(self._gives(each) for each in original_node.body):
            return done
        parent, _, last = self.leaving.new.rpartition(".")
        alias = f" as {self.local}" if self.local != last else ""
        text = f"from {parent} import {last}{alias}" if parent else f"import {last}{alias}"
        line = cst.SimpleStatementLine(
            [cst.ensure_type(cst.parse_statement(text), cst.SimpleStatementLine).body[0]]
        )
        before = list(done) if isinstance(done, cst.FlattenSentinel) else [done]
        return cst.FlattenSentinel([*before, line])

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.BaseExpression:
        """A string that is the whole name of something that leaves."""
        quote = updated_node.quote
        inner = updated_node.raw_value
        new = self.leaving.renamed.get(inner.replace(":", "."))
        if new is None:
            return updated_node
        text = ":".join(new.rsplit(".", 1)) if ":" in inner else new
        return updated_node.with_changes(value=f"{updated_node.prefix}{quote}{text}{quote}")

    def _alias(self, base: Module, alias: cst.ImportAlias) -> tuple[str, cst.ImportAlias]:
        name = chain(alias.name)
        if base.file == self.leaving.old and name in self.leaving.names:
            return self.leaving.new, alias
        below = self.bindings.submodule(base, name)
        if (
            below is not None
            and below.file == self.leaving.old
            and (alias.evaluated_alias or name) in self.given_up
        ):
            origin, _, last = self.leaving.new.rpartition(".")
            asname = None if last == self.local else cst.AsName(cst.Name(self.local))
            return origin, alias.with_changes(name=cst.Name(last), asname=asname)
        return super()._alias(base, alias)

    def _fits(self, node: cst.CSTNode, written: str, module: Module) -> bool:
        if module.file == self.leaving.old and written != module.name:
            self._trouble("an import finds a module by the folder it lies in", node)
        return super()._fits(node, written, module)

    def _gives(self, node: cst.BaseSmallStatement) -> bool:
        """Whether an import gives a way to the module that is used for what leaves, and stays."""
        used = {way for way in self.ways if any(text.rpartition(".")[0] == way for text in self.uses.chains)}
        if not isinstance(node, cst.Import | cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            return False
        for each in node.names:
            local = each.evaluated_alias or each.evaluated_name
            if any(way == local or way.startswith(local + ".") for way in used - self.given_up):
                return True
        return False

    def _only_for_these(self, way: str, seen: _Seen) -> bool:
        """Whether an import by `from` is used for nothing but what leaves."""
        if self.ways[way] != "from" or self.layout.surfaces[self.number].path.endswith("__init__.py"):
            return False
        if not any(text.rpartition(".")[0] == way for text in self.uses.chains):
            return False
        others = (text for text in seen.chains if (text + ".").startswith(way + "."))
        return all(any((text + ".").startswith(each + ".") for each in self.uses.chains) for text in others)

    def _free_name(self, seen: _Seen) -> str:
        last = self.leaving.new.rpartition(".")[2]
        gone = {way for way in self.ways if way == last}
        if last not in seen.names or (gone and self.ways[last] == "from" and self._all_leave(last, seen)):
            return last
        return self.leaving.new.replace(".", "_")

    def _all_leave(self, way: str, seen: _Seen) -> bool:
        others = [text for text in seen.chains if (text + ".").startswith(way + ".")]
        return all(text.removeprefix(way + ".").partition(".")[0] in self.leaving.names for text in others)


def rewrite_caller(
    layout: Layout, bindings: Bindings, number: int, leaving: Leaving, text: bytes
) -> tuple[bytes, list[tuple[str, int]]]:
    """The text of a file when everything in `leaving` lies in another module, and what cannot be done."""
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    seen = _Seen()
    wrapper.visit(seen)
    callers = Callers(layout, bindings, number, leaving, seen)
    return wrapper.visit(callers).bytes, callers.troubles


def _ways(layout: Layout, bindings: Bindings, number: int, leaving: Leaving) -> Sequence[tuple[str, str]]:
    """The dotted names under which imports of a file give the module, and how."""
    old = layout.surfaces[leaving.old].module
    found = []
    for each in layout.surfaces[number].imports:
        base = layout.modules.find(each.target, number)
        if base is None or each.member == "*":
            continue
        if each.member:
            below = bindings.submodule(base, each.member)
            local = each.alias or each.member
            if below is not None and (below.name == old or old.startswith(below.name + ".")):
                found.append((local + old[len(below.name) :], "from"))
        elif each.alias and (base.name == old or old.startswith(base.name + ".")):
            found.append((each.alias + old[len(base.name) :], "import"))
        elif not each.alias and (base.name == old or base.name.startswith(old.partition(".")[0] + ".")):
            found.append((old, "import"))
    return sorted(set(found))


def _untold(
    layout: Layout,
    number: int,
    seen: _Seen,
    ways: Mapping[str, str],
    chains: Mapping[str, str],
    leaving: Leaving,
) -> Sequence[tuple[str, int]]:
    """Heads of chains that are something else, too, and names that are given as text."""
    surface = layout.surfaces[number]
    bound = {definition.name.rpartition(".")[2]: definition.line for definition in surface.definitions}
    bound |= {each.name: d.line for d in surface.definitions for each in d.parameters}
    bound |= {each.name: each.line for each in layout.request.program.body(number).bindings}
    heads = {text.partition(".")[0] for text in chains}
    found = [
        (f"`{head}` is more than a package in this file", bound[head]) for head in sorted(heads & set(bound))
    ]
    for given, texts, line in seen.arguments:
        if given & set(ways) and texts & leaving.names:
            found.append(("a name that leaves the module is given as text", line))
    for each in surface.imports:
        base = layout.modules.find(each.target, number)
        if base is not None and base.file == leaving.old and each.member == "*":
            free = leaving.names & seen.names
            found += [("all names of the module are imported (`*`)", each.line)] if free else []
    return found
