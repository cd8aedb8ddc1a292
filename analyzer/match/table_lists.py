"""Tables that a loop takes from a list in the code: `for _, table := range []string{"users", "teams"}`."""

from collections.abc import Iterator

from analyzer.match.lookup import Lookup
from analyzer.match.selection import UNNAMED_TYPE
from analyzer.match.table_texts import Texts
from analyzer.model.facts import DefinitionKind
from analyzer.model.sql import HOLE
from analyzer.model.values import Composite, Element, Name, Value

HELD = (DefinitionKind.VARIABLE, DefinitionKind.CONSTANT)


class Lists:
    """Finds what the variable of a loop may be, or a field of it."""

    def __init__(self, lookup: Lookup, texts: Texts) -> None:
        self.lookup = lookup
        self.texts = texts

    def texts_of(self, file: int, scope: int, line: int, name: str) -> list[str]:
        """The known texts that a name, `table` or `table.name`, takes in a loop around a line."""
        head, _, field = name.partition(".")
        view = self.lookup.view(file)
        while scope >= -1:
            for binding in view.reaching(scope, head, line)[:1]:
                walked = binding.value.of if isinstance(binding.value, Element) else None
                return [text for text in self._items(file, scope, line, walked, field) if HOLE not in text]
            if scope < 0:
                break
            scope = view.definitions[scope].scope
        return []

    def _items(self, file: int, scope: int, line: int, walked: Value | None, field: str) -> Iterator[str]:
        file, scope, line, found = self._literal(file, scope, line, walked)
        for item in found.items if found is not None else ():
            kind = found.type if found is not None else ""
            value = self._field(file, item.value, kind, field) if field else item.value
            if value is not None:
                yield self.texts.text(file, scope, line, value)

    def _literal(
        self, file: int, scope: int, line: int, value: Value | None
    ) -> tuple[int, int, int, Composite | None]:
        """The list itself, with its file, scope and line, also behind a variable."""
        if isinstance(value, Name):
            for binding in self.lookup.view(file).reaching(scope, value.path, line)[:1]:
                literal = binding.value if isinstance(binding.value, Composite) else None
                return file, scope, binding.line, literal
            target = self.lookup.resolve(file, scope, value.path)
            if isinstance(target, int) and self.lookup.definition(target).kind in HELD:
                file, held = self.lookup.program.graph.symbols[target].file, self.lookup.definition(target)
                scope, line, value = held.scope, held.line, held.value
        return file, scope, line, value if isinstance(value, Composite) else None

    def _field(self, file: int, item: Value, kind: str, field: str) -> Value | None:
        """A field of an item, by its name or by the order of the struct; `kind` is the type of the list."""
        if not isinstance(item, Composite):
            return None
        written = item.type or kind
        unnamed = UNNAMED_TYPE.search(written)
        symbol = self.lookup.symbol(file, int(unnamed[1])) if unnamed is not None else None
        if symbol is None:
            target = self.lookup.resolve(file, -1, written.lstrip("*&[]"))
            symbol = target if isinstance(target, int) else None
        found = self.lookup.item(symbol, item, field) if symbol is not None else None
        return found.value if found is not None else None
