"""Fields and methods of types: declared, embedded, promoted, of interfaces and of underlying types."""

from typing import NamedTuple

from analyzer.link.go.outside import KNOWN_METHODS
from analyzer.link.go.packages import Packages
from analyzer.link.go.type_reader import TypeReader
from analyzer.link.go.types import (
    Basic,
    Container,
    External,
    Function,
    Named,
    Outside,
    Type,
    Variable,
    bound,
    substitute,
)
from analyzer.model.facts import Definition, DefinitionKind, Parameter

_TYPE_KINDS = (DefinitionKind.STRUCT, DefinitionKind.INTERFACE, DefinitionKind.TYPE, DefinitionKind.FIELD)


class Member(NamedTuple):
    """What a selection finds: a symbol here, or a name outside, and the type of the value."""

    target: int | str | None
    type: Type


class Members:
    """Selections on types; every answer is kept, for the generic type before its arguments."""

    def __init__(self, packages: Packages, types: TypeReader) -> None:
        self._packages = packages
        self._types = types
        self._direct: dict[int, dict[str, int]] = {}
        self._selected: dict[tuple[int, str], Member | None] = {}
        self._typed: dict[int, Type] = {}

    def select(self, of: Type, name: str) -> Member | None:
        """The field or method `name` of a value of type `of`; None if it has none that is known."""
        while isinstance(of, Container) and of.form == "*":
            of = of.element
        if isinstance(of, Named):
            member = self._of_named(of.symbol, name)
            if member is None:
                base = self.underlying(of)
                return None if isinstance(base, Named) else self.select(base, name)
            if not of.arguments:
                return member
            parameters = self._packages.definition(of.symbol).type_parameters
            return Member(member.target, substitute(member.type, bound(parameters, of.arguments)))
        if isinstance(of, Outside):
            return Member(f"{of.name}.{name}", self._outside(of, name))
        if isinstance(of, External):
            return Member(f"{of.path}.{name}", External(f"{of.path}.{name}"))
        if of == Basic("error") and name == "Error":
            return Member("error.Error", Function((), (Basic("string"),)))
        return None

    def _outside(self, of: Outside, name: str) -> Type:
        known = KNOWN_METHODS.get(f"{of.name}.{name}")
        return known(of.arguments) if known and of.arguments else External(f"{of.name}.{name}")

    def _of_named(self, symbol: int, name: str) -> Member | None:
        key = (symbol, name)
        if key not in self._selected:
            self._selected[key] = None
            self._selected[key] = self._search(symbol, name)
        return self._selected[key]

    def _search(self, symbol: int, name: str) -> Member | None:
        """Breadth first through embedded types, as Go promotes."""
        level: list[Type] = [Named(symbol)]
        seen: set[int] = set()
        outside: list[Outside] = []
        while level:
            following: list[Type] = []
            for each in level:
                if isinstance(each, Outside):
                    outside.append(each)
                if not isinstance(each, Named) or each.symbol in seen:
                    continue
                seen.add(each.symbol)
                found = self.direct(each.symbol).get(name)
                if found is not None:
                    return Member(found, self._with_arguments(each, self.type_of(found)))
                following += [self._with_arguments(each, base) for base in self.embedded(each.symbol)]
            level = [
                base.element if isinstance(base, Container) and base.form == "*" else base
                for base in following
            ]
        return Member(f"{outside[0].name}.{name}", self._outside(outside[0], name)) if outside else None

    def _with_arguments(self, of: Named, member: Type) -> Type:
        if not of.arguments:
            return member
        return substitute(member, bound(self._packages.definition(of.symbol).type_parameters, of.arguments))

    def direct(self, symbol: int) -> dict[str, int]:
        """Fields and methods declared on the type itself."""
        if symbol not in self._direct:
            self._direct[symbol] = self._declared(symbol)
        return self._direct[symbol]

    def _declared(self, symbol: int) -> dict[str, int]:
        packages = self._packages
        found: dict[str, int] = {}
        definition = packages.definition(symbol)
        base = self.underlying(Named(symbol))
        if definition.kind == DefinitionKind.TYPE and isinstance(base, Named) and base.symbol != symbol:
            found |= {n: s for n, s in self.direct(base.symbol).items() if self._belongs(s, base.symbol)}
        for member in packages.members.get(symbol, ()):
            found[packages.definition(member).name.rpartition(".")[2]] = member
        if definition.scope < 0 and definition.kind != DefinitionKind.FIELD:
            file = packages.file(symbol)
            for name, symbols in packages.methods[packages.key(file)].get(definition.name, {}).items():
                found[name] = packages.choose(symbols, file)
        return found

    def _belongs(self, member: int, owner: int) -> bool:
        """A defined type takes over fields, and the methods of an interface, not other methods."""
        definition = self._packages.definition(member)
        return definition.kind == DefinitionKind.FIELD or definition.scope >= 0

    def embedded(self, symbol: int) -> list[Type]:
        """The embedded types of a struct or interface."""
        definition, file = self._packages.definition(symbol), self._packages.file(symbol)
        if definition.kind == DefinitionKind.TYPE:
            base = self.underlying(Named(symbol))
            return self.embedded(base.symbol) if isinstance(base, Named) and base.symbol != symbol else []
        return [self._types.read(file, base, definition.type_parameters) for base in definition.bases]

    def underlying(self, of: Type) -> Type:
        """What a defined type is made of; structs and interfaces are made of themselves."""
        for _ in range(20):
            if not isinstance(of, Named):
                return of
            definition = self._packages.definition(of.symbol)
            if definition.kind != DefinitionKind.TYPE:
                return of
            read = self._types.read(
                self._packages.file(of.symbol), definition.type, definition.type_parameters
            )
            of = substitute(read, bound(definition.type_parameters, of.arguments))
        return None

    def is_interface(self, symbol: int) -> bool:
        """Whether the type is an interface, also by definition (`type A B`)."""
        base = self.underlying(Named(symbol))
        return (
            isinstance(base, Named)
            and self._packages.definition(base.symbol).kind == DefinitionKind.INTERFACE
        )

    def type_of(self, symbol: int) -> Type:
        """The type of a field, or of a function or method as a value, with its type parameters."""
        if symbol not in self._typed:
            definition, file = self._packages.definition(symbol), self._packages.file(symbol)
            variables = definition.type_parameters or self._variables(symbol, definition)
            if definition.kind == DefinitionKind.FIELD:
                self._typed[symbol] = self._types.read(file, definition.type, variables)
            else:
                self._typed[symbol] = self._function(file, definition, variables)
        return self._typed[symbol]

    def _variables(self, symbol: int, definition: Definition) -> tuple[Parameter, ...]:
        """Type parameters that a member sees: those of its type, for a method by position."""
        file = self._packages.file(symbol)
        if definition.scope >= 0:
            return self._packages.surfaces[file].definitions[definition.scope].type_parameters
        if definition.kind == DefinitionKind.METHOD and "[" in definition.type:
            names = definition.type.partition("[")[2].rstrip("]").split(",")
            return tuple(Parameter(name) for name in names)
        return ()

    def _function(self, file: int, definition: Definition, variables: tuple[Parameter, ...]) -> Type:
        read = [self._types.read(file, p.type.removeprefix("..."), variables) for p in definition.parameters]
        variadic = bool(definition.parameters) and definition.parameters[-1].type.startswith("...")
        if variadic:
            read[-1] = Container("[]", read[-1])
        results = tuple(self._types.read(file, r.type, variables) for r in definition.results)
        made: Type = Function(tuple(read), results, variadic)
        if definition.kind == DefinitionKind.METHOD and variables and definition.scope < 0:
            made = self._renamed(file, definition, variables, made)
        return made

    def _renamed(
        self, file: int, definition: Definition, variables: tuple[Parameter, ...], made: Type
    ) -> Type:
        """A receiver names the type parameters anew: here they get the names of the type's declaration."""
        owner = self._types.read(file, definition.type.lstrip("*").split("[")[0])
        if not isinstance(owner, Named):
            return made
        declared = self._packages.definition(owner.symbol).type_parameters
        return substitute(made, {v.name: Variable(d.name) for v, d in zip(variables, declared, strict=False)})
