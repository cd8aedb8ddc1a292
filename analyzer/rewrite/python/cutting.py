"""Single declarations of a Python module: what they are, and which names they need."""

import sys
from collections.abc import Iterator, Sequence

import libcst as cst
from libcst.metadata import Access, GlobalScope, ImportAssignment, MetadataWrapper, ScopeProvider
from msgspec import Struct

from analyzer.rewrite.python.syntax import chain, from_text

Statement = cst.SimpleStatementLine | cst.BaseCompoundStatement


class Parting(Struct, frozen=True):
    """Names that go from one file to another; `others` leave the same file for a third."""

    old: str
    new: str
    names: frozenset[str]
    others: frozenset[str] = frozenset()


class Needed(Struct, frozen=True, order=True):
    """A name that declarations use: imported as `member` (or whole, without) from `target`, or, without a
    target, defined in the module that they leave."""

    name: str
    target: str = ""
    member: str = ""


class Cut(Struct):
    """Declarations cut out of a module: their statements, what they need, what of it nobody else uses.

    `wanted` are names of theirs that the rest of the module uses; `effects` says that the module must go on
    to load them; `troubles` are reasons that speak against it.
    """

    module: cst.Module
    statements: list[Statement] = []
    needed: set[Needed] = set()
    idle: set[str] = set()
    wanted: set[str] = set()
    effects: bool = False
    troubles: list[str] = []


def cut(text: bytes, names: frozenset[str]) -> Cut:
    """The declarations of those names. Raises what libcst raises where the text cannot be read."""
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    found = Cut(wrapper.module)
    for name in sorted(names):
        declaring = [each for each in wrapper.module.body if name in bound_by(each)]
        if len(declaring) == 1 and len(bound_by(declaring[0])) == 1 and _is_plain(declaring[0]):
            found.statements.append(declaring[0])
        else:
            found.troubles.append(f"{name} is not declared once, by a statement of its own")
    found.statements.sort(key=wrapper.module.body.index)
    if not found.troubles:
        _look_round(found, wrapper, names)
        _look_for_effects(found, names)
    return found


def bound_by(node: cst.CSTNode) -> list[str]:
    """The names that a statement at file level declares."""
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        return [node.name.value]
    found: list[str] = []
    if isinstance(node, cst.SimpleStatementLine):
        for each in node.body:
            if isinstance(each, cst.Assign):
                found += [chain(target.target) for target in each.targets]
            elif isinstance(each, cst.AnnAssign | cst.AugAssign):
                found.append(chain(each.target))
    elif isinstance(node, cst.If | cst.Try | cst.For | cst.While | cst.With):
        found += [name for inner in _inside(node) for name in bound_by(inner)]
    return found


