"""Where Python code holds a value of a class by its annotations, and what it does with it."""

import re
from collections.abc import Iterator, Mapping

import libcst as cst
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from msgspec import Struct

from analyzer.rewrite.python.syntax import chain, literal

_LOST = "the type itself is wanted here"
_READ = "a framework may read the types of parameters and fields"
_OTHER = "something else has the name of the field"
_TWICE = "the name is declared twice in the function"
_QUIET = frozenset(
    {"staticmethod", "classmethod", "property", "override", "abstractmethod", "contextmanager", "wraps"}
)
_PLAIN_BASES = frozenset({"object", "ABC", "Protocol", "Generic"})


class Held(Struct):
    """The `members` of the class that are used, with a line each, the `fields` that hold values of it, and
    the reasons that speak against it, with their lines."""

    members: dict[str, int] = {}
    fields: tuple[str, ...] = ()
    troubles: set[tuple[str, int]] = set()


class Holders:
    """The annotations of one file that name a class, and every use of what they declare."""

    def __init__(self, module: cst.Module, name: str) -> None:
        self.name = name
        wrapper = MetadataWrapper(module, unsafe_skip_copy=True)
        self.parents: Mapping[cst.CSTNode, cst.CSTNode] = wrapper.resolve(ParentNodeProvider)
        self.places = wrapper.resolve(PositionProvider)
        self.module = wrapper.module
        self.found = Held()
        self.variables: dict[cst.CSTNode, set[str]] = {}
        self.given: dict[str, list[tuple[int, str]]] = {}
        self.fields: dict[str, set[cst.CSTNode | None]] = {}

    def line(self, node: cst.CSTNode) -> int:
        """The line of a node."""
        return self.places[node].start.line

    def above(self, node: cst.CSTNode, *kinds: type[cst.CSTNode]) -> cst.CSTNode | None:
        """The nearest node of some kinds around a node."""
        around = self.parents.get(node)
        while around is not None and not isinstance(around, kinds):
            around = self.parents.get(around)
        return around

    def trouble(self, reason: str, node: cst.CSTNode) -> None:
        """Adds a reason."""
        self.found.troubles.add((reason, self.line(node)))

    def look(self) -> Held:
        """All that the file does with values of the class."""
        for node in nodes_in(self.module):
            if self._names_it(node):
                annotation = self._annotation(node)
                if annotation is None:
                    self.trouble(_LOST, node)
                else:
                    self._declare(annotation)
        for function, names in list(self.variables.items()):
            for node in nodes_in(function):
                if isinstance(node, cst.Name) and node.value in names:
                    self._use(node, function)
        for node in nodes_in(self.module):
            is_field = isinstance(node, cst.Attribute) and node.attr.value in self.fields
            if (
                isinstance(node, cst.Attribute)
                and is_field
                and not self.above(node, cst.ImportFrom, cst.Import)
            ):
                self._use(node, None)
        self._same_names()
        self.found.fields = tuple(sorted(self.fields))
        return self.found

    def _names_it(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Name) and node.value == self.name:
            around = self.parents[node]
            is_part = isinstance(around, cst.Attribute) and around.attr is node
            is_key = isinstance(around, cst.Arg) and around.keyword is node
            return not (is_part or is_key or self.above(node, cst.ImportFrom, cst.Import))
        if isinstance(node, cst.SimpleString) and re.search(rf"\b{self.name}\b", literal(node.value)[1]):
            call = self.above(node, cst.Call, cst.IndentedBlock)
            is_cast = isinstance(call, cst.Call) and chain(call.func).rpartition(".")[2] == "cast"
            return is_cast or self.above(node, cst.Annotation) is not None
        return False

    def _annotation(self, node: cst.CSTNode) -> cst.Annotation | None:
        """The annotation that says the class, or the class or None; None for all other places."""
        if isinstance(node, cst.SimpleString):
            said = literal(node.value)[1].replace(" ", "").replace("typing.", "")
            if said not in (self.name, f"{self.name}|None", f"None|{self.name}", f"Optional[{self.name}]"):
                return None
        around = self.parents[node]
        while not isinstance(around, cst.Annotation):
            is_or = isinstance(around, cst.BinaryOperation) and isinstance(around.operator, cst.BitOr)
            if is_or and "None" not in (chain(around.left), chain(around.right)):  # type: ignore[attr-defined]
                return None
            is_optional = isinstance(around, cst.Subscript) and chain(around.value) in (
                "Optional",
                "typing.Optional",
            )
            if not (is_or or is_optional or isinstance(around, cst.Index | cst.SubscriptElement)):
                return None
            around = self.parents[around]
        return around

    def _declare(self, annotation: cst.Annotation) -> None:
        around = self.parents[annotation]
        if isinstance(around, cst.Param) and not around.star:
            self._parameter(around)
        elif isinstance(around, cst.AnnAssign):
            self._variable(around)
        else:
            self.trouble(_LOST, annotation)

    def _parameter(self, param: cst.Param) -> None:
        function = self.above(param, cst.FunctionDef)
        assert isinstance(function, cst.FunctionDef)
        heads = (_head(each) for each in function.decorators)
        if any(head not in _QUIET for head in heads) or isinstance(param.default, cst.Call):
            self.trouble(_READ, param)
        self.variables.setdefault(function, set()).add(param.name.value)
        owner = self.above(function, cst.ClassDef, cst.FunctionDef)
        name = function.name.value
        if name == "__init__" and isinstance(owner, cst.ClassDef):
            name = owner.name.value
        bound = isinstance(owner, cst.ClassDef) and "staticmethod" not in map(_head, function.decorators)
        listed = [*function.params.posonly_params, *function.params.params]
        place = next((number for number, each in enumerate(listed) if each is param), -1)
        self.given.setdefault(name, []).append((place - bound if place >= 0 else -1, param.name.value))

    def _variable(self, node: cst.AnnAssign) -> None:
        function = self.above(node, cst.FunctionDef, cst.ClassDef)
        if isinstance(node.target, cst.Attribute) and chain(node.target.value) == "self":
            self.fields.setdefault(node.target.attr.value, set()).add(self.above(node, cst.ClassDef))
        elif isinstance(node.target, cst.Name) and isinstance(function, cst.ClassDef):
            bases = {chain(each.value).rpartition(".")[2] for each in function.bases}
            if bases - _PLAIN_BASES or any(_head(each) != "dataclass" for each in function.decorators):
                self.trouble(_READ, node)
            self.fields.setdefault(node.target.value, set()).add(function)
        elif isinstance(node.target, cst.Name) and isinstance(function, cst.FunctionDef):
            self.variables.setdefault(function, set()).add(node.target.value)
        else:
            self.trouble(_LOST, node)

    def _use(self, node: cst.Name | cst.Attribute, function: cst.CSTNode | None) -> None:
        """One place where a variable or a field stands."""
        around = self.parents[node]
        if isinstance(around, cst.Attribute):
            if around.value is node:
                self.found.members.setdefault(around.attr.value, self.line(around))
            return
        if isinstance(around, cst.Arg) and around.keyword is node:
            return
        if isinstance(around, cst.Param):
            if self.parents[self.parents[around]] is not function:
                self.trouble(_TWICE, node)
        elif isinstance(around, cst.AnnAssign) and around.target is node:
            return
        elif isinstance(around, cst.AssignTarget | cst.NamedExpr | cst.For | cst.AsName | cst.Del):
            if function is not None or not isinstance(around, cst.AssignTarget):
                self.trouble(_TWICE if function is not None else _LOST, node)
        elif not (self._is_asked(node) or self._is_kept(node) or self._is_handed_on(node)):
            self.trouble(_LOST, node)

    def _is_asked(self, node: cst.CSTNode) -> bool:
        """Whether only its being there is asked for."""
        around = self.parents[node]
        if isinstance(around, cst.Comparison):
            return all(isinstance(each.operator, cst.Is | cst.IsNot) for each in around.comparisons)
        if isinstance(around, cst.UnaryOperation):
            return isinstance(around.operator, cst.Not)
        if isinstance(around, cst.BooleanOperation):
            return self._is_asked(around)
        tests = (cst.If, cst.While, cst.IfExp, cst.Assert)
        return isinstance(around, tests) and around.test is node

    def _is_kept(self, node: cst.CSTNode) -> bool:
        """Whether it becomes a field of the object, which from then on is looked at, too."""
        around = self.parents[node]
        if isinstance(around, cst.AnnAssign):
            return around.value is node and any(self._names_it(each) for each in nodes_in(around.annotation))
        if not isinstance(around, cst.Assign) or around.value is not node or len(around.targets) != 1:
            return False
        target = around.targets[0].target
        if not isinstance(target, cst.Attribute) or chain(target.value) != "self":
            return False
        self.fields.setdefault(target.attr.value, set()).add(self.above(node, cst.ClassDef))
        return True

    def _is_handed_on(self, node: cst.CSTNode) -> bool:
        """Whether it is given to a parameter of the class, of a function of this file."""
        argument = self.parents[node]
        call = self.parents[argument]
        if not isinstance(argument, cst.Arg) or not isinstance(call, cst.Call) or argument.star:
            return False
        place = next(number for number, each in enumerate(call.args) if each is argument)
        name = chain(call.func)
        known = self.given.get(name.removeprefix("self."), ())
        if argument.keyword is not None:
            return any(argument.keyword.value == word for _, word in known)
        return any(place == number for number, _ in known)

    def _same_names(self) -> None:
        """Other classes with a field or method of the name."""
        for node in nodes_in(self.module):
            owner = self.above(node, cst.ClassDef)
            if self._declared(node) in self.fields and owner not in self.fields[self._declared(node)]:
                self.trouble(_OTHER, node)

    def _declared(self, node: cst.CSTNode) -> str:
        """The member that a node gives to its class."""
        is_own = isinstance(self.above(node, cst.ClassDef, cst.FunctionDef), cst.ClassDef)
        if isinstance(node, cst.FunctionDef):
            return node.name.value if is_own else ""
        if not isinstance(node, cst.AssignTarget | cst.AnnAssign):
            return ""
        name = chain(node.target)
        return name if is_own else name.removeprefix("self.") if name.startswith("self.") else ""


def nodes_in(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """All nodes of a tree, in the order of the text."""
    yield root
    for child in root.children:
        yield from nodes_in(child)


def _head(decorator: cst.Decorator) -> str:
    called = decorator.decorator
    return chain(called.func if isinstance(called, cst.Call) else called).rpartition(".")[2]
