"""Values to SQL text: constants and formats joined, what only run time knows left as holes."""

import re
from collections.abc import Iterator, Mapping, Sequence

from analyzer.match.file_view import FUNCTIONS, Place
from analyzer.match.lookup import Lookup
from analyzer.match.rule import TakeKind
from analyzer.model.facts import Argument, Call, DefinitionKind
from analyzer.model.sql import HOLE
from analyzer.model.values import Composite, Concat, Index, Name, Result, Text, Value

DEEPEST = 10
"""Names and calls followed from one text; what lies deeper is a hole."""

_VERB = re.compile(r"%%|%[-+# 0]*(?:\[(\d+)\])?(?:\d+|\*)?(?:\.(?:\d+|\*)?)?[a-zA-Z]")
_FIELD = re.compile(r"\{(\w*)(?:[:!][^{}]*)?\}")
_DECODED = re.compile(r"\b(?:json|yaml|toml|mapstructure|koanf|env|envconfig|hcl|ini|xml):")
FORMATS = frozenset({"fmt.Sprintf", "fmt.Sprint", "fmt.Errorf", "fmt.Fprintf"})


class Texts:
    """Evaluates values of one program; `given` are texts for parameters of the enclosing function."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup

    def text(
        self,
        file: int,
        scope: int,
        line: int,
        value: Value,
        given: Mapping[str, str] | None = None,
        depth: int = 0,
    ) -> str:
        """The text of a value with `HOLE` for each part that is not known."""
        if isinstance(value, Text):
            return value.value
        if depth > DEEPEST:
            return HOLE
        if isinstance(value, Concat):
            return "".join(self.text(file, scope, line, part, given, depth + 1) for part in value.parts)
        if isinstance(value, Name):
            return self._name(file, scope, line, value.path, given, depth)
        if isinstance(value, Result):
            return self._call(file, line, value.call, given, depth)
        if isinstance(value, Index) and isinstance(value.of, Result):
            return self._call(file, line, value.of.call, given, depth)
        if isinstance(value, Composite) and value.type.endswith("Identifier"):
            parts = [self.text(file, scope, line, item.value, given, depth + 1) for item in value.items]
            return ".".join(parts)
        return HOLE

    def _name(
        self, file: int, scope: int, line: int, path: str, given: Mapping[str, str] | None, depth: int
    ) -> str:
        if given and path in given:
            return given[path]
        view = self.lookup.view(file)
        at = scope
        while at >= 0 and "." not in path:
            for binding in view.reaching(at, path, line):
                if binding.line <= line:
                    return self.text(file, at, binding.line - 1, binding.value, given, depth + 1)
            definition = view.definitions[at]
            if any(parameter.name == path for parameter in definition.parameters):
                return HOLE
            at = definition.scope
        target = self.lookup.program.resolve(file, scope, path)
        text = self._constant(target, depth) if isinstance(target, int) else HOLE
        return self._field(file, scope, path, depth) if text == HOLE and path.count(".") == 1 else text

    def _field(self, file: int, scope: int, path: str, depth: int) -> str:
        """A field of a variable of a package, or one that gets one text only, tests aside, for values of this
        very type: `r.table` with r an *AlbumStore."""
        owner, _, name = path.partition(".")
        holder = self.lookup.program.resolve(file, scope, owner)
        if isinstance(holder, int) and (place := self._literal(holder, name)):
            return self.text(place.file, place.scope, place.line, place.value, None, depth + 2)
        kind = self.lookup.program.type_of(file, scope, owner)
        if not isinstance(kind, int) or self._is_decoded(kind, name):
            return HOLE
        surfaces = self.lookup.program.surfaces
        texts = {
            self.text(place.file, place.scope, place.line, place.value, None, depth + 2)
            for place in (*self.lookup.field_writes(kind, name), *self._written_below(kind, name))
            if surfaces[file].is_test or not surfaces[place.file].is_test
        }
        return texts.pop() if len(texts) == 1 else HOLE

    def _is_decoded(self, kind: int, name: str) -> bool:
        """Whether a decoder of settings may fill a field, whatever the code puts there."""
        member = self.lookup.member(kind, name)
        return isinstance(member, int) and bool(_DECODED.search(self.lookup.definition(member).tag))

    def _literal(self, variable: int, name: str) -> Place | None:
        """What a variable that is made as a literal has as a field: `orders = &table{name: "orders"}`."""
        file, definition = self.lookup.program.graph.symbols[variable].file, self.lookup.definition(variable)
        if definition.kind is not DefinitionKind.VARIABLE or not isinstance(definition.value, Composite):
            return None
        found = (item.value for item in definition.value.items if item.key == Name(name))
        return next((Place(file, definition.scope, definition.line, value) for value in found), None)

    def _written_below(self, kind: int, name: str) -> Iterator[Place]:
        """What the field gets in types that embed this one: it is theirs, so it may have many texts."""
        node, member = self.lookup.program.graph.symbols[kind], self.lookup.member(kind, name)
        if (self.lookup.program.surfaces[node.file].module, f"{node.name}.{name}") not in self.lookup.members:
            return  # the field is of a type embedded in this one, where the others are no matter
        for file, binding in self.lookup.assignments.get(name, ()):
            other = self.lookup.type_of(file, binding.scope, binding.name.rsplit(".", 1)[0])
            if isinstance(other, int) and other != kind and self.lookup.member(other, name) == member:
                yield Place(file, binding.scope, binding.line, binding.value)

    def _constant(self, symbol: int, depth: int) -> str:
        node = self.lookup.program.graph.symbols[symbol]
        definition = self.lookup.definition(symbol)
        if definition.kind not in (DefinitionKind.CONSTANT, DefinitionKind.VARIABLE, DefinitionKind.FIELD):
            return HOLE
        if definition.value is None:
            return HOLE
        return self.text(node.file, definition.scope, definition.line, definition.value, None, depth + 1)

    def _call(self, file: int, line: int, number: int, given: Mapping[str, str] | None, depth: int) -> str:
        view = self.lookup.view(file)
        call, target = view.calls[number], view.callees[number]
        if isinstance(target, str) and target in FORMATS and call.arguments:
            return self._formatted(file, call, call.arguments[0].value, call.arguments[1:], given, depth)
        if call.receiver is not None and call.name in ("format", "strip", "rstrip", "lstrip"):
            return self._method(file, call, given, depth)
        if (named := self._named(file, number, call, given, depth)) is not None:
            return named
        if target in ("strings.TrimSpace", "sqlalchemy.text", "str", "string") and call.arguments:
            return self.text(file, call.scope, call.line, call.arguments[0].value, given, depth + 1)
        return self._returned(target, depth) if isinstance(target, int) else HOLE

    def _named(
        self, file: int, number: int, call: Call, given: Mapping[str, str] | None, depth: int
    ) -> str | None:
        """The name in a call that only names a table: `goqu.T("users")`, `sql.Identifier("users")`."""
        for match in self.lookup.rules_of_call.get((file, number), ()):
            if match.rule.emits != "table_name":
                continue
            parts = [match.rule.take[part][0] for part in ("schema", "table") if part in match.rule.take]
            values = [
                call.receiver if take.kind is TakeKind.RECEIVER else call.arguments[take.first].value
                for take in parts
                if take.kind is TakeKind.RECEIVER or take.first < len(call.arguments)
            ]
            texts = [self.text(file, call.scope, call.line, v, given, depth + 1) for v in values if v]
            return ".".join(texts) if len(texts) == len(parts) else HOLE
        return None

    def _method(self, file: int, call: Call, given: Mapping[str, str] | None, depth: int) -> str:
        assert call.receiver is not None
        if call.name == "format":
            return self._formatted(file, call, call.receiver, call.arguments, given, depth)
        return self.text(file, call.scope, call.line, call.receiver, given, depth + 1)

    def _formatted(
        self,
        file: int,
        call: Call,
        template: Value,
        arguments: Sequence[Argument],
        given: Mapping[str, str] | None,
        depth: int,
    ) -> str:
        pattern = self.text(file, call.scope, call.line, template, given, depth + 1)
        plain = [a for a in arguments if not a.keyword]
        texts = [self.text(file, call.scope, call.line, a.value, given, depth + 1) for a in plain]
        named = {
            a.keyword: self.text(file, call.scope, call.line, a.value, given, depth + 1)
            for a in arguments
            if a.keyword.isidentifier()
        }
        rest = iter(texts)

        def fill(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%"
            if found[1]:
                return texts[int(found[1]) - 1] if int(found[1]) <= len(texts) else HOLE
            return next(rest, HOLE)

        def fill_field(found: re.Match[str]) -> str:
            if found[1].isdigit():
                return texts[int(found[1])] if int(found[1]) < len(texts) else HOLE
            return named.get(found[1], HOLE) if found[1] else next(rest, HOLE)

        return _FIELD.sub(fill_field, pattern) if call.name == "format" else _VERB.sub(fill, pattern)

    def _returned(self, symbol: int, depth: int) -> str:
        """What a function of the repository gives back, where that is one constant text."""
        node = self.lookup.program.graph.symbols[symbol]
        if self.lookup.definition(symbol).kind not in FUNCTIONS:
            return HOLE
        bindings = self.lookup.view(node.file).locals.get((node.definition, "return"), [])
        texts = {
            self.text(node.file, node.definition, b.line, b.value, None, depth + 2)
            for b in bindings
            if isinstance(b.value, Text | Concat | Name)
        }
        return texts.pop() if len(texts) == 1 else HOLE
