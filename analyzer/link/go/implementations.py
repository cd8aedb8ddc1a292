"""Which types of the repository implement an interface of the repository, by full signatures."""

from collections.abc import Sequence

from analyzer.link.go.members import Members
from analyzer.link.go.outside import KNOWN_INTERFACES
from analyzer.link.go.packages import Packages
from analyzer.link.go.type_reader import TypeReader
from analyzer.link.go.types import Container, Named, Outside, Type
from analyzer.model.facts import DefinitionKind

_CONCRETE = (DefinitionKind.STRUCT, DefinitionKind.TYPE)


class Implementations:
    """Methods that a call through an interface may reach; each interface is looked up once."""

    def __init__(self, packages: Packages, types: TypeReader, members: Members, files: Sequence[int]) -> None:
        self._packages, self._types, self._members, self._files = packages, types, members, files
        self._by_method: dict[str, set[int]] | None = None
        self._of_interface: dict[int, list[int]] = {}
        self._embedders: dict[int, list[int]] = {}

    def of(self, method: int) -> Sequence[int]:
        """The methods in the repository that implement interface method `method`."""
        definition = self._packages.definition(method)
        if definition.kind != DefinitionKind.METHOD or definition.scope < 0:
            return ()
        interface = self._packages.first[self._packages.file(method)] + definition.scope
        name = definition.name.rpartition(".")[2]
        found = {
            member.target
            for each in self._types_of(interface)
            if (member := self._members.select(Named(each), name))
            and isinstance(member.target, int)
            and self._packages.definition(member.target).scope < 0
        }
        return sorted(found)

    def _types_of(self, interface: int) -> list[int]:
        if interface not in self._of_interface:
            self._of_interface[interface] = self._search(interface)
        return self._of_interface[interface]

    def _search(self, interface: int) -> list[int]:
        wanted = self.method_set(interface)
        if not wanted or self._packages.definition(interface).type_parameters:
            return []
        index = self._index()
        candidates = set.intersection(*(index.get(name, set()) for name in wanted))
        if not all(name[:1].isupper() for name in wanted):
            own = self._packages.key(self._packages.file(interface))
            candidates = {each for each in candidates if self._packages.key(self._packages.file(each)) == own}
        return sorted(each for each in candidates if self._implements(each, wanted))

    def _implements(self, candidate: int, wanted: dict[str, Type]) -> bool:
        for name, signature in wanted.items():
            member = self._members.select(Named(candidate), name)
            if member is None or not isinstance(member.target, int) or member.type != signature:
                return False
        return True

    def method_set(self, interface: int, seen: frozenset[int] = frozenset()) -> dict[str, Type] | None:
        """Names and signatures of an interface with those it embeds; None if it embeds what is not known."""
        found = {
            name: self._members.type_of(symbol) for name, symbol in self._members.direct(interface).items()
        }
        for base in self._members.embedded(interface):
            inner: dict[str, Type] | None = {}
            if isinstance(base, Named) and base.symbol not in seen:
                inner = self.method_set(base.symbol, seen | {interface})
            elif isinstance(base, Outside) and base.name in KNOWN_INTERFACES:
                texts = KNOWN_INTERFACES[base.name]
                inner = {
                    n: self._types.read(self._packages.file(interface), text) for n, text in texts.items()
                }
            elif base is None or isinstance(base, Outside):
                inner = None
            if inner is None:
                return None
            found |= inner
        return found

    def _index(self) -> dict[str, set[int]]:
        """Concrete types by the names of their methods, promoted ones included."""
        if self._by_method is None:
            self._by_method = {}
            for file in self._files:
                for d, definition in enumerate(self._packages.surfaces[file].definitions):
                    symbol = self._packages.first[file] + d
                    if (
                        definition.kind in _CONCRETE
                        and definition.scope < 0
                        and not self._members.is_interface(symbol)
                    ):
                        for name in self._method_names(symbol, frozenset()):
                            self._by_method.setdefault(name, set()).add(symbol)
        return self._by_method

    def _method_names(self, symbol: int, seen: frozenset[int]) -> set[str]:
        names = {
            name
            for name, member in self._members.direct(symbol).items()
            if self._packages.definition(member).kind == DefinitionKind.METHOD
        }
        for base in self._members.embedded(symbol):
            inner = base.element if isinstance(base, Container) and base.form == "*" else base
            if isinstance(inner, Named) and inner.symbol not in seen:
                names |= self._method_names(inner.symbol, seen | {symbol})
        return names
