"""Which paths from its own place a file uses, and what becomes of them."""

import re
from collections import Counter

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from msgspec import Struct

from analyzer.model.patch import Move
from analyzer.rewrite.python.own_place import Place
from analyzer.rewrite.python.own_place_edits import climb_of, rebuilt
from analyzer.rewrite.python.syntax import chain
from analyzer.rewrite.request import inside, moved

_READS = frozenset(
    ["exists", "is_file", "open", "read_bytes", "read_text", "stat", "print", "isfile", "getmtime"]
)
_CLIMBS = re.compile(r"\.parent\b[^\n]*\.parent\b|\.parents\[|\.\.[\"'/]|dirname\([^\n]*dirname\(|\.\./")
_REASON = "it finds files by its own place (`__file__`)"


class OwnPlaces(Struct):
    """`replaced`: new expressions by the id of the old; `troubles`: (reason, line) of paths that cannot be
    told."""

    replaced: dict[int, cst.BaseExpression] = {}
    troubles: list[tuple[str, int]] = []


def find_places(wrapper: MetadataWrapper, path: str, moves: tuple[Move, ...]) -> OwnPlaces:
    """What becomes of the paths of a file, so that each leads to what it leads to today."""
    names = _Names()
    wrapper.visit(names)
    alone = any(move.unit == path for move in moves) or bool(_CLIMBS.search(wrapper.module.code))
    finder = _Finder(names.place(path), moves, alone)
    wrapper.visit(finder)
    return finder.found


class _Names(cst.CSTVisitor):
    """Names that have one value in the file, a path from its own place."""

    def __init__(self) -> None:
        super().__init__()
        self.bound: Counter[str] = Counter()
        self.values: list[tuple[str, cst.BaseExpression]] = []

    def place(self, path: str) -> Place:
        """The file with such names."""
        known: dict[str, str] = {}
        for name, node in self.values:
            found = Place(path, known).value(node)
            if found is not None and self.bound[name] == 1:
                known = known | {name: found}
        return Place(path, known)

    def visit_Assign(self, node: cst.Assign) -> None:
        if len(node.targets) == 1 and isinstance(node.targets[0].target, cst.Name):
            self.values.append((node.targets[0].target.value, node.value))

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        self._bind(node.target)
        if node.value is not None and isinstance(node.target, cst.Name):
            self.values.append((node.target.value, node.value))

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._bind(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._bind(node.target)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._bind(node.target)

    def visit_For(self, node: cst.For) -> None:
        self._bind(node.target)

    def visit_CompFor(self, node: cst.CompFor) -> None:
        self._bind(node.target)

    def visit_Param(self, node: cst.Param) -> None:
        self._bind(node.name)

    def visit_AsName(self, node: cst.AsName) -> None:
        self._bind(node.name)

    def _bind(self, target: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            self.bound[target.value] += 1
        elif isinstance(target, cst.Tuple | cst.List):
            for each in target.elements:
                self._bind(each.value)


class _Finder(cst.CSTVisitor):
    """The widest expressions that stand for a path."""

    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, place: Place, moves: tuple[Move, ...], alone: bool) -> None:
        super().__init__()
        self.place, self.there, self.moves = place, place.after(moves), moves
        self.alone = alone
        self.found = OwnPlaces()

    def visit_Import(self, node: cst.Import) -> bool:
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def visit_Name(self, node: cst.Name) -> None:
        self._is_path(node)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        if not self._is_path(node):
            self._used_by(node.attr.value, node.value)
            node.value.visit(self)
        return False

    def visit_Call(self, node: cst.Call) -> bool:
        if self._is_path(node):
            return False
        name = chain(node.func).rpartition(".")[2]
        for each in node.args:
            self._used_by(name, each.value)
        self._put_together(node, name)
        return True

    def visit_Subscript(self, node: cst.Subscript) -> bool:
        return not self._is_path(node) and self._used_by("[", node.value)

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> bool:
        return not self._is_path(node) and self._used_by("+", node.left)

    def _is_path(self, node: cst.BaseExpression) -> bool:
        """Whether the expression stands for a path; if so, it is told what becomes of it."""
        old = self.place.value(node)
        if old is None:
            return False
        want = moved(old, self.moves)
        if self.there.value(node) != want:
            climbed = moved(self.place.value(climb_of(node)) or "", self.moves)
            new = rebuilt(node, want, climbed, self.there)
            if new is None or self.there.value(new) != want:
                self._trouble(node)
            else:
                self.found.replaced[id(node)] = new
        return True

    def _used_by(self, name: str, node: cst.BaseExpression) -> bool:
        """The bare place of a file that leaves its folder, in hands that may do with it what they like."""
        bare = self.place.value(node) == self.place.path != self.there.path
        if bare and self.alone and name not in _READS:
            self._trouble(node)
        return True

    def _put_together(self, node: cst.Call, name: str) -> None:
        """A path of which the end is known at run time only, with a part in what moves."""
        if name not in ("join", "joinpath"):
            return
        values = [each.value for each in node.args]
        if isinstance(node.func, cst.Attribute) and name == "joinpath":
            values.insert(0, node.func.value)
        start = self.place.value(values[0]) if values else None
        strings = [each for each in values[1:] if isinstance(each, cst.SimpleString)]
        if start is None or not strings or not isinstance(values[1], cst.SimpleString):
            return
        first = str(strings[0].evaluated_value).strip("/")
        known = f"{start}/{first}".lstrip("/")
        if any(inside(known, move.unit) != inside(start, move.unit) for move in self.moves):
            self._trouble(node)

    def _trouble(self, node: cst.CSTNode) -> None:
        self.found.troubles.append((_REASON, self.get_metadata(PositionProvider, node).start.line))