def _inside(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    for child in node.children:
        if isinstance(child, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            yield child
        elif not isinstance(child, cst.BaseExpression):
            yield from _inside(child)


def _is_plain(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.FunctionDef | cst.ClassDef | cst.SimpleStatementLine)


def _look_round(found: Cut, wrapper: MetadataWrapper, names: frozenset[str]) -> None:
    """What the declarations need, and what needs them."""
    scopes = {each for each in wrapper.resolve(ScopeProvider).values() if isinstance(each, GlobalScope)}
    inside = _nodes(found.statements)
    imports = {id(part) for each in found.module.body for part in _own_imports(each)}
    for assignment in (each for scope in scopes for each in scope.assignments):
        uses = list(assignment.references)
        own = [each for each in uses if id(each.node) in inside]
        rest = [each for each in uses if id(each.node) not in inside]
        if assignment.name in names:
            found.wanted |= {assignment.name} if rest else set()
        elif own and isinstance(assignment, ImportAssignment):
            _needs_import(found, assignment, imports, own)
            found.idle |= {assignment.name} if not rest else set()
        elif own and id(getattr(assignment, "node", None)) not in inside:
            found.needed.add(Needed(assignment.name))
    _globals(found, names)


def _needs_import(found: Cut, assignment: ImportAssignment, plain: set[int], uses: Sequence[Access]) -> None:
    node = assignment.node
    if id(node) not in plain or not isinstance(node, cst.Import | cst.ImportFrom):
        found.troubles.append(f"{assignment.name} is imported under a condition")
        return
    for alias in () if isinstance(node.names, cst.ImportStar) else node.names:
        name = chain(alias.name)
        local = alias.evaluated_alias or name
        if local != assignment.name:
            continue
        if isinstance(node, cst.ImportFrom):
            found.needed.add(Needed(local, from_text(node), name))
        else:
            found.needed.add(Needed(local, name))


def _own_imports(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.SimpleStatementLine):
        yield from (each for each in node.body if isinstance(each, cst.Import | cst.ImportFrom))


def _nodes(statements: Sequence[cst.CSTNode]) -> set[int]:
    found: set[int] = set()
    todo = list(statements)
    while todo:
        node = todo.pop()
        found.add(id(node))
        todo.extend(node.children)
    return found


class _Globals(cst.CSTVisitor):
    """The names of `global` statements, and uses of the module's own place."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.place = False

    def visit_Global(self, node: cst.Global) -> None:
        self.names |= {each.name.value for each in node.names}

    def visit_Name(self, node: cst.Name) -> None:
        self.place = self.place or node.value in ("__file__", "__path__", "__package__")


def _globals(found: Cut, names: frozenset[str]) -> None:
    own, rest = _Globals(), _Globals()
    for each in found.module.body:
        each.visit(own if each in found.statements else rest)
    if own.place:
        found.troubles.append("it finds files by its own place (`__file__`)")
    if own.names - names or rest.names & names:
        found.troubles.append("a `global` statement binds a name across the new line")
    for each in found.module.body:
        if isinstance(each, cst.SimpleStatementLine) and any(_is_star(part) for part in each.body):
            found.troubles.append("names of the module come from an import of all names (`*`)")


def _is_star(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar)


def _look_for_effects(found: Cut, names: frozenset[str]) -> None:
    """Decorators, base classes and calls may enter a declaration somewhere; statements may go on to change
    a variable."""
    outside = {each.name for each in found.needed if not _is_standard(each)}
    for node in found.statements:
        heads = {name.partition(".")[0] for name in _heads(node)}
        found.effects = found.effects or bool(heads & outside)
    variables = {
        name
        for each in found.statements
        if isinstance(each, cst.SimpleStatementLine)
        for name in bound_by(each)
    }
    for node in found.module.body:
        if node not in found.statements and variables & _changed(node):
            found.troubles.append("the module goes on to change a variable of these")


def _is_standard(needed: Needed) -> bool:
    return needed.target.partition(".")[0] in sys.stdlib_module_names


def _heads(node: cst.CSTNode) -> Iterator[str]:
    """What is called when the declaration is loaded: decorators, base classes, a value's function."""
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        for each in node.decorators:
            called = each.decorator
            yield chain(called.func if isinstance(called, cst.Call) else called)
    if isinstance(node, cst.ClassDef):
        yield from (chain(each.value) for each in (*node.bases, *node.keywords))
    if isinstance(node, cst.SimpleStatementLine):
        for part in node.body:
            value = part.value if isinstance(part, cst.Assign | cst.AnnAssign) else None
            if isinstance(value, cst.Call):
                yield chain(value.func)


def _changed(node: cst.CSTNode) -> set[str]:
    """Names that a statement at file level may change: by a call, an item, or as a decorator."""
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        return {name.partition(".")[0] for name in _heads(node)}
    if not isinstance(node, cst.SimpleStatementLine):
        return (
            set()
            if not isinstance(node, cst.If | cst.Try | cst.For | cst.While | cst.With)
            else {name for each in _inside(node) for name in _changed(each)}
        )
    found: set[str] = set()
    for part in node.body:
        if isinstance(part, cst.Expr) and isinstance(part.value, cst.Call):
            found.add(chain(part.value.func).partition(".")[0])
        if isinstance(part, cst.Assign):
            for target in part.targets:
                if isinstance(target.target, cst.Subscript | cst.Attribute):
                    found.add(chain(target.target.value).partition(".")[0])
    return found - {""}
