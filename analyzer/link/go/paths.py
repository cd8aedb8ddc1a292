"""Access paths to symbols and types; the grammar stands in extract/go/reader.py."""

from analyzer.link.go.elements import element, underlying, walked
from analyzer.link.go.meaning import BUILTIN, UNKNOWN, Meaning
from analyzer.link.go.members import Member, Members
from analyzer.link.go.outside import KNOWN_FUNCTIONS, KNOWN_INSTANCES
from analyzer.link.go.packages import Packages
from analyzer.link.go.steps import last_step, split_arguments
from analyzer.link.go.type_reader import TypeReader
from analyzer.link.go.types import (
    Container,
    External,
    Function,
    Named,
    Outside,
    Type,
    bound,
    substitute,
    unify,
)
from analyzer.model.facts import DefinitionKind

_TYPES = (DefinitionKind.STRUCT, DefinitionKind.INTERFACE, DefinitionKind.TYPE, DefinitionKind.ALIAS)


class Paths:
    """The meaning of paths, file by file; each distinct path of a file is worked out once."""

    def __init__(self, packages: Packages, types: TypeReader, members: Members) -> None:
        self._packages, self._types, self._members = packages, types, members
        self._known: dict[int, dict[str, Meaning]] = {}
        self._values: dict[int, Meaning] = {}

    def forget(self, file: int) -> None:
        """Drops what was worked out for a file, to keep memory small."""
        self._known.pop(file, None)

    def meaning(self, file: int, path: str) -> Meaning:
        """What `path` means in `file`."""
        known = self._known.get(file)
        if known is None:
            known = self._known[file] = {}
        found = known.get(path)
        if found is None:
            known[path] = UNKNOWN
            found = known[path] = self._work_out(file, path)
        return found

    def _work_out(self, file: int, path: str) -> Meaning:
        prefix, sign, text = last_step(path)
        if not sign:
            return self._base(file, path)
        if sign in ":;":
            return self._key(file, prefix, sign, text)
        of = self.meaning(file, prefix)
        if of is UNKNOWN:
            return UNKNOWN
        if sign == ".":
            return self._selected(file, of, text)
        if sign == "(":
            return self._called(file, of, text)
        if sign == "[":
            return self._indexed(file, of, text)
        if sign == "@":
            return _value(walked(self._members, of.type, text))
        return self._signed(of, sign, text)

    def _base(self, file: int, path: str) -> Meaning:
        first = path[:1]
        if first == "<":
            return _value(self._types.read(file, path[1:-1]))
        if first == "{":
            inner = self.meaning(file, path[1:-1])
            return Meaning(inner.what, None, inner.type, inner.results)
        if first == "?" or not path:
            return UNKNOWN
        return self._name(file, path)

    def _name(self, file: int, name: str) -> Meaning:
        packages = self._packages
        named, dotted = packages.imports(file)
        package = named.get(name)
        if package is not None:
            return Meaning("package", None, None, (), package)
        for key in (packages.key(file), *dotted):
            found = packages.names.get(key, {}).get(name)
            if found:
                return self.symbol(packages.choose(found, file))
        kind = self._types.name(file, name)
        if kind is None or name in BUILTIN:
            return UNKNOWN
        return _value_of(kind.name) if isinstance(kind, Outside) else Meaning("type", None, kind)

    def symbol(self, symbol: int) -> Meaning:
        """What a name of a package means."""
        known = self._values.get(symbol)
        if known is None:
            self._values[symbol] = Meaning("value", symbol, None)
            known = self._values[symbol] = self._declared(symbol)
        return known

    def _declared(self, symbol: int) -> Meaning:
        definition, file = self._packages.definition(symbol), self._packages.file(symbol)
        if definition.kind in _TYPES:
            if definition.kind == DefinitionKind.ALIAS:
                return Meaning("type", symbol, self._types.read(file, definition.name))
            return Meaning("type", symbol, Named(symbol))
        if definition.kind in (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT):
            if definition.type.startswith("="):
                return Meaning("value", symbol, self.meaning(file, definition.type[1:]).type)
            return Meaning("value", symbol, self._types.read(file, definition.type))
        return Meaning("value", symbol, self._members.type_of(symbol))

    def _selected(self, file: int, of: Meaning, name: str) -> Meaning:
        if of.what == "package":
            if isinstance(of.package, str):
                return _value_of(f"{of.package}.{name}")
            found = self._packages.names[of.package].get(name)
            return self.symbol(self._packages.choose(found, file)) if found else UNKNOWN
        member = self._members.select(of.type, name)
        if member is not None and of.what == "type" and isinstance(member.type, Function):
            takes_receiver = Function(
                (of.type, *member.type.parameters), member.type.results, member.type.variadic
            )
            return Meaning("value", member.target, takes_receiver)
        return Meaning("value", member.target, member.type) if member else UNKNOWN

    def _key(self, file: int, prefix: str, sign: str, name: str) -> Meaning:
        """A key of a literal: a field of a struct, else a name that stands for a key of a map."""
        of = underlying(self._members, self.meaning(file, prefix).type)
        while isinstance(of, Container) and of.form == "*":
            of = underlying(self._members, of.element)
        if isinstance(of, Container):
            key = self._name(file, name) if sign == ":" else UNKNOWN
            return Meaning("value", key.target, of.element)
        member: Member | None = None
        if isinstance(of, Named):
            direct = self._members.direct(of.symbol).get(name)
            member = self._members.select(of, name) if direct is not None else None
        elif isinstance(of, Outside | External):
            member = self._members.select(of, name)
        return Meaning("value", member.target, member.type) if member else UNKNOWN

    def _called(self, file: int, of: Meaning, arguments: str) -> Meaning:
        if of.what == "type":
            return _value(of.type)
        kind = underlying(self._members, of.type)
        if isinstance(kind, External):
            known = KNOWN_FUNCTIONS.get(kind.path)
            if known is not None and arguments:
                return _value(known(self._given(file, arguments)))
            return _value(External(kind.path + "()"))
        if not isinstance(kind, Function):
            return _value(of.type)  # no function: a conversion to a type of this function
        results = kind.results
        if isinstance(of.target, int):
            results = self._inferred(file, of.target, kind, results, arguments)
        if len(results) == 1:
            return Meaning("value", None, results[0], results)
        return Meaning("value", None, None, results)

    def _given(self, file: int, arguments: str) -> tuple[Type, ...]:
        return tuple(self.meaning(file, each).type for each in split_arguments(arguments))

    def _inferred(
        self, file: int, symbol: int, kind: Function, results: tuple[Type, ...], arguments: str
    ) -> tuple[Type, ...]:
        definition = self._packages.definition(symbol)
        if definition.kind != DefinitionKind.FUNCTION or not definition.type_parameters or not arguments:
            return results
        found: dict[str, Type] = {}
        given = self._given(file, arguments)
        for i, each in enumerate(given):
            if kind.variadic and i >= len(kind.parameters) - 1:
                last = kind.parameters[-1]
                unify(last.element if isinstance(last, Container) else None, each, found)
            elif i < len(kind.parameters):
                unify(kind.parameters[i], each, found)
        return tuple(substitute(each, found) for each in results)

    def _indexed(self, file: int, of: Meaning, text: str) -> Meaning:
        if of.what == "type" or (isinstance(of.target, int) and isinstance(of.type, Function)):
            return self._instantiated(file, of, text)
        if isinstance(of.type, External) and of.type.path in KNOWN_INSTANCES:
            read = self._types.read(file, f"func({text})()")
            arguments = read.parameters if isinstance(read, Function) else ()
            return _value(Function((), tuple(result(arguments) for result in KNOWN_INSTANCES[of.type.path])))
        return _value(element(self._members, of.type))

    def _instantiated(self, file: int, of: Meaning, text: str) -> Meaning:
        if not isinstance(of.target, int):
            return of
        parameters = self._packages.definition(of.target).type_parameters
        read = self._types.read(file, f"func({text})()")
        arguments = read.parameters if isinstance(read, Function) else ()
        if of.what == "type" and isinstance(of.type, Named):
            return Meaning("type", of.target, Named(of.type.symbol, arguments))
        return Meaning(of.what, of.target, substitute(of.type, bound(parameters, arguments)))

    def _signed(self, of: Meaning, sign: str, text: str) -> Meaning:
        if sign == "#":
            number = int(text)
            if of.results:
                return _value(of.results[number]) if number < len(of.results) else UNKNOWN
            if isinstance(of.type, External):
                return of if number == 0 else _value(External(f"{of.type.path}#{number}"))
            return UNKNOWN
        if sign == "&":
            return _value(Container("*", of.type))
        if of.what == "type" and sign == "*":
            return Meaning("type", None, Container("*", of.type))
        kind = underlying(self._members, of.type)
        if isinstance(kind, Container):
            return _value(kind.element)
        return (
            _value(of.type if isinstance(kind, Named) else kind)
            if isinstance(kind, External | Named)
            else UNKNOWN
        )


def _value_of(path: str) -> Meaning:
    return Meaning("value", path, External(path))


def _value(kind: Type) -> Meaning:
    return UNKNOWN if kind is None else Meaning("value", None, kind)
