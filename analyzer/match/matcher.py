"""Facts against rules: which fact is what, by called name and by where the callee comes from."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from fnmatch import translate

from msgspec import Struct

from analyzer.match.guards import call_matches, imported_by, imports
from analyzer.match.literals import literals
from analyzer.match.rule import Rule, ShapeKind
from analyzer.model.facts import Body, Call, Definition, Surface
from analyzer.model.program import Target
from analyzer.model.values import Composite


class Match(Struct, frozen=True):
    """A fact that a rule recognises. `index` is the number of the call, or of the definition.

    `literal` is the composite literal of a `struct` rule. A match is `weak` when the callee could not be
    resolved and only the imports of the file speak for it, or when the rule asks for no import at all.
    """

    rule: Rule
    file: int
    index: int
    line: int
    scope: int
    weak: bool = False
    literal: Composite | None = None

    @property
    def is_call(self) -> bool:
        """Whether the fact is a call."""
        return self.rule.shape.kind in (ShapeKind.CALL, ShapeKind.DECORATOR)


class RuleIndex:
    """Rules by language, shape and name; globs in names are tried once for each distinct name."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._exact: dict[tuple[str, ShapeKind, str], list[Rule]] = {}
        self._globs: dict[tuple[str, ShapeKind], list[tuple[re.Pattern[str], Rule]]] = {}
        self._asked: dict[tuple[str, ShapeKind, str], tuple[Rule, ...]] = {}
        for rule in rules:
            for name in rule.names:
                self._add(rule, name)

    def _add(self, rule: Rule, name: str) -> None:
        key = (rule.language, rule.shape.kind)
        if "*" in name:
            self._globs.setdefault(key, []).append((re.compile(translate(name)), rule))
        else:
            self._exact.setdefault((*key, name), []).append(rule)

    def of(self, language: str, kind: ShapeKind, name: str) -> tuple[Rule, ...]:
        """The rules that may match a fact of this name."""
        key = (language, kind, name)
        found = self._asked.get(key)
        if found is None:
            globs = self._globs.get(key[:2], ())
            by_glob = [rule for pattern, rule in globs if pattern.match(name)]
            found = self._asked[key] = (*self._exact.get(key, ()), *by_glob)
        return found


def match_file(
    index: RuleIndex,
    surface: Surface,
    body: Body,
    callees: Sequence[Target],
    file: int,
    given: Callable[[tuple[int, int]], Target],
    near: frozenset[str] = frozenset(),
) -> Iterator[Match]:
    """The matches of one file.

    `given` is asked for a callee that only callers of its function may know. `near` is what the files import
    that this one imports: models lie there that uses of tables name.
    """
    imported = imported_by(surface)
    for number, call in enumerate(body.calls):
        kind = ShapeKind.CALL if call.decorates < 0 else ShapeKind.DECORATOR
        target = callees[number]
        rules = index.of(surface.language, kind, _called(call, target))
        if rules:
            target = given((file, number)) if target is None else target
            found = call_matches(rules, call, target, imported, near)
            yield from (Match(r, file, number, call.line, call.scope, weak) for r, weak in found)
    yield from _definition_matches(index, surface, imported, file)
    yield from _literal_matches(index, surface, body, imported, file)


def _called(call: Call, target: Target) -> str:
    """The name of the function called, also where an import gives it another one."""
    if call.receiver is None and isinstance(target, str):
        return target.rsplit(".", 1)[-1]
    return call.name


def _definition_matches(
    index: RuleIndex, surface: Surface, imported: frozenset[str], file: int
) -> Iterator[Match]:
    for number, definition in enumerate(surface.definitions):
        for kind, name in _definition_names(definition):
            for rule in index.of(surface.language, kind, name):
                if _definition_fits(rule, definition, imported):
                    yield Match(rule, file, number, definition.line, definition.scope)


def _definition_names(definition: Definition) -> Iterator[tuple[ShapeKind, str]]:
    for base in definition.base_names:
        yield ShapeKind.CLASS, base.rsplit(".", 1)[-1]
    if definition.tag:
        for key in re.findall(r'([\w-]+):"', definition.tag):
            yield ShapeKind.TAG, key
    if definition.kind in ("function", "method"):
        yield ShapeKind.FUNCTION, definition.name.rsplit(".", 1)[-1]
    elif definition.kind in ("variable", "constant"):
        yield ShapeKind.BINDING, definition.name.rsplit(".", 1)[-1]


def _definition_fits(rule: Rule, definition: Definition, imported: frozenset[str]) -> bool:
    if rule.shape.kind is ShapeKind.CLASS:
        return _base_fits(rule, definition, imported)
    wanted = rule.shape.parameter
    types = [parameter.type for parameter in definition.parameters]
    return imports(rule, imported) and all(any(w in t for t in types) for w in wanted)


def _base_fits(rule: Rule, definition: Definition, imported: frozenset[str]) -> bool:
    """Whether a base written as `models.Model` may be one of the rule: by its last name and the imports."""
    lasts = {base.rsplit(".", 1)[-1] for base in rule.shape.base}
    return imports(rule, imported) and any(base.rsplit(".", 1)[-1] in lasts for base in definition.base_names)


def _literal_matches(
    index: RuleIndex, surface: Surface, body: Body, imported: frozenset[str], file: int
) -> Iterator[Match]:
    for line, scope, value in literals(body, surface):
        name = value.type.rsplit(".", 1)[-1].strip("*&[]")
        for rule in index.of(surface.language, ShapeKind.STRUCT, name):
            if imports(rule, imported) and _type_fits(rule.shape.type, value.type):
                yield Match(rule, file, -1, line, scope, literal=value)


def _type_fits(wanted: Sequence[str], written: str) -> bool:
    """Whether a type is written as a rule says; a rule without a package means any."""
    plain = written.lstrip("*&[]")
    return any(plain == each or ("." not in each and plain.endswith(f".{each}")) for each in wanted)
