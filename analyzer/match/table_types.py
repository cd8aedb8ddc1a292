"""Which model a written type or a resolved name means."""

import re
from collections.abc import Iterator

from msgspec import Struct

from analyzer.match.lookup import Lookup
from analyzer.match.table_names import element
from analyzer.match.table_outside import BY_LABEL, USERS, Outside, outside_model
from analyzer.match.table_relations import Relations
from analyzer.model.facts import Call, DefinitionKind
from analyzer.model.program import Target
from analyzer.model.values import Result, Text

_PARAMETER = re.compile(r"[\w.]+#\d+")
INSTANCE = re.compile(r"\w\[([\w.*,]+)\]$")
"""A type or path that ends in type arguments: `gorm.G[User]`."""
_CLASSES = (DefinitionKind.CLASS, DefinitionKind.STRUCT)


class Generic(Struct, frozen=True):
    """The type is a type parameter of a function or type in this file: its users say which."""

    file: int


class Types:
    """Models by the names of types of one program."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.program = lookup.program
        self.relations: Relations | None = None

    def outside(self, target: Target) -> int | Outside | None:
        """The model of another project that a name means; the program's own users where it has some."""
        found = outside_model(target)
        return self.relations.user if found == USERS and self.relations is not None else found

    def given_by(self, call: Call, target: Target) -> int | Outside | None:
        """The model whose class a call gives: `get_user_model()`, `apps.get_model("shop.Order")`."""
        if target == BY_LABEL and self.relations is not None:
            return self.relations.labelled(
                ".".join(a.value.value for a in call.arguments if isinstance(a.value, Text))
            )
        return self.outside(target)

    def of_member(self, file: int, scope: int, path: str, target: Target) -> int | Outside | None:
        """The model that a name means; what an abstract class has is of the class it is asked of."""
        found = self.of_target(target)
        is_field = isinstance(target, int) and self.lookup.definition(target).kind is DefinitionKind.FIELD
        if not is_field or self.program.surfaces[file].language != "python":
            return found
        holder = path.rpartition(".")[0]
        above = self.program.resolve(file, scope, holder)
        if holder == "cls":
            above = self.lookup.class_of(file, scope)
        is_class = isinstance(above, int) and self.lookup.definition(above).kind is DefinitionKind.CLASS
        return self.of_target(above) if is_class else found

    def of_elements(self, target: Target) -> int | Outside | None:
        """What a Go field of slices or maps holds."""
        if not isinstance(target, int) or self.lookup.definition(target).kind is not DefinitionKind.FIELD:
            return None
        file = self.program.graph.symbols[target].file
        written = self.lookup.definition(target).type if self.program.surfaces[file].language == "go" else ""
        return self.of_type(file, -1, element(written))

    def named(self, file: int, scope: int, written: str) -> Iterator[int | Outside]:
        """The types of a list of type arguments."""
        for each in written.split(","):
            found = self.of_type(file, scope, element(each))
            if found is not None:
                yield found

    def type_parameter(self, file: int, path: str) -> Generic | None:
        """A variable of a type parameter: `<[]Store#0>` is the first one of Store."""
        return Generic(file) if _PARAMETER.fullmatch(element(path[1:-1])) else None

    def of_path(self, file: int, scope: int, path: str) -> int | Outside | None:
        """The type at the end of a local variable's access path, also of the elements of a collection."""
        if path.startswith("<") and path.endswith(">"):
            return self.of_type(file, scope, element(path[1:-1]))
        if not path or path == "?":
            return None
        python = self.program.surfaces[file].language == "python"
        if python and path.removeprefix("=")[:1] not in ("<", "[", "("):
            return None
        for suffix in ("", "[*]") if python else ("", "@v"):
            written = path.removeprefix("=") + suffix
            found = self.of_target(self.program.type_of(file, -1, written), of_value=True)
            if found is not None:
                return found
        return None

    def of_type(self, file: int, scope: int, written: str) -> int | Outside | None:
        """The class that a type as written means."""
        if not written:
            return None
        return self.of_target(self.program.resolve(file, scope, written), of_value=True)

    def of_result(self, file: int, scope: int, name: str) -> int | Outside | None:
        """The type of a result that a Go function names: `(users []*User, err error)`."""
        for result in self.program.surfaces[file].definitions[scope].results:
            if result.name == name:
                return self.of_type(file, scope, element(result.type))
        return None

    def of_target(self, target: Target, of_value: bool = False) -> int | Outside | None:
        """The class behind a name: itself or the class whose field it is; or a variable with a table."""
        if not isinstance(target, int):
            return self.outside(target)
        node, definition = self.program.graph.symbols[target], self.lookup.definition(target)
        if definition.kind in _CLASSES:
            return target
        if definition.kind in (DefinitionKind.TYPE, DefinitionKind.ALIAS):
            under = element(definition.type)
            inner = self.program.resolve(node.file, -1, under) if under else None
            return self.of_target(inner, True) if inner != target else None
        if of_value:
            return None
        if definition.kind is DefinitionKind.FIELD and self.program.surfaces[node.file].language == "python":
            owner = definition.scope
            definitions = self.program.surfaces[node.file].definitions
            if owner >= 0 and definitions[owner].kind is DefinitionKind.CLASS:
                return self.lookup.symbol(node.file, owner)
        if definition.kind in (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT):
            return self._of_variable(target) if isinstance(definition.value, Result) else None
        return None

    def _of_variable(self, symbol: int) -> int | Outside:
        """A variable that may hold a table object, or the class it holds: `User = get_user_model()`."""
        node, value = self.program.graph.symbols[symbol], self.lookup.definition(symbol).value
        callee = self.lookup.view(node.file).callees[value.call] if isinstance(value, Result) else None
        return self.outside(callee) or symbol
