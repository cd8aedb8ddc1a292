"""Type texts of the front-end to types."""

import re

from analyzer.link.go.packages import Packages
from analyzer.link.go.types import (
    Basic,
    Container,
    Function,
    Named,
    Outside,
    Type,
    Variable,
    bound,
    substitute,
)
from analyzer.model.facts import DefinitionKind, Parameter

_TOKEN = re.compile(r"[^\W\d]\w*#\d+|\.\.\.|[^\W\d][\w]*(?:\.[^\W\d]\w*)?|[\[\](),*_]")
_BASIC = {"byte": "uint8", "rune": "int32"}
_PREDECLARED = frozenset({
    "any", "bool", "byte", "comparable", "complex64", "complex128", "error", "float32", "float64", "int",
    "int8", "int16", "int32", "int64", "rune", "string", "uint", "uint8", "uint16", "uint32", "uint64",
    "uintptr",
})  # fmt: skip


class TypeReader:
    """Reads type texts in the scope of their file; each text once a file."""

    def __init__(self, packages: Packages) -> None:
        self._packages = packages
        self._known: dict[tuple[int, str], Type] = {}
        self._aliases: dict[int, Type] = {}

    def read(self, file: int, text: str, variables: tuple[Parameter, ...] = ()) -> Type:
        """The type that `text` means in `file`; names in `variables` are type parameters."""
        if not variables:
            key = (file, text)
            if key not in self._known:
                self._known[key] = self._parse(file, text, frozenset())
            return self._known[key]
        return self._parse(file, text, frozenset(each.name for each in variables))

    def _parse(self, file: int, text: str, variables: frozenset[str]) -> Type:
        return _Parser(self, file, _TOKEN.findall(text), variables).type()

    def name(self, file: int, name: str, arguments: tuple[Type, ...] = ()) -> Type:
        """The type with this name, as written in `file`."""
        packages = self._packages
        owner, dot, member = name.partition(".")
        if dot:
            package = packages.imports(file)[0].get(owner)
            if package is None:
                return None
            if isinstance(package, str):
                return Outside(f"{package}.{member}", arguments)
            found = packages.names[package].get(member)
            return self._declared(packages.choose(found, file), arguments) if found else None
        found = packages.names[packages.key(file)].get(name)
        if found:
            return self._declared(packages.choose(found, file), arguments)
        for package in packages.imports(file)[1]:
            found = packages.names[package].get(name)
            if found:
                return self._declared(found[0], arguments)
        if name in _PREDECLARED:
            return Basic(_BASIC.get(name, name))
        outside = packages.imports(file)[0].get(".")
        return Outside(f"{outside}.{name}", arguments) if isinstance(outside, str) else None

    def _declared(self, symbol: int, arguments: tuple[Type, ...]) -> Type:
        definition = self._packages.definition(symbol)
        if definition.kind == DefinitionKind.ALIAS:
            if symbol not in self._aliases:
                self._aliases[symbol] = None
                file = self._packages.file(symbol)
                self._aliases[symbol] = self.read(file, definition.type, definition.type_parameters)
            return substitute(self._aliases[symbol], bound(definition.type_parameters, arguments))
        if definition.kind in (DefinitionKind.STRUCT, DefinitionKind.INTERFACE, DefinitionKind.TYPE):
            return Named(symbol, arguments)
        return None

    def anonymous(self, file: int, token: str) -> Type:
        """`struct#7` of a file, or `T#1`: the constraint of a type parameter of T."""
        name, _, digits = token.partition("#")
        number = int(digits)
        if name not in ("struct", "interface"):
            return self._constraint(self.name(file, name), number)
        if number >= len(self._packages.surfaces[file].definitions):
            return None
        return Named(self._packages.first[file] + number)

    def _constraint(self, of: Type, number: int) -> Type:
        if not isinstance(of, Named):
            return None
        parameters = self._packages.definition(of.symbol).type_parameters
        if number >= len(parameters):
            return None
        return self.read(self._packages.file(of.symbol), parameters[number].type, parameters)


class _Parser:
    """One reading of a token list, left to right."""

    def __init__(self, reader: TypeReader, file: int, tokens: list[str], variables: frozenset[str]) -> None:
        self._reader, self._file, self._tokens, self._variables = reader, file, tokens, variables
        self._at = 0

    def _next(self) -> str:
        token = self._tokens[self._at] if self._at < len(self._tokens) else ""
        self._at += 1
        return token

    def _skip(self, token: str) -> bool:
        if self._at < len(self._tokens) and self._tokens[self._at] == token:
            self._at += 1
            return True
        return False

    def type(self) -> Type:
        """The type that starts here."""
        token = self._next()
        if token == "*":
            return Container("*", self.type())
        if token == "[":
            self._skip("_")
            self._skip("]")
            return Container("[]", self.type())
        if token == "map":
            self._skip("[")
            key = self.type()
            self._skip("]")
            return Container("map", self.type(), key)
        if token == "chan":
            return Container("chan", self.type())
        if token == "func":
            parameters, variadic = self._list()
            return Function(parameters, self._list()[0], variadic)
        if "#" in token:
            return self._reader.anonymous(self._file, token)
        if token in self._variables:
            return Variable(token)
        return self._named(token) if token[:1].isalpha() or token[:1] == "_" else None

    def _named(self, token: str) -> Type:
        arguments: list[Type] = []
        if self._skip("["):
            while self._at < len(self._tokens) and not self._skip("]"):
                arguments.append(self.type())
                self._skip(",")
        return self._reader.name(self._file, token, tuple(arguments))

    def _list(self) -> tuple[tuple[Type, ...], bool]:
        found: list[Type] = []
        variadic = False
        if not self._skip("("):
            return (), False
        while self._at < len(self._tokens) and not self._skip(")"):
            if self._skip("..."):
                variadic = True
                found.append(Container("[]", self.type()))
            else:
                found.append(self.type())
            self._skip(",")
        return tuple(found), variadic
