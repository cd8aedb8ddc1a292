"""Import statements of one file with the names of then, and what is written with them."""

import re
from collections.abc import Mapping, Sequence
from typing import cast

import libcst as cst
from libcst.metadata import PositionProvider

from analyzer.link.python_values import Module
from analyzer.rewrite.python.bindings import Bindings
from analyzer.rewrite.python.layout import Layout
from analyzer.rewrite.python.syntax import chain, dotted_node, from_text, literal
from analyzer.rewrite.python.uses import Uses

_Origin = tuple[cst.Attribute | cst.Name | None, Sequence[cst.Dot]]
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[A-Za-z_][\w.]*)?")


class Statements(cst.CSTTransformer):
    """Rewrites a file; `replaced` holds new expressions by the id of the old.

    `troubles` gets (reason, line) for what cannot be done.
    """

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(
        self,
        layout: Layout,
        bindings: Bindings,
        number: int,
        uses: Uses,
        replaced: Mapping[int, cst.BaseExpression],
    ) -> None:
        super().__init__()
        self.layout = layout
        self.bindings = bindings
        self.number = number
        self.uses = uses
        self.replaced = replaced
        self.troubles: list[tuple[str, int]] = []

    def on_leave(
        self, original_node: cst.CSTNodeT, updated_node: cst.CSTNodeT
    ) -> cst.CSTNodeT | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNodeT]:
        """An expression that is replaced as a whole, or what the other methods make of a node."""
        new = self.replaced.get(id(original_node))
        return super().on_leave(original_node, updated_node) if new is None else cast("cst.CSTNodeT", new)

    def visit_Import(self, node: cst.Import) -> bool:
        """Names in imports are no uses."""
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        """Names in imports are no uses."""
        return False

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.BaseStatement | cst.FlattenSentinel[cst.BaseStatement]:
        """One import may become several, on lines of their own."""
        pairs = zip(original_node.body, updated_node.body, strict=True)
        parts = [self._statement(old, new) for old, new in pairs]
        if len(parts) == 1 and len(parts[0]) > 1:
            first = updated_node.with_changes(body=[parts[0][0]])
            rest = [cst.SimpleStatementLine([each]) for each in parts[0][1:]]
            return cst.FlattenSentinel([first, *rest])
        return updated_node.with_changes(body=[each for part in parts for each in part])

    def leave_SimpleStatementSuite(
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.BaseSuite:
        """The same behind a colon, all on one line."""
        pairs = zip(original_node.body, updated_node.body, strict=True)
        return updated_node.with_changes(
            body=[each for old, new in pairs for each in self._statement(old, new)]
        )

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        """A moved module by its whole name."""
        new = self.uses.chains.get(chain(original_node))
        return dotted_node(new) if new else updated_node

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.BaseExpression:
        """A string that is the name of a module, or of something in one."""
        start, inner, end = literal(updated_node.value)
        new = renamed_text(inner, self.layout, self.bindings) if _DOTTED.fullmatch(inner) else None
        return updated_node.with_changes(value=f"{start}{new}{end}") if new else updated_node

    def _statement(
        self, old: cst.BaseSmallStatement, new: cst.BaseSmallStatement
    ) -> Sequence[cst.BaseSmallStatement]:
        if isinstance(old, cst.ImportFrom):
            return self._from(old)
        return [self._import(old)] if isinstance(old, cst.Import) else [new]

    def _import(self, node: cst.Import) -> cst.Import:
        names = []
        for alias in node.names:
            name = chain(alias.name)
            module = self.layout.modules.find(name, self.number)
            if module is None or not self._fits(node, name, module) or not self.layout.moves(module):
                names.append(alias)
                continue
            names.append(alias.with_changes(name=dotted_node(self.layout.name(module))))
            head = name.partition(".")[0]
            if alias.asname is None and head in self.uses.kept:
                names.insert(-1, cst.ImportAlias(dotted_node(head)))
        if len(names) > len(node.names):
            names = [each.with_changes(comma=cst.MaybeSentinel.DEFAULT) for each in names]
        return node.with_changes(names=names)

    def _from(self, node: cst.ImportFrom) -> Sequence[cst.ImportFrom]:
        written = from_text(node)
        base = self.layout.modules.find(written, self.number)
        if base is None:
            if node.relative and self.number in self.layout.renamed:
                self._trouble("a relative import leads to nothing that is known", node)
            return [node]
        if not node.relative and not self._fits(node, written, base):
            return [node]
        if isinstance(node.names, cst.ImportStar):
            return [_from_there(node, node.names, self._origin(node, self.layout.name(base)))]
        groups: dict[str, list[cst.ImportAlias]] = {}
        for alias in node.names:
            origin, changed = self._alias(base, alias)
            groups.setdefault(origin, []).append(changed)
        if len(groups) == 1:
            ((origin, names),) = groups.items()
            return [_from_there(node, names, self._origin(node, origin))]
        return self._split(node, groups)

    def _split(
        self, node: cst.ImportFrom, groups: Mapping[str, list[cst.ImportAlias]]
    ) -> Sequence[cst.ImportFrom]:
        (first, names), *others = groups.items()
        if node.lpar is None:
            names = [*names[:-1], names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)]
        statements = [_from_there(node, names, self._origin(node, first))]
        for origin, more in others:
            plain = [each.with_changes(comma=cst.MaybeSentinel.DEFAULT) for each in more]
            module, dots = self._origin(node, origin)
            statements.append(cst.ImportFrom(module, plain, dots))
        return statements

    def _alias(self, base: Module, alias: cst.ImportAlias) -> tuple[str, cst.ImportAlias]:
        """Where a name is to be imported from, and the name."""
        name = chain(alias.name)
        below = self.bindings.submodule(base, name)
        if below is None or not self.layout.moves(below):
            return self.layout.name(base), alias
        origin, _, last = self.layout.name(below).rpartition(".")
        if last == name:
            return origin, alias
        asname = alias.asname or cst.AsName(cst.Name(name))
        return origin, alias.with_changes(name=cst.Name(last), asname=asname)

    def _origin(self, node: cst.ImportFrom, name: str) -> _Origin:
        """Module and dots of an import: relative where it was and still can be."""
        here = self.layout.package(self.number, then=True)
        there = tuple(name.split(".")) if name else ()
        if not node.relative or not here or here[0] != (there or ("",))[0]:
            if not name:
                self._trouble("a module at the root cannot be imported from", node)
                return node.module, node.relative
            return dotted_node(name), ()
        common = 0
        while common < min(len(here), len(there)) and here[common] == there[common]:
            common += 1
        rest = ".".join(there[common:])
        if "." * (len(here) - common + 1) + rest == from_text(node):
            return node.module, node.relative
        return dotted_node(rest) if rest else None, [cst.Dot()] * (len(here) - common + 1)

    def _fits(self, node: cst.CSTNode, written: str, module: Module) -> bool:
        """Whether an absolute import means the module by its name, so that it can follow a move."""
        if written == module.name:
            return True
        if self.layout.moves(module) or self.number in self.layout.renamed:
            self._trouble("an import finds a module by the folder it lies in", node)
        return False

    def _trouble(self, reason: str, node: cst.CSTNode) -> None:
        self.troubles.append((reason, self.get_metadata(PositionProvider, node).start.line))


def _from_there(
    node: cst.ImportFrom, names: Sequence[cst.ImportAlias] | cst.ImportStar, origin: _Origin
) -> cst.ImportFrom:
    module, dots = origin
    return node.with_changes(names=names, module=module, relative=dots)


def renamed_text(text: str, layout: Layout, bindings: Bindings) -> str | None:
    """The dotted name of a moved module, or of something in it, as it is then; None for all other text."""
    names, colon, rest = text.partition(":")
    parts = names.split(".")
    for count in range(len(parts), 1, -1):
        old = ".".join(parts[:count])
        new = layout.packages.get(old)
        if new is None:
            continue
        member = parts[count] if count < len(parts) else rest.partition(".")[0]
        files = layout.modules.by_name.get(old, ())
        known = any(member in bindings.of(file) for file in files)
        return ".".join([new, *parts[count:]]) + colon + rest if not member or known else None
    return None
